"""Risks and attacks said in passing, and everyday sentences beside them that must raise nothing.

The sentences of at_risk.txt were written before the phrases that find them. Of the first seventy the reader found a
quarter, of thirty-five more, after learning from the first, a sixth: who hints is often missed by phrases. They guard
against falling back and say nothing of sentences that nobody has written yet.
"""

from pathlib import Path

import pytest
from tests.engine.reader.saying import hear, ids

HERE = Path(__file__).parent
DANGERS = {"safety_hazard", "third_party_risk", "self_harm", "threat_violence"}
SHOWN_BY = {
    "hazard": DANGERS,
    "third": DANGERS,
    "self": {"self_harm"},
    "threat": {"threat_violence"},
    "sexual": {"sexual_remark"},
    "disc": {"discriminatory_abuse"},
    "insult": {"insult_agent"},
}
SAID = [line.split(": ", 1) for line in (HERE / "at_risk.txt").read_text("utf-8").splitlines()]
HARMLESS = (HERE / "harmless.txt").read_text("utf-8").splitlines()


def test_nine_of_ten_known_hints_are_found():
    found = [bool(ids(hear(text)) & SHOWN_BY[kind]) for kind, text in SAID]
    assert sum(found) >= 0.9 * len(SAID)


@pytest.mark.parametrize("text", HARMLESS)
def test_everyday_trouble_is_no_danger(text):
    assert not ids(hear(text)) & DANGERS
