"""Where a conversation stands after a turn: every fact that rules may ask for, and the stage."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from types import MappingProxyType
from typing import Final

from unruffled.engine.rules import Fact
from unruffled.engine.situation import record, stages
from unruffled.engine.situation.facts import FACTS, work_out
from unruffled.engine.situation.moment import Moment
from unruffled.engine.situation.signs import ANSWERS, DECISIONS, GRIEVANCES, LASTING, PUBLIC_CHANNELS, SAFETY
from unruffled.engine.vocabulary import (
    AGENT_SIGNALS,
    DANGERS,
    INSULTS,
    SIGNALS,
    Context,
    Evidence,
    FactValue,
    Reading,
    Situation,
    Span,
)

__all__ = ["FACTS", "assess"]

for _fact in (
    Fact("stage", "word", "stage", "Where the conversation stands; side states win over the main line"),
    Fact("main_stage", "word", "stage", "Where the main line stands; a side state returns to it"),
    Fact("signals", "set", "signals", "Every signal of the customer's latest turn"),
    Fact("lasting", "set", "signals", "Signals that stay true of the case after the turn that showed them"),
    Fact(
        "danger", "word", "signal", "What the open safety card is about: of the dangers shown, the one that comes first"
    ),
    Fact("difficulty", "number", "points 0-100", "How difficult the conversation is, for routing and alerts"),
):
    FACTS[_fact.name] = _fact

_SHOWN_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "conduct": INSULTS,
    "heat": ("shouting", "anger", "distress", "frustration", "anxiety", "disappointment", "sarcasm"),
}
"""Facts whose words are the words of a signal, the strongest first."""

_OUR_SIGNALS: Final = tuple(sorted(AGENT_SIGNALS))
_NOTHING_SHOWS: Final[dict[str, FactValue]] = dict.fromkeys((*SIGNALS, *_OUR_SIGNALS), False)


def assess(
    reading: Reading,
    *,
    before: Sequence[Reading] = (),
    context: Context | None = None,
    last: Situation | None = None,
    level_due: int = 0,
    started: datetime | None = None,
    lasts_hours: Mapping[int, float] = record.LASTS_HOURS,
) -> Situation:
    """Return where the conversation stands after this turn, given where it stood one turn ago.

    `level_due` is the ladder level that the customer's last turn asked for (0-6); `started` makes stored notices'
    dates comparable, `lasts_hours` is how long a notice of each level is in force. Later turns are never looked at.
    """
    moment = _moment(reading, before, context or Context(), last)
    moment.level_due, moment.started, moment.lasts_hours = level_due, started, lasts_hours
    work_out(moment)
    main, stage = stages.place(moment)
    lasting = _lasting(moment, last)
    signals = moment.shown if moment.theirs else moment.last_signals
    facts = moment.facts | {"main_stage": main, "stage": stage, "signals": signals, "lasting": lasting}
    facts["danger"] = danger = next((one for one in DANGERS if one in lasting), "")
    facts["difficulty"] = _difficulty(facts, signals)
    return Situation(
        n=reading.turn.n,
        stage=stage,
        main_stage=main,
        facts=MappingProxyType(facts),
        signals=signals,
        lasting=lasting,
        evidence=_evidence(reading, last, danger),
    )


def _moment(
    reading: Reading,
    before: Sequence[Reading],
    context: Context,
    last: Situation | None,
) -> Moment:
    theirs = reading.turn.by == "customer"
    shown = _shown(reading, last) if theirs else frozenset()
    last_signals = last.signals if last else frozenset()
    facts = _NOTHING_SHOWS.copy()
    facts.update(dict.fromkeys(shown if theirs else last_signals, True))
    said = frozenset(s.id for s in reading.agent_signals)
    facts.update(dict.fromkeys(said, True))
    if last and theirs and not said:
        facts.update({name: True for name in _OUR_SIGNALS if last.facts[name]})
    return Moment(
        reading=reading,
        last=last.facts if last else {},
        before=before,
        context=context,
        shown=shown,
        last_signals=last_signals,
        said=said,
        facts=facts,
    )


def _shown(reading: Reading, last: Situation | None) -> frozenset[str]:
    """The signals of a customer's turn that can be true here: nobody accepts or rejects what nobody offered."""
    shown = frozenset(s.id for s in reading.signals)
    if last is None or not last["agent_turns"]:
        shown -= ANSWERS | ({"resolution_confirmed"} if shown & GRIEVANCES else set())
    elif not (last["proposals"] or last["left_to_them"] or last["offered_talk"] or last["a_warm_handoff"]):
        shown -= DECISIONS
    elif last["accepted"] and not (last["a_options"] or last["a_choice"]):
        shown -= {"rejection"}
    return shown | {"public_post"} if reading.turn.channel in PUBLIC_CHANNELS else shown


