"""Promises in our replies: who, what, when; what is none; and when they are due."""

from datetime import datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.talk import agent

from unruffled.engine.reader import promises, times
from unruffled.engine.reader.normalise import normalise
from unruffled.engine.reader.overlap import stem
from unruffled.engine.vocabulary import STAFF, Reading, Turn

TUESDAY_2PM = datetime(2026, 6, 2, 14, 0)
REPLIES = Path(__file__).parents[2] / "conversations" / "promises"


def read(text, **more):
    return [(p.who, p.what, p.due_text, p.vague) for p in promises.find(text, **more)]


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


def kept(text, *before):
    return promises.to_keep(promises.find(text), before)


def test_a_promise_said_again_is_kept_once():
    said = "I'll text you on Thursday at noon."
    before = Reading(Turn(1, "agent", 0.0, said, "chat"), promises=promises.find(said))
    assert kept("As I said, you'll hear from me at noon on Thursday.", before) == ()
    assert kept("And I'll ring you on Friday.", before) != ()


def test_what_was_promised_before_is_looked_at_once_however_much_is_promised_now():
    names = ("Bram", "Chidi", "Deepa", "Kyle", "Lena", "Mona", "Pia", "Rosa")
    said = " ".join(f"I will send the letter of {name} by Friday." for name in names)
    now = promises.find(" ".join(f"I will mend the door of {name} by Monday." for name in names))
    before = Reading(Turn(1, "agent", 0.0, said, "chat"), promises=promises.find(said))
    asked = normalise.cache_info()

    assert promises.to_keep(now, [before]) == now
    after = normalise.cache_info()
    assert after.hits + after.misses - asked.hits - asked.misses <= 2 * 2 * len(names)


def test_a_breath_within_the_talk_is_not_kept():
    assert kept("Give me two minutes and I'll see where it is.") == ()
    assert kept("A manager will be with you in five minutes.") != ()


def test_a_list_of_things_with_times_is_a_promise_each():
    said = "Settled then: carpenter Monday between 10 and 12, plasterer Tuesday at 11, our decision by Wednesday."
    assert [(p.what, p.due_text) for p in promises.find(said)] == [
        ("carpenter Monday between 10 and 12", "Monday between 10 and 12"),
        ("plasterer Tuesday at 11", "Tuesday at 11"),
        ("our decision by Wednesday", "by Wednesday"),
    ]


def test_what_we_will_tell_keeps_the_time_that_stands_behind_it():
    assert read("I'll tell you what the lab says by one.") == [
        ("agent", "tell you what the lab says by one", "by one", False)
    ]


def test_that_something_stays_away_or_on_hold_is_a_promise():
    assert read("No fee will be charged for this.")[0][1] == "No fee will be charged for this"
    assert read("You won't be asked for it again.")[0][1] == "won't be asked for it again"
    assert read("I have put the account on hold until 30 June.")[0][2] == "until 30 June"


