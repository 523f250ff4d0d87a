"""We answer: held for ten seconds, taken back or left for the worker, never over somebody else's words."""

from datetime import timedelta

import pytest

from cast import NOW, answered, fresh, jobs_left, last_of, minutes, said, seconds, told
from unruffled.desk.cases.models import Promise
from unruffled.desk.conversations import queries, writing
from unruffled.desk.conversations.models import Draft, Message, Outbox
from unruffled.desk.flows import reply
from unruffled.desk.guidance.models import Guidance, Shown

pytestmark = pytest.mark.django_db


def test_a_reply_is_held_for_ten_seconds_and_left_for_the_worker(a_conversation, mia):
    message = answered(a_conversation, "It leaves today, you have it on Monday at 12:00.", by=mia)

    outbox = Outbox.objects.get(message=message)
    assert (outbox.state, outbox.due_at, outbox.attempts) == ("held", NOW + timedelta(seconds=10), 0)
    assert (message.by, message.author) == ("agent", mia)
    assert jobs_left("deliver") == [{"message_id": message.pk}]
    assert told(a_conversation)[-1] == "reply.held"


def test_after_a_reply_nobody_waits_and_the_conversation_waits_for_the_contact(a_conversation, mia):
    answered(a_conversation, "It leaves today.", by=mia)

    conversation = fresh(a_conversation)
    assert (conversation.waiting_since, conversation.answered_at, conversation.need) == (None, NOW, "theirs")
    assert conversation.version > a_conversation.version


def test_a_supervisor_and_a_manager_answer_as_supervisor(a_conversation, sam, maya):
    assert answered(a_conversation, "Sam here.", by=sam).by == "supervisor"
    assert answered(a_conversation, "Maya here.", by=maya).by == "supervisor"


def test_each_reply_has_a_message_id_that_nobody_can_guess(a_conversation, mia):
    ids = {answered(a_conversation, f"Message {n}.", by=mia).outbox.header_id for n in range(3)}

    assert len(ids) == 3
    assert all(len(i.split("@")[0].rsplit(".", 1)[1]) == 24 for i in ids)


def test_who_has_not_seen_the_contacts_newer_message_gets_it_instead(a_conversation, mia):
    seen = last_of(a_conversation)
    newer = said(a_conversation, "Forget it, it has come!")

    with pytest.raises(reply.StaleDraft) as stale:
        answered(a_conversation, "It leaves today.", by=mia, seen=seen)

    assert stale.value.newer == [newer]
    assert not Message.objects.filter(text="It leaves today.").exists()
    assert jobs_left("deliver") == []


def test_who_has_not_seen_a_colleagues_answer_gets_it_instead(a_conversation, mia, noor):
    seen = last_of(a_conversation)
    first = answered(a_conversation, "It leaves today.", by=noor, seen=seen)

    with pytest.raises(reply.StaleDraft) as stale:
        answered(a_conversation, "It leaves today!", by=mia, seen=seen)

    assert [m.author.name for m in stale.value.newer] == ["Noor Haddad"]
    assert Message.objects.filter(by="agent").get() == first


def test_send_pressed_twice_sends_once(a_conversation, mia):
    seen = last_of(a_conversation)
    answered(a_conversation, "It leaves today.", by=mia, seen=seen)

    with pytest.raises(reply.StaleDraft):
        answered(a_conversation, "It leaves today.", by=mia, seen=seen)


def test_a_reply_taken_back_makes_nobody_stale(a_conversation, mia, noor):
    seen = last_of(a_conversation)
    reply.undo(message=answered(a_conversation, "Oh.", by=noor, seen=seen), agent=noor, now=NOW)

    assert answered(a_conversation, "It leaves today.", by=mia, seen=seen).text == "It leaves today."


@pytest.mark.parametrize("seen", [10**9, 2**62])
def test_a_message_that_never_was_cannot_have_been_seen(a_conversation, mia, seen):
    with pytest.raises(reply.StaleDraft):
        answered(a_conversation, "It leaves today.", by=mia, seen=seen)


def test_an_unfilled_slot_cannot_be_sent(a_conversation, mia):
    with pytest.raises(reply.UnfilledSlot) as refused:
        answered(a_conversation, "I will ring you at {time}, {name}.", by=mia)

    assert refused.value.slots == ("time", "name")
    assert not Outbox.objects.exists()


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_nothing_cannot_be_sent(a_conversation, mia, text):
    with pytest.raises(reply.Empty):
        answered(a_conversation, text, by=mia)


def test_omar_may_not_answer_in_care_and_is_told_why(a_conversation, omar):
    with pytest.raises(reply.NotAllowed) as refused:
        answered(a_conversation, "Hello", by=omar)

    assert refused.value.decision.reasons[0].fact == "team"
    assert a_conversation.messages.count() == 1


