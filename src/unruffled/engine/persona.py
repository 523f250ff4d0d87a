"""A customer that the engine plays: reacts to what the agent writes, for the practice floor and for rehearsal."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any, Final

from unruffled.engine.reader.lexicon import Phrasebook
from unruffled.engine.reader.normalise import normalise
from unruffled.engine.vocabulary import Promise, Reading, Reason

# How much each kind of answer moves the heat of a played customer. Uncalibrated defaults, chosen so that a good answer
# is felt at once and no single answer undoes everything (S003-2, S004-5; Zuters & Leonova 2020: effects are small).
FELL_HEARD: Final = 0.6
FELL_DATED: Final = 0.5
FELL_WHOLE: Final = 0.4  # heard and given a time, together more than apart
FELL_OWNED: Final = 0.1
ROSE_BRUSHED: Final = 0.4
ROSE_NOTHING: Final = 0.2
ROSE_AGAIN: Final = 0.2  # for every empty answer before this one


@dataclass(frozen=True, slots=True)
class Persona:
    """One played customer: what happened to her, how much has to be heard, and the lines she has."""

    id: str
    name: str
    heat: float
    heard: int
    matters: Phrasebook
    hers: frozenset[str]
    lines: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class State:
    """Where a played customer stands: heat 0-4, what was heard, the time she was given, how often she said what."""

    heat: float
    matters: frozenset[str] = frozenset()
    due: str = ""
    said: Mapping[str, int] = field(default_factory=dict)
    left: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the state as it is kept between two reactions."""
        return {
            "heat": self.heat,
            "matters": sorted(self.matters),
            "due": self.due,
            "said": dict(self.said),
            "left": self.left,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> State:
        """Return the state that was kept."""
        return cls(
            heat=float(kept["heat"]),
            matters=frozenset(kept.get("matters", ())),
            due=str(kept.get("due", "")),
            said=dict(kept.get("said", {})),
            left=bool(kept.get("left", False)),
        )


@dataclass(frozen=True, slots=True)
class Reaction:
    """What a played customer says next (nothing once she has left), how she feels now, and what of our words did it."""

    text: str
    state: State
    change: float
    why: tuple[Reason, ...]


def first_state(persona: Persona) -> State:
    """Return how the persona stands before anything is answered."""
    return State(heat=persona.heat)


def react(persona: Persona, state: State, ours: Sequence[Reading]) -> Reaction:
    """Return how the persona takes what we wrote since her last words.

    Heat falls when what happened to her is said back in any words (S003-2) and when somebody says what happens by when
    (S004-5); it rises on formulas, vague promises, blame and questions she has answered before. What counts is whether
    the words touch her matters and her question, not whether they sound polite.
    """
    if state.left or not ours:
        return Reaction("", state, 0.0, ())
    answer = _Answer.of(persona, ours)
    now = replace(state, matters=state.matters | answer.matters, due=answer.due or state.due)
    fall = _fall(persona, state, now, answer)
    rise = _rise(persona, now, answer, fell=fall > 0)
    heat = max(0.0, min(4.0, state.heat + rise - fall))
    return _say(persona, replace(now, heat=heat), answer, heat - state.heat)


def _fall(persona: Persona, before: State, now: State, answer: _Answer) -> float:
    """Return by how much this answer eases her: for being heard, for a time, and for both, once each."""
    heard = _is_heard(persona, now) and not _is_heard(persona, before)
    dated = bool(now.due) and not before.due
    whole = (heard or dated) and _is_heard(persona, now) and bool(now.due)
    owned = answer.owned and now.matters != before.matters
    return FELL_HEARD * heard + FELL_DATED * dated + FELL_WHOLE * whole + FELL_OWNED * owned


def _rise(persona: Persona, now: State, answer: _Answer, *, fell: bool) -> float:
    """Return by how much this answer stirs her up; an empty one more each time."""
    empty = not fell and not answer.due and not (_is_heard(persona, now) and now.due)
    base = ROSE_BRUSHED if answer.brushes else ROSE_NOTHING if empty else 0.0
    return base and base + ROSE_AGAIN * _empty_before(now)


def _is_heard(persona: Persona, state: State) -> bool:
    return len(state.matters) >= persona.heard


def _empty_before(state: State) -> int:
    """Return how many answers before this one told her nothing."""
    return state.said.get("brushed", 0) + state.said.get("nothing", 0)


def _say(persona: Persona, state: State, answer: _Answer, change: float) -> Reaction:
    """Choose the line that fits how she stands; the same line does not come twice while there is another."""
    kind = _kind(persona, state, answer, change)
    spoken = state.said.get(kind, 0)
    line = persona.lines[kind][min(spoken, len(persona.lines[kind]) - 1)]
    said = {**state.said, kind: spoken + 1}
    text = line.replace("{due}", _opening(state.due))
    return Reaction(text, replace(state, said=said, left=kind == "goodbye"), change, answer.why)


def _kind(persona: Persona, state: State, answer: _Answer, change: float) -> str:
    """Return which of the persona's lists the next line comes from."""
    heard = _is_heard(persona, state)
    if change > 0 and answer.brushes:
        return "brushed"
    if heard and state.due:
        return "goodbye" if state.said.get("settled") else "settled"
    if state.due:
        return "dated"
    if heard:
        return "heard"
    return "brushed" if _empty_before(state) else "nothing"


def _opening(due: str) -> str:
    """Return the promised time as it can begin a sentence: "for tomorrow" as "Tomorrow"."""
    told = _LEADS.sub("", due)
    return told[:1].upper() + told[1:]


@dataclass(frozen=True, slots=True)
class _Answer:
    """What our words did: which of her matters they touch, the time they name, and what brushed her off."""

    matters: frozenset[str]
    due: str
    owned: bool
    brushes: int
    why: tuple[Reason, ...]

    @classmethod
    def of(cls, persona: Persona, ours: Sequence[Reading]) -> _Answer:
        reasons: list[Reason] = []
        matters: set[str] = set()
        for reading in ours:
            for hit in persona.matters.find(normalise(reading.turn.text)):
                if hit.id not in matters:
                    matters.add(hit.id)
                    reasons.append(_reason("heard", hit.id, reading, hit.span))
            if reading.has("a_reflect"):
                matters.add(SAID_BACK)
        promise = _soundest(persona, ours)
        if promise:
            reasons.append(_reason("dated", promise[1].due_text, promise[0], promise[1].span))
        last = ours[-1]  # what was brushed off before is answered by now, or shows in the words that are still missing
        brushed = [(last, s) for s in last.agent_signals if s.id in BRUSHES]
        reasons += [_reason("brushed_off", s.id, r, s.spans[0] if s.spans else None) for r, s in brushed]
        return cls(
            matters=frozenset(matters) if not _only_asks(ours) else frozenset(),
            due=_due(promise[1]) if promise else "",
            owned=any(r.has("a_ownership", "a_apology_specific", "a_repair") for r in ours),
            brushes=len({s.id for _, s in brushed}),
            why=tuple(reasons),
        )


SAID_BACK: Final = "said back"
"""Counts as one more matter: several facts of hers said back, whatever the words (content overlap)."""

BRUSHES: Final = frozenset(
    {
        "a_calm_down", "a_defensive", "a_blame_customer", "a_blame_other", "a_minimise", "a_canned", "a_vague",
        "a_no_answer", "a_policy_wall", "a_you_accuse", "a_repeat_question", "a_cold_transfer", "a_sarcasm", "a_ignore",
    }
)  # fmt: skip
"""What brushes a person off: the agent signals of a reply that could have been sent to anybody (DOMAIN 3.2)."""


def _only_asks(ours: Sequence[Reading]) -> bool:
    """Whether we only asked for what she had given: naming the order to ask for its number is not hearing her."""
    return ours[-1].has("a_repeat_question")


def _soundest(persona: Persona, ours: Sequence[Reading]) -> tuple[Reading, Promise] | None:
    """Return the promise that she can hold on to best: a day before a mere hour, an hour before "when it is done"."""
    dated = [(r, p) for r in ours for p in r.promises if p.due_text and not p.vague and not _is_hers(persona, p)]
    return min(dated, key=lambda found: _looseness(_due(found[1])), default=None)


def _is_hers(persona: Persona, promise: Promise) -> bool:
    """Whether the time is one she told us of, said back: no new one."""
    return _LEADS.sub("", _due(promise)).lower() in persona.hers


def _looseness(due: str) -> int:
    if _DAY.search(due):
        return 0
    return 1 if _HOUR.search(due) else 2


_LEADS: Final = re.compile(r"^(?:(?:for|on|since|from|last|this) )+", re.IGNORECASE)
_DAY: Final = re.compile(r"\b(?:today|tonight|tomorrow|this \w{1,9}|[a-z]{3,6}day)\b", re.IGNORECASE)
_HOUR: Final = re.compile(
    r"\d|\b(?:noon|midday|o'clock|one|two|three|four|five|six|seven|eight|nine|ten)\b", re.IGNORECASE
)


def _due(promise: Promise) -> str:
    return promise.due_text.strip(" .,")


def _reason(fact: str, value: str, reading: Reading, span: tuple[int, int] | None) -> Reason:
    quote = reading.turn.text[span[0] : span[1]] if span else ""
    return Reason(fact=fact, value=value, needed="", quote=quote, turn=reading.turn.n, span=span)


@cache
def load(name: str) -> Persona:
    """Return a packaged persona.

    :raises KeyError: if there is none of this name; the message names the ones there are
    """
    folder = files("unruffled.engine").joinpath("personas")
    file = folder.joinpath(f"{name}.toml")
    if not file.is_file():
        known = sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml"))
        raise KeyError(f"no persona {name!r}; there are {', '.join(known)}")
    card = tomllib.loads(file.read_text(encoding="utf-8"))
    return Persona(
        id=name,
        name=card["name"],
        heat=float(card["heat"]),
        heard=int(card["heard"]),
        hers=frozenset(card["hers"]),
        matters=Phrasebook.of({matter: "\n".join(phrases) for matter, phrases in card["matters"].items()}),
        lines={kind: tuple(lines) for kind, lines in card["lines"].items()},
    )
