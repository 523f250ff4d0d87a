"""Our own lines: fully labelled messages of customers and staff, feelings of everyday life, and the tenth held out."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from training.corpora import LEVERAGE
from training.example import Example
from training.heads import ABUSE, ACTS, AGENT, CUSTOMER, EMOTIONS, HEAT
from training.judged import read

AIMED: Final = {  # conduct towards a person: what kind of abuse it is
    "insult": "abuse:insult",
    "abuse": "abuse:insult",
    "discriminatory": "abuse:slur",
    "sexual": "abuse:sexual",
    "threat": "abuse:threat",
}
AIMED_SIGNALS: Final = {
    "insult_agent": "abuse:insult",
    "abuse_sustained": "abuse:insult",
    "discriminatory_abuse": "abuse:slur",
    "sexual_remark": "abuse:sexual",
    "threat_violence": "abuse:threat",
}
UPSET: Final = frozenset(
    "anger frustration anxiety distress disappointment sarcasm feels_unheard self_harm insult_agent".split()
)
WELL: Final = frozenset("gratitude relief acceptance resolution_confirmed advocacy".split())


def own(folder: Path) -> Iterator[Example]:
    """The lines of a folder, file by file; none twice, and none that the test set beside it holds too."""
    seen = {_bare(row["t"]) for path in (folder.parent / "test").glob("*.jsonl") for row in read(path)}
    for path in sorted(folder.glob("*.jsonl")):
        for row in read(path):
            if _bare(row["t"]) not in seen:
                seen.add(_bare(row["t"]))
                yield _example(path, row)


def _example(path: Path, row: dict[str, Any]) -> Example:
    if is_life(path):
        return life_line(row)
    return staff_line(row) if is_staff(path, row) else customer_line(row)


def strange(folder: Path) -> Iterator[Example]:
    """Messages of customers by writers of whom nothing is trained on."""
    for path in sorted(folder.glob("*.jsonl")):
        for row in read(path):
            yield replace(customer_line(row), source=STRANGE)


STRANGE: Final = "own:strange"
"""Of people it never met a reader is less sure, and reads too low: probabilities are fitted where that shows."""


def _bare(text: str) -> str:
    return text.casefold().strip()


def held(text: str) -> bool:
    """Whether a line belongs to the tenth that calibrates and is never trained on."""
    return hashlib.sha256(text.encode()).digest()[0] % 10 == 0


def is_life(path: Path) -> bool:
    """Whether a file holds posts of everyday life, which no customer wrote."""
    return path.name.startswith("life")


def is_staff(path: Path, row: dict[str, Any]) -> bool:
    """Lines of staff carry no heat and no conduct."""
    return "h" not in row and ("agent" in path.name or all(name.startswith("a_") for name in row.get("s", ())))


def customer_line(row: dict[str, Any]) -> Example:
    """What is not listed is absent; near misses weigh double."""
    signals, extra = set(row.get("s", ())), set(row.get("e", ()))
    example = Example(row["t"], "own:customer")
    example.say(CUSTOMER, 0).say((f"s:{name}" for name in row.get("no", ())), 0, 2.0)
    example.say((f"s:{name}" for name in signals), 1, 2.0)
    heat = int(row.get("h", 0))
    for step, head in enumerate(HEAT, 1):
        example.say(head, heat >= step, 1.5)
    _emotions(example, signals, extra, heat)
    _abuse(example, signals, row.get("c", "ok"))
    return example


def _emotions(example: Example, signals: set[str], extra: set[str], heat: int) -> None:
    for head in EMOTIONS:
        name = head.removeprefix("e:")
        example.say(head, name in signals | extra, 1.0)
    for name in {"joy", "sadness", "surprise"} - extra:
        example.say(f"e:{name}", 0, 0.3)
    if "distress" in signals:
        example.say("e:sadness", 1, 0.4)
    if "frustration" in signals and "anger" not in signals:
        example.say("e:anger", 0, 0.2 if heat >= 2 else 0.6)
    bad = bool(signals & UPSET) or heat >= 2 or bool(extra & {"sadness"})
    good = bool(signals & WELL) or "joy" in extra
    example.say("e:negative", bad or (heat == 1 and not good), 0.4 if heat == 1 else 1.0)


def life_line(row: dict[str, Any]) -> Example:
    """A post of everyday life: what its writer feels, and whether it abuses; nothing of what customers want."""
    felt = set(row.get("e", ()))
    example = Example(row["t"], LIFE).say(LEVERAGE, 0, 0.1)
    for head in EMOTIONS:
        example.say(head, head.removeprefix("e:") in felt)
    for step, head in enumerate(HEAT, 1):
        example.say(head, int(row.get("h", 0)) >= step, 0.4)
    example.say("e:negative", bool(felt & SORE), 0.4 if felt & SORE and felt & BRIGHT else 1.0)
    _abuse(example, set(), row.get("c", "ok"))
    return example


LIFE: Final = "own:life"
SORE: Final = frozenset("anger sadness anxiety disappointment".split())
BRIGHT: Final = frozenset("joy gratitude relief".split())


def _abuse(example: Example, signals: set[str], conduct: str) -> None:
    example.say(ABUSE, 0, 1.5)
    kinds = {kind for name, kind in AIMED_SIGNALS.items() if name in signals}
    if conduct in AIMED:
        kinds.add(AIMED[conduct])
    if kinds:
        example.say(("abuse", "abuse:directed", "abuse:words", *kinds), 1, 1.5)
    elif conduct == "rude":
        example.say(ABUSE, 0, 0.5)


def staff_line(row: dict[str, Any]) -> Example:
    """A line of staff: moves and acts; heads of customers stay silent."""
    example = Example(row["t"], "own:agent")
    example.say(AGENT, 0).say(row.get("no", ()) and (f"a:{name}" for name in row["no"]), 0, 2.0)
    example.say((f"a:{name}" for name in row.get("s", ())), 1, 2.0)
    example.say(ACTS, 0).say((f"t:{name}" for name in row.get("e", ())), 1, 1.5)
    return example


def support(examples: Iterable[Example]) -> dict[str, int]:
    """How many lines show each head."""
    from training.heads import HEADS

    counts = dict.fromkeys(HEADS, 0)
    for example in examples:
        for place in (example.wanted.astype(float) * (example.weight > 0)).nonzero()[0]:
            counts[HEADS[place]] += 1
    return counts
