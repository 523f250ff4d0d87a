"""What others say of us or to us is not what the writer does, unless the writer shares it."""

import pytest
from tests.engine.reader.saying import hear, ids

from unruffled.engine.reader import customer
from unruffled.engine.reader.fusion import Hunch
from unruffled.engine.vocabulary import Context, Signal, Turn


@pytest.mark.parametrize(
    ("text", "signals"),
    [
        ("The bloke in front of me called the cashier a stupid cow. I thought she was lovely.", "insult_agent"),
        ("My sister calls you a bunch of thieves, but I've always been treated well.", "anger insult_agent"),
        ("A woman in the queue told the pharmacist he was a useless moron. I felt for him.", "insult_agent"),
        (
            "My father-in-law reckons you are a shower of cowboys. I told him you did our roof beautifully.",
            "anger insult_agent",
        ),
        (
            "Some guy on the bus shouted at the driver that she was a stupid bitch. Tell her we disagreed.",
            "insult_agent",
        ),
        ("People online call your firm a disgrace, I have had nothing but good luck with it.", "anger"),
        (
            "The man at the next table called your waiter an idiot for the wrong wine, and the boy was only sixteen.",
            "insult_agent",
        ),
        (
            "At the counter an old chap called your vet a butcher and a fool, which was unfair, she saved our cat.",
            "insult_agent",
        ),
        ("My boss thinks you're a bunch of amateurs, I tell him you are great.", "anger"),
        (
            "Two lads shouted at the lifeguard that he was a useless prat; he stayed calm and I admired it.",
            "insult_agent staff_conduct_complaint",
        ),
        ("My uncle swears your bank is run by thieves, I've never had a problem.", "anger insult_agent"),
        ("A passenger screamed at the stewardess that she was an idiot. She handled it wonderfully.", "insult_agent"),
    ],
)
def test_an_opinion_of_others_is_not_that_of_the_writer(text, signals):
    reading = hear(text)
    assert ids(reading).isdisjoint(signals.split())
    assert reading.conduct in ("ok", "profanity_situational")


@pytest.mark.parametrize(
    ("text", "signals"),
    [
        ("My mate says you're all liars, and after today I think he's right, you lying idiots.", "insult_agent"),
        ("My husband called your fitter an idiot and so do I: you are an idiot.", "insult_agent"),
        ("Your manager called me a liar in front of the whole shop.", "staff_conduct_complaint"),
        ("The driver told my daughter she was a stupid girl.", "staff_conduct_complaint"),
        ("My neighbour says you are a bunch of crooks, and he is right, you are.", "anger"),
        ("My wife warned me you were useless thieves and I should have listened. You are a disgrace.", "anger"),
        ("You are a useless idiot.", "insult_agent"),
        ("I called your receptionist a moron and I meant it, you moron.", "insult_agent"),
        ("Everyone says you're crooks and now I know why. This is disgusting.", "anger"),
        ("My dad said you were idiots and I agree, you idiots.", "insult_agent"),
        ("Your cashier called my mother a fat cow.", "staff_conduct_complaint"),
        ("The woman at your desk called me stupid.", "staff_conduct_complaint"),
    ],
)
def test_what_the_writer_shares_or_complains_of_shows(text, signals):
    assert set(signals.split()) <= ids(hear(text))


@pytest.mark.parametrize(
    ("text", "signals"),
    [
        ("My husband is furious with the neighbours, not with you. Which fence panel is in stock?", "anger"),
        (
            "Someone wrote 'worst hotel ever' under your photo, which made me laugh. We loved it.",
            "anger disappointment",
        ),
        ("The poster says 'mad as hell sale'. Does it include kettles?", "anger"),
        ("My teenager thinks your app is pathetic; I find it rather good.", "anger insult_agent"),
        (
            "The note on the windscreen read 'learn to park, moron'. Do your cameras cover that bay?",
            "insult_agent anger",
        ),
        ("She told the receptionist to shut up. I apologised to him for her.", "anger insult_agent"),
        ("A fellow guest threatened to sue you over the weather. We giggled.", "legal_threat"),
        ("The reviewer called it disgusting, yet we had seconds.", "anger"),
        ("My ex was livid about the invoice, I have no quarrel with it at all.", "anger"),
        ("The title of the talk is 'Why I hate my bank'. May we film in your branch?", "anger"),
        (
            "A lady at the till said she would never shop here again. Tell the girl she was great.",
            "churn_threat",
        ),
        ("My brother wants to report you to the council. I told him to leave it.", "regulator_threat"),
        ("Our old landlord was a crook. You are a breath of fresh air.", "anger insult_agent"),
        ("Bloody hell that curry was good. Same again for Friday?", "anger frustration"),
    ],
)
def test_what_others_feel_write_or_plan_is_theirs(text, signals):
    assert ids(hear(text)).isdisjoint(signals.split())


@pytest.mark.parametrize(
    ("text", "signals"),
    [
        ("My husband is furious and so am I, nobody rang us.", "anger"),
        ("I am fucking livid about this bill.", "anger"),
        ("You lot are a bloody disgrace, three weeks without water.", "anger"),
        ("The man on the phone told me to shut up and I'm fuming.", "anger staff_conduct_complaint"),
        ("She called me a liar. This is disgusting.", "anger"),
        ("@SkyHop absolute disgrace, furious with you", "anger"),
        ("Your lady was useless and rude, always the same, great.", "anger"),
    ],
)
def test_anger_of_ones_own_beside_it_shows(text, signals):
    assert set(signals.split()) <= ids(hear(text))


def test_a_threat_in_single_quotes_is_heard_all_the_same():
    assert "threat_violence" in ids(hear("'I will come to your office and stab you'"))


@pytest.mark.parametrize(
    ("pointed_at", "shows"),
    [(["called the waiter a clown"], False), (["called the waiter a clown", "gave us a look"], True)],
)
def test_a_complaint_about_staff_stands_beside_a_word_in_their_defence(pointed_at, shows):
    text = "My uncle called the waiter a clown. The waiter gave us a look."
    spans = tuple((text.index(words), text.index(words) + len(words)) for words in pointed_at)
    turn = Turn(1, "customer", 1.0, text, "chat")
    hunch = Hunch((Signal("staff_conduct_complaint", 0.9, spans),))

    assert customer.read(turn, (), Context(), version="test", hunch=hunch).has("staff_conduct_complaint") is shows
