"""What to do first when somebody may be in danger, and a local card that only the house itself can fill."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unruffled.engine import coach
from unruffled.engine.policies import safety
from unruffled.engine.policies.safety import (
    BadCard,
    BadProtocol,
    answers,
    as_table,
    card_of,
    first_of,
    parsed,
    protocols,
)
from unruffled.engine.vocabulary import SIGNALS


def a_table(**changed):
    return {
        "country": "nl",
        "emergency": "99 99",
        "lines": [{"name": "A crisis line", "number": "+99 800 0113", "hours": "always", "kind": "self_harm"}],
        "people": [{"name": "Sam Okoro", "number": "99 20", "hours": "Mon-Fri 09:00-17:00"}],
        **changed,
    }


def test_every_kind_of_danger_has_three_steps_words_and_what_not_to_do():
    assert set(protocols()) == set(safety.KINDS) <= set(SIGNALS)
    for protocol in protocols().values():
        assert len(protocol.steps) == 3
        assert protocol.say
        assert protocol.avoid


def test_no_number_is_packaged():
    for protocol in protocols().values():
        assert not any(c.isdigit() for line in (*protocol.steps, *protocol.say, *protocol.avoid) for c in line)


@pytest.mark.parametrize("kind", safety.KINDS)
def test_the_coach_has_nothing_to_say_of_these_words(kind):
    for words in protocols()[kind].say:
        assert coach.hints(words) == (), words


@pytest.mark.parametrize(
    ("kinds", "first"),
    [
        (["threat_violence", "self_harm"], "self_harm"),
        (["threat_violence", "third_party_risk"], "third_party_risk"),
        (["safety_hazard"], "safety_hazard"),
        ([], "self_harm"),
    ],
)
def test_the_gravest_kind_comes_first(kinds, first):
    assert first_of(kinds).kind == first


def test_a_danger_has_a_word_and_quotes_only_where_the_word_leaves_open_what_it_is():
    assert safety.in_a_word("safety_hazard", "smell of gas") == "Hazard: “smell of gas”"
    assert safety.in_a_word("safety_hazard") == "Hazard"
    assert safety.in_a_word("self_harm", "end my life") == "Suicide or self-harm"
    assert safety.in_a_word("") == ""
    assert len({safety.in_a_word(kind) for kind in safety.KINDS}) == len(safety.KINDS)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("[flood]", "flood is not known. Good ones: self_harm"),
        ("[self_harm]\ncolour = 1", "self_harm.avoid is missing|self_harm.colour is not known"),
        ("[self_harm]\nword='w'\ntitle='x'\nsteps=['a']\nsay=['b']\navoid=['c']", "three steps"),
    ],
)
def test_a_wrong_file_says_what_is_wrong(wrong, told):
    others = "".join(
        f"\n[{kind}]\nword='w'\ntitle='x'\nsteps=['a','b','c']\nsay=['d']\navoid=['e']"
        for kind in safety.KINDS
        if f"[{kind}]" not in wrong
    )
    with pytest.raises(BadProtocol, match=told):
        parsed(wrong + others)


def test_a_card_is_kept_as_it_was_given():
    card = card_of(a_table(drilled_on="2026-10-01", aftercare="Ten minutes, then a talk."))

    assert (card.country, card.drilled_on) == ("NL", date(2026, 10, 1))
    assert card.lines[0].fits("self_harm")
    assert not card.lines[0].fits("safety_hazard")
    assert card.people[0].fits("threat_violence")
    assert card_of(as_table(card)) == card


@pytest.mark.parametrize(
    ("changed", "field", "told"),
    [
        ({"country": "Holland"}, "country", "two letters"),
        ({"emergency": ""}, "emergency", "is needed"),
        ({"emergency": "call us"}, "emergency", "“call us” is no number"),
        ({"lines": []}, "lines", "At least one line"),
        ({"lines": [{"name": "", "number": ""}]}, "lines", "At least one line"),
        ({"lines": [{"name": "x", "number": "ask"}]}, "lines.0.number", "“ask” is no number"),
        ({"lines": [{"name": "", "number": "99 13"}]}, "lines.0.name", "Say who answers"),
        ({"lines": [{"name": "x", "number": "99 13", "hours": "9 to 5"}]}, "lines.0.hours", "Mon-Fri 09:00-17:00"),
        ({"lines": [{"name": "x", "number": "99 13", "kind": "flood"}]}, "lines.0.kind", "Good ones: any, self_harm"),
        ({"people": "Sam"}, "people", "At least one person"),
        ({"people": [{"name": "x", "number": "99 13"}] * 13}, "people", "13 are too many"),
        ({"drilled_on": "last week"}, "drilled_on", "2026-11-30"),
        ({"aftercare": "x" * 401}, "aftercare", "401 letters"),
        ({"colour": "blue"}, "colour", "Good ones: country, emergency"),
    ],
)
def test_what_is_wrong_on_a_card_is_said_field_by_field(changed, field, told):
    with pytest.raises(BadCard) as refused:
        card_of(a_table(**changed))

    assert list(refused.value.errors) == [field]
    assert told in refused.value.errors[field]


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(BadCard) as refused:
        card_of({})

    assert set(refused.value.errors) == {"country", "emergency", "lines", "people"}


THURSDAY_14 = datetime(2026, 11, 19, 14, 0)


@pytest.mark.parametrize(
    ("hours", "at", "open_then"),
    [
        ("always", THURSDAY_14, True),
        ("Mon-Fri 09:00-17:00", THURSDAY_14, True),
        ("Mon-Fri 09:00-14:00", THURSDAY_14, False),
        ("Sat-Sun 09:00-17:00, Thu 13:00-15:00", THURSDAY_14, True),
        ("Sat-Mon 09:00-17:00", THURSDAY_14, False),
        ("Fri-Mon 09:00-17:00", datetime(2026, 11, 22, 10, 0), True),
        ("daily 22:00-06:00", datetime(2026, 11, 22, 5, 59), True),
        ("Sat 22:00-06:00", datetime(2026, 11, 22, 5, 0), True),
        ("Sun 22:00-06:00", datetime(2026, 11, 22, 5, 0), False),
        ("daily 08:00-24:00", datetime(2026, 11, 22, 23, 59), True),
        ("nonsense", THURSDAY_14, False),
    ],
)
def test_hours_say_whether_somebody_answers_now(hours, at, open_then):
    assert answers(hours, at) is open_then


@given(
    st.dictionaries(st.sampled_from(safety.KEYS), st.one_of(st.text(), st.integers(), st.lists(st.text()), st.none()))
)
def test_no_table_breaks_it(table):
    with pytest.raises(BadCard):
        card_of(table)