@pytest.mark.parametrize(
    "text",
    [
        "I'll tell her the whole story so you need not.",
        "I'll finish it with you now.",
        "One more word like that and I'll close this chat.",
        "Please sign the form. Once it's back in, a fitter comes within five days.",
        "'Maybe next week', two days before the move.",
    ],
)
def test_breaths_briefings_warnings_and_what_hangs_on_a_paper_are_no_promises(text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "what", "due"),
    [
        ("The garage welds the frame on Friday.", "The garage welds the frame on Friday", "on Friday"),
        ("Two porters come on Monday with a trolley.", "Two porters come on Monday with a trolley", "on Monday"),
        ("Our baker, Mr Obi, drops it off at noon.", "Our baker, Mr Obi, drops it off at noon", "at noon"),
        ("I'm replacing the lamp free of charge.", "replacing the lamp free of charge", ""),
        ("We're crediting you with ten lessons.", "crediting you with ten lessons", ""),
        ("From Monday your meals are packed apart.", "your meals are packed apart from Monday", "From Monday"),
        ("The lid, with new hinges, reaches you by noon.", "The lid, with new hinges, reaches you by noon", "by noon"),
        ("The visit has been booked for 3 May.", "The visit has been booked for 3 May", "for 3 May"),
        ("The room stays yours until the roof is mended.", "The room stays yours until the roof is mended",
         "until the roof is mended"),
        ("Unless you stop me I'll post it tonight.", "post it tonight", "tonight"),
        ("I'm gonna have Lena ring you at two.", "have Lena ring you at two", "at two"),
        ("I'll, I'll ring you at two.", "ring you at two", "at two"),
        ("You'll see the coins when you log in tomorrow.", "the coins", "when you log in tomorrow"),
        ("What I can do is ring you by three.", "ring you by three", "by three"),
        ("The clerk undertakes to write to you by 3 May.", "The clerk write to you by 3 May", "by 3 May"),
        ("You'll have the sleeve in the next couple of days.", "the sleeve", "in the next couple of days"),
        ("The vet rings you in the next few hours.", "The vet rings you", "in the next few hours"),
        ("I'll wait at the gate while you fetch the key.", "wait at the gate", "while you fetch the key"),
        ("We'll stay with the dog while you're away.", "stay with the dog", "while you're away"),
        ("The late mark will be taken off.", "late mark will be taken off", ""),
        ("A new reed will be put in.", "new reed will be put in", ""),
        ("We order now the missing tile.", "order now the missing tile", ""),
        ("I'll email the certificate to your sister now.", "email the certificate to your sister now", ""),
        ("What I'll do is I'll post the rota to the crew now.", "post the rota to the crew now", ""),
        ("Should be with you around 6.", "be with you", "around 6"),
        ("Should land at yours tomorrow.", "land at yours", "tomorrow"),
        ("I'll post the quote once they've been in.", "post the quote", "once they've been in"),
        ("The swimming classes start again in September.", "swimming classes start again", "in September"),
        ("Your blinds arrive in October.", "blinds arrive", "in October"),
        ("Ravi will text you every evening until the tank is full.", "text you every evening until the tank is full",
         "every evening until the tank is full"),
        ("I'll resend the bill of 3 May.", "resend the bill of 3 May", ""),
        ("Our nurses visit you every morning.", "nurses visit you", "every morning"),
        ("The prop will be painted at the end of term.", "prop will be painted", "at the end of term"),
        ("Lou'll bring it round after work.", "bring it round", "after work"),
        ("The bus will run again tonight, so please look at the board tomorrow.", "bus will run again", "tonight"),
    ],
)  # fmt: skip
def test_tense_and_time_make_a_promise_whoever_acts(text, what, due):
    (promise,) = promises.find(text)
    assert (stems(what) <= stems(promise.what), promise.due_text) == (True, due)


@pytest.mark.parametrize(
    "text",
    [
        "Under our standard a passport is decided within six weeks.",
        "The office answers letters in ten days.",
        "Normally we deliver on Tuesdays.",
        "Under-fives go free, and dogs stay outside.",
        "The shop closes at six tomorrow.",
        "The clock runs until noon.",
        "Nobody should be left at a kerb at that hour.",
        "I'll send it when you sign the form.",
        "I'm sending you the link now.",
        "It will be about two minutes.",
        "Our records show the visit took place on Tuesday.",
        "Take the stick they give you before noon.",
        "Once again, we apologise.",
        "What I can do: a chair at the front, or a seat at the side at noon. Which?",
        "I'll look that up while you hold.",
        "I'll hold the line while you find the meter.",
        "I'm checking the tin while you wait.",
        "I see now what you mean.",
        "I'll put you on hold now.",
        "Should you need a chair by Friday, ask.",
        "Should be fine.",
        "We sat there in March, and I put the key in the safe in May.",
        "We reply further to your visit of 9 May.",
        "I write in answer to your note dated 4 May.",
        "Bakers throw out old bread every evening, so your loaf was new.",
        "Tulips open in April.",
        "Your gym card is frozen from 3 May.",
        "There were around two or three people.",
    ],
)
def test_rules_hours_lengths_and_what_was_are_no_promises(text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("We will let you have the figures within five days.", "let you have the figures within five days"),
        ("We'll refund both train tickets by Monday.", "refund both train tickets by Monday"),
        ("I'll help you get the deposit back by Friday.", "help you get the deposit back by Friday"),
        (
            "We'll read the file and let you have an answer by 6 June.",
            "read the file and let you have an answer by 6 June",
        ),
    ],
)
def test_what_a_verb_acts_on_is_no_promise_beside_it(text, what):
    assert [w for _, w, _, _ in read(text)] == [what]


@pytest.mark.parametrize(
    "text",
    [
        "Just drop in between 9 and 11 tomorrow.",
        "Simply bring it in on Monday before ten.",
        "The film lasts about two hours.",
        "The paint will dry within four hours.",
        "Plant them in April. They'll be up in three weeks.",
        "The builder tells me the tiles could be here on Friday.",
        "The buyer is viewing another house this week.",
        "Your exam is booked for 3 May at nine.",
        "Your cake is in for Sunday.",
        "Tom will be away until Monday.",
        "I'll make a note of that.",
    ],
)
def test_advice_growth_hearsay_and_dates_that_are_only_told_are_no_promises(text):
    assert read(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The electrician is booked for Monday at 8.",
        "Your delivery is booked for Friday between 8 and 10.",
        "They'll be back on Monday to finish.",
        "The lab tells us by noon.",
        "Our client team is calling you on Friday.",
        "The glaze cracked, so it'll be recut as a priority.",
    ],
)
def test_what_comes_to_the_customer_or_is_done_by_ours_is_a_promise(text):
    assert len(read(text)) == 1


