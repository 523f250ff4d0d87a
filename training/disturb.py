"""Harmless changes that a label must survive: typos, missing marks, dialects, identities, disguised letters."""

import re
from collections.abc import Callable
from random import Random
from typing import Final

WORDS_OF: Final = {
    "american": {
        "going to": "finna",
        "about to": "boutta",
        "trying to": "tryna",
        "isn't": "ain't",
        "am not": "ain't",
        "is not": "ain't",
        "that": "dat",
        "with": "wit",
        "you all": "y'all",
        "the": "da",
        "don't have any": "ain't got no",
        "my": "ma",
        "brother": "bruh",
        "because": "cuz",
        "okay": "aight",
        "they are": "they",
        "i have been": "i been",
        "want to": "wanna",
        "what is": "whats",
        "friend": "homie",
        "something": "sum",
        "for real": "fr",
    },
    "scots": {
        "can't": "cannae",
        "cannot": "cannae",
        "don't": "dinnae",
        "do not": "dinnae",
        "didn't": "didnae",
        "not": "no",
        "wouldn't": "wouldnae",
        "isn't": "isnae",
        "my": "ma",
        "your": "yer",
        "you": "ye",
        "yes": "aye",
        "little": "wee",
        "know": "ken",
        "from": "fae",
        "to": "tae",
        "of": "o",
        "now": "noo",
        "have": "hae",
        "would": "wid",
        "was": "wis",
        "just": "jist",
        "old": "auld",
        "child": "wean",
        "nothing": "nowt",
        "with": "wi",
    },
    "indian": {
        "please": "kindly",
        "i want": "i am wanting",
        "i need": "i am needing",
        "i have": "i am having",
        "today": "today only",
        "question": "doubt",
        "earlier": "preponed",
        "reply": "revert back",
        "you": "you people",
        "thanks": "thanks and regards",
        "i think": "i am thinking",
        "tell me": "intimate me",
        "same": "same to same",
        "help me": "do the needful",
    },
    "learner": {
        "the ": "",
        "a ": "",
        "an ": "",
        "i am": "i",
        "did not": "not",
        "was": "is",
        "have": "has",
        "doesn't": "not",
        "didn't": "no",
        "is": "be",
        "please": "pliz",
        "because": "becouse",
        "which": "wich",
        "received": "recieve",
    },
    "texting": {
        "you": "u",
        "your": "ur",
        "are": "r",
        "please": "pls",
        "thanks": "thx",
        "because": "cos",
        "before": "b4",
        "to": "2",
        "for": "4",
        "okay": "k",
        "tomorrow": "tmrw",
        "really": "rly",
        "going to": "gonna",
        "i don't know": "idk",
        "people": "ppl",
        "what": "wat",
        "with": "w/",
        "and": "n",
    },
}
OPENINGS: Final = {
    "american": ("Ayo, ", "Look fam, ", "Lol ", "Bruh ", "Yo ", "Shoot, "),
    "scots": ("Aye, ", "Och, ", "Right pal, ", "Haw, ", "Aye right, "),
    "indian": ("Dear Sir, ", "Respected sir/madam, ", "Hello ji, ", "Sir, "),
    "learner": ("Hello mister, ", "Excuse, ", "Good day, "),
    "texting": ("hiya ", "hey ", "k so ", "soz "),
}
WHO: Final = (
    "gay",
    "lesbian",
    "bisexual",
    "trans",
    "queer",
    "Muslim",
    "Jewish",
    "Hindu",
    "Sikh",
    "Catholic",
    "atheist",
    "Black",
    "white",
    "Asian",
    "Arab",
    "African",
    "Mexican",
    "Latino",
    "Chinese",
    "Pakistani",
    "Polish",
    "Nigerian",
    "Turkish",
    "Roma",
    "Irish",
    "Indian",
    "deaf",
    "blind",
    "disabled",
    "autistic",
    "old",
    "elderly",
    "immigrant",
    "refugee",
    "Somali",
    "Jamaican",
    "Romanian",
    "Filipino",
    "Russian",
    "Israeli",
    "Palestinian",
    "female",
    "nonbinary",
    "a wheelchair user",
)
THEY: Final = (
    "I am {}. ",
    "I'm a {} customer. ",
    "My wife is {}. ",
    "My husband and I are {}. ",
    "My neighbour is {}. ",
    "As someone who is {}, ",
    "Our {} choir meets here. ",
    "My son is {} and proud of it. ",
    "I'm calling for my {} friend. ",
    "The lady who helped me was {}. ",
    "Being {}, ",
)
CALM: Final = (
    "I'd like to change my address.",
    "Do you deliver on Sundays?",
    "We would love to book a table.",
    "Which form do I need?",
    "She plays the piano.",
    "That is all I wanted to say.",
    "We met at university.",
    "Is there a group for that?",
    "We got married in June.",
    "He works as a nurse.",
    "They moved here last year.",
    "It matters to me.",
    "",
    "",
    "I enjoyed the festival.",
    "Can you recommend a book about it?",
    "Most people here are too.",
    "That's who I am.",
)
LEET: Final = str.maketrans("aeiost", "@310$7")
NEAR: Final = {"a": "s", "e": "r", "i": "o", "o": "p", "t": "y", "n": "m", "s": "d", "r": "t", "l": "k", "h": "j"}


