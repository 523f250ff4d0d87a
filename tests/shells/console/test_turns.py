"""What a page says of a reading in doubt: it shows, and it could be so."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from unruffled.desk.conversations.threads import Mark, ThreadRow
from unruffled.shells.console.screens.turns import turns_of

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
TEXT = "Nobody rang. I am sick of it."
RANG = Mark(0, 11, "promise_broken", "A promise not kept", sure=False)
SICK = Mark(13, 28, "frustration", "Frustrated", sure=True)
CONVERSATION = SimpleNamespace(pk=1, channel="chat", contact=SimpleNamespace(language="en"))


def shown(text=TEXT, **more):
    given = {"heat_score": 2.1, "heat": 2, "conduct": "ok", "marks": (RANG, SICK)} | more
    row = ThreadRow("message", 7, NOW, "customer", author_name="Ana", text=text, n=1, channel="chat", **given)
    return turns_of([row], conversation=CONVERSATION, now=NOW)[-1]


def test_heat_in_doubt_has_a_hollow_point_and_could_be_its_word():
    unsure, sure = shown(heat_sure=False, trend="rising"), shown()

    assert (unsure.band, sure.band) == ("Could be upset, rising", "Upset")
    assert "unsure" in unsure.line
    assert "unsure" not in sure.line


def test_whoever_hears_the_page_hears_the_doubt_too():
    assert shown(heat_sure=False).because == "Heat could be 2.1, because: could be Nobody rang; I am sick of it."
    assert shown(marks=()).because == "Heat 2.1."


def test_words_in_doubt_are_marked_apart_and_say_what_they_could_be():
    words = shown().words

    assert '<mark data-shows="Could be: a promise not kept" data-unsure>Nobody rang.</mark>' in words
    assert '<mark data-shows="Frustrated">I am sick of it.</mark>' in words


def test_a_chip_in_doubt_says_so_and_has_no_check():
    found = shown(marks=(Mark(0, 11, "advocacy", "", sure=False), SICK), chips=("Could be: agrees", "Thanks us")).chips

    assert [(chip.words, chip.good) for chip in found] == [
        ("Could be: agrees", False), ("Thanks us", True), ("Could be: speaks well of us", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sure", "corrected", "words"),
    [((True,), {}, "Threat"), ((False,), {}, "Could be: threat"), ((False,), {"conduct": "threat"}, "Threat")],
)
def test_conduct_in_doubt_could_be_so_unless_a_person_said_it(sure, corrected, words):
    marks = tuple(Mark(0, 6, "threat_violence", "", sure=one) for one in sure)

    assert shown(conduct="threat", marks=marks, corrected=corrected).conduct == words


def test_conduct_that_no_words_show_is_told_as_it_is_kept():
    assert shown(conduct="insult", marks=()).conduct == "Insult"