@pytest.mark.parametrize(
    ("text", "each"),
    [
        ("We'll swap the filter before six and refund the two wasted washes.",
         [("swap the filter before six", "before six"), ("refund the two wasted washes", "")]),
        ("I'll bring the ladder on Tuesday and take the old boards away.",
         [("bring the ladder on Tuesday", "on Tuesday"), ("take the old boards away", "")]),
        ("I'll log a case with the network team right now and keep you posted here.",
         [("log a case with the network team right now", ""), ("keep you posted here", "")]),
        ("We'll deliver the bed on Friday and the mattress on Saturday.",
         [("deliver the bed on Friday", "on Friday"), ("deliver the mattress on Saturday", "on Saturday")]),
        ("You'll get the blue chair on Monday and the green one on Wednesday.",
         [("the blue chair on Monday", "on Monday"), ("the green one on Wednesday", "on Wednesday")]),
        ("I'll get it on the van tomorrow and text you the slot.",
         [("get it on the van tomorrow", "tomorrow"), ("text you the slot", "")]),
        ("We'll swap the pump on Monday, test the valve on Tuesday and paint the wall on Friday.",
         [("swap the pump on Monday", "on Monday"), ("test the valve on Tuesday", "on Tuesday"),
          ("paint the wall on Friday", "on Friday")]),
        ("I'll cancel the old plan, move you to the new one and refund the difference.",
         [("cancel the old plan", ""), ("move you to the new one", ""), ("refund the difference", "")]),
        ("I ring the customs tomorrow and after I write you.",
         [("ring the customs tomorrow", "tomorrow"), ("write you tomorrow", "tomorrow")]),
    ],
)  # fmt: skip
def test_each_act_with_a_thing_of_its_own_and_each_thing_with_its_time_is_a_promise(text, each):
    assert [(what, due) for _, what, due, _ in read(text)] == each


@pytest.mark.parametrize(
    "text",
    [
        "I'll pack it and post it tonight.",
        "I'll meet you at the gate at six and walk you through.",
        "We'll ring you on Monday and the following Friday.",
        "I'll be there on Monday and Tuesday.",
        "We'll paint it on Monday and let it dry.",
        "After I write to them, I ring you tomorrow.",
        "I'll send the form tonight, sign the last page and post it back.",
        "We'll be there at six, open the gate please.",
        "I'll take the sofa away and leave you the stool.",
    ],
)
def test_what_belongs_to_one_act_is_one_promise(text):
    assert len(read(text)) == 1


def test_a_colleague_who_is_going_to_look_for_something_answers_for_it():
    assert read("Petra's going to look for two rooms nearby.") == [
        ("Petra", "Petra's going to look for two rooms nearby", "", False)
    ]


@pytest.mark.parametrize(
    ("text", "what", "due"),
    [
        ("Will do it tonight.", "do it tonight", "tonight"),
        ("keeping it under the counter til fri", "keeping it under the counter til fri", "til fri"),
        ("Hi Jo, putting it aside for you until Sunday.", "putting it aside for you until Sunday", "until Sunday"),
        ("Cheers, picking it up at 4.", "picking it up at 4", "at 4"),
        ("ok will pop it in the post tonight", "pop it in the post tonight", "tonight"),
        ("Got it. Doing that after lunch.", "Doing that after lunch", "after lunch"),
    ],
)
def test_notes_and_chat_leave_out_who_does_it(text, what, due):
    assert read(text) == [("agent", what, due, False)]


@pytest.mark.parametrize(
    "text",
    ["Will this do?", "Holding a dog is hard.", "Keeping it dry till Monday is important.", "Hoping to hear by fri."],
)
def test_a_word_in_ing_or_a_question_is_not_yet_a_promise(text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("I won't send the bill until you've tried it.", "won't send the bill until you've tried it"),
        ("We won't start work before you've seen the price.", "won't start work before you've seen the price"),
        ("We won't be raising your rent before April.", "won't be raising your rent before April"),
        ("I won't change anything without asking you.", "won't change anything without asking you"),
        ("I shan't invoice you before the job is finished.", "shan't invoice you before the job is finished"),
    ],
)
def test_a_burden_that_waits_is_a_promise(text, what):
    assert [w for _, w, _, _ in read(text)] == [what]


