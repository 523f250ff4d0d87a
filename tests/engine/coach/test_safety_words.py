"""The coach over our own words for somebody in danger: in a conversation of that danger it has nothing to say."""

from collections import Counter

import pytest

from unruffled.engine.coach import review
from unruffled.engine.follow import follow
from unruffled.engine.playbook import phrases
from unruffled.engine.policies import safety
from unruffled.engine.reader import seen
from unruffled.engine.vocabulary import Context, Story, Turn

RECORD = {"line": "Night line, 116 123", "emergency": "112", "colleague": "Sam"}


def in_danger(kind):
    """The last step of every conversation that an example of this danger opens."""
    said = [one.text for one in seen.phrasebook().entries[kind].examples if one.fits]
    steps = [follow(Story("chat", (Turn(1, "customer", 0.0, text, "chat"),)))[-1] for text in said]
    return [step for step in steps if step.situation["danger"] == kind]


@pytest.mark.parametrize("kind", safety.KINDS)
def test_the_coach_has_nothing_to_say_of_the_words_on_the_card_of_a_danger(kind):
    steps = in_danger(kind)
    assert len(steps) > 3

    found = Counter()
    for step in steps:
        for words in {*safety.protocols()[kind].say, *step.moves[0].say}:
            for draft in (words, phrases.fill(words, RECORD)[0]):
                remarks = review(draft, situation=step.situation, before=(step.reading,), context=Context())
                found.update((remark.id, draft) for remark in remarks)

    assert found == {}


def test_business_as_usual_beside_a_danger_is_still_told():
    step = in_danger("third_party_risk")[0]
    for draft in ("We take your complaint seriously. The bill is due on Friday.", "Is that order still wanted?"):
        remarks = review(draft, situation=step.situation, before=(step.reading,), context=Context())
        assert "ignore_safety" in {remark.id for remark in remarks}
