"""Tears of joy, fears that are over and rough words kindly meant are neither distress nor insult."""

import pytest
from tests.engine.reader.saying import hear, ids


@pytest.mark.parametrize(
    ("text", "signals"),
    [
        ("My mother wept with joy when the old photo frame came back restored.", "distress"),
        ("The whole congregation was in tears, the organ sounded that beautiful.", "distress"),
        ("I cried laughing at the card that came with the parcel.", "distress"),
        ("Dad welled up when he saw the bench with his name on it, thank you.", "distress"),
        ("Our bride was crying happy tears over the cake.", "distress"),
        ("I'm sobbing, it's the loveliest puppy portrait anyone ever painted.", "distress"),
        ("The film had us all crying at the end, wonderful evening.", "distress"),
        ("My nan cried because the bread tasted like her mother's.", "distress"),
        ("Nervous swimmer here, and coach Lena had me doing lengths by Friday, grinning.", "anxiety"),
        ("I was scared of the dentist for years, but yours made me laugh the whole time.", "distress"),
        ("We were terrified on your ghost train, best night of the holiday!", "anxiety"),
        ("Petrified of heights, me, and I still went down the zip wire beaming. Thank you, Gil.", "anxiety"),
        ("My son is scared of the dark, do you sell the moon lamp?", "distress"),
        ("The choir made half the church cry, it was gorgeous.", "distress"),
        ("My wife burst into tears of happiness when she opened the locket.", "distress"),
        ("Kids were screaming with delight on your slide, thank you!", "distress anger"),
        ("I wept at the ending, what a play, best evening of the year.", "distress"),
        ("First time at the dentist without shaking, I walked out grinning, thanks to Dr Roe.", "distress"),
        ("I used to be terrified of dogs, now I'm smiling in your puppy class.", "anxiety"),
        ("She was in tears when the ring came back, so happy.", "distress"),
        ("You magnificent bastards, the cake was a work of art!", "insult_agent anger"),
        ("You clever sods, you found the leak in ten minutes. Cheers!", "insult_agent anger"),
        ("You absolute bastards, putting a free brownie in with the order, made my day!", "insult_agent anger"),
        ("You cheeky buggers, the birthday card had us in stitches.", "insult_agent anger"),
        ("You daft beautiful idiots, you actually fixed it!", "insult_agent anger"),
        ("The big daft bastard of a fridge finally fits, thanks lads.", "insult_agent anger"),
        ("Ta, cock, see you Saturday.", "profanity sexual_remark insult_agent"),
        ("Now then cock, is the coal in?", "profanity sexual_remark"),
        ("Cheers duck, that's champion.", "profanity sexual_remark insult_agent"),
        ("All right my lover, when does the ferry go?", "sexual_remark insult_agent"),
        ("Thanks hen, see you Tuesday.", "insult_agent sexual_remark"),
        ("You glorious sods, the rabbit hutch arrived painted! Made my daughter's year.", "insult_agent anger"),
        ("You jammy gits gave me the last doughnut, happy days.", "insult_agent anger"),
        ("Cheers pal, grand job.", "insult_agent anger"),
        ("Ey up duck, is the tram running?", "insult_agent sexual_remark anger"),
    ],
)
def test_joy_has_tears_and_rough_words_too(text, signals):
    assert ids(hear(text)).isdisjoint(signals.split())


@pytest.mark.parametrize(
    ("text", "signals"),
    [
        ("My daughter is crying because the cake never came.", "distress"),
        ("I'm sitting here in tears, the letter says we lose the flat.", "distress"),
        ("My mum was sobbing when your bailiff left.", "distress"),
        ("I cried all night about this bill.", "distress"),
        ("I'm terrified of losing the house.", "anxiety"),
        ("I am scared the dog won't make it, please hurry.", "anxiety"),
        ("Nervous flyer here, the wing was shaking and I'm panicking, is it safe?", "anxiety"),
        ("My grandmother is crying because nobody came to wash her.", "distress"),
        ("I can't stop crying since the vet called.", "distress"),
        ("My husband was in tears when your nurse shouted at him.", "distress"),
        ("I was crying on the phone and she hung up.", "distress"),
        ("We are terrified the ceiling will come down tonight.", "anxiety"),
        ("You bastards lost my dog's ashes.", "insult_agent"),
        ("You sneaky bastards charged me twice.", "insult_agent"),
        ("You absolute bastards, three weeks with no heating.", "insult_agent"),
        ("Brilliant, you stupid bastards sent it to Leeds again.", "insult_agent"),
        ("Suck my cock.", "sexual_remark"),
        ("You lazy cock, do your job.", "profanity"),
        ("You thieving gits, give me my deposit.", "insult_agent"),
        ("You greedy bastards made my week a misery.", "insult_agent"),
    ],
)
def test_sorrow_fear_and_insults_are_heard(text, signals):
    assert set(signals.split()) <= ids(hear(text))
