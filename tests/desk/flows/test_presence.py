"""Who is here and who is writing: true at this moment, seen by those who have the page open, kept by nobody."""

import pytest

from cast import NOW, a_reply_that_failed, answered, fresh, jobs_left, last_of, minutes, said, seconds, told
from unruffled.desk.conversations import queries, writing
from unruffled.desk.conversations.models import Presence
from unruffled.desk.flows import deliver, presence, receive, reply

pytestmark = pytest.mark.django_db


def here(conversation, *, but, at=NOW):
    return list(writing.company_of(but, conversation, now=at).readers)


def test_who_has_it_open_is_seen_by_the_others_and_not_by_himself(a_conversation, mia, sam):
    presence.be_here(conversation=a_conversation, user=sam, now=NOW)

    assert here(a_conversation, but=mia) == ["Sam"]
    assert here(a_conversation, but=sam) == []


def test_after_a_minute_without_a_sign_somebody_has_gone(a_conversation, mia, sam):
    presence.be_here(conversation=a_conversation, user=sam, now=NOW)
    presence.be_here(conversation=a_conversation, user=sam, now=NOW + seconds(25))

    assert here(a_conversation, but=mia, at=NOW + seconds(80)) == ["Sam"]
    assert here(a_conversation, but=mia, at=NOW + seconds(86)) == []


def test_nothing_of_it_is_kept(a_conversation, mia, sam):
    for n in range(5):
        presence.be_here(conversation=a_conversation, user=sam, now=NOW + minutes(10 * n))
    assert Presence.objects.count() == 1
    assert told(a_conversation) == ["conversation.opened", "message.received"]

    presence.be_here(conversation=a_conversation, user=mia, now=NOW + minutes(200))
    assert Presence.objects.count() == 1
    presence.leave(conversation=a_conversation, user=mia)
    assert Presence.objects.count() == 0


def test_whoever_may_not_read_is_not_here(a_conversation, mia, omar):
    with pytest.raises(presence.NotAllowed):
        presence.be_here(conversation=a_conversation, user=omar, now=NOW)

    assert here(a_conversation, but=mia) == []


def a_polite(conversation, text="It comes tomorrow."):
    return reply.Draft(text=text, seen=last_of(conversation), polite=True)


def test_a_polite_reply_waits_while_the_contact_writes(a_conversation, mia):
    receive.note_typing(conversation=a_conversation, now=NOW)

    with pytest.raises(reply.StillWriting) as waits:
        reply.send(conversation=a_conversation, agent=mia, draft=a_polite(a_conversation), now=NOW + seconds(10))

    assert waits.value.until == NOW + seconds(30)
    assert jobs_left("deliver") == []


def test_it_goes_after_thirty_seconds_without_a_sign(a_conversation, mia):
    receive.note_typing(conversation=a_conversation, now=NOW)

    sent = reply.send(conversation=a_conversation, agent=mia, draft=a_polite(a_conversation), now=NOW + seconds(30))
    assert sent.outbox.state == "held"


def test_a_message_ends_the_writing(a_conversation, mia):
    receive.note_typing(conversation=a_conversation, now=NOW)
    said(a_conversation, "Are you there?", at=NOW + seconds(5))

    assert reply.send(conversation=a_conversation, agent=mia, draft=a_polite(a_conversation), now=NOW + seconds(6))


def test_who_is_in_a_hurry_sends_all_the_same(a_conversation, mia):
    receive.note_typing(conversation=a_conversation, now=NOW)

    assert answered(a_conversation, "It comes tomorrow.", by=mia, at=NOW + seconds(1)).outbox.state == "held"


def test_a_reply_that_was_not_delivered_is_a_draft_again_a_colleagues_too(a_letter, mia, noor):
    message = a_reply_that_failed(a_letter, by=mia)
    waits = fresh(a_letter).waiting_since

    text = reply.rewrite(message=message, agent=noor, now=NOW + minutes(2))

    assert text == message.text
    assert writing.company_of(noor, a_letter, now=NOW).mine == text
    assert [row.by for row in queries.thread_of(a_letter) if row.kind == "message"] == ["customer"]
    assert fresh(a_letter).waiting_since == waits is not None
    assert told(a_letter)[-1] == "reply.undone"


def test_what_perhaps_was_delivered_cannot_be_taken_back(a_letter, mia):
    message = a_reply_that_failed(a_letter, by=mia)
    message.outbox.state = "uncertain"
    message.outbox.save()

    with pytest.raises(reply.TooLate):
        reply.rewrite(message=message, agent=mia, now=NOW)
    assert deliver.try_again(message=message, agent=mia, now=NOW).state == "held"


def test_what_one_was_writing_meanwhile_is_kept_behind_the_words_that_come_back(a_conversation, mia):
    message = answered(a_conversation, "It comes tomorrow.", by=mia)
    reply.save_draft(conversation=a_conversation, agent=mia, text="And one thing more", now=NOW)

    reply.undo(message=message, agent=mia, now=NOW)

    assert writing.company_of(mia, a_conversation, now=NOW).mine == "It comes tomorrow.\n\nAnd one thing more"
