"""The brief: eight blocks of facts before somebody speaks to a contact, and the note for whoever joins."""

import re

import pytest

from cast import NOW, answered, minutes, said
from unruffled.desk.cases.models import Promise
from unruffled.desk.flows import close
from unruffled.desk.guidance.briefs import brief_for
from unruffled.engine.coach.labels import of_record

pytestmark = pytest.mark.django_db

BLOCKS = ["identity", "need", "open", "earlier", "survey", "adjustments", "notices", "authority"]


def brief(conversation, person, *, at=NOW):
    return brief_for(person, conversation, now=at).brief


def with_context(conversation, **parts):
    conversation.context = conversation.context | parts
    conversation.save(update_fields=["context"])
    return conversation


def test_it_has_the_eight_blocks_always_and_in_order(a_conversation, mia):
    assert [block.id for block in brief(a_conversation, mia).blocks] == BLOCKS


def test_the_need_is_in_their_own_words(an_angry_conversation, mia):
    (line, *_) = brief(an_angry_conversation, mia).lines_of("need")

    assert line.strip("“”") in an_angry_conversation.messages.get().text


def test_who_it_is_is_how_they_want_to_be_called(a_conversation, mia):
    with_context(a_conversation, customer={"preferred_name": "Ms Soto", "pronunciation": "SO-to", "segment": "gold"})

    assert brief(a_conversation, mia).lines_of("identity")[:2] == ("Ms Soto", "Said: SO-to")


def test_value_and_segment_are_nowhere(a_conversation, mia):
    with_context(a_conversation, customer={"name": "Ana", "segment": "platinum", "tenure_months": 99, "value": 12345})
    found = brief_for(mia, a_conversation, now=NOW)

    for words in (found.note, str(found.brief)):
        assert not re.search("platinum|99|12345", words)


def test_promises_that_are_late_come_first(a_conversation, mia):
    message = answered(a_conversation, "I look into it.", by=mia)
    for what, due in (("send it", NOW + minutes(90)), ("ring", NOW - minutes(30))):
        Promise.objects.create(
            conversation=a_conversation, message=message, who="agent", what=what, due_at=due, made_at=NOW
        )

    assert brief(a_conversation, mia).lines_of("open") == (
        "Mia: ring (was due 13:30 today)",
        "Mia: send it (due 15:30 today)",
    )


def test_earlier_conversations_say_how_hot_it_was_and_what_helped(an_angry_conversation, mia):
    answered(
        an_angry_conversation,
        "Rob, you stayed at home twice and we did not come. That was our mistake and I am sorry. I ring you by 16:30.",
        by=mia,
        at=NOW + minutes(1),
    )
    said(an_angry_conversation, "Thank you for being honest. All right.", at=NOW + minutes(2))
    close.close(conversation=an_angry_conversation, by=mia, now=NOW + minutes(3))
    later = NOW + minutes(60 * 24 * 20)
    new = said_anew(an_angry_conversation, later)

    (line,) = brief(new, mia, at=later).lines_of("earlier")
    assert line.startswith("19 Nov, chat:")
    assert "calm" in line or "uneasy" in line
    assert "it eased after we" in line


def said_anew(conversation, at):
    """The same contact opens another conversation later."""
    from cast import an_inbound
    from unruffled.desk.conversations.queries import address_of
    from unruffled.desk.flows import receive

    inbound = an_inbound("Hello again, another thing.", from_address=address_of(conversation), from_name="Rob")
    return receive.receive(inbound=inbound, now=at).conversation


def test_what_happened_in_other_teams_stays_there(a_conversation, a_strange_conversation, mia, maya):
    contact = a_conversation.contact
    a_strange_conversation.contact = contact
    a_strange_conversation.subject = "Pallets"
    a_strange_conversation.save(update_fields=["contact", "subject"])

    assert brief(a_conversation, mia).lines_of("earlier") == ()
    assert "Pallets" in brief(a_conversation, maya).lines_of("earlier")[0]


def test_adjustments_are_what_was_agreed_and_what_was_asked_for(a_conversation, mia):
    with_context(a_conversation, history={"adjustments": ["Large print"]})

    assert "Large print" in brief(a_conversation, mia).lines_of("adjustments")


def test_only_notices_in_force_are_named_with_their_end(a_conversation, mia):
    given = [
        {"level": 2, "given_at": (NOW - minutes(60)).isoformat()},
        {"level": 2, "given_at": "2026-01-01T10:00:00Z"},
    ]
    with_context(a_conversation, history={"notices": [*given, {"level": "x"}]})

    assert brief(a_conversation, mia).lines_of("notices") == ("Level 2, until 20 Nov",)


def test_authority_is_that_of_the_reader(a_conversation, mia, sam):
    agent, supervisor = (brief(a_conversation, who).lines_of("authority")[0] for who in (mia, sam))

    assert agent.startswith("Goodwill up to")
    assert agent != supervisor


def test_the_note_has_at_most_eleven_lines_and_no_word_about_a_person(an_abusive_conversation, mia):
    answered(an_abusive_conversation, "I change the address. Please leave the insults.", by=mia)
    note = brief_for(mia, an_abusive_conversation, now=NOW).note

    assert len(note.splitlines()) <= 11
    assert "idiot" not in note
    assert not of_record(note)


def test_nobody_has_said_anything_yet(care, mia):
    from unruffled.desk.flows import start

    conversation = start.start(by=mia, channel="chat", address="x-1", name="Ana", subject="", text="", now=NOW)

    assert brief(conversation, mia).lines_of("need") == ()
    assert "not said yet" in brief_for(mia, conversation, now=NOW).note
