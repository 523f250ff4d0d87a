"""What the customer believes happened beside what the record says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.talk import agent, customer

from unruffled.engine.reader.views import two_views
from unruffled.engine.vocabulary import Context


def view(text, *facts):
    return two_views([customer(text=text)], Context(facts=facts))


@pytest.mark.parametrize(
    ("text", "fact", "verdict"),
    [
        ("Your engineer never came on Tuesday.", "Engineer visit booked Tuesday 4 March, not attended", "agrees"),
        ("Your engineer never came on Tuesday.", "Engineer visit Tuesday 4 March, attended 9:10", "differs"),
        ("The parcel was due on Tuesday.", "Parcel due Tuesday, not delivered", "agrees"),
        ("You charged my card 39 euros in June.", "Card charged 29 on 3 June", "differs"),
        ("You charged my card 29 euros in June.", "Card charged 29.00 on 3 June", "agrees"),
        ("They told me the sofa was discontinued.", "Line test today: router fault", "unknown"),
    ],
)
def test_each_belief_stands_beside_the_fact_that_speaks_about_it(text, fact, verdict):
    (row,) = view(text, fact)
    assert row.verdict == verdict
    assert row.record == ("" if verdict == "unknown" else fact)
    assert text.startswith(row.believes)


def test_questions_wishes_and_our_own_turns_are_no_beliefs():
    assert view("When did your engineer come to the house?", "Engineer visit booked") == ()
    assert view("I want my money back today please.", "Card charged 29") == ()
    assert two_views([agent(text="You were charged 29 on the third.")], Context(facts=("Charged 29",))) == ()


def test_the_same_thing_said_twice_is_one_row():
    said = [customer(text="Nobody came to fix the boiler."), customer(text="nobody came to fix the boiler!")]
    assert len(two_views(said, Context())) == 1


@given(st.text(max_size=200), st.lists(st.text(max_size=60), max_size=3))
@settings(max_examples=60, deadline=None)
def test_any_words_and_any_record_can_be_compared(text, facts):
    for row in view(text, *facts):
        assert 0 <= row.span[0] < row.span[1] <= len(text)


@pytest.mark.parametrize(
    ("said", "record"),
    [
        ("Thirty-two euros for a delivery that did not arrive.", "Delivery fee of 32.00 was charged"),
        ("The kettle leaked on Sunday and the carpet is wet.", "Kettle sold on Sunday, leaks reported by two others"),
    ],
)
def test_what_the_record_speaks_about_is_a_belief_whoever_it_is_about(said, record):
    (row,) = view(said, record)
    assert (row.record, row.verdict) == (record, "agrees")


def test_what_nobody_did_and_the_record_does_not_know_is_left_alone():
    assert view("The carpet smelled of damp on Sunday evening.", "Invoice 88 paid") == ()


def test_a_fault_in_other_words_denies_nothing():
    (row,) = view("The kettle failed after thirteen months.", "Kettle, fault after 13 months")
    assert row.verdict == "agrees"
