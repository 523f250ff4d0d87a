import pytest

from unruffled.desk.guidance.queries import ReasonView
from unruffled.engine import playbook
from unruffled.engine.situation import FACTS
from unruffled.shells.console.screens.reasons import COUNTED, YES_OR_NO, against, reason_line, reason_lines


def a_reason(fact, value=True, needed="", quote="", turn=None):
    return ReasonView(fact, f"{fact}: {value}", quote, turn, value, needed)


@pytest.mark.parametrize(
    ("fact", "value", "words"),
    [
        ("promise_broken", True, "A promise not kept"),
        ("gratitude", False, "Not seen yet: says thank you"),
        ("heat", 3, "Intense now"),
        ("peak_heat", 4, "Extreme at its hottest"),
        ("issue_known", True, "What is wrong is clear"),
        ("issue_known", False, "What is wrong is not clear yet"),
        ("options_offered", 0, "No choice has been offered yet"),
        ("apologies", 2, "We have apologised twice"),
        ("stage", "resolve", "Stage: resolve"),
        ("conduct", "threat", "Threat"),
    ],
)
def test_a_reason_says_how_things_stand(fact, value, words):
    assert reason_line(a_reason(fact, value)).words == words


def test_the_contacts_own_words_come_first_and_lead_to_their_row():
    reasons = [a_reason("heat", 3), a_reason("promise_broken", quote="nobody rang", turn=2)]
    lines = reason_lines(reasons, said=[70, 71])

    assert (lines[0].words, lines[0].quote, lines[0].turn) == ("A promise not kept:", "nobody rang", "m71")


def test_three_reasons_are_enough_and_none_is_said_twice():
    reasons = [a_reason("heat", n) for n in (1, 2, 3, 4)] + [a_reason("heat", 1)]

    assert [line.words for line in reason_lines(reasons, said=())] == ["Uneasy now", "Upset now", "Intense now"]


def test_what_holds_of_most_is_named_only_where_nothing_better_is():
    assert [line.words for line in reason_lines([a_reason("resolved", False), a_reason("heat", 2)], said=())] == [
        "Upset now"
    ]
    assert [line.words for line in reason_lines([a_reason("resolved", False)], said=())] == ["Not settled yet"]


def test_why_not_says_what_it_would_take():
    assert against(a_reason("heat", 1, "≥ 2")).words == "Uneasy now (needs at least upset)"


def test_a_move_is_explained_by_what_shows_not_by_what_does_not():
    reasons = [a_reason("confusion", False), a_reason("feels_unheard", quote="not even reading", turn=1)]

    assert [line.words for line in reason_lines(reasons, said=(7,))] == ["Feels unheard:"]


def test_a_reason_is_said_once_with_its_words():
    reasons = [a_reason("public", True), a_reason("public_post", quote="Painted the nursery", turn=1)]

    assert [line.words for line in reason_lines(reasons, said=(7,))] == ["Others can read this:"]


def test_why_not_names_what_has_not_shown_and_what_makes_it_wait():
    assert against(a_reason("gratitude", False, "true")).words == "Not seen yet: says thank you"
    assert against(a_reason("confusion", True, "false")).words == "Something is unclear, and then this waits"


def test_only_facts_that_exist_have_words():
    assert {*YES_OR_NO, *COUNTED} <= set(FACTS)


def test_every_move_has_a_title_that_can_be_read_aloud():
    assert all(card.title and not card.title.endswith(".") for card in playbook.default_cards())