@pytest.mark.parametrize(
    "text",
    [
        "We won't ship it until you pay.",
        "We won't start until you've signed the form.",
        "I won't know until Friday.",
        "We won't have the part until next week.",
        "I won't be in until Monday.",
    ],
)
def test_what_waits_for_the_customer_or_is_not_in_our_hands_is_no_promise(text):
    assert read(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "I can't promise it's there by Friday.",
        "I won't pretend the lift will be mended by Friday.",
        "I don't think that it'll be there by Monday.",
        "I'm not sure it'll be there by Friday.",
        "I can't guarantee you that the van will be there by noon.",
    ],
)
def test_what_we_do_not_say_is_no_promise(text):
    assert read(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "I'm sure it'll be there by Friday.",
        "I can't say more now, but it'll be there by Friday.",
        "I have not forgotten, I think it will be there by Friday.",
    ],
)
def test_a_denial_of_something_else_leaves_the_promise(text):
    assert [due for _, _, due, _ in read(text)] == ["by Friday"]


def test_what_goes_with_a_promise_shares_its_time():
    assert [p.due_text for p in promises.find("The crew comes at three and our plumber stays to the end.")] == [
        "at three"
    ] * 2


def test_each_of_two_acts_in_one_form_has_its_own_time():
    said = "I will be raising it at noon and writing to you on Friday."
    assert [p.due_text for p in promises.find(said)] == ["at noon", "on Friday"]


def test_a_length_counts_from_the_turn_and_a_date_waits_for_a_calendar():
    within, dated = promises.find("I'll write within two hours. I'll ring on Friday.")
    assert (within.due_minutes, dated.due_minutes) == (120, None)


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("at 4:15 today", (2, 16, 15)),
        ("Friday 8-10", (5, 10, 0)),
        ("by Wednesday", (3, 18, 0)),
        ("by the 9th", (9, 18, 0)),
        ("before six tonight", (2, 18, 0)),
        ("by end of day", (2, 18, 0)),
        ("within the hour", (2, 15, 0)),
        ("in half an hour", (2, 14, 30)),
        ("in two working days", (4, 18, 0)),
        ("in five working days", (9, 18, 0)),
        ("tomorrow between 10 and 12", (3, 12, 0)),
        ("by noon tomorrow", (3, 12, 0)),
        ("first thing tomorrow", (3, 10, 0)),
        ("in the morning", (3, 12, 0)),
        ("at quarter to four", (2, 15, 45)),
        ("by 17.30", (2, 17, 30)),
        ("on Thursday between 9 and 1", (4, 13, 0)),
        ("next Monday", (8, 18, 0)),
        ("by the end of next week", (12, 18, 0)),
        ("on day six", (8, 18, 0)),
        ("the day after tomorrow", (4, 18, 0)),
        ("on Monday 8 June at 9am", (8, 9, 0)),
        ("at 9", (2, 21, 0)),
        ("tmrw at noon", (3, 12, 0)),
        ("in the next half hour", (2, 14, 30)),
        ("the second week of June", (14, 18, 0)),
        ("on his evening round", (2, 21, 0)),
        ("by morning", (3, 12, 0)),
        ("around 4", (2, 16, 0)),
        ("in the next few days", (5, 18, 0)),
        ("in June", (30, 18, 0)),
        ("every evening until the tank is full", (2, 21, 0)),
        ("overnight", (3, 10, 0)),
        ("by the morning", (3, 12, 0)),
        ("no later than 6", (2, 18, 0)),
    ],
)
def test_words_become_the_moment_they_allow_at_the_latest(words, due):
    day, hour, minute = due
    assert times.resolve(words, TUESDAY_2PM) == datetime(2026, 6, day, hour, minute)


def test_a_day_of_the_month_that_is_over_means_the_next_one():
    assert times.resolve("by the 1st", TUESDAY_2PM) == datetime(2026, 7, 1, 18, 0)
    assert times.resolve("on the 31st", TUESDAY_2PM) == datetime(2026, 7, 31, 18, 0)
    assert times.resolve("by 4 May", TUESDAY_2PM) == datetime(2027, 5, 4, 18, 0)


def test_a_month_without_its_day_lasts_to_its_end_and_means_the_next_one():
    assert times.resolve("in July or August", TUESDAY_2PM) == datetime(2026, 8, 31, 18, 0)
    assert times.resolve("by the end of February", TUESDAY_2PM) == datetime(2027, 2, 28, 18, 0)


@pytest.mark.parametrize("words", ["30 February", "soon", "as soon as I hear", ""])
def test_words_that_are_no_date_resolve_to_nothing(words):
    assert times.resolve(words, TUESDAY_2PM) is None


@pytest.mark.parametrize("text", ["the sun is out", "I sat there in March", "8-10 people", "at 5%", "21 High Street"])
def test_words_that_only_look_like_times_are_left_alone(text):
    assert times.find(text) == ()


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


def stems(text):
    return {stem(w) for w in normalise(text).words if len(w) > 1 or w.isdigit()}


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
    for when in times.find(text):
        assert text[slice(*when.span)] == when.text
    promises.claimed(text)
