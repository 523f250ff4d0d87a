"""What we undertake in plain words, and what we only tell, ask, hope or refuse."""

import pytest

from unruffled.engine.reader import promises
from unruffled.engine.reader.grammar import words_for


@pytest.mark.parametrize(
    ("text", "promised"),
    [
        ("The delivery costs will not be charged.", True),
        ("Your claim will not be paid.", False),
        ("It will not happen again.", True),
        ("We won't close your account.", True),
        ("We won't refund postage.", False),
        ("I'll keep an eye on the tank.", True),
        ("I'll keep it short.", False),
        ("You'll hear the fan stop.", False),
        ("Tap Edit. You'll see the new number.", False),
        ("You should notice the difference by the morning.", True),
        ("Our plumber will be waiting at the gate.", True),
        ("From Monday there are two plumbers.", True),
    ],
)
def test_what_is_spared_kept_or_waiting_is_told_from_what_is_refused_or_shown(text, promised):
    assert bool(promises.find(text)) is promised


@pytest.mark.parametrize(
    "text",
    [
        "I'll have a word with the roofer.",
        "I'll have it painted white.",
        "I'll see what I can do about the roof.",
        "I'll take care of the roof.",
        "I'll mention it to the roofer.",
        "You can expect a roofer on Monday.",
        "We gonna send you a roofer tomorrow.",
        "The roofer has agreed to mend it by Friday.",
        "I've told the roofer to ring you at nine.",
        "I've put you down for Tuesday at 3.",
        "I have a roofer coming to you on Friday.",
        "There's a roofer booked for you tomorrow at nine.",
        "You're booked in for Friday at nine.",
        "I'm to send you the sketch.",
        "They do a recount tonight.",
        "Tiles to follow.",
        "Resending the tiles today, express.",
        "What I'm going to do is ring the roofer.",
        "This will be put right.",
        "We won't let this drop.",
        "There'll be no charge for the ladder.",
        "The roofer is dropping it off on his way home.",
        "I'm here until ten and then Maja takes over.",
        "Tiles will be with you overnight.",
        "Also we paint it for free.",
        "After lunch I'll go through the list.",
        "I'll ring you tomorrow, or sooner if I hear something.",
        "The roofer starts Monday.",
        "We'll have a ladder ready.",
        "The lads will take the old tiles away.",
        "They'll stay open for you.",
        "The first instalment is paid to the roofer on 1 October.",
        "You'll have the tiles or the money by Thursday, whichever is quicker.",
    ],
)
def test_however_plainly_we_undertake_something_it_is_one_promise(text):
    assert len(promises.find(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "I'll check that for you now, bear with me.",
        "I'll look at the roof, hold on.",
        "One moment, I'll check.",
        "I'll put you through to the roofer.",
        "I'll guide you through it.",
        "Let us know by Friday.",
        "Let's wait until Friday.",
        "I suggest we wait until Friday.",
        "I hope you'll hear soon.",
        "We hope it will be there by Friday.",
        "I see it's due on Friday.",
        "In your contract it says that the tiles are replaced within 30 days.",
        "Make sure you return it by Friday.",
        "Your appeal must reach us by Friday.",
        "Payment is due on Friday.",
        "You'll be charged on 1 May.",
        "The rent will go up in May.",
        "Your bank will release the money by itself.",
        "The roof will need a coat every year.",
        "The roofer will only ring once.",
        "Refunds will be made to the original card.",
        "Our roofers work until 9 pm.",
        "I finish at six.",
        "She starts at two.",
        "The survey takes two minutes.",
        "Security keep it for 30 days.",
        "It should settle down after an hour.",
        "The tile is £12.40.",
        "I'll be out tomorrow.",
        "She'll be chuffed.",
        "I've sent out the tiles this morning.",
        "We're aiming to have it with you by Friday.",
        "The earliest I can do is Friday.",
        "The roofer confirmed your tiles for Sunday.",
        "We send a reminder thirty days before, to your address.",
        "We search together a solution today.",
        "Most turn up within the week.",
        "Friday's delivery is off.",
    ],
)
def test_breaths_wishes_duties_costs_and_habits_are_no_promises(text):
    assert promises.find(text) == ()


@pytest.mark.parametrize("opening", ["Tomorrow he", "On Friday the roofer", "We", "I will"])
def test_whatever_verb_a_message_breaks_off_with_it_is_read(opening):
    for verb in sorted(words_for()["acts"] | words_for()["not_acts"]):
        for said in (verb, f"{verb}s"):
            assert all(0 <= a < b <= len(opening) + 1 + len(said) for a, b in spans(f"{opening} {said}"))


def spans(text):
    return [promise.span for promise in promises.find(text)]
