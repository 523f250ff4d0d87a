"""A message comes in: kept once, read, guided, recorded; and whatever comes, nothing is lost."""

from datetime import timedelta

import pytest

from cast import NOW, an_inbound, answered, fresh, jobs_left, minutes, said, told
from unruffled.desk.conversations import queries
from unruffled.desk.conversations.models import Contact, Conversation, Message, RawInbound
from unruffled.desk.flows import close, receive
from unruffled.desk.guidance.models import Guidance
from unruffled.desk.guidance.queries import latest_for
from unruffled.desk.people.house import in_force
from unruffled.engine import reader

pytestmark = pytest.mark.django_db


def test_a_first_message_opens_a_conversation_is_read_and_guided(care):
    received = receive.receive(inbound=an_inbound("The cot has not come. Where is it?"), now=NOW)

    conversation = fresh(received.conversation)
    assert received.is_new
    assert (conversation.contact.name, conversation.status, conversation.waiting_since) == ("Ana", "open", NOW)
    assert received.message.reading["heat_score"] is not None
    assert conversation.heat is not None
    assert latest_for(conversation).next is not None


def test_the_journal_tells_the_story_in_ids_and_numbers(care):
    received = receive.receive(inbound=an_inbound("The cot has not come."), now=NOW)

    assert told(received.conversation) == ["conversation.opened", "message.received"]
    (entry,) = (e for e in _entries(received.conversation) if e.what == "message.received")
    assert (entry.about_kind, entry.about_id) == ("message", received.message.pk)
    assert "cot" not in str(entry.numbers)


def test_a_danger_that_stands_in_the_subject_alone_is_read(care):
    mail = an_inbound("Please ring me.", channel="email", from_address="ana@home.example", subject="I want to die")
    again = an_inbound("Please ring me.", **{f: getattr(mail, f) for f in ("channel", "from_address", "subject")},
                       external_id=mail.external_id)  # fmt: skip
    received = receive.receive(inbound=mail, now=NOW)

    conversation = fresh(received.conversation)
    assert (conversation.safety_open, conversation.danger, conversation.danger_words) == (
        True,
        "self_harm",
        "want to die",
    )
    assert received.message.text == "I want to die\n\nPlease ring me."
    assert not receive.receive(inbound=again, now=NOW).is_new


def test_a_danger_in_a_word_without_end_shows_how_it_begins(care):
    received = receive.receive(inbound=an_inbound(f"It is on fir{'e' * 70}!!"), now=NOW)

    conversation = fresh(received.conversation)
    assert conversation.danger == "safety_hazard"
    assert conversation.danger_words == f"on fir{'e' * 41}…"


@pytest.mark.parametrize("subject", ["Re: I want to die", "Fwd: I want to die", "My lamp", ""])
def test_a_subject_without_danger_or_of_an_answer_is_no_part_of_what_is_said(subject, care):
    mail = an_inbound("Please ring me.", channel="email", from_address="ana@home.example", subject=subject)
    received = receive.receive(inbound=mail, now=NOW)

    assert (received.message.text, fresh(received.conversation).safety_open) == ("Please ring me.", False)


def test_a_subject_that_cannot_be_read_stops_no_message(care, monkeypatch):
    monkeypatch.setattr(reader, "read", lambda *_, **__: 1 / 0)
    mail = an_inbound("Please ring me.", channel="email", from_address="ana@home.example", subject="Help")

    assert receive.receive(inbound=mail, now=NOW).message.text == "Please ring me."


def test_the_second_message_goes_on_with_the_open_conversation(a_conversation):
    again = receive.receive(inbound=an_inbound("Hello?"), now=NOW + minutes(3))

    assert again.conversation.pk == a_conversation.pk
    assert again.conversation.messages.count() == 2
    assert again.conversation.waiting_since == NOW


def test_a_copy_returns_the_first_message(a_conversation):
    first = receive.receive(inbound=an_inbound("One", external_id="x-1"), now=NOW)
    copy = receive.receive(inbound=an_inbound("One", external_id="x-1"), now=NOW + minutes(1))

    assert (copy.message, copy.conversation, copy.is_new) == (first.message, first.conversation, False)
    assert Message.objects.filter(external_id="x-1").count() == 1


def test_another_text_under_the_same_external_id_is_a_conflict_and_changes_nothing(a_conversation):
    first = receive.receive(inbound=an_inbound("One", external_id="x-1"), now=NOW)

    with pytest.raises(receive.Conflict) as conflict:
        receive.receive(inbound=an_inbound("Two", external_id="x-1"), now=NOW)

    assert conflict.value.message == first.message
    assert not Message.objects.filter(text="Two").exists()


