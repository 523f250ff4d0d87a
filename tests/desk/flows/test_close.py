"""A conversation is taken, handed on, put aside, closed and opened again; danger and promises are never closed away."""

from datetime import timedelta

import pytest

from cast import NOW, answered, fresh, minutes, said, told
from unruffled.desk.cases.models import Case, Promise
from unruffled.desk.conversations.models import Conversation
from unruffled.desk.conversations.queries import NotFound, inbox_for, thread_of
from unruffled.desk.flows import assign, close, note, promise, reopen, safety, start, sweep
from unruffled.desk.flows.allowed import NotAllowed

pytestmark = pytest.mark.django_db


# Assign --------------------------------------------------------------------------------------------------------------


def test_noor_asks_mia_and_the_thread_says_so(a_conversation, mia, noor):
    assign.assign(conversation=a_conversation, to=mia, by=noor, now=NOW)

    assert fresh(a_conversation).assignee == mia
    assert [row.text for row in thread_of(a_conversation) if row.kind == "event"] == ["Noor asked Mia to take it"]


def test_mia_takes_it_and_gives_it_back(a_conversation, mia):
    assign.assign(conversation=a_conversation, to=mia, by=mia, now=NOW)
    assign.assign(conversation=a_conversation, to=None, by=mia, now=NOW)

    assert fresh(a_conversation).assignee is None
    assert told(a_conversation)[-2:] == ["conversation.taken", "conversation.unassigned"]


def test_nothing_is_told_when_nothing_changes(a_conversation, mia):
    assign.assign(conversation=a_conversation, to=None, by=mia, now=NOW)

    assert "conversation.unassigned" not in told(a_conversation)


def test_nobody_elsewhere_can_be_asked_or_ask(a_conversation, mia, omar):
    for to, by in ((omar, mia), (mia, omar)):
        with pytest.raises(NotAllowed):
            assign.assign(conversation=a_conversation, to=to, by=by, now=NOW)
    assert fresh(a_conversation).assignee is None


# Close and reopen ----------------------------------------------------------------------------------------------------


def test_a_closed_conversation_waits_for_nobody_and_leaves_the_lists(a_conversation, mia):
    close.close(conversation=a_conversation, by=mia, now=NOW)

    conversation = fresh(a_conversation)
    assert (conversation.status, conversation.closed_at, conversation.waiting_since) == ("closed", NOW, None)
    assert inbox_for(mia, now=NOW, view="team").rows == []


def test_closing_closes_the_case_with_its_outcome(an_angry_conversation, mia):
    Case.objects.get_or_create(conversation=an_angry_conversation, closed_at=None, defaults={"opened_at": NOW})

    close.close(conversation=an_angry_conversation, by=mia, outcome="resolved", root_cause="process", now=NOW)

    case = Case.objects.get()
    assert (case.outcome, case.root_cause, case.closed_at, case.closed_by) == ("resolved", "process", NOW, mia)
    assert told(an_angry_conversation)[-2:] == ["conversation.closed", "case.closed"]


@pytest.mark.parametrize("words", [{"outcome": "won"}, {"root_cause": "difficult customer"}])
def test_an_unknown_outcome_or_cause_names_the_good_ones(a_conversation, mia, words):
    with pytest.raises(close.NotAWord, match="Good ones: "):
        close.close(conversation=a_conversation, by=mia, now=NOW, **words)
    assert fresh(a_conversation).status == "open"


def test_opened_again_the_contact_waits_since_the_first_unanswered_message(a_conversation, mia):
    answered(a_conversation, "Yes.", by=mia)
    said(a_conversation, "But?", at=NOW + minutes(5))
    said(a_conversation, "Hello?", at=NOW + minutes(9))
    close.close(conversation=a_conversation, by=mia, now=NOW + minutes(10))

    reopen.reopen(conversation=a_conversation, by=mia, now=NOW + minutes(11))

    assert fresh(a_conversation).waiting_since == NOW + minutes(5)
    assert reopen.reopen(conversation=a_conversation, by=mia, now=NOW).version == fresh(a_conversation).version


def test_while_somebody_may_be_in_danger_nothing_is_closed(a_dangerous_conversation, mia):
    with pytest.raises(NotAllowed) as refused:
        close.close(conversation=a_dangerous_conversation, by=mia, now=NOW)
    assert refused.value.decision.reasons[0].fact == "safety_open"


