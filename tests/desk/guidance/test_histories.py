"""A new conversation with somebody we know begins with what we know: how often, what we broke, which notices hold."""

from datetime import timedelta

import pytest

from cast import NOW, an_inbound, answered, fresh, minutes, said
from unruffled.desk.cases.models import Promise
from unruffled.desk.flows import close, receive, sweep
from unruffled.desk.guidance.queries import latest_for

pytestmark = pytest.mark.django_db


def comes_back(name, *, at):
    """Somebody writes again, by review, which is always a conversation of its own."""
    return receive.receive(
        inbound=an_inbound("And again nobody rang.", channel="review", from_address=name, from_name=name), now=at
    ).conversation


def test_somebody_new_has_no_history(care):
    assert comes_back("ida", at=NOW).context["history"] == {}


def test_earlier_conversations_broken_promises_and_open_cases_are_counted(care, mia):
    first = comes_back("ida", at=NOW)
    answered(first, "I will ring you today at 16:30.", by=mia, at=NOW)
    sweep.sweep(now=NOW + timedelta(hours=5))
    assert Promise.objects.get().state == "late"

    second = comes_back("ida", at=NOW + timedelta(hours=6))

    history = fresh(second).context["history"]
    assert (history["contacts_30d"], history["promises_broken"]) == (1, 1)
    assert latest_for(second).facts["contacts_30d"] == 1


def test_after_a_month_it_is_no_longer_lately(care):
    comes_back("ida", at=NOW)

    assert comes_back("ida", at=NOW + timedelta(days=31)).context["history"]["contacts_30d"] == 0


def test_a_notice_that_was_given_is_known_later_and_one_that_was_only_due_is_not(care, mia):
    told, spared = comes_back("zed", at=NOW), comes_back("bob", at=NOW)
    for conversation in (told, spared):
        said(conversation, "You stupid idiot, you useless brainless moron.", at=NOW + minutes(1))
        said(conversation, "Thick lying idiot, you pathetic moron.", at=NOW + minutes(2))
    answered(
        told,
        "I am going on with your delivery. I will not carry on while I am called names. Shall we go on without them?",
        by=mia,
        at=NOW + minutes(3),
    )
    answered(spared, "Your parcel leaves today.", by=mia, at=NOW + minutes(3))

    def notices(name):
        return comes_back(name, at=NOW + minutes(30)).context["history"]["notices"]

    assert [notice["level"] >= 1 for notice in notices("zed")] == [True]
    assert notices("bob") == []


def test_who_writes_in_a_closed_conversation_keeps_its_context(a_conversation, mia):
    close.close(conversation=a_conversation, by=mia, now=NOW)
    again = receive.receive(inbound=an_inbound("Still nothing"), now=NOW + minutes(5)).conversation

    assert again.pk == a_conversation.pk
    assert again.context["history"] == {}