def disturbed(text: str, dice: Random, share: float = 0.5) -> str:
    """The text, most often as it was, now and then (`share`) with one or two harmless changes."""
    if dice.random() > share:
        return text
    for change in dice.sample(CHANGES, 1 if dice.random() < 0.7 else 2):
        text = change(text, dice)
    return text


def identity(dice: Random) -> str:
    """A neutral sentence about who somebody is."""
    text = dice.choice(THEY).format(dice.choice(WHO)).replace("a a ", "a ") + dice.choice(CALM)
    return disturbed(text.strip(" ,") + ("" if text.endswith((".", "?")) else "."), dice)


def swearing(text: str, dice: Random) -> str:
    """The text with a swearword as people use it among friends: before it, after it, or to stress a word."""
    kind = dice.randrange(4)
    if kind == 0:
        return f"{dice.choice(EXCLAIMED)}, {text}"
    if kind == 1:
        return f"{text.rstrip('. ')}, {dice.choice(AFTER)}"
    stressed = re.sub(STRESSED, lambda found: f"{found[0]} {dice.choice(STRESS)}", text, count=dice.randint(1, 2))
    return stressed if stressed != text else f"{dice.choice(EXCLAIMED)} {text}"


EXCLAIMED: Final = (
    *(
        "Holy shit",
        "Shit",
        "Fuck me",
        "Fuck yes",
        "Hell yeah",
        "Damn",
        "Bloody hell",
        "Jesus Christ",
        "Oh crap",
        "Ah bugger",
    ),
    *(
        "Well I'll be damned",
        "No fucking way",
        "Shit yeah",
        "Damn right",
        "Bollocks, my mistake",
        "Fuck, sorry",
        "Arse",
    ),
)
AFTER: Final = (
    *("fucking brilliant", "bloody marvellous", "the shit", "damn good", "you bastards did it", "I'm a dumbass lol"),
    *(
        "works like a bitch now",
        "pretty badass",
        "what a shitshow that was haha",
        "thank fuck",
        "no shit",
        "hell of a job",
    ),
)
STRESS: Final = ("fucking", "bloody", "damn", "goddamn", "freaking", "bleeding", "fuckin", "sodding", "fking")
STRESSED: Final = re.compile(r"\b(?:so|the|a|is|was|are|very|too|my|this|that|it's|really)\b(?= \w)", re.IGNORECASE)


def dialect(text: str, dice: Random, name: str = "") -> str:
    """The text in another English: some of its words exchanged, perhaps an opening before it."""
    name = name or dice.choice([known for known in WORDS_OF if known != "learner"])
    for plain, other in WORDS_OF[name].items():
        if dice.random() < 0.8:
            text = re.sub(rf"\b{re.escape(plain)}\b", other, text, flags=re.IGNORECASE)
    if dice.random() < 0.3:
        text = dice.choice(OPENINGS[name]) + text
    return text


def typo(text: str, dice: Random) -> str:
    """One to three slips of the finger."""
    for _ in range(dice.randint(1, 3)):
        place = dice.randrange(len(text)) if text else 0
        if text[place : place + 1].isalpha():
            text = _slip(text, place, dice)
    return text


def _slip(text: str, place: int, dice: Random) -> str:
    kind = dice.randrange(4)
    letter, rest = text[place], text[place + 1 :]
    if kind == 0:
        return text[:place] + rest
    if kind == 1:
        return text[:place] + letter * 2 + rest
    if kind == 2 and rest[:1].isalpha():
        return text[:place] + rest[:1] + letter + rest[1:]
    return text[:place] + NEAR.get(letter.lower(), letter) + rest


def unmarked(text: str, dice: Random) -> str:
    """Without apostrophes, and perhaps without any punctuation."""
    return re.sub(r"[^\w\s@#£$€%]" if dice.random() < 0.5 else r"['’]", "", text) or text


def leet(text: str, dice: Random) -> str:
    """One or two words in digits and signs."""
    return _some_words(text, dice, lambda word: word.translate(LEET))


def spaced(text: str, dice: Random) -> str:
    """One or two words in s p a c e d letters."""
    return _some_words(text, dice, lambda word: " ".join(word) if len(word) > 3 else word)


def _some_words(text: str, dice: Random, change: Callable[[str], str]) -> str:
    words = text.split(" ")
    for place in dice.sample(range(len(words)), min(len(words), dice.randint(1, 2))):
        words[place] = change(words[place])
    return " ".join(words)


def stretched(text: str, dice: Random) -> str:
    """One word with a vowel held."""
    return _some_words(text, dice, lambda word: re.sub(r"([aeiou])", r"\1\1\1\1", word, count=1))


def who(text: str, dice: Random) -> str:
    """A word on who is speaking before it (none that would be a need or a vulnerability)."""
    opening = dice.choice(("As a {} person, ", "My {} partner and I: ", "(I'm {}.) ", "Speaking as a {} woman: "))
    return opening.format(dice.choice(WHO[:26])) + text


CHANGES: Final = (typo, typo, typo, typo, unmarked, unmarked, dialect, dialect, leet, spaced, stretched, who)
