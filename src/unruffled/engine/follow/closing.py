"""What is said of the whole conversation: likely outcome and root cause, for a person to confirm."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from unruffled.engine.vocabulary import Context, Situation, Step

Kind = Literal["grievance", "stress", "habit", "not_us"]


@dataclass(frozen=True, slots=True)
class Cause:
    """A suggested root cause, its kind, and the signals or record lines that it rests on."""

    cause: str
    kind: Kind
    because: tuple[str, ...]


_PROCESS_SIGNALS: Final = ("promise_broken", "long_wait", "transfer_complaint", "repeat_contact", "repeat_info")
_CIRCUMSTANCES: Final = ("self_harm", "vulnerability_financial", "vulnerability_life_event", "vulnerability_health")
_PRODUCT: Final = re.compile(
    r"\b(?:broke|broken|broke down|dead|died|defective|faulty|fault|crash(?:es|ed|ing)?|leak(?:s|ed|ing)?|"
    r"overheat\w{0,4}|does ?n.?t work|not working|stopped working|bug|glitch|smok(?:e|es|ed|ing)|sparks?)\b",
    re.IGNORECASE,
)
_SERVICE: Final = re.compile(
    r"\b(?:late|delay(?:ed)?|cancel(?:led|ed)|missed|no-?show|overbooked|oversold|not (?:attended|delivered|issued|"
    r"ready|sent)|lost|wrong(?:ly)?|twice|double|overcharged?|not yet (?:issued|sent|paid))\b",
    re.IGNORECASE,
)


def suggest_cause(steps: Sequence[Step], context: Context) -> Cause:
    """Return the likeliest root cause; `unknown` where nothing speaks for one. "Difficult customer" is not a value."""
    shown = frozenset(s for step in steps for s in step.situation.signals)
    ours = frozenset(s.id for step in steps for s in step.reading.agent_signals)
    found = _outside(shown) or _policy(shown, ours) or _process(shown, context) or _product(steps, context)
    return found or _people(shown, ours) or Cause("unknown", "grievance", ())


def _outside(shown: frozenset[str]) -> Cause | None:
    if "third_party_risk" in shown and "promise_broken" not in shown:
        return Cause("third_party", "not_us", ("third_party_risk",))
    their_life = tuple(s for s in _CIRCUMSTANCES if s in shown)
    if "self_harm" in shown or (len(their_life) >= 2 and "promise_broken" not in shown):
        return Cause("customer_circumstance", "stress", their_life)
    return None


def _policy(shown: frozenset[str], ours: frozenset[str]) -> Cause | None:
    if "a_policy_wall" in ours and "loop" in shown:
        return Cause("policy", "grievance", ("loop", "a_policy_wall"))
    return None


def _process(shown: frozenset[str], context: Context) -> Cause | None:
    told = tuple(s for s in _PROCESS_SIGNALS[:3] if s in shown)
    recorded = tuple(fact for fact in context.facts if _SERVICE.search(fact))
    if told or recorded:
        return Cause("process", "grievance", (*told, *recorded[:1]))
    return None


def _product(steps: Sequence[Step], context: Context) -> Cause | None:
    said = (s.reading.turn.text for s in steps if s.reading.turn.by == "customer")
    told = next((match[0] for text in (*context.facts, *said) if (match := _PRODUCT.search(text))), None)
    return Cause("product", "grievance", (told,)) if told else None


def _people(shown: frozenset[str], ours: frozenset[str]) -> Cause | None:
    if "staff_conduct_complaint" in shown:
        return Cause("person", "grievance", ("staff_conduct_complaint",))
    if shown & {"repeat_contact", "repeat_info"}:
        return Cause("process", "grievance", tuple(sorted(shown & {"repeat_contact", "repeat_info"})))
    if shown & {"confusion", "feels_unheard", "language_barrier"}:
        return Cause("communication", "grievance", tuple(sorted(shown & {"confusion", "feels_unheard"})))
    if "scope_creep" in shown:
        return Cause("unknown", "habit", ("scope_creep",))
    return None


def suggest_outcome(last: Situation, steps: Sequence[Step]) -> str | None:
    """Return the likely outcome of the conversation as it stands; None while it is open."""
    ended = any(step.situation.stage == "ended" for step in steps)
    if ended:
        return "ended_by_us"
    if last["safety_ever"]:
        return "referred_safety"
    settled = bool(last["resolved"]) or (bool(last["accepted"]) and last.main_stage in {"confirm", "after"})
    if last["supervisor_turns"] or _handed_over(steps):
        return "escalated_resolved" if settled else "escalated_open"
    if settled:
        return "resolved_with_goodwill" if _gave(steps, "a_goodwill") else "resolved"
    if last["legal_turns"]:
        return "referred_legal"
    if last.main_stage in {"confirm", "after"}:
        return "declined_with_alternative" if _gave(steps, "a_honest_no") else "resolved"
    return "paused" if last.stage == "paused" else None


def _handed_over(steps: Sequence[Step]) -> bool:
    return any(step.situation["handoff_accepted"] for step in steps)


def _gave(steps: Sequence[Step], signal: str) -> bool:
    return any(step.reading.has(signal) for step in steps)
