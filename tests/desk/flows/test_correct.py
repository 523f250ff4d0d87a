"""A person reads otherwise than the engine did: that turn and the later ones are folded again."""

import pytest

from cast import NOW, answered, fresh, said, told
from unruffled.desk.conversations import queries
from unruffled.desk.conversations.models import Correction
from unruffled.desk.flows import correct
from unruffled.desk.flows.allowed import NotAllowed
from unruffled.desk.guidance.models import Guidance

pytestmark = pytest.mark.django_db


def row_of(message):
    return next(
        row for row in queries.thread_of(message.conversation) if row.id == message.pk and row.kind == "message"
    )


def test_a_corrected_heat_shows_everywhere_and_the_engines_is_kept_beside_it(a_conversation, mia):
    message = a_conversation.messages.get()
    before = row_of(message).heat

    kept = correct.correct(message=message, by=mia, field="heat", value=4, now=NOW)

    assert (kept.before, kept.after, kept.by) == (before, 4, mia)
    assert (row_of(message).heat_score, row_of(message).heat_word, dict(row_of(message).corrected)) == (
        4.0, "Extreme", {"heat": 4},
    )  # fmt: skip
    assert (fresh(a_conversation).heat, fresh(a_conversation).trace) == (4, [4.0])
    assert told(a_conversation)[-1] == "reading.corrected"


def test_what_a_person_said_is_never_in_doubt(a_conversation, mia):
    message = a_conversation.messages.get()
    message.reading = message.reading | {"heat_sure": False}
    message.save(update_fields=["reading"])

    correct.correct(message=message, by=mia, field="heat", value=3, now=NOW)
    correct.correct(message=message, by=mia, field="signal", value={"id": "sarcasm", "shows": True}, now=NOW)

    assert row_of(message).heat_sure
    assert {"id": "sarcasm", "confidence": 1.0, "spans": [], "sure": True} in fresh(message).reading["signals"]


def test_the_reader_does_not_read_a_corrected_message_again(a_conversation, mia):
    message = a_conversation.messages.get()
    correct.correct(message=message, by=mia, field="conduct", value="insult", now=NOW)
    said(a_conversation, "Hello?")

    assert row_of(message).conduct == "insult"


def test_later_turns_are_folded_again(a_conversation, mia):
    first = a_conversation.messages.get()
    answered(a_conversation, "It leaves today.", by=mia)
    last = said(a_conversation, "Good.")
    before = Guidance.objects.get(message=last).step

    correct.correct(message=first, by=mia, field="heat", value=4, now=NOW)

    after = Guidance.objects.get(message=last).step
    assert before["facts"]["peak_heat"] < 4
    assert after["facts"]["peak_heat"] == 4


def test_a_stage_set_by_a_person_is_the_stage(a_conversation, mia):
    correct.correct(message=a_conversation.messages.get(), by=mia, field="stage", value="clarify", now=NOW)

    assert fresh(a_conversation).stage == "clarify"


def test_a_signal_can_be_added_and_taken_away(a_conversation, mia):
    message = a_conversation.messages.get()
    correct.correct(message=message, by=mia, field="signal", value={"id": "sarcasm", "shows": True}, now=NOW)
    assert "sarcasm" in {s["id"] for s in fresh(message).reading["signals"]}

    kept = correct.correct(message=message, by=mia, field="signal", value={"id": "sarcasm", "shows": False}, now=NOW)
    assert kept.before == {"id": "sarcasm", "shows": True}
    assert "sarcasm" not in {s["id"] for s in fresh(message).reading["signals"]}
    assert fresh(message).corrected == {"signal": {"sarcasm": False}}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("heat", 5), ("heat", -1), ("heat", 2.5), ("heat", "3"), ("heat", True), ("heat", None),
        ("conduct", "evil"), ("stage", "angry"), ("signal", {"id": "evil", "shows": True}), ("signal", "anger"),
        ("mood", "bad"), ("conduct", None),
    ],
)  # fmt: skip
def test_what_is_no_reading_is_refused_with_the_good_ones(a_conversation, mia, field, value):
    with pytest.raises(correct.NotCorrectable, match="Good ones: "):
        correct.correct(message=a_conversation.messages.get(), by=mia, field=field, value=value, now=NOW)
    assert not Correction.objects.exists()


def test_our_own_messages_have_no_heat_to_correct(a_conversation, mia):
    message = answered(a_conversation, "It leaves today.", by=mia)

    with pytest.raises(correct.NotCorrectable, match="Only what the contact wrote"):
        correct.correct(message=message, by=mia, field="heat", value=1, now=NOW)


def test_omar_corrects_nothing_in_care(a_conversation, omar):
    with pytest.raises(NotAllowed):
        correct.correct(message=a_conversation.messages.get(), by=omar, field="heat", value=1, now=NOW)


def test_a_message_that_could_not_be_read_can_be_read_by_a_person(a_conversation, mia):
    message = a_conversation.messages.get()
    message.reading, message.reader, message.unread_reason = None, "", "The reader failed: RuntimeError"
    message.save()

    correct.correct(message=message, by=mia, field="heat", value=3, now=NOW)

    assert (row_of(message).heat, fresh(message).unread_reason) == (3, "")


def test_calming_a_reading_does_not_close_the_case_that_it_opened(an_abusive_conversation, mia):
    assert an_abusive_conversation.cases.filter(closed_at=None).exists()

    correct.correct(message=an_abusive_conversation.messages.get(), by=mia, field="heat", value=0, now=NOW)

    assert an_abusive_conversation.cases.filter(closed_at=None).exists()
