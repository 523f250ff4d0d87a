"""Short exchanges from many trades and registers: what must show, what must not, how hot, how people are treated.

The texts were written before the phrases that read them were finished, and then used to find gaps: they guard against
falling back; they do not measure how the reader does on new ones.
"""

from pathlib import Path

import pytest
from tests.engine.reader.saying import hear, ids

HERE = Path(__file__).parent / "trades"
CHANNELS = ("email", "phone", "review", "social", "chat")


def expectations(name):
    """Rows of earlier turns, text, must, never, heat band, conducts, channel."""
    earlier, channel = [], "chat"
    for line in (HERE / name).read_text("utf-8").splitlines():
        if line.startswith("##"):
            earlier = []
            channel = next((c for c in CHANNELS if c in line), "social" if "public" in line else "chat")
        elif line.startswith("A: "):
            earlier = [*earlier, line]
        elif line.startswith("C: "):
            text, expected = line[3:].rsplit(" => ", 1)
            must, never, heat, conduct = (part.strip() for part in (" " + expected).split(";"))
            yield tuple(earlier), text, must.split(), never.replace("!", "").split(), heat, conduct.split("|"), channel
            earlier = [*earlier, text]


@pytest.mark.parametrize("name", sorted(p.name for p in HERE.glob("*.txt")))
def test_the_trades_are_read_nearly_whole_and_nearly_nothing_false(name):
    rows = [
        (hear(text, *earlier, channel=channel), must, never, heat, conduct)
        for earlier, text, must, never, heat, conduct, channel in expectations(name)
    ]
    wanted = [bool(ids(reading) & set(one.split("|"))) for reading, must, *_ in rows for one in must]
    false = [name for reading, _, never, *_ in rows for name in never if name in ids(reading)]
    warm = [int(heat[0]) <= reading.heat <= int(heat[2]) for reading, _, _, heat, _ in rows]
    treated = [reading.conduct in conduct for reading, *_, conduct in rows]
    assert sum(wanted) / len(wanted) >= 0.8
    assert len(false) / sum(len(never) for _, _, never, *_ in rows) <= 0.02, false
    assert sum(warm) / len(warm) >= 0.88
    assert sum(treated) / len(treated) >= 0.97
