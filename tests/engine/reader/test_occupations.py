"""Dark words of a trade frighten nobody; danger beside them is heard."""

import pytest
from tests.engine.reader.saying import hear, ids


@pytest.mark.parametrize(
    ("text", "signals"),
    [
        (
            "Do you have the paperback of The Strangler of Leeds, or only the murder on the canal one?",
            "threat_violence anger",
        ),
        ("What time does Massacre in May start, and is there an interval?", "threat_violence anger"),
        ("In level nine I shoot up the bandit camp and the game freezes.", "threat_violence"),
        ("We're rehearsing a play with a stabbing in act two and need a retractable knife.", "threat_violence"),
        (
            "I'm writing a crime novel: does your library hold the trial papers of a poisoner?",
            "threat_violence legal_threat",
        ),
        ("The kill list in your rodent app won't sync with my traps.", "threat_violence"),
        (
            "Pest control here, I need to kill forty rats under the bakery by Friday, is the bait in stock?",
            "threat_violence self_harm",
        ),
        ("My thesis on suicide in the trenches is due in May, can I renew the archive ticket?", "self_harm distress"),
        ("I teach a course on suicide prevention, do you rent the hall on Thursdays?", "self_harm"),
        ("The documentary about self harm has no subtitles on your site.", "self_harm"),
        (
            "We are a funeral home, the urn engraving for the Patel family has the wrong year.",
            "vulnerability_life_event",
        ),
        (
            "Undertaker here: the hearse is booked for service on Monday, can you make it Tuesday?",
            "vulnerability_life_event",
        ),
        ("As a solicitor I use your transcription daily, and it writes 'tort' as 'tart'.", "legal_threat"),
        ("Barrister here, the printer eats my court papers, which toner do I need?", "legal_threat"),
        ("I'm a GP and your dictation types 'heart failure' as 'art failure'.", "vulnerability_health"),
        ("It took brain surgery to open this jar, do you have an easier lid?", "vulnerability_health"),
        ("Do I need a degree in rocket science or heart surgery to assemble a shelf?", "vulnerability_health"),
        ("The stuffed owl was shot in 1890, the taxidermist says, does that need a licence?", "threat_violence"),
        ("In our escape room the bomb has to be defused in an hour; do your timers go that low?", "threat_violence"),
        (
            "Divorce coach here, my ad keeps being rejected for the word 'custody'.",
            "vulnerability_life_event legal_threat",
        ),
        (
            "Stage manager here: the fake blood stains and act three has a massacre, what cleans it?",
            "threat_violence self_harm",
        ),
        ("I lecture on suicide in Greek tragedy and need the projector at nine.", "self_harm"),
        ("Our museum borrows a guillotine, do you insure it?", "threat_violence"),
        ("I'm a nurse, your badge printer misprints 'Oncology' as 'Oncolgy'.", "vulnerability_health"),
        ("We're undertakers, please change the delivery of coffins to Thursday.", "vulnerability_life_event"),
        ("Family lawyer here, your form deletes the word divorce.", "vulnerability_life_event legal_threat"),
        ("It isn't brain surgery, is it, just swap the plug.", "vulnerability_health"),
        ("I'm a detective novelist, my publisher needs the poison chapter printed by noon.", "threat_violence"),
        ("We play zombies on Fridays and the headset dies when I shoot the boss.", "threat_violence self_harm"),
    ],
)
def test_dark_words_of_a_trade_are_no_danger(text, signals):
    assert ids(hear(text)).isdisjoint(signals.split())


@pytest.mark.parametrize(
    ("text", "signals"),
    [
        ("I'm writing my dissertation on suicide and I keep thinking I should kill myself.", "self_harm"),
        ("I want to end my life.", "self_harm"),
        ("I will come to your office with a knife and stab you.", "threat_violence"),
        (
            "My husband died in March and the funeral was last week, please close his account.",
            "vulnerability_life_event",
        ),
        ("I work in pest control and I know how to poison you.", "threat_violence"),
        ("I've just had heart surgery and can't carry the box upstairs.", "vulnerability_health"),
        ("My solicitor will be writing to you.", "legal_threat"),
        ("I'm a lawyer and I will sue you.", "legal_threat"),
        ("I'm a funeral director and my own father died on Sunday.", "vulnerability_life_event"),
        ("You're on my kill list.", "threat_violence"),
        ("My brother committed suicide in June, I'm closing his phone contract.", "vulnerability_life_event"),
        ("There will be a massacre at your branch on Monday.", "threat_violence"),
        ("I am going through a divorce and a custody battle.", "vulnerability_life_event"),
        ("I take antidepressants and I am going to kill myself.", "self_harm"),
        ("I'm a nurse and I want to die.", "self_harm"),
        ("I teach a course on suicide prevention and lately I want to end it all myself.", "self_harm"),
        ("I am a barrister and I shall see you in court.", "legal_threat"),
        ("I'm an undertaker and I'll bury you.", "threat_violence"),
        ("As a doctor I have cancer myself and need the ward parking.", "vulnerability_health"),
    ],
)
def test_danger_and_grief_are_heard_whatever_the_trade(text, signals):
    assert set(signals.split()) <= ids(hear(text))
