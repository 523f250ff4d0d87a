"""Does what each turn shows tell how a conversation ends, better than its length alone does?

Two questions of people we never met: is a customer dissatisfied with the whole (uss_sgd), and does a talk turn into a
personal attack (cga_cmv_valid; the attack itself is not in the file). Nothing is fitted: every score below was written
down, with its reason and its direction, before it was measured once. What beats length by .05 of the area under the
curve, with an interval above 0, may order and whisper; no forecast ever acts.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import fmean
from typing import Any, Final, Literal

from training.judged import read

from bench._curve import ahead, area
from bench._data import DATA
from bench.figure import Figure
from unruffled.engine import reader
from unruffled.engine.follow import measures
from unruffled.engine.reader import overlap, probable
from unruffled.engine.vocabulary import BAD_AGENT_SIGNALS, STAFF, Context, Reading, Turn

NEEDED: Final = 0.05
"""How far ahead of length a score must be, in area under the curve."""

LOW: Final = 3.0
"""Satisfaction below the middle of the scale 1-5, as a mean over all raters."""


def measure() -> Iterator[Figure]:
    """Every score beside length, on what it is meant for; nothing where the data is missing, and it says so."""
    yield from _satisfaction()
    yield from _derailment()


def _satisfaction() -> Iterator[Figure]:
    """The raters' last word, on the dialogue as a whole, decides: the lowest turn is lower the longer one talks."""
    if (rows := _rows("uss_sgd")) is None:
        yield _missing("satisfaction", "uss_sgd")
        return
    talks = [_dialogue(row["turns"]) for row in rows]
    yield from _held("dissatisfied with the whole", talks, [_overall(row["turns"]) < LOW for row in rows], "customer")
    lowest = [_lowest(row["turns"]) < LOW for row in rows]
    yield from _held("second look: with the lowest turn", talks, lowest, "customer")


def _derailment() -> Iterator[Figure]:
    """A second look takes only those of which the file holds every comment: it cuts texts at 512 word pieces."""
    if (rows := _rows("cga_cmv_valid")) is None:
        yield _missing("derailing", "cga_cmv_valid")
        return
    talks = [_comments(row["src"], row["n"]) for row in rows]
    attacked = [bool(row["tgt"]) for row in rows]
    yield from _held("turns into an attack", talks, attacked, "peers")
    uncut = [place for place, talk in enumerate(talks) if len(talk.said) == talk.turns]
    seen = [talks[place] for place in uncut]
    yield from _held("second look: of which all is there", seen, [attacked[place] for place in uncut], "peers")


