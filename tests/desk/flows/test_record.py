"""The record of a case: filled from what happened, written field by field, never with a word for a person."""

import pytest

from cast import NOW, answered, fresh, minutes, said
from unruffled.desk.cases.models import Case
from unruffled.desk.cases.queries import cases_for
from unruffled.desk.conversations.queries import BadCursor
from unruffled.desk.flows import close, promise, record
from unruffled.desk.guidance.records import proposal_of, record_for
from unruffled.desk.journal.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def a_case(an_angry_conversation, mia):
    """Rob asks for somebody in charge; Mia owns it, gives a date, and he calms down."""
    said(an_angry_conversation, "Get me your supervisor NOW, this is the second time!", at=NOW + minutes(1))
    answered(
        an_angry_conversation,
        "You stayed home twice for a visit that we missed. That was our failure, and I am sorry, Rob. "
        "I'll ring you today at 16:30 with the engineer's time.",
        by=mia,
        at=NOW + minutes(3),
    )
    said(an_angry_conversation, "Ok. Thank you for saying so.", at=NOW + minutes(6))
    return the_case(an_angry_conversation)


def the_case(conversation):
    case = Case.objects.get(conversation=conversation)
    case.conversation = fresh(conversation)
    return case


def test_the_record_is_filled_from_what_happened(a_case, mia):
    filled = record_for(a_case)

    (tried,) = filled.fields["tried"].lines
    assert "owned our mistake" in tried.words.lower()
    assert tried.at == NOW + minutes(3)
    assert "before" in filled.fields["helped"].lines[0].words
    assert filled.promises[0].what
    assert filled.name == "Rob"


def test_what_people_write_stands_beside_what_happened(a_case, mia):
    record.edit(case=a_case, field="need", text="An engineer on Saturday.", by=mia, now=NOW)

    field = record_for(the_case(a_case.conversation)).fields["need"]

    assert (field.words, field.edit.by, field.edit.at) == ("An engineer on Saturday.", "Mia", NOW)
    assert "engineer did not turn up" in field.filled or "tell me" in field.filled


def test_the_journal_keeps_that_it_was_edited_and_not_a_word_of_it(a_case, mia):
    record.edit(case=a_case, field="need", text="An engineer on Saturday.", by=mia, now=NOW)

    entry = Entry.objects.get(what="case.edited")

    assert (entry.by, entry.about_id, entry.numbers) == (mia.pk, a_case.pk, {"field": "need", "letters": 24})


def test_what_was_written_can_be_let_go_of(a_case, mia):
    before = record_for(a_case).fields["tried"].words
    record.edit(case=a_case, field="tried", text="Rang the depot.", by=mia, now=NOW)

    record.restore(case=a_case, field="tried", by=mia, now=NOW)
    record.restore(case=a_case, field="tried", by=mia, now=NOW)

    assert record_for(the_case(a_case.conversation)).fields["tried"].words == before
    assert Entry.objects.filter(what="case.restored").count() == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Rob is a difficult customer.", "difficult"),
        ("Serial complainer, see earlier cases.", "Serial complainer"),
        ("Rob was lying about the visit.", "lying"),
        ("He seemed crazy.", "crazy"),
    ],
)
def test_a_word_for_a_person_is_refused_with_a_sentence_and_other_words(a_case, mia, text, words):
    with pytest.raises(record.Labelled) as refused:
        record.edit(case=a_case, field="need", text=text, by=mia, now=NOW)

    (remark, *_) = refused.value.remarks
    assert f"“{words}”" in str(refused.value)
    assert "Rob could read this" in str(refused.value)
    assert remark.instead
    assert fresh(a_case).edited == {}


def test_what_the_contact_said_may_be_quoted(a_case, mia):
    record.edit(case=a_case, field="need", text="Rob wrote “you are all liars” at 14:01.", by=mia, now=NOW)

    assert "need" in fresh(a_case).edited


def test_outcome_and_cause_are_chosen_from_the_list(a_case, mia):
    record.edit(case=a_case, field="outcome", text="resolved", by=mia, now=NOW)
    record.edit(case=a_case, field="preventable", text="yes", by=mia, now=NOW)
    with pytest.raises(record.NotAWord, match="Good ones: product, process"):
        record.edit(case=a_case, field="root_cause", text="difficult_customer", by=mia, now=NOW)

    case = fresh(a_case)
    assert (case.outcome, case.root_cause, case.edited["preventable"]["text"]) == ("resolved", "", "yes")


@pytest.mark.parametrize("act", [record.edit, record.restore])
def test_a_record_has_its_fields_and_no_others(a_case, mia, act):
    given = {"text": "x"} if act is record.edit else {}
    with pytest.raises(record.NotAField, match="A record has no 'mood'"):
        act(case=a_case, field="mood", by=mia, now=NOW, **given)


def test_a_field_holds_so_much(a_case, mia):
    with pytest.raises(record.TooLong, match="4,001 letters"):
        record.edit(case=a_case, field="need", text="x" * 4_001, by=mia, now=NOW)


def test_a_stranger_writes_in_no_record(a_case, omar):
    with pytest.raises(record.NotAllowed):
        record.edit(case=a_case, field="need", text="x", by=omar, now=NOW)


def test_what_came_after_the_case_was_closed_is_no_part_of_it(a_case, mia):
    conversation = a_case.conversation
    close.close(conversation=conversation, by=mia, now=NOW + minutes(10), outcome="resolved")
    tried = record_for(the_case(conversation)).fields["tried"].lines
    said(conversation, "One more thing, where is my invoice?", at=NOW + minutes(2_000))
    answered(conversation, "Sorry for the wait, Rob. I'll send it by 17:00 today.", by=mia, at=NOW + minutes(2_001))

    assert (
        record_for(Case.objects.select_related("conversation__contact").order_by("pk").first()).fields["tried"].lines
        == tried
    )


def test_closing_proposes_outcome_and_cause_with_why(a_case):
    proposal = proposal_of(a_case.conversation)

    assert proposal.root_cause in ("process", "person", "unknown", "")
    assert bool(proposal.root_cause) == bool(proposal.because)


def test_the_promises_of_a_record_say_what_became_of_them(a_case, mia):
    (made,) = record_for(a_case).promises
    promise.decide(conversation=a_case.conversation, promise_id=made.id, state="kept", by=mia, now=NOW)

    filled = record_for(the_case(a_case.conversation))

    assert filled.promises[0].state == "kept"
    assert filled.fields["next"].lines == ()


def test_the_list_is_newest_first_by_pages_and_knows_open_from_closed(a_case, an_abusive_conversation, sam, mia):
    first = cases_for(sam, limit=1)
    second = cases_for(sam, after=first.next, limit=1)
    close.close(conversation=a_case.conversation, by=mia, now=NOW + minutes(9), outcome="resolved")

    assert [row.name for row in (*first.rows, *second.rows)] == ["Zed", "Rob"]
    assert second.next is None
    assert [row.name for row in cases_for(sam).rows] == ["Zed"]
    assert [(row.name, row.outcome) for row in cases_for(sam, state="closed").rows] == [("Rob", "resolved")]


def test_of_another_team_no_case_is_listed(a_case, omar, maya):
    assert cases_for(omar).rows == ()
    assert len(cases_for(maya).rows) == 1


@pytest.mark.parametrize("after", ["x", "-1", "1.2", "²", "9" * 30])
def test_a_cursor_that_no_page_gave_out_is_refused(sam, after):
    with pytest.raises(BadCursor):
        cases_for(sam, after=after)
