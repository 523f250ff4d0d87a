"""What to do next and why: one move, two more on demand, what to avoid now, why not another, two views, promises."""

import re

import pytest

from cast import NOW, answered, fresh, minutes, said
from unruffled.desk.conversations.models import Message
from unruffled.desk.flows import reply
from unruffled.desk.guidance import documents
from unruffled.desk.guidance.models import Guidance
from unruffled.desk.guidance.queries import latest_for, moves_by_title, why_not
from unruffled.engine.follow import follow
from unruffled.engine.vocabulary import ANTIPATTERNS

pytestmark = pytest.mark.django_db


def test_an_angry_conversation_has_one_next_move_with_reasons_and_words(an_angry_conversation):
    view = latest_for(an_angry_conversation)

    assert view.next.title
    assert view.next.say
    assert all(reason.words for reason in view.next.reasons)
    assert len(view.others) <= 2
    assert view.next.id not in {move.id for move in view.others}


def test_reasons_quote_the_contacts_own_words(an_angry_conversation):
    quotes = [reason.quote for reason in latest_for(an_angry_conversation).next.reasons if reason.quote]

    assert quotes
    assert all(words_of(quote) <= words_of(an_angry_conversation.messages.get().text) for quote in quotes)


def words_of(text):
    """The words of a text; "and" also joins the pieces of a quote."""
    return set(re.findall(r"\w+", text)) - {"and"}


def test_reasons_are_said_in_words_and_numbers(an_angry_conversation):
    said_of = {reason.fact: reason.words for reason in latest_for(an_angry_conversation).next.reasons}

    assert said_of["anger"] == "expressed anger"
    assert not {"False", "True", "None"} & set(" ".join(said_of.values()).split())


def test_what_to_avoid_now_is_said_in_words(an_angry_conversation):
    assert latest_for(an_angry_conversation).avoid
    assert all(words == ANTIPATTERNS[habit] for habit, words in latest_for(an_angry_conversation).avoid)


def test_the_stage_track_shows_where_it_stands(an_angry_conversation):
    track = latest_for(an_angry_conversation).track

    assert [stop.id for stop in track] == ["open", "vent", "acknowledge", "clarify", "resolve", "confirm", "after"]
    assert sum(stop.here for stop in track) == 1
    assert [stop.passed for stop in track] == sorted((stop.passed for stop in track), reverse=True)


def test_open_questions_wait_until_somebody_answers(a_conversation, mia):
    assert any("lamp" in question for question in latest_for(a_conversation).questions)

    answered(a_conversation, "It is in Bremen, you have it on Monday at 12:00.", by=mia)
    assert latest_for(a_conversation).questions == ()


def test_after_our_reply_there_is_nothing_to_add(a_conversation, mia):
    answered(a_conversation, "It is in Bremen.", by=mia)

    assert latest_for(a_conversation).next is None


def test_who_asked_for_somebody_in_charge_waits_for_them_also_after_our_reply(a_conversation, mia):
    said(a_conversation, "I want to speak to your manager. Put me through to your manager now.")
    answered(a_conversation, "It is in Bremen.", by=mia)

    assert fresh(a_conversation).escalation == "supervisor_demand"


def test_an_insult_in_the_shape_of_a_question_asks_nothing(a_conversation):
    said(a_conversation, "are you as thick as the rest of them, you muppet?")

    assert not any("thick" in question for question in latest_for(a_conversation).questions)
    assert "thick" not in fresh(a_conversation).asks


def test_promises_are_shown_with_their_time_and_state(a_conversation, mia):
    answered(a_conversation, "I will ring you today at 16:30.", by=mia)

    (promise,) = latest_for(a_conversation).promises
    assert (promise.due_at, promise.state) == (NOW.replace(hour=16, minute=30), "open")


def test_the_record_stands_once_beside_what_the_contact_believes(a_conversation):
    a_conversation.context = {"facts": ["Delivery of lamp HL-2201 on Friday, not attended", "Paid on 2 November"]}
    a_conversation.save(update_fields=["context"])
    said(a_conversation, "I stayed home all Friday and nobody came with the delivery. My aunt was ill. Well?")

    view = latest_for(fresh(a_conversation))
    (row,) = view.views
    assert row.believes == "I stayed home all Friday and nobody came with the delivery"
    assert (row.record, row.verdict, row.turn) == (view.record[0], "agrees", 2)


