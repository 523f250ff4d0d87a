"""What is said of the whole conversation: likely outcome and root cause, for a person to confirm."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from unruffled.engine.vocabulary import STAFF, Context, Situation, Step

Kind = Literal["grievance", "stress", "habit", "not_us"]


@dataclass(frozen=True, slots=True)
class Cause:
    """A suggested root cause, its kind, and the signals or record lines that it rests on."""

    cause: str
    kind: Kind
    because: tuple[str, ...]


_END: Final = 4
"""The level of the ladder at which we end the conversation."""

_PROCESS_SIGNALS: Final = ("promise_broken", "long_wait", "transfer_complaint", "repeat_contact", "repeat_info")
_CIRCUMSTANCES: Final = ("self_harm", "vulnerability_financial", "vulnerability_life_event", "vulnerability_health")
_COMPLAINTS: Final = frozenset(
    {
        "promise_broken",
        "long_wait",
        "refund_demand",
        "anger",
        "disappointment",
        "sarcasm",
        "churn_threat",
        "repeat_contact",
    }
)
"""Who brings one of these has something against us, whatever else is hard for them."""
_PRODUCT: Final = re.compile(
    r"\b(?:defective|faulty|broken? down|crash(?:es|ed|ing)?|leak(?:s|ed|ing)?(?! test)|overheat\w{0,4}|does ?n.?t work"
    r"|not working|stopped working|bug|glitch|smok(?:es|ed|ing)|sparks?|out of order|fails"
    r"|(?:screen|phone|line|router|internet|boiler|battery|engine|machine|app|website|laptop|computer|car|heating|lift"
    r"|alarm|printer|camera|tv|unit|motor|pump|door|lock|charger|power) (?:is|was|went|has|keeps)"
    r" (?:dead|broken|died|failing))\b",
    re.IGNORECASE,
)
"""What the customer or the record says of a thing that does not work."""
_RECORDED: Final = re.compile(
    r"\b(?:broke|broken|dead|died|fault|failed|failure|outage|no hot water|(?:stone )?cold|line drops|drops since)\b",
    re.IGNORECASE,
)
"""What says so only in the record: in a customer's mouth it may be a figure of speech ('im dead', 'not my fault')."""
_SERVICE: Final = re.compile(
    r"\b(?:late|delay(?:ed)?|cancel(?:led|ed)|missed|no-?show|overbooked|oversold|lost|wrong(?:ly)?|twice|double"
    r"|overcharged?|charged|still shows|not (?:yet )?(?:attended?|delivered|issued|ready|sent|paid|scanned|shown|filed"
    r"|logged|recorded|passed on|updated|answered|attend)|no reply|nobody (?:rang|called|answered|came)|sold it"
    r"|mixed up|backlog)\b",
    re.IGNORECASE,
)
"""What the record says of something that we did not do, or did wrongly."""


def suggest_cause(steps: Sequence[Step], context: Context) -> Cause:
    """Return the likeliest root cause; `unknown` where nothing speaks for one. "Difficult customer" is not a value."""
    shown = frozenset(s for step in steps for s in step.situation.signals)
    ours = frozenset(s.id for step in steps for s in step.reading.agent_signals)
    found = _outside(shown, context) or _policy(shown, ours) or _conduct(steps, context) or _thing(context)
    return found or _process(shown, context) or _product(steps) or _people(shown) or Cause("unknown", "grievance", ())


def _outside(shown: frozenset[str], context: Context) -> Cause | None:
    """Nothing of ours: somebody else's doing, or their life; not where the record says that we failed."""
    if _recorded(context):
        return None
    if "third_party_risk" in shown and not shown & {"promise_broken", "safety_hazard"}:
        return Cause("third_party", "not_us", ("third_party_risk",))
    their_life = tuple(s for s in _CIRCUMSTANCES if s in shown)
    needy = len(their_life) >= 2 and "vulnerability_financial" in shown and not shown & _COMPLAINTS
    if "self_harm" in shown or needy:
        return Cause("customer_circumstance", "stress", their_life)
    return None


def _recorded(context: Context) -> tuple[str, ...]:
    return tuple(fact for fact in context.facts if _SERVICE.search(fact))


def _conduct(steps: Sequence[Step], context: Context) -> Cause | None:
    """It began with how one of us behaved, and the record knows of nothing else that went wrong."""
    first = next((step.situation.signals for step in steps if step.reading.turn.by == "customer"), frozenset())
    if "staff_conduct_complaint" in first and "promise_broken" not in first and not _recorded(context):
        return Cause("person", "grievance", ("staff_conduct_complaint",))
    return None


