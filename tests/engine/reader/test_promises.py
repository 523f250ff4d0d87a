"""Promises in our replies: who, what, when; what is none; and which are kept."""

from datetime import datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.reader.saying import promised as read
from tests.engine.reader.saying import stems
from tests.engine.talk import agent

from unruffled.engine.reader import promises
from unruffled.engine.reader.normalise import normalise
from unruffled.engine.vocabulary import STAFF, Reading, Turn

TUESDAY_2PM = datetime(2026, 6, 2, 14, 0)
REPLIES = Path(__file__).parents[2] / "conversations" / "promises"


@pytest.mark.parametrize(
    ("text", "what", "due"),
    [
        ("I'll phone you at 5:20 today.", "phone you at 5:20 today", "at 5:20 today"),
        ("A fitter comes Monday 8-10.", "A fitter comes Monday 8-10", "Monday 8-10"),
        ("Money sent, with you by Thursday.", "Money sent, with you by Thursday", "by Thursday"),
        ("You'll have a written reply by 3 July.", "a written reply by 3 July", "by 3 July"),
        ("It's reversed; your bank shows it by Friday.", "your bank shows it by Friday", "by Friday"),
        ("The fee will be paid back by Friday.", "The fee will be paid back by Friday", "by Friday"),
        ("At noon I ring you again.", "ring you again at noon", "At noon"),
        ("As soon as I hear, I'll text you.", "text you as soon as I hear", "As soon as I hear"),
        ("Van: tomorrow 10-12, box included.", "Van: tomorrow 10-12", "tomorrow 10-12"),
        ("Let me ask the depot and come back to you by 3.", "ask the depot and come back to you by 3", "by 3"),
        ("Give me ten minutes and I'll have a price.", "have a price give me ten minutes", "Give me ten minutes"),
        ("I've booked a locksmith for Friday.", "booked a locksmith for Friday", "for Friday"),
        (
            "I've booked your cot, arriving between 8 and 10 tomorrow.",
            "booked your cot, arriving between 8 and 10 tomorrow",
            "between 8 and 10 tomorrow",
        ),
        ("The transport to you is tomorrow at nine.", "The transport to you is tomorrow at nine", "tomorrow at nine"),
        ("Tomorrow at 10:00 it is at your door.", "it is at your door tomorrow at 10:00", "Tomorrow at 10:00"),
        ("You won't be charged for May.", "won't be charged for May", ""),
    ],
)
def test_a_promise_is_read_as_what_and_when(text, what, due):
    assert read(text) == [("agent", what, due, False)]


@pytest.mark.parametrize(
    "text",
    [
        "I can send either a new one or the money. Which suits you?",
        "If you send me the photo I'll refund it today.",
        "I've reversed it just now.",
        "Shall I ring you at four?",
        "You'll need to sign the form by Friday.",
        "Please return it by Friday.",
        "I won't be able to do that by Friday.",
        "If it happens again I'll end this chat.",
        "We missed the visit on Tuesday.",
        "The baby is due in nine days.",
        "You were told that our team will ring you by 2 pm.",
        "We promised you that an engineer will come on Friday.",
        "Parcel late since Monday, no call Thursday.",
        "Delivery due Monday, never made.",
        "We let you down twice: Monday and again today.",
        "I'll be honest with you.",
        "Thank you for your mail of 3 June.",
        "Your parcel left the depot at nine today.",
        "I could ask them tomorrow.",
        "",
    ],
)
def test_offers_conditions_and_what_is_done_are_no_promises(text):
    assert read(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "We will look into it asap.",
        "Someone will be in touch.",
        "We'll get back to you shortly.",
        "Leave it with me.",
        "I'll do my best to sort it soon.",
        "Your case will be reviewed in due course.",
    ],
)
def test_a_promise_that_nobody_can_check_is_vague(text):
    assert [p.vague for p in promises.find(text)] == [True]


def test_a_word_back_after_an_act_is_a_promise_of_its_own_unless_they_share_a_time():
    assert len(read("We'll look into the leak and come back to you.")) == 2
    assert len(read("I'll chase the plumber tomorrow and let you know what he says by noon.")) == 2
    assert len(read("I'll ask the plumber and ring you by noon.")) == 1


def test_a_weekday_may_only_say_which_thing_is_meant():
    assert {p.due_text for p in promises.find("I'll cancel the Tuesday slot and keep the Thursday one.")} == {""}


def test_a_colleague_answers_for_it_by_name_whoever_of_us_speaks():
    assert read("Lena will write to you by noon.", by="supervisor")[0][0] == "Lena"