def test_two_messages_without_an_external_id_are_never_copies(care):
    one = receive.receive(inbound=an_inbound("Hello", external_id=""), now=NOW)
    two = receive.receive(inbound=an_inbound("Hello", external_id=""), now=NOW)

    assert one.message != two.message


def test_the_same_external_id_in_two_inboxes_is_two_messages(care, a_letter):
    chat = receive.receive(inbound=an_inbound("One", external_id="x-1"), now=NOW)
    mail = receive.receive(
        inbound=an_inbound("One", external_id="x-1", channel="email", from_address="a@x.example"), now=NOW
    )

    assert chat.message != mail.message


def test_a_message_in_a_closed_conversation_opens_it_again(a_conversation, mia):
    close.close(conversation=a_conversation, by=mia, now=NOW)

    again = receive.receive(inbound=an_inbound("It broke again"), now=NOW + timedelta(days=2))

    assert again.conversation.pk == a_conversation.pk
    assert (again.conversation.status, again.conversation.closed_at) == ("open", None)
    assert "conversation.reopened" in told(a_conversation)


def test_long_after_closing_a_message_opens_a_new_conversation(a_conversation, mia):
    close.close(conversation=a_conversation, by=mia, now=NOW)

    later = receive.receive(inbound=an_inbound("Something else"), now=NOW + timedelta(days=30))

    assert later.conversation.pk != a_conversation.pk
    assert later.conversation.contact_id == a_conversation.contact_id


def test_a_mail_that_answers_our_letter_goes_on_with_it_whatever_its_subject(a_letter, mia):
    ours = answered(a_letter, "It is 20. A new invoice leaves today at 16:00.", by=mia)

    inbound = an_inbound(
        "Thank you",
        channel="email",
        from_address="ana@mail.example",
        subject="Thanks!",
        in_reply_to=ours.outbox.header_id,
    )
    assert receive.receive(inbound=inbound, now=NOW).conversation.pk == a_letter.pk


def test_a_stranger_who_knows_the_message_id_does_not_become_the_contact(a_letter, mia):
    ours = answered(a_letter, "A new invoice leaves today at 16:00.", by=mia)

    inbound = an_inbound(
        "Send it to me",
        channel="email",
        from_address="eve@elsewhere.example",
        subject="Re: Invoice 88",
        in_reply_to=ours.outbox.header_id,
    )
    received = receive.receive(inbound=inbound, now=NOW)

    assert received.conversation.pk != a_letter.pk
    assert received.conversation.contact_id != a_letter.contact_id


def test_a_mail_of_another_subject_opens_another_conversation(a_letter):
    inbound = an_inbound("Also", channel="email", from_address="ana@mail.example", subject="Delivery")

    assert receive.receive(inbound=inbound, now=NOW).conversation.pk != a_letter.pk


def test_marks_of_answering_do_not_make_another_subject(a_letter):
    inbound = an_inbound("Any news?", channel="email", from_address="ANA@mail.example ", subject="AW: Re:  invoice 88")
    other_case = receive.receive(inbound=inbound, now=NOW).conversation
    inbound = an_inbound("Any news?", channel="email", from_address="ANA@mail.example ", subject="AW: Re:  Invoice 88")

    assert other_case.contact_id == a_letter.contact_id
    assert receive.receive(inbound=inbound, now=NOW).conversation.pk == a_letter.pk


def test_each_review_stands_for_itself(care):
    one = receive.receive(inbound=an_inbound("Van never came", channel="review"), now=NOW)
    two = receive.receive(inbound=an_inbound("Lovely desk", channel="review"), now=NOW)

    assert one.conversation.pk != two.conversation.pk


def test_a_conversation_named_by_somebody_else_is_refused(a_conversation, an_angry_conversation):
    with pytest.raises(receive.NotTheirs):
        receive.receive(inbound=an_inbound("Mine?", conversation=an_angry_conversation.pk), now=NOW)

    assert an_angry_conversation.messages.count() == 1


def test_a_new_address_of_a_named_conversation_becomes_the_contacts(a_conversation, care):
    inbound = an_inbound("From my phone", channel="phone", from_address="+4912345", conversation=a_conversation.pk)

    receive.receive(inbound=inbound, now=NOW)

    assert set(a_conversation.contact.addresses.values_list("kind", "value")) == {
        ("chat", "ana-7f3"),
        ("phone", "+4912345"),
    }


def test_a_token_of_another_team_cannot_name_our_conversation(a_conversation, omar):
    with pytest.raises(queries.NotFound):
        receive.receive(inbound=an_inbound("Hi", conversation=a_conversation.pk), now=NOW, by=omar)