def test_a_person_closes_the_safety_card_with_a_note_and_only_so(a_dangerous_conversation, mia, sam):
    with pytest.raises(safety.NeedsANote):
        safety.close_card(conversation=a_dangerous_conversation, by=sam, note=" ", now=NOW)
    answered(a_dangerous_conversation, "Please pull the plug out and step away from it. Is everybody safe?", by=mia)
    said(a_dangerous_conversation, "Thank you, it is out.")
    assert fresh(a_dangerous_conversation).safety_open

    safety.close_card(conversation=a_dangerous_conversation, by=sam, note="Unplugged, nobody hurt. Sam.", now=NOW)

    assert not fresh(a_dangerous_conversation).safety_open
    assert told(a_dangerous_conversation)[-1] == "safety.closed"
    close.close(conversation=a_dangerous_conversation, by=sam, now=NOW)


def test_a_time_in_the_past_cannot_be_slept_until(a_conversation, mia):
    with pytest.raises(ValueError, match="still to come"):
        close.snooze(conversation=a_conversation, until=NOW, by=mia, now=NOW)


def test_omar_closes_opens_and_puts_aside_nothing(a_conversation, omar):
    for refused in (
        lambda: close.close(conversation=a_conversation, by=omar, now=NOW),
        lambda: close.snooze(conversation=a_conversation, until=NOW + minutes(1), by=omar, now=NOW),
        lambda: reopen.reopen(conversation=a_conversation, by=omar, now=NOW),
        lambda: note.add(conversation=a_conversation, author=omar, text="x", now=NOW),
        lambda: safety.close_card(conversation=a_conversation, by=omar, note="x", now=NOW),
        lambda: promise.decide(conversation=a_conversation, promise_id=1, state="kept", by=omar, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert fresh(a_conversation).version == a_conversation.version


# Time passes ---------------------------------------------------------------------------------------------------------


def test_what_was_put_aside_comes_back_at_its_time(a_conversation, mia):
    close.snooze(conversation=a_conversation, until=NOW + minutes(30), by=mia, now=NOW)

    assert sweep.sweep(now=NOW + minutes(29)) == 0
    assert sweep.sweep(now=NOW + minutes(30)) == 1
    assert (fresh(a_conversation).status, told(a_conversation)[-1]) == ("open", "conversation.woken")


def test_closing_settles_what_was_said_and_a_later_message_waits_from_its_own_time(a_conversation, mia):
    answered(a_conversation, "It leaves today.", by=mia)
    said(a_conversation, "Thanks, bye!", at=NOW + minutes(1))
    close.close(conversation=a_conversation, by=mia, now=NOW + minutes(2))

    said(a_conversation, "It has come broken.", at=NOW + timedelta(days=3))

    assert fresh(a_conversation).waiting_since == NOW + timedelta(days=3)


def test_nobody_waits_in_a_closed_conversation_that_is_put_aside(a_conversation, mia):
    close.close(conversation=a_conversation, by=mia, now=NOW)
    close.snooze(conversation=a_conversation, until=NOW + minutes(30), by=mia, now=NOW)
    sweep.sweep(now=NOW + minutes(31))

    assert (fresh(a_conversation).status, fresh(a_conversation).waiting_since) == ("open", None)


def test_a_message_brings_it_back_sooner(a_conversation, mia):
    close.snooze(conversation=a_conversation, until=NOW + minutes(30), by=mia, now=NOW)
    said(a_conversation, "Hello?")

    assert fresh(a_conversation).status == "open"


@pytest.fixture
def a_promise(a_conversation, mia):
    answered(a_conversation, "I will ring you today at 16:30.", by=mia)
    return Promise.objects.get()


def at(clock):
    hour, minute = clock.split(":")
    return NOW.replace(hour=int(hour), minute=int(minute))


def test_a_promise_comes_up_before_it_is_due_and_is_late_after(a_conversation, a_promise, mia):
    seen = {}
    for clock in ("16:14", "16:15", "16:29", "16:30", "16:31", "23:00"):
        sweep.sweep(now=at(clock))
        seen[clock] = (fresh(a_conversation).need, fresh(a_promise).state)

    assert seen == {
        "16:14": ("theirs", "open"),
        "16:15": ("promise_soon", "open"),
        "16:29": ("promise_soon", "open"),
        "16:30": ("promise_late", "late"),
        "16:31": ("promise_late", "late"),
        "23:00": ("promise_late", "late"),
    }
    assert told(a_conversation).count("promise.late") == 1


def test_a_sweep_touches_only_what_has_changed(a_conversation, a_promise):
    assert [sweep.sweep(now=at(clock)) for clock in ("16:10", "16:16", "16:17", "16:31", "16:32")] == [0, 1, 0, 1, 0]


def test_clocks_that_jump_lose_no_promise_and_tell_it_once(a_conversation, a_promise):
    for jump in (timedelta(days=400), timedelta(hours=-2), timedelta(0), timedelta(days=400)):
        sweep.sweep(now=NOW + jump)

    assert told(a_conversation).count("promise.late") == 1


def test_a_promise_opens_a_closed_conversation_again_before_it_is_due(a_conversation, a_promise, mia):
    close.close(conversation=a_conversation, by=mia, outcome="resolved", now=NOW)

    sweep.sweep(now=at("16:20"))

    assert (fresh(a_conversation).status, fresh(a_conversation).need) == ("open", "promise_soon")


@pytest.mark.parametrize("state", ["kept", "not_kept", "cancelled"])
def test_a_person_says_what_became_of_a_promise_and_may_take_that_back(a_conversation, a_promise, mia, state):
    sweep.sweep(now=at("16:31"))
    promise.decide(conversation=a_conversation, promise_id=a_promise.pk, state=state, by=mia, now=at("16:40"))

    decided = fresh(a_promise)
    assert (decided.state, decided.decided_by, decided.decided_at) == (state, mia, at("16:40"))
    assert (fresh(a_conversation).need, fresh(a_conversation).promise_due_at) == ("theirs", None)

    promise.decide(conversation=a_conversation, promise_id=a_promise.pk, state="open", by=mia, now=at("16:41"))
    assert fresh(a_conversation).need == "promise_late"


def test_a_promise_of_another_conversation_is_not_found(a_promise, an_angry_conversation, mia):
    with pytest.raises(NotFound):
        promise.decide(conversation=an_angry_conversation, promise_id=a_promise.pk, state="kept", by=mia, now=NOW)


def test_a_promise_cannot_be_made_late_by_hand(a_conversation, a_promise, mia):
    with pytest.raises(promise.NotAState, match="kept, not_kept, cancelled, open"):
        promise.decide(conversation=a_conversation, promise_id=a_promise.pk, state="late", by=mia, now=NOW)


def test_one_conversation_that_fails_does_not_keep_the_others_waiting(
    a_conversation, an_angry_conversation, mia, monkeypatch
):
    for conversation in (a_conversation, an_angry_conversation):
        close.snooze(conversation=conversation, until=NOW + minutes(1), by=mia, now=NOW)
    real = sweep.conversations.wake

    def wake(conversation):
        if conversation.pk == a_conversation.pk:
            raise RuntimeError
        real(conversation)

    monkeypatch.setattr(sweep.conversations, "wake", wake)
    sweep.sweep(now=NOW + minutes(2))

    assert (fresh(a_conversation).status, fresh(an_angry_conversation).status) == ("snoozed", "open")


# Start and note ------------------------------------------------------------------------------------------------------


def test_mia_writes_first(care, mia):
    started = start.start(
        by=mia,
        channel="email",
        address="Lena@Mail.example",
        name="Lena",
        subject="Your desk",
        text="It has come.",
        now=NOW,
    )

    conversation = fresh(started)
    assert (conversation.assignee, conversation.need, conversation.contact.name) == (mia, "theirs", "Lena")
    assert conversation.messages.get().outbox.state == "held"
    assert told(conversation) == ["conversation.opened", "reply.held"]


def test_writing_first_to_somebody_we_know_makes_no_second_contact(a_letter, mia):
    started = start.start(
        by=mia, channel="email", address=" ANA@mail.example", name="A.", subject="Hello", text="", now=NOW
    )

    assert started.contact_id == a_letter.contact_id
    assert started.messages.count() == 0


def test_nobody_can_be_written_to_without_address_or_inbox(care, mia):
    ask = {"by": mia, "name": "Lena", "subject": "", "text": "Hello", "now": NOW}
    with pytest.raises(start.NoAddress):
        start.start(channel="email", address="  ", **ask)
    with pytest.raises(start.NoInbox):
        start.start(channel="sms", address="+49123", **ask)


@pytest.mark.parametrize("text", ["I ring by ⟨time⟩.", "It is about {topic}."])
def test_a_first_message_with_a_place_left_to_fill_goes_nowhere(care, mia, text):
    with pytest.raises(start.UnfilledSlot):
        start.start(by=mia, channel="email", address="l@mail.example", name="Lena", subject="", text=text, now=NOW)

    assert not Conversation.objects.exists()


def test_a_note_is_for_the_team_and_has_no_way_out(a_conversation, mia):
    from unruffled.desk.conversations.models import Message, Outbox

    note.add(conversation=a_conversation, author=mia, text=" Ask Sam first. ", now=NOW)

    (row,) = (row for row in thread_of(a_conversation) if row.kind == "note")
    assert (row.text, row.author_name) == ("Ask Sam first.", "Mia")
    assert not Outbox.objects.exists()
    assert not Message.objects.filter(text__contains="Ask Sam").exists()
    assert fresh(a_conversation).waiting_since == NOW


def test_an_empty_note_says_nothing(a_conversation, mia):
    with pytest.raises(note.Empty):
        note.add(conversation=a_conversation, author=mia, text=" \n", now=NOW)