def test_two_acts_with_times_of_their_own_are_two_promises():
    assert [(p.what, p.due_text) for p in promises.find("I'll ring you at four and email the form tonight.")] == [
        ("ring you at four", "at four"),
        ("email the form tonight", "tonight"),
    ]


def test_who_answers_for_it_is_the_speaker_a_colleague_or_a_supervisor():
    before = [agent(text="Hello, I'm Noor.")]
    assert read("Sam will write to you by noon.")[0][0] == "Sam"
    assert read("Noor will write to you by noon.", by="supervisor", before=before)[0][0] == "agent"
    assert read("My manager will ring you at two.")[0][0] == "supervisor"
    assert read("A driver brings it tonight.", by="supervisor")[0][0] == "supervisor"


def test_she_is_the_colleague_named_before():
    assert [p.who for p in promises.find("Deepa takes it over tomorrow; she will write to you at nine.")] == [
        "Deepa"
    ] * 2


def test_he_is_whoever_the_sentence_before_is_about():
    assert [p.who for p in promises.find("My colleague Bram holds the keys; he'll open the store by four.")] == ["Bram"]
    assert [p.who for p in promises.find("Chidi has the notes. He will ring you at half nine.")] == ["Chidi"]


def recorded(text, *before):
    return promises.to_record(promises.find(text), before)


def test_a_promise_said_again_is_kept_once():
    said = "I'll text you on Thursday at noon."
    before = Reading(Turn(1, "agent", 0.0, said, "chat"), promises=promises.find(said))
    assert recorded("As I said, you'll hear from me at noon on Thursday.", before) == ()
    assert recorded("And I'll ring you on Friday.", before) != ()


def test_what_was_promised_before_is_looked_at_once_however_much_is_promised_now():
    names = ("Bram", "Chidi", "Deepa", "Kyle", "Lena", "Mona", "Pia", "Rosa")
    said = " ".join(f"I will send the letter of {name} by Friday." for name in names)
    now = promises.find(" ".join(f"I will mend the door of {name} by Monday." for name in names))
    before = Reading(Turn(1, "agent", 0.0, said, "chat"), promises=promises.find(said))
    asked = normalise.cache_info()

    assert promises.to_record(now, [before]) == now
    after = normalise.cache_info()
    assert after.hits + after.misses - asked.hits - asked.misses <= 2 * 2 * len(names)


def test_a_breath_within_the_talk_is_not_kept():
    assert recorded("Give me two minutes and I'll see where it is.") == ()
    assert recorded("A manager will be with you in five minutes.") != ()


def test_what_a_customer_says_we_promised_is_a_promise_too():
    (one,) = promises.claimed("Your colleague said she would ring me back the same day. She did not.")
    assert (one.what, one.due_text) == ("ring me back the same day", "the same day")
    assert promises.claimed("I said it would break.") == ()


def test_a_hundred_replies_keep_precision_and_recall_above_nine_tenths():
    replies = [reply for file in REPLIES.glob("*.yml") for reply in yaml.safe_load(file.read_text("utf-8"))]
    found, extra, missed = score(replies)
    assert len(replies) > 100
    assert found / (found + extra) >= 0.9
    assert found / (found + missed) >= 0.9


def score(replies):
    found = extra = missed = 0
    for reply in replies:
        read = list(promises.find(reply["text"], by=reply["by"]))
        for wanted in reply["promises"]:
            one = next((p for p in read if is_meant(p, wanted)), None)
            if one is None:
                missed += 1
            else:
                found += 1
                read.remove(one)
        extra += len(read)
    return found, extra, missed


def is_meant(promise, wanted):
    """The same one of us (a colleague by name stands for the side that speaks) and half of the words of what."""
    words = stems(wanted["what"])
    named = promise.who not in STAFF and wanted["who"] in STAFF
    return (named or promise.who == wanted["who"]) and 2 * len(words & stems(promise.what)) >= len(words)


PIECES = st.sampled_from(
    "I'll we will the courier comes by Friday at 5 tomorrow 8-10 , . : ; ? and or if you send it either asap soon "
    "in two days 30 February within the hour on day six half past leave it with me promise been told Sam who".split(" ")
)


@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map(" ".join)))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_and_every_promise_points_into_it(text):
    for one in promises.find(text):
        assert 0 <= one.span[0] < one.span[1] <= len(text)
        promises.resolve(one, TUESDAY_2PM)
    promises.claimed(text)
