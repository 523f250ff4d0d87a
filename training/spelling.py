"""The tokenizer of the reader: the base one, which also reads emoji and shortens elongated words."""

from pathlib import Path
from typing import Final

from tokenizers import Regex, Tokenizer, normalizers

EMOJI: Final = {
    "angry": "😡😠🤬👿💢",
    "annoyed": "😤😒🙄😑😾",
    "crying": "😭😢😿🥲",
    "sad": "😞😔☹🙁😟💔😣😖😩😫",
    "scared": "😱😨😰😧🫣😦",
    "confused": "😕🤔🤨😵🤷",
    "happy": "😀😃😄😁😊🙂☺😍🥰😎🤗😌",
    "laughing": "😂🤣😆😹",
    "thanks": "🙏💐",
    "love": "❤💕💖💙💚💛💜😘",
    "great": "👍👏🎉💯🙌✨",
    "bad": "👎💩🤮🤢",
    "rude": "🖕",
    "sarcastic": "🙃😏",
    "wink": "😉😜😝",
    "tired": "😴🥱",
    "shrug": "😐",
}
SIGNS: Final = {
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "…": " ... ",
    "–": " - ",
    "—": " - ",
    "\u200b": "",
    "\u200d": "",
    "️": "",
}


SPACED: Final = "|".join(
    rf"(?<=\b{'[a-z][ .*_-]' * before}[a-z])[ .*_-](?={'[a-z][ .*_-]' * after}[a-z]\b)"
    for before, after in ((0, 2), (1, 1), (2, 0))
)
"""The gaps of four or more letters that stand alone: `i d i o t`."""
DISGUISED: Final = {  # a sign between letters of one word: the letter that it stands for
    **{rf"(?<=[a-z]){sign}(?=[a-z0-9]{{0,12}}[a-z])": letter for sign, letter in zip("13457", "ieast", strict=True)},
    r"\b1(?=[a-z]{1,12}[0-9]{1,3}[a-z])": "i",
    r"(?<=[a-z])0(?=[a-z0-9]{0,12}[a-z])": "o",
    r"(?<=[a-z])@(?=[a-z]{1,12}\b(?!\.))": "a",
    r"(?<=[a-z])\$(?=[a-z$])|(?<=[a-z]\$)\$": "s",
    r"(?<=[a-z])!(?=[a-z])": "i",
    r"\bf[*#@]{1,3}c?k": "fuck",
    r"\bsh[*#]{1,2}t": "shit",
    r"\bb[*#]{1,2}tch": "bitch",
}


LONG_NUMBER: Final = "[0-9]{5,}"
ONE_NUMBER: Final = "48210"
"""Whose order it is must not make a message hotter: every long number is read as this one, whose digits moved heat,
anger and the negative least from the mean over others (fifteen tried, weights 2026.11.3)."""


def tokenizer(base: Path) -> Tokenizer:
    """The tokenizer of the base with our normalisers; it neither cuts nor pads."""
    made = Tokenizer.from_file(str(base))
    made.no_truncation()
    made.no_padding()
    signs = [normalizers.Replace(sign, plain) for sign, plain in SIGNS.items()]
    moods = [normalizers.Replace(Regex(f"[{signs_of}]+"), f" {mood} ") for mood, signs_of in EMOJI.items()]
    short = [normalizers.Replace(Regex(f"{letter}{{3,}}"), letter) for letter in "abcdfghijklmnopqrstuvwxyz"]
    short.append(normalizers.Replace(Regex("e{3,}"), "ee"))
    plain = [normalizers.Replace(Regex(sign), letter) for sign, letter in DISGUISED.items()]
    plain.append(normalizers.Replace(Regex(SPACED), ""))
    plain.append(normalizers.Replace(Regex(LONG_NUMBER), ONE_NUMBER))
    marks = [normalizers.Replace(Regex(f"[{mark}]{{4,}}"), mark * 3) for mark in ("!", "?", ".")]
    lower = normalizers.BertNormalizer(lowercase=True)
    made.normalizer = normalizers.Sequence([*signs, *moods, lower, *plain, *short, *marks])
    return made
