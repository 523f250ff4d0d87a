"""What others say of us or to us is not what the writer does, unless the writer shares it."""

import pytest
from tests.engine.reader.saying import hear, ids


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
