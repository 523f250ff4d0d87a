"""A customer that the engine plays: reacts to what the agent writes, for the practice floor and for rehearsal."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any, Final

from unruffled.engine.reader.lexicon import Phrasebook
from unruffled.engine.reader.normalise import normalise
from unruffled.engine.vocabulary import Promise, Reading, Reason

CALM: Final = 1.0
"""At or below this heat a played customer takes leave once heard and given a time."""

# How much each kind of answer moves the heat of a played customer. Uncalibrated defaults, chosen so that a good answer
# is felt at once and no single answer undoes everything (S003-2, S004-5; Zuters & Leonova 2020: effects are small).
FELL_HEARD: Final = 1.1
FELL_DATED: Final = 0.9
FELL_OWNED: Final = 0.2
ROSE_BRUSHED: Final = 0.7
ROSE_NOTHING: Final = 0.2
MOST_FALL: Final = 2.0


@dataclass(frozen=True, slots=True)
class Persona:
    """One played customer: what happened to her, how much has to be heard, and the lines she has."""

    id: str
    name: str
    heat: float
    heard: int
    matters: Phrasebook
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
    known = state.matters | answer.matters
    heard_now = len(known) >= persona.heard > len(state.matters)
    dated_now = bool(answer.due) and not state.due
    change = _change(answer, heard_now=heard_now, dated_now=dated_now)
    heat = max(0.0, min(4.0, state.heat + change))
    now = replace(state, heat=heat, matters=known, due=answer.due or state.due)
    return _say(persona, now, answer, heat - state.heat)


def _change(answer: _Answer, *, heard_now: bool, dated_now: bool) -> float:
    """Return by how much the heat moves."""
    fall = FELL_HEARD * heard_now + FELL_DATED * dated_now + FELL_OWNED * answer.owned * (heard_now or dated_now)
    rise = ROSE_BRUSHED * min(2, answer.brushes)
    if not fall and not rise and not answer.matters and not answer.due:
        rise = ROSE_NOTHING
    return max(-MOST_FALL, rise - fall)


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
    heard = len(state.matters) >= persona.heard
    if change > 0 and answer.brushes:
        return "brushed"
    if heard and state.due:
        return "goodbye" if state.said.get("settled") else "settled"
    if state.due:
        return "dated"
    return "heard" if heard else "nothing"


def _opening(due: str) -> str:
    """Return the promised time as it can begin a sentence."""
    return due[:1].upper() + due[1:]


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
        promise = next(((r, p) for r in ours for p in r.promises if p.due_text and not p.vague), None)
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
        matters=Phrasebook.of({matter: "\n".join(phrases) for matter, phrases in card["matters"].items()}),
        lines={kind: tuple(lines) for kind, lines in card["lines"].items()},
    )
