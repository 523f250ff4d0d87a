"""A conversation is put aside until a time, and comes back: by the clock, by the contact, or by hand."""

from datetime import timedelta

import pytest

from cast import NOW, answered, fresh, minutes, said, told
from unruffled.desk.flows import close, sweep

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def put_aside(a_conversation, mia):
    answered(a_conversation, "I am looking for it. Mia", by=mia, at=NOW)
    return close.snooze(conversation=a_conversation, until=LATER, by=mia, now=NOW)


def test_it_comes_back_when_the_time_comes(put_aside):
    sweep.sweep(now=LATER - minutes(1))
    assert fresh(put_aside).status == "snoozed"

    sweep.sweep(now=LATER)
    assert fresh(put_aside).status == "open"
    assert told(put_aside)[-1] == "conversation.woken"


def test_it_comes_back_when_the_contact_writes(put_aside):
    said(put_aside, "Any news?", at=NOW + minutes(5))

    assert (fresh(put_aside).status, fresh(put_aside).need) == ("open", "answer")


def test_it_is_brought_back_by_hand_as_it_was(put_aside, mia):
    close.wake(conversation=put_aside, by=mia, now=NOW + minutes(1))

    back = fresh(put_aside)
    assert (back.status, back.snoozed_until, back.waiting_since) == ("open", None, None)


def test_whoever_waited_still_waits_since_then(a_conversation, mia):
    close.snooze(conversation=a_conversation, until=LATER, by=mia, now=NOW)
    close.wake(conversation=a_conversation, by=mia, now=NOW + minutes(1))

    assert fresh(a_conversation).waiting_since == NOW


def test_bringing_back_what_is_open_changes_nothing(a_conversation, mia):
    before = fresh(a_conversation).version

    close.wake(conversation=a_conversation, by=mia, now=NOW)
    assert fresh(a_conversation).version == before


@pytest.mark.parametrize("until", [NOW, NOW - minutes(1), NOW + timedelta(days=400)])
def test_a_time_that_is_past_or_beyond_a_year_is_refused(a_conversation, mia, until):
    with pytest.raises(ValueError, match="still to come"):
        close.snooze(conversation=a_conversation, until=until, by=mia, now=NOW)


def test_nobody_from_elsewhere_puts_it_aside_or_brings_it_back(a_conversation, omar):
    for act in (
        lambda: close.snooze(conversation=a_conversation, until=LATER, by=omar, now=NOW),
        lambda: close.wake(conversation=a_conversation, by=omar, now=NOW),
    ):
        with pytest.raises(close.NotAllowed):
            act()
