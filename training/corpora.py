"""The public data: what each corpus says to which heads, and how far we believe it."""

import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from training.example import Example
from training.heads import ABUSE, EMOTIONS, GO, HEAT
from training.judged import read

POSITIVE: Final = frozenset(
    (
        "admiration amusement approval caring curiosity desire excitement gratitude joy love optimism pride "
        "realization relief surprise"
    ).split()
)
NEGATIVE: Final = frozenset(
    ("anger annoyance disappointment disapproval disgust embarrassment fear grief nervousness remorse sadness").split()
)
FELT: Final = {  # our emotion: (labels that show it, labels that leave it open)
    "anger": ({"anger"}, {"annoyance", "disgust", "disapproval"}),
    "anxiety": ({"fear", "nervousness"}, {"caring", "embarrassment"}),
    "sadness": ({"sadness", "grief"}, {"remorse", "disappointment"}),
    "disappointment": ({"disappointment"}, {"sadness", "disapproval", "annoyance"}),
    "joy": ({"joy", "excitement"}, {"amusement", "love", "admiration", "pride", "optimism", "gratitude", "relief"}),
    "gratitude": ({"gratitude"}, {"admiration", "relief"}),
    "relief": ({"relief"}, {"joy", "gratitude"}),
    "confusion": ({"confusion"}, {"curiosity", "realization", "surprise"}),
    "surprise": ({"surprise"}, {"realization", "excitement", "confusion", "curiosity"}),
}
LEVERAGE: Final = tuple(
    f"s:{name}"
    for name in (
        "insult_agent discriminatory_abuse sexual_remark threat_violence supervisor_demand refund_demand "
        "compensation_demand deadline_demand unreasonable_demand legal_threat regulator_threat review_threat "
        "media_threat churn_threat chargeback_threat transfer_complaint repeat_info promise_broken feels_unheard loop "
        "staff_conduct_complaint self_harm safety_hazard third_party_risk fraud_indicator "
        "customer_apology advocacy vulnerability_life_event vulnerability_financial"
    ).split()
)
"""What strangers' talk about other things hardly ever shows: weak negatives against crying wolf."""
CALM: Final = (
    *LEVERAGE,
    "s:anger",
    "s:frustration",
    "s:distress",
    "s:disappointment",
    "s:sarcasm",
    "s:profanity",
    "s:scope_creep",
    "s:vulnerability_health",
    "s:vulnerability_capability",
    "s:access_need",
    "s:relief",
)


def goemotions(folder: Path, profane: re.Pattern[str], split: str = "train") -> Iterator[Example]:
    """Comments with 28 emotions; the happy ones that swear teach that swearing is not abuse."""
    for row in read(folder / "goemotions" / f"{split}.jsonl"):
        labels = set(row["y"])
        example = Example(row["text"].replace("[NAME]", "Sam").replace("[RELIGION]", "religion"), "goemotions")
        for label in GO:
            example.say(f"go:{label}", label in labels, 1.0)
        _feel(example, labels)
        _warm(example, labels)
        swears = profane.search(row["text"]) is not None
        if labels <= POSITIVE:
            example.say(ABUSE, 0, 2.0 if swears else 0.5)
        elif not swears:
            example.say(ABUSE, 0, 0.3)
        yield example.say(LEVERAGE, 0, 0.05)


def _feel(example: Example, labels: set[str]) -> None:
    for feeling, (shown, left_open) in FELT.items():
        if labels & shown:
            example.say(f"e:{feeling}", 1)
        elif not labels & left_open:
            example.say(f"e:{feeling}", 0, 0.7)
    if "annoyance" in labels and "anger" not in labels:
        example.say("e:anger", 1, 0.6)
    if labels & {"gratitude", "confusion"} and len(labels) == 1:
        example.say(f"s:{min(labels)}", 1, 0.3)
    if labels <= POSITIVE or labels == {"neutral"}:
        example.say("e:negative", 0, 0.7 if labels <= POSITIVE else 0.4)
    elif labels <= NEGATIVE:
        example.say("e:negative", 1)


def _warm(example: Example, labels: set[str]) -> None:
    if labels <= POSITIVE:
        example.say(HEAT, 0, 0.5)
    elif labels == {"neutral"}:
        example.say(HEAT, 0, 0.4).say("heat>=1", 0, 0.2)
    elif labels & {"anger", "grief", "fear"}:
        example.say("heat>=1", 1, 0.5).say("heat>=2", 1, 0.3)
    elif labels & {"annoyance", "sadness", "nervousness", "disgust"}:
        example.say("heat>=1", 1, 0.4).say("heat>=4", 0, 0.3)


def xed(folder: Path, _: re.Pattern[str]) -> Iterator[Example]:
    """Film lines with Plutchik's eight or none."""
    plutchik = {"anger": "anger", "fear": "anxiety", "sadness": "sadness", "joy": "joy", "surprise": "surprise"}
    for row in read(folder / "xed_en" / "all.jsonl"):
        labels = set(row["y"])
        text = re.sub(r" (?=[.,!?;:])|(?<=\w) (?=')", "", row["text"]).replace("[PERSON]", "Sam")
        example = Example(text, "xed")
        for theirs, ours in plutchik.items():
            example.say(f"e:{ours}", theirs in labels, 0.8)
        if "disgust" in labels and "anger" not in labels:
            example.say("e:anger", 0, 0.0)  # Left open, as with GoEmotions: much of what disgusts angers.
        if labels & {"anger", "fear", "sadness", "disgust"} and not labels & {"joy", "trust"}:
            example.say("e:negative", 1, 0.7)
        elif not labels & {"anger", "fear", "sadness", "disgust"}:
            example.say("e:negative", 0, 0.5)
            example.say(HEAT, 0, 0.3).say(ABUSE, 0, 0.3)
        if "anger" in labels:
            example.say("heat>=1", 1, 0.5).say("heat>=2", 1, 0.3)
        yield example.say(LEVERAGE, 0, 0.05)