def test_taking_back_gives_the_words_back_and_lets_the_contact_wait_on(a_conversation, mia):
    message = answered(a_conversation, "We will see about it.", by=mia, at=NOW + minutes(1))

    assert reply.undo(message=message, agent=mia, now=NOW + minutes(1)) == "We will see about it."

    conversation = fresh(a_conversation)
    assert (conversation.waiting_since, conversation.answered_at) == (NOW, None)
    assert writing.company_of(mia, conversation, now=NOW).mine == "We will see about it."
    assert [row.text for row in queries.thread_of(conversation) if row.by == "agent"] == []
    assert not Guidance.objects.filter(message=message).exists()
    assert told(conversation)[-1] == "reply.undone"


def test_promises_of_a_reply_taken_back_were_never_made(a_conversation, mia):
    message = answered(a_conversation, "I will ring you today at 16:30.", by=mia)
    reply.undo(message=message, agent=mia, now=NOW)

    assert not Promise.objects.exists()
    assert fresh(a_conversation).promise_due_at is None


def test_what_has_left_cannot_be_taken_back(a_conversation, mia):
    message = answered(a_conversation, "It leaves today.", by=mia)
    Outbox.objects.update(state="sending")

    with pytest.raises(reply.TooLate):
        reply.undo(message=message, agent=mia, now=NOW)
    assert Outbox.objects.get().state == "sending"


def test_nobody_takes_back_what_a_colleague_wrote(a_conversation, mia, noor):
    message = answered(a_conversation, "It leaves today.", by=mia)

    with pytest.raises(reply.NotAllowed) as refused:
        reply.undo(message=message, agent=noor, now=NOW)
    assert refused.value.decision.reasons[0].fact == "author"


def test_what_the_contact_wrote_cannot_be_taken_back(a_conversation, mia):
    with pytest.raises(reply.NotAllowed):
        reply.undo(message=a_conversation.messages.get(), agent=mia, now=NOW)


def test_a_dated_promise_is_kept_and_shown_before_it_is_late(a_conversation, mia):
    answered(a_conversation, "I will ring you today at 16:30.", by=mia)

    promise = Promise.objects.get()
    assert promise.due_at == NOW.replace(hour=16, minute=30)
    assert fresh(a_conversation).promise_due_at == promise.due_at


def test_a_draft_is_kept_for_each_person_and_gone_once_sent(a_conversation, mia, noor):
    reply.save_draft(conversation=a_conversation, agent=mia, text="It lea", now=NOW)
    reply.save_draft(conversation=a_conversation, agent=mia, text="It leaves", now=NOW)
    reply.save_draft(conversation=a_conversation, agent=noor, text="Hel", now=NOW)
    assert writing.company_of(mia, a_conversation, now=NOW).mine == "It leaves"
    assert writing.company_of(mia, a_conversation, now=NOW + seconds(20)).writers == ("Noor",)
    assert writing.company_of(mia, a_conversation, now=NOW + seconds(21)).writers == ()

    answered(a_conversation, "It leaves today.", by=mia)
    assert [d.user for d in Draft.objects.all()] == [noor]


def test_an_emptied_draft_is_forgotten(a_conversation, mia):
    reply.save_draft(conversation=a_conversation, agent=mia, text="It", now=NOW)
    reply.save_draft(conversation=a_conversation, agent=mia, text=" ", now=NOW)

    assert not Draft.objects.exists()


def test_which_words_were_inserted_is_remembered(an_angry_conversation, mia):
    answered(an_angry_conversation, "Twice now nobody came.", by=mia, inserted_moves=("reflect_content",))

    assert [(s.move, s.did, s.by) for s in Shown.objects.all()] == [("reflect_content", "inserted", mia)]


def test_answering_a_closed_conversation_opens_it(a_conversation, mia):
    from unruffled.desk.flows import close

    close.close(conversation=a_conversation, by=mia, now=NOW)
    answered(a_conversation, "One more thing.", by=mia)

    assert fresh(a_conversation).status == "open"


@pytest.mark.parametrize(
    "broken",
    [
        "unruffled.desk.flows.reply.guidance.renew",
        "unruffled.desk.flows.reply.cases.record_promises",
        "unruffled.desk.flows.reply.conversations.keep",
        "unruffled.desk.flows.reply.journal.record",
        "unruffled.desk.flows.reply.deliver.arrange",
        "unruffled.desk.flows.reply.journal.pulse",
    ],
)
def test_a_failure_between_two_writes_leaves_nothing_half_done(a_conversation, mia, monkeypatch, broken):
    reply.save_draft(conversation=a_conversation, agent=mia, text="I will ring", now=NOW)
    before = fresh(a_conversation).version

    def fails(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(broken, fails)
    with pytest.raises(RuntimeError):
        answered(a_conversation, "I will ring you today at 16:30.", by=mia)

    assert not Outbox.objects.exists()
    assert not Promise.objects.exists()
    assert jobs_left("deliver") == []
    assert writing.company_of(mia, a_conversation, now=NOW).mine == "I will ring"
    assert fresh(a_conversation).version == before


def test_replying_asks_the_database_so_often_and_no_more(a_conversation, mia, django_assert_max_num_queries):
    seen = last_of(a_conversation)
    with django_assert_max_num_queries(16):
        answered(a_conversation, "It leaves today.", by=mia, seen=seen)