def test_insults_move_the_ladder_and_say_why(an_abusive_conversation):
    view = latest_for(an_abusive_conversation)

    assert view.boundary >= 1
    assert view.boundary_reasons
    assert view.case_id is not None


def test_danger_is_safety_first(a_dangerous_conversation):
    view = latest_for(a_dangerous_conversation)

    assert (view.safety_open, view.side_state) == (True, "safety")
    assert fresh(a_dangerous_conversation).need == "safety"


def test_why_not_another_move_is_answered_line_by_line(a_conversation):
    reasons = why_not(a_conversation, "end_contact")

    assert reasons
    assert all(reason.words for reason in reasons)


def test_the_move_that_is_suggested_has_nothing_against_it(an_angry_conversation):
    assert why_not(an_angry_conversation, latest_for(an_angry_conversation).next.id) == ()


def test_an_unknown_move_is_an_error(a_conversation):
    with pytest.raises(KeyError):
        why_not(a_conversation, "hug")
    assert len(moves_by_title()) >= 50


def test_what_is_stored_is_what_following_the_whole_story_gives(an_angry_conversation, mia):
    """Folding with stored readings, message by message, must not drift from reading the story at once."""
    from unruffled.desk.guidance.stories import thread_of
    from unruffled.engine.reader.keeping import to_keep
    from unruffled.engine.stored import stored, stored_step

    for n, text in enumerate(["Nobody called me back!", "I was promised a call by two.", "So what happens now?"], 1):
        answered(an_angry_conversation, f"I am sorry for day {n}.", by=mia, at=NOW + minutes(2 * n))
        said(an_angry_conversation, text, at=NOW + minutes(2 * n + 1))

    thread = thread_of(fresh(an_angry_conversation))
    steps = follow(thread.story)
    for message, step in zip(thread.messages, steps, strict=True):
        assert message.reading == stored(to_keep(step.reading))
    assert _plain(Guidance.objects.latest("message_id").step) == _plain(stored_step(steps[-1]))


def _plain(step):
    import json

    return json.loads(json.dumps({key: value for key, value in step.items() if key not in ("questions", "views")}))


def test_no_guidance_before_anything_was_said(care, mia):
    from unruffled.desk.flows import start

    empty = start.start(by=mia, channel="chat", address="lena-1", name="Lena", subject="", text="", now=NOW)
    assert latest_for(empty) is None


def test_the_document_has_a_turn_for_every_message(a_conversation, mia):
    answered(a_conversation, "It leaves today.", by=mia)
    said(a_conversation, "Good.")

    followed = documents.followed(a_conversation)
    assert [turn["n"] for turn in followed.document["turns"]] == [1, 2, 3]
    assert followed.document["schema"] == "unruffled-reading/1"


# While somebody writes -----------------------------------------------------------------------------------------------


def test_a_preview_remarks_on_a_brush_off_and_stores_nothing(an_angry_conversation, mia):
    before = Message.objects.count()
    found = reply.preview(
        conversation=an_angry_conversation, agent=mia, text="Please calm down. We will look into it asap."
    )

    assert "say_calm_down" in {remark.id for remark in found.remarks}
    assert Message.objects.count() == before


def test_a_preview_says_which_questions_are_answered(a_conversation, mia):
    def asked(text):
        found = reply.preview(conversation=a_conversation, agent=mia, text=text)
        return [question.answered for question in found.questions]

    assert asked("") == [False]
    assert asked("Your lamp is in our depot in Bremen.") == [True]


def test_a_preview_names_the_blanks(a_conversation, mia):
    found = reply.preview(conversation=a_conversation, agent=mia, text="I ring you at {time}, {name}.")

    assert found.blanks == ("time", "name")


@pytest.mark.parametrize("text", ["", " ", "x" * 200_000, "\x00", "😀" * 9000, "{" * 5000])
def test_a_preview_takes_any_text(a_conversation, mia, text):
    reply.preview(conversation=a_conversation, agent=mia, text=text)
