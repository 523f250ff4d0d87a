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


def tokenizer(base: Path) -> Tokenizer:
    """The tokenizer of the base with our normalisers; it neither cuts nor pads."""
    made = Tokenizer.from_file(str(base))
    made.no_truncation()
    made.no_padding()
    signs = [normalizers.Replace(sign, plain) for sign, plain in SIGNS.items()]
    moods = [normalizers.Replace(Regex(f"[{signs_of}]+"), f" {mood} ") for mood, signs_of in EMOJI.items()]
    short = [normalizers.Replace(Regex(f"{letter}{{3,}}"), letter) for letter in "abcdfghijklmnopqrstuvwxyz"]
    short.append(normalizers.Replace(Regex("e{3,}"), "ee"))
    marks = [normalizers.Replace(Regex(f"[{mark}]{{4,}}"), mark * 3) for mark in ("!", "?", ".")]
    lower = normalizers.BertNormalizer(lowercase=True)
    made.normalizer = normalizers.Sequence([*signs, *moods, lower, *short, *marks])
    return made