def _lasting(moment: Moment, last: Situation | None) -> frozenset[str]:
    """What stays true of the case, shown in any turn so far (DOMAIN Part 6 number 10).

    A danger lasts until a person closes the safety record; after that nothing is held back because of it.
    """
    lasting = (last.lasting if last else frozenset()) | (moment.shown & LASTING)
    return lasting if moment.now("safety_open") else lasting - SAFETY


def _difficulty(facts: dict[str, FactValue], signals: frozenset[str]) -> int:
    """Points 0-100 for routing and alerts (DOMAIN 3.1, default weights)."""
    points = (
        15 * int(facts["heat"])  # type: ignore[arg-type]
        + 10 * min(int(facts["contacts_30d"]), 3)  # type: ignore[arg-type]
        + 10 * ("promise_broken" in signals)
        + 8 * ("feels_unheard" in signals)
        + 8 * ("loop" in signals)
        + 10 * bool(facts["leverage"])
        + 20 * bool(facts["abusive"])
        + 15 * bool(facts["vulnerable"])
    )
    return max(0, min(100, points))


def _evidence(reading: Reading, last: Situation | None, danger: str) -> dict[str, Evidence]:
    """The words behind every signal of the customer's latest turn and of ours, and those of a danger that lasts."""
    theirs, n, text = reading.turn.by == "customer", reading.turn.n, reading.turn.text
    anew = theirs or bool(reading.agent_signals)
    before = last.evidence.items() if last else ()
    evidence = {k: v for k, v in before if k != "danger" and not (anew and (k[:2] == "a_") != theirs)}
    for signal in (*reading.signals, *reading.agent_signals):
        quoted = _quoted(text, signal.spans)
        quote = " … ".join(text[slice(*span)] for span in quoted)
        evidence[signal.id] = Evidence(turn=n, spans=quoted, quote=quote)
    for fact, signals in _SHOWN_BY.items():
        words = next((evidence[s] for s in signals if s in evidence), None)
        if theirs and words:
            evidence[fact] = words
    return evidence | _shown_as_danger(danger, evidence, last)


def _shown_as_danger(danger: str, evidence: Mapping[str, Evidence], last: Situation | None) -> dict[str, Evidence]:
    """Where the danger in force showed last; nowhere once a person has closed the card."""
    before = last.evidence.get("danger") if last and last.facts["danger"] == danger else None
    shown = evidence.get(danger) or before
    return {"danger": shown} if danger and shown else {}


def _quoted(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """The first two places that show it, as one where next to nothing stands between them.

    A single word, or a scrap as a second place, says nothing beside whole words.
    """
    if len(spans) < 2:
        return tuple(spans)
    apart = list(islice(_apart(spans), _LOOKED_AT))
    telling = [span for span in apart if " " in text[slice(*span)].strip()] or apart
    first, *others = telling
    second = next((span for span in others if _says_something(text[slice(*span)])), None)
    if second is None:
        return (first,)
    (a, b), (c, d) = sorted((first, second))
    beside = 0 <= c - b <= _BESIDE and not _PAUSE.search(text[b:c])
    return ((a, d),) if beside else (first, second)


def _says_something(words: str) -> bool:
    return len(words.split()) >= 3


_LOOKED_AT: Final = 6
"""Places of one signal among which those to be quoted are chosen."""
_BESIDE: Final = 12
"""Letters between two places that are quoted along with them."""
_PAUSE: Final = re.compile(r"[.!?…\n]")


def _apart(spans: Iterable[Span]) -> Iterator[Span]:
    """Yield the spans without those that lie over an earlier one: no word is quoted twice."""
    apart: list[Span] = []
    for span in spans:
        if all(span[0] >= end or span[1] <= start for start, end in apart):
            apart.append(span)
            yield span