def toxic_spans(folder: Path, profane: re.Pattern[str]) -> Iterator[Example]:
    """Sentences of toxic posts: those that hold a marked word are abusive, their neighbours weakly not."""
    for row in read(folder / "toxic_spans" / "train.jsonl"):
        marked = frozenset(row["spans"])
        for start, sentence in _sentences(row["text"]):
            here = frozenset(place - start for place in marked if start <= place < start + len(sentence))
            if here or (marked and not profane.search(sentence)):
                yield _toxic(sentence, here)


def _toxic(sentence: str, here: frozenset[int]) -> Example:
    example = Example(sentence, "toxic_spans", spans=here, plain=False)
    if not here:
        return example.say(ABUSE, 0, 0.4)
    return example.say("abuse", 1, 0.8).say("abuse:words", 1, 0.8).say("e:negative", 1, 0.3)


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    """The sentences of a text and where they start, short ones joined to the next."""
    start = 0
    for match in re.finditer(r"[.!?\n]+\s+|$", text):
        if match.end() - start > 25 or match.end() == len(text):
            if text[start : match.end()].strip():
                yield start, text[start : match.end()]
            start = match.end()


def davidson(folder: Path, _: re.Pattern[str]) -> Iterator[Example]:
    """Tweets sampled by swearwords, with a known bias: hate counts half, "offensive" only where it says "you"."""
    for number, row in enumerate(read(folder / "davidson" / "all.jsonl")):
        text = re.sub(r"^(RT )?(@\w+:? ?)+|http\S+", "", html.unescape(row["text"])).strip()
        example = Example(re.sub(r"@\w+", "@user", text), "davidson", plain=False)
        if row["y"] == 0:
            yield example.say("abuse", 1, 0.5).say("abuse:slur", 1, 0.2).say("e:negative", 1, 0.3)
        elif row["y"] == 1 and re.search(r"\b(you|your|ur|u)\b", text) and number % 3 == 0:
            yield example.say("abuse", 1, 0.15)
        elif row["y"] == 2:
            yield example.say(ABUSE, 0, 1.0).say("heat>=3", 0, 0.2).say("heat>=4", 0, 0.3)


def multidogo(folder: Path, _: re.Pattern[str], split: str = "train") -> Iterator[Example]:
    """Customers who are calm: weak negatives for nearly everything, thanks and goodbyes where they are marked."""
    for number, row in enumerate(read(folder / "multidogo" / f"{split}.jsonl")):
        if number % 5 or len(row["text"].split()) < 3:
            continue
        example = _calm(Example(row["text"], "multidogo"))
        intent = row["intent"]
        example.say("s:gratitude", "thank" in intent, 0.4).say("e:gratitude", "thank" in intent, 0.4)
        if "closing" in intent:
            example.say("s:closing", 1, 0.5).say("s:gratitude", 0, 0.0).say("e:gratitude", 0, 0.0)
        yield example


def banking77(folder: Path, _: re.Pattern[str]) -> Iterator[Example]:
    """Questions to a bank: calm, if now and then worried or waiting."""
    for row in read(folder / "banking77" / "train.jsonl"):
        example = _calm(Example(row["text"], "banking77"))
        yield example.say("heat>=1", 0, 0.15).say(("e:anxiety", "e:confusion", "e:negative"), 0, 0.1)


def _calm(example: Example) -> Example:
    example.say(CALM, 0, 0.15).say(ABUSE, 0, 0.7)
    example.say((e for e in EMOTIONS if e not in {"e:gratitude", "e:joy", "e:surprise"}), 0, 0.4)
    return example.say(HEAT, 0, 0.6).say("heat>=1", 0, 0.4)


def politeness(folder: Path, _: re.Pattern[str]) -> Iterator[Example]:
    """Requests among editors and programmers: the upper quarter polite, the lower not; none of it abuse."""
    for name in ("stackexchange", "wikipedia"):
        rows = list(read(folder / "politeness" / f"{name}.jsonl"))
        scores = sorted(row["score"] for row in rows)
        low, high = scores[len(scores) // 4], scores[3 * len(scores) // 4]
        for row in rows:
            if low < row["score"] < high:
                continue
            example = Example(row["text"], "politeness").say("politeness", row["score"] >= high)
            yield example.say(ABUSE, 0, 0.4).say(HEAT[2:], 0, 0.3).say(LEVERAGE, 0, 0.05)


SOURCES: Final[dict[str, tuple[Callable[[Path, re.Pattern[str]], Iterator[Example]], float]]] = {
    "goemotions": (goemotions, 1.0),
    "xed": (xed, 0.45),
    "toxic_spans": (toxic_spans, 0.8),
    "davidson": (davidson, 0.7),
    "multidogo": (multidogo, 0.6),
    "banking77": (banking77, 0.6),
    "politeness": (politeness, 0.6),
}
"""Each corpus and the share of it that one pass over the data takes."""


def profanity(folder: Path) -> re.Pattern[str]:
    """Whether a text holds a word of the profanity lexicon, insults and slurs included."""
    words = {row["text"].lower() for row in read(folder / "surge_profanity" / "lexicon.jsonl")}
    words |= {"idiot", "moron", "stupid", "dumb", "loser", "pathetic", "scum", "clown", "trash", "ignorant", "liar"}
    kept = sorted((re.escape(word) for word in words if re.fullmatch(r"[a-z' -]+", word)), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(kept)})(?:s|es)?\b", re.IGNORECASE)