def _policy(shown: frozenset[str], ours: frozenset[str]) -> Cause | None:
    if "a_policy_wall" in ours and "loop" in shown and "staff_conduct_complaint" not in shown:
        return Cause("policy", "grievance", ("loop", "a_policy_wall"))
    return None


def _process(shown: frozenset[str], context: Context) -> Cause | None:
    told = tuple(s for s in _PROCESS_SIGNALS[:3] if s in shown)
    recorded = _recorded(context)
    if told or recorded:
        return Cause("process", "grievance", (*told, *recorded[:1]))
    return None


def _thing(context: Context) -> Cause | None:
    """The record says that a thing does not work, and nothing of what we failed to do."""
    broken = tuple(fact for fact in context.facts if _PRODUCT.search(fact) or _RECORDED.search(fact))
    return Cause("product", "grievance", broken[:1]) if broken and not _recorded(context) else None


def _product(steps: Sequence[Step]) -> Cause | None:
    said = (s.reading.turn.text for s in steps if s.reading.turn.by == "customer")
    told = next((match[0] for text in said if (match := _PRODUCT.search(text))), None)
    return Cause("product", "grievance", (told,)) if told else None


def _people(shown: frozenset[str]) -> Cause | None:
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
    if _ended(steps):
        return "ended_by_us"
    settled = bool(last["resolved"]) or (bool(last["accepted"]) and last.main_stage in {"confirm", "after"})
    if last["safety_ever"] and not _threat_alone(steps) and not (settled and not _handed_to_help(steps)):
        return "referred_safety"
    if not last["resolved"] and _waits_for_an_answer(steps, last):
        return "paused"
    if last["supervisor_turns"] or _handed_over(steps):
        return "escalated_resolved" if settled or last.main_stage in {"confirm", "after"} else "escalated_open"
    if settled:
        return "resolved_with_goodwill" if _gave(steps, "a_goodwill") else "resolved"
    if last.main_stage in {"confirm", "after"}:
        declined = _gave(steps, "a_honest_no") and not _gave(steps, "a_commit")
        return "declined_with_alternative" if declined else "resolved"
    if last["legal_turns"]:
        return "referred_legal"
    return "paused" if last.stage == "paused" else None


_HELP: Final = re.compile(
    r"\b(?:emergency|ambulance|police|fire (?:brigade|service)|paramedics?|doctor|crisis|safeguarding|coastguard|999"
    r"|112|911|your (?:own )?bank)\b",
    re.IGNORECASE,
)


def _handed_to_help(steps: Sequence[Step]) -> bool:
    """Whether somebody outside, whose work it is, was brought in or named; else we made it safe ourselves."""
    told = (s.reading.turn.text for s in steps if s.reading.turn.by in STAFF)
    return any(step.reading.has("self_harm") for step in steps) or any(_HELP.search(text) for text in told)


_UNDECIDED: Final = re.compile(
    r"\b(?:decision|decides?|outcome|result|verdict|review(?:s|ed)?|inspection|inspects?|survey(?:or)?|engineer|technician"
    r"|adjuster|an answer|the answer|yes or (?:a )?no|assess(?:es|ment)?|check it|investigat\w{1,6})\b",
    re.IGNORECASE,
)


def _waits_for_an_answer(steps: Sequence[Step], last: Situation) -> bool:
    """Agreed to wait, and what we promised last is not a thing but an answer or a visit whose end nobody knows yet."""
    if last.main_stage not in {"confirm", "after", "resolve"} or not (last["accepted"] or last["partial_acceptance"]):
        return False
    ours = [step for step in steps if step.reading.turn.by in STAFF][-2:]
    promised = (p for step in ours for p in step.reading.promises if p.due_text and not p.vague)
    return any(_UNDECIDED.search(p.what) for p in promised)


def _ended(steps: Sequence[Step]) -> bool:
    """Whether we ended the conversation: the state says so, or after a threat we said that we do."""
    told = any(step.situation["boundary_level_given"] == _END for step in steps)
    return told or any(step.situation.stage == "ended" for step in steps)


def _threat_alone(steps: Sequence[Step]) -> bool:
    """Whether the only risk was a threat against us: that is no referral of somebody in need."""
    shown = frozenset(s for step in steps for s in step.situation.signals)
    return "threat_violence" in shown and not shown & {"self_harm", "safety_hazard", "third_party_risk"}


def _handed_over(steps: Sequence[Step]) -> bool:
    return any(step.situation["handoff_accepted"] for step in steps)


def _gave(steps: Sequence[Step], signal: str) -> bool:
    return any(step.reading.has(signal) for step in steps)
