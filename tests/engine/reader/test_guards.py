"""What weakens a phrase: denied, quoted, told of others, nearly so; idioms, banter and neutral words."""

import pytest
from tests.engine.reader.saying import hear, ids

from unruffled.engine.reader import guards
from unruffled.engine.reader.lexicon import Entry, PhraseError


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("I am not angry, I would only like a date.", "anger"),
        ("I never said I wanted a refund.", "refund_demand"),
        ("There is nothing to worry about on my side.", "anxiety"),
        ("I don't want to speak to a manager.", "supervisor_demand"),
        ("I'm not going to sue anybody.", "legal_threat"),
    ],
)
def test_what_is_denied_does_not_show(text, signal):
    assert signal not in ids(hear(text))


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("Your guard told me to get lost, you idiot is what he said.", "insult_agent"),
        ('The note on the door said "go back to your country".', "discriminatory_abuse"),
        ("My ex said he will kill me if I move out.", "threat_violence"),
        ("My boss says we should sue them all.", "legal_threat"),
    ],
)
def test_what_others_said_is_not_what_the_customer_does(text, signal):
    assert signal not in ids(hear(text))


@pytest.mark.parametrize(
    "text",
    [
        "This queue will be the death of me.",
        "I could murder a curry right now lol",
        "Dying here, is anybody going to bring the menu?",
        "My mum is going to kill me if the cake is late!",
        "I'd kill for a hot shower after that flight",
        "the new boss level is killing me haha",
        "You're killing it, thank you!",
        "I shot you an email on Monday.",
        "The battery died again.",
        "We nearly died laughing at the hold music.",
    ],
)
def test_idioms_are_no_risk_and_no_threat(text):
    assert not ids(hear(text)) & {"self_harm", "threat_violence", "insult_agent", "discriminatory_abuse"}


@pytest.mark.parametrize(
    "text",
    [
        "you absolute legend, thank you so much",
        "bloody brilliant, thanks mate",
        "ha, you lucky bastard, you get to go home at five. thanks for the help",
        "thank you, you mad genius",
    ],
)
def test_friendly_swearing_is_no_insult_and_not_hot(text):
    reading = hear(text)
    assert not ids(reading) & {"insult_agent", "abuse_sustained", "anger", "sarcasm"}
    assert reading.heat <= 1
    assert reading.conduct in ("ok", "profanity_situational")


@pytest.mark.parametrize(
    "text",
    [
        "I am gay and my husband would like to join the plan.",
        "We are a Muslim family, do you have halal meals?",
        "My son is autistic and likes the window seat.",
        "As a black woman I'd like a stylist who knows my hair.",
        "I'm deaf, please write instead of calling.",
        "My grandmother is Polish and needs the form in Polish.",
        "I'm trans and need my name changed on the account.",
        "He uses a wheelchair, is there a lift?",
        "I am an old woman, speak up please dear.",
        "Do you serve kosher food for Jewish guests?",
    ],
)
def test_who_people_are_is_never_abuse(text):
    reading = hear(text)
    assert reading.conduct == "ok"
    assert not ids(reading) & {"discriminatory_abuse", "sexual_remark", "anger", "insult_agent"}
    assert reading.heat <= 1


@pytest.mark.parametrize(
    "text",
    [
        "Aye, nae bother pal, I'll be in the morn.",
        "y'all open on Sundays? finna swing by after church",
        "Kindly do the needful and share the invoice copy.",
        "Gonnae send us the wee form again please, ta",
        "ain't nobody home till six so leave it with the neighbor",
        "i be working late so text me instead",
        "Respected madam, please intimate the date of delivery.",
        "wagwan, my parcel come yet?",
    ],
)
def test_a_dialect_is_not_heat(text):
    reading = hear(text)
    assert reading.heat <= 1
    assert reading.conduct == "ok"


@pytest.mark.parametrize(
    "text",
    ["My idiot brother spilled tea on the router.", "I'm such an idiot, I locked myself out.",
     "I felt like an idiot in front of my guests.",
     "That stupid cat chewed the cable."],
)  # fmt: skip
def test_an_insult_needs_a_person_on_our_side(text):
    assert hear(text).conduct == "ok"


def test_a_guard_that_does_not_exist_is_refused_by_name():
    with pytest.raises(PhraseError, match=r"anger.toml: guards: unknown guard 'shouted'; good are negated"):
        guards.check(Entry("anger", "", {"shouted": "drop"}, ()))
    with pytest.raises(PhraseError, match="good are drop, weaken, keep"):
        guards.check(Entry("anger", "", {"negated": "maybe"}, ()))


def test_what_only_nearly_happened_does_not_show_but_nearly_three_weeks_do():
    assert "legal_threat" not in ids(hear("I almost took you to court over it."))
    assert "long_wait" in ids(hear("I have been waiting nearly three weeks for a reply."))
    assert "long_wait" in ids(hear("By now I got used to your music, an hour of it."))


def test_a_telling_without_hints_of_trouble_is_no_issue():
    assert "issue_stated" not in ids(hear("We visited the show last weekend and parked behind it."))
    assert "issue_stated" in ids(hear("I drove out three times and they told me another day each time."))
