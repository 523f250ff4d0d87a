"""What one sentence promises: by its tense, its time and its act; each act and each thing with its own time."""

import pytest
from tests.engine.reader.saying import promised as read
from tests.engine.reader.saying import stems

from unruffled.engine.reader import promises


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
        "Nobody will give you a straight answer, I know.",
        "Nobody will pay you the money back before Friday.",
        "I'm sorry that nobody will tell you when it comes.",
        "No one will ring you today.",
    ],
)
def test_what_nobody_does_for_somebody_is_no_promise(text):
    assert read(text) == []


@pytest.mark.parametrize(
    "text",
    ["Nobody will charge you for it", "Nobody will send you another bill", "Nobody will tell you off"],
)
def test_that_nobody_does_them_harm_is_a_promise_of_whoever_says_it(text):
    assert [(who, what) for who, what, *_ in read(f"{text}.")] == [("agent", text)]


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


@pytest.mark.parametrize(
    "text",
    [
        "We won't debit your card.",
        "I'm not invoicing you for the visit.",
        "They're not charging for the extra day.",
        "You won't be invoiced for it.",
    ],
)
def test_money_that_is_not_taken_is_a_promise_in_whatever_word(text):
    assert len(read(text)) == 1


@pytest.mark.parametrize(
    "text", ["My phone won't charge.", "It will not bill by itself.", "The payment is due on Friday."]
)
def test_what_does_not_charge_by_itself_and_what_the_customer_owes_is_no_promise(text):
    assert read(text) == []


def test_what_we_will_tell_belongs_to_the_word_from_us():
    assert [what for _, what, _, _ in read("I'll check the film and come back to you with what I find.")] == [
        "check the film",
        "come back to you with what I find",
    ]