# What a conversation shows -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said:
    """One turn as it was read: heat 0-4, probabilities by id, and two shares of its words 0-1.

    `again` is the largest share of its content words that one earlier turn of the same side had; `you` the share of
    words that speak to the other person.
    """

    ours: bool
    heat: float = 0.0
    shown: Mapping[str, float] = field(default_factory=dict)
    again: float = 0.0
    you: float = 0.0


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation: what was said in order, and its length, of which the file may know more than it holds."""

    said: tuple[Said, ...]
    turns: int
    words: int


def _dialogue(turns: Sequence[Mapping[str, Any]]) -> Talk:
    """A task dialogue, each turn read with those before it; the row OVERALL is a rating, nobody said it."""
    readings: list[Reading] = []
    for number, row in enumerate(turns[:-1], 1):
        turn = Turn(number, "customer" if row["role"] == "USER" else "agent", 0.0, row["text"], "chat")
        readings.append(reader.read(turn, readings, Context(), fast=True))
    return _talk(readings, len(readings))


def _comments(source: str, turns: int) -> Talk:
    """A talk among strangers: nobody there is staff and the file names nobody, so each is read alone, as a customer."""
    texts = [re.sub(r"& (gt|lt|amp) ;", _sign, text).strip() for text in source.split("[SEP]")]
    spoken = (Turn(number, "customer", 0.0, text, "social") for number, text in enumerate(texts, 1))
    return _talk([reader.read(turn, (), Context(), fast=True) for turn in spoken], turns)


def _sign(written: re.Match[str]) -> str:
    return {"gt": ">", "lt": "<", "amp": "&"}[written[1]]


def _talk(readings: Sequence[Reading], turns: int) -> Talk:
    said = tuple(_one(reading, readings[:place]) for place, reading in enumerate(readings))
    return Talk(said, turns, sum(len(reading.turn.text.split()) for reading in readings))


def _one(reading: Reading, before: Sequence[Reading]) -> Said:
    text, ours = reading.turn.text, reading.turn.by in STAFF
    own = [one.turn.text for one in before if (one.turn.by in STAFF) == ours]
    return Said(
        ours, reading.heat_score or 0.0, probable.of(reading, fast=True), again=_again(text, own), you=_spoken_to(text)
    )


def _again(text: str, before: Iterable[str]) -> float:
    stems = overlap.content(text)
    return max((len(stems & overlap.content(one)) / len(stems) for one in before), default=0.0) if stems else 0.0


def _spoken_to(text: str) -> float:
    words = re.findall(r"[a-z]+", text.casefold())
    return sum(word in {"you", "your", "yours", "yourself"} for word in words) / len(words) if words else 0.0


# The scores: each higher where it should end worse -------------------------------------------------------------------

Value = Callable[[Said], float]


def _shows(*ids: str) -> Value:
    """The largest probability among these."""
    return lambda said: max((said.shown.get(id, 0.0) for id in ids), default=0.0)


def _heat(said: Said) -> float:
    return said.heat


_negative, _thanks, _harm = _shows("negative"), _shows("gratitude"), _shows(*BAD_AGENT_SIGNALS)


def _theirs(said: Sequence[Said]) -> list[Said]:
    return [one for one in said if not one.ours]


def _mean(said: Sequence[Said], value: Value) -> float:
    return fmean(map(value, said)) if said else 0.0


def _recent(said: Sequence[Said], value: Value) -> float:
    """The last turns count most, as the product counts them."""
    return measures.of_late([value(one) for one in said])


def _highest(said: Sequence[Said], value: Value) -> float:
    return max(map(value, said), default=0.0)


def _slope(said: Sequence[Said], value: Value) -> float:
    """By how much it rises from turn to turn (least squares); a single turn does not rise."""
    middle = (len(said) - 1) / 2
    spread = sum((place - middle) ** 2 for place in range(len(said)))
    return sum((place - middle) * value(one) for place, one in enumerate(said)) / spread if spread else 0.0


def _quarrel(said: Sequence[Said]) -> float:
    """Two in a row: the highest over neighbours of the lower of both."""
    return max((min(_negative(one), _negative(next_)) for one, next_ in pairwise(said)), default=0.0)


def _unease(said: Sequence[Said]) -> float:
    them, us = _theirs(said), [one for one in said if one.ours]
    refused, again = _mean(them, _shows("rejection")), _mean(them, lambda one: one.again)
    return _recent(them, _negative) + refused + again + _mean(us, _harm) - _mean(them, _thanks)


def _edge(said: Sequence[Said]) -> float:
    sharp = _mean(said, _shows("sarcasm")) + _highest(said, _shows("abuse"))
    return _recent(said, _negative) + sharp + _quarrel(said) - _mean(said, _thanks)


@dataclass(frozen=True, slots=True)
class Score:
    """One way of seeing the end in what was said, fixed beforehand; `meant` for customers, for peers, or for both."""

    name: str
    meant: Literal["customer", "peers", "both"]
    of: Callable[[Sequence[Said]], float]
    reason: str


SCORES: Final = (
    Score("heat, mean", "both", lambda s: _mean(_theirs(s), _heat), "who is hot all along ends badly"),
    Score("heat, recent", "both", lambda s: _recent(_theirs(s), _heat), "the end is remembered most"),
    Score("heat, highest", "both", lambda s: _highest(_theirs(s), _heat), "the worst moment is remembered"),
    Score("heat, slope", "both", lambda s: _slope(_theirs(s), _heat), "what gets hotter has not been answered"),
    Score("negative, mean", "both", lambda s: _mean(_theirs(s), _negative), "the same, by the model alone"),
    Score("negative, recent", "both", lambda s: _recent(_theirs(s), _negative), "the end weighs most"),
    Score("negative, highest", "both", lambda s: _highest(_theirs(s), _negative), "the worst moment is remembered"),
    Score("negative, slope", "both", lambda s: _slope(_theirs(s), _negative), "it gets worse"),
    Score("negative less thanks", "both", lambda s: _mean(_theirs(s), _less_thanks), "thanks count against"),
    Score("says it again", "both", lambda s: _mean(_theirs(s), lambda one: one.again), "who repeats was not heard"),
    Score("rejections", "customer", lambda s: _mean(_theirs(s), _shows("rejection")), "an answer that is no answer"),
    Score("our harmful moves", "customer", lambda s: _mean([one for one in s if one.ours], _harm), "what we did wrong"),
    Score("all of it: unease", "customer", _unease, "recent negative + rejections + again + our harm − thanks, alike"),
    Score("abuse, highest", "peers", lambda s: _highest(s, _shows("abuse")), "a first blow is answered by another"),
    Score("at a person, highest", "peers", lambda s: _highest(s, _shows("directed")), "from the matter to the person"),
    Score("sarcasm, mean", "peers", lambda s: _mean(s, _shows("sarcasm")), "contempt before open attack"),
    Score("two in a row", "peers", _quarrel, "a quarrel needs two"),
    Score("speaks to “you”", "peers", lambda s: _mean(s, lambda one: one.you), "second person first (Zhang 2018)"),
    Score("all of it: edge", "peers", _edge, "recent negative + sarcasm + abuse + two in a row − thanks, alike"),
)  # fmt: skip


def _less_thanks(said: Said) -> float:
    return _negative(said) - _thanks(said)


# Held against length -------------------------------------------------------------------------------------------------


def _held(what: str, talks: Sequence[Talk], ends_badly: Sequence[bool], meant: str) -> Iterator[Figure]:
    """The rival is the strongest that length can be: turns or words, long or short, whichever is best here."""
    lengths = {
        "more turns": [float(talk.turns) for talk in talks],
        "fewer turns": [-float(talk.turns) for talk in talks],
        "more words": [float(talk.words) for talk in talks],
        "fewer words": [-float(talk.words) for talk in talks],
    }
    areas = {name: area(list(zip(values, ends_badly, strict=True))) for name, values in lengths.items()}
    best = max(areas, key=areas.__getitem__)
    known = " · ".join(f"{name} {found:.3f}" for name, found in areas.items() if "more" in name)
    yield Figure(what, f"{best} {areas[best]:.3f}", "", f"{sum(ends_badly)} of {len(talks)}; length alone: {known}")
    for score in SCORES:
        if score.meant in (meant, "both"):
            yield _beside_length(score, talks, ends_badly, lengths[best])


def _beside_length(score: Score, talks: Sequence[Talk], ends_badly: Sequence[bool], length: Sequence[float]) -> Figure:
    values = [score.of(talk.said) for talk in talks]
    found, lead = area(list(zip(values, ends_badly, strict=True))), ahead(values, length, ends_badly)
    passed = "beats length" if lead.by >= NEEDED and lead.low > 0 else "no"
    told = f"{lead.by:+.3f} [{lead.low:+.3f}, {lead.high:+.3f}] {passed}; {score.reason}"
    return Figure(f"… {score.name}", f"{found:.3f}", f"length + {NEEDED:.2f}", told)


# Data ----------------------------------------------------------------------------------------------------------------


def _rows(name: str) -> list[dict[str, Any]] | None:
    file = DATA / "bench_only" / name / "all.jsonl" if DATA else None
    return read(file) if file is not None and file.is_file() else None


def _missing(what: str, name: str) -> Figure:
    return Figure(what, "not measured", "", f"DATA_FOLDER names no folder with bench_only/{name}")


def _overall(turns: Sequence[Mapping[str, Any]]) -> float:
    return fmean(turns[-1]["sat"])


def _lowest(turns: Sequence[Mapping[str, Any]]) -> float:
    return min(fmean(turn["sat"]) for turn in turns[:-1] if turn["sat"])
