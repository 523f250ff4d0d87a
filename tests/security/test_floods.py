"""A flood of words from outside must not keep us from answering (RELIABILITY hole 17, faults F7 to F9)."""

import pytest

from unruffled.engine.follow import follow
from unruffled.engine.reader import exchange
from unruffled.engine.vocabulary import Context, Story, Turn

ASKED = [f"Where is my order {n}?" for n in range(1_000)]


def readings_of(*texts):
    turns = tuple(Turn(n=n, by="customer", at=n, channel="chat", text=text) for n, text in enumerate(texts, start=1))
    story = Story(id="flood", channel="chat", context=Context(), turns=turns)
    return [step.reading for step in follow(story)]


@pytest.mark.parametrize("texts", [(" ".join(ASKED),), ASKED[-100:]], ids=["in one message", "in many messages"])
def test_a_thousand_questions_cost_a_reply_no_more_than_forty(texts):
    waiting = exchange.waiting(readings_of(*texts))

    assert len(waiting) == 40
    assert waiting[-1].text == ASKED[-1]