def test_a_token_hands_in_to_its_own_team(care, omar, elsewhere):
    received = receive.receive(inbound=an_inbound("Hi", from_address="new"), now=NOW, by=omar)

    assert received.conversation.team_id == elsewhere.pk


def test_a_channel_without_an_inbox_is_refused_in_a_sentence(care):
    with pytest.raises(receive.NoInbox, match="No open inbox takes sms"):
        receive.receive(inbound=an_inbound("Hi", channel="sms"), now=NOW)


@pytest.mark.parametrize(
    "text",
    ["", "\x00\x00", "a\x00b", "\ud800 half", "😀" * 5000, "x" * 300_000, "ا" * 1000, "\u202e reversed", "\n" * 10_000],
)
def test_whatever_somebody_writes_arrives(care, text):
    received = receive.receive(inbound=an_inbound(text), now=NOW)

    raw = RawInbound.objects.get(message=received.message)
    assert bytes(raw.body) == text.encode(errors="surrogatepass")
    assert "\x00" not in fresh(received.message).text
    assert len(fresh(received.message).text) <= 100_000


def test_a_message_of_very_many_words_arrives_even_if_search_cannot_hold_them(care):
    text = " ".join(f"{n:x}{'q' * 30}" for n in range(3000))

    for part in range(30):
        receive.receive(inbound=an_inbound(text.replace("q", chr(97 + part % 26))[:100_000]), now=NOW)

    assert Message.objects.count() == 30


def test_a_time_from_the_future_becomes_now_and_one_from_the_past_stays(care):
    future = receive.receive(inbound=an_inbound("A", sent_at=NOW + timedelta(days=400)), now=NOW)
    past = receive.receive(inbound=an_inbound("B", sent_at=NOW - timedelta(hours=2)), now=NOW)

    assert (future.message.sent_at, past.message.sent_at) == (NOW, NOW - timedelta(hours=2))


def test_if_the_reader_fails_the_message_arrives_unread_and_is_read_later(care, monkeypatch):
    monkeypatch.setattr(reader, "read", _broken)
    received = receive.receive(inbound=an_inbound("The cot has not come"), now=NOW)

    message = fresh(received.message)
    assert (message.reading, message.unread_reason) == (None, "The reader failed: RuntimeError")
    assert jobs_left("read_again") == [{"conversation_id": received.conversation.pk}]
    assert not receive.read_again(conversation_id=received.conversation.pk, now=NOW)

    monkeypatch.undo()
    assert receive.read_again(conversation_id=received.conversation.pk, now=NOW)
    assert fresh(received.message).reading is not None
    assert "conversation.read" in told(received.conversation)


def test_if_following_fails_the_message_arrives_all_the_same(care, monkeypatch):
    monkeypatch.setattr("unruffled.desk.guidance.actions.follow", _broken)

    received = receive.receive(inbound=an_inbound("The cot has not come"), now=NOW)

    assert fresh(received.conversation).waiting_since == NOW
    assert jobs_left() == ["read_again"]


@pytest.mark.parametrize(
    "broken",
    [
        "unruffled.desk.guidance.models.Guidance.objects.bulk_create",
        "unruffled.desk.flows.receive.cases.open_if_difficult",
        "unruffled.desk.flows.receive.conversations.keep",
        "unruffled.desk.flows.receive.journal.record_all",
        "unruffled.desk.flows.receive.journal.pulse",
    ],
)
def test_a_failure_between_two_writes_leaves_nothing_half_done(care, monkeypatch, broken):
    monkeypatch.setattr(broken, _broken)

    with pytest.raises(RuntimeError):
        receive.receive(inbound=an_inbound("The cot has not come"), now=NOW)

    for model in (Contact, Conversation, Message, RawInbound, Guidance):
        assert not model.objects.exists(), model


def test_receiving_asks_the_database_so_often_and_no_more(a_conversation, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        receive.receive(inbound=an_inbound("Hello?"), now=NOW)


def test_a_first_message_asks_the_database_so_often_and_no_more(care, django_assert_max_num_queries):
    in_force()  # what holds in the organisation is asked for once, not once a message
    with django_assert_max_num_queries(18):
        receive.receive(inbound=an_inbound("Hello?"), now=NOW)


def test_the_number_of_questions_does_not_grow_with_the_conversation(a_conversation, django_assert_max_num_queries):
    for n in range(12):
        said(a_conversation, f"Message {n}")

    with django_assert_max_num_queries(14):
        receive.receive(inbound=an_inbound("One more"), now=NOW)


def _broken(*args, **kwargs):
    raise RuntimeError("broken here")


def _entries(conversation):
    from unruffled.desk.journal.queries import history_of

    return history_of(conversation.pk)
