"""Every fact that rules may ask for: one small function each, computed in this order once a turn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeVar

from unruffled.engine.reader import questions
from unruffled.engine.rules import Fact, Kind
from unruffled.engine.situation import record
from unruffled.engine.vocabulary import (
    AGENT_SIGNALS,
    BAD_AGENT_SIGNALS,
    BEYOND_RUDE,
    DANGERS,
    LAWFUL_LEVERAGE,
    SIGNALS,
    STAFF,
    Context,
    FactValue,
    Reading,
)

Value = TypeVar("Value", bound=FactValue)

FACTS: Final[dict[str, Fact]] = {}
"""Every fact by name, with its kind, unit and meaning; the reference page and the rules' load check read this."""

COMPUTED: Final[list[tuple[str, Callable[[Moment], FactValue]]]] = []
"""The facts that are worked out, in order: a later one may ask for an earlier one."""

GRIEVANCES: Final = frozenset(
    {
        "issue_stated",
        "long_wait",
        "repeat_contact",
        "transfer_complaint",
        "repeat_info",
        "promise_broken",
        "feels_unheard",
        "staff_conduct_complaint",
        "disappointment",
    }
)
"""Signals that tell of something done badly: a new one means that grievances are still arriving."""

DISTRESSING: Final = frozenset({"anger", "frustration", "anxiety", "distress", "disappointment", "sarcasm"})
"""Signals of feeling bad; without one of these and at heat 0-1 nobody needs calming."""

DEMANDS: Final = frozenset({"refund_demand", "compensation_demand", "unreasonable_demand", "supervisor_demand"})
"""Signals that put something new on the table."""

SAFETY: Final = frozenset(DANGERS)
"""Signals that open the safety state (DOMAIN 3.1)."""

VULNERABLE: Final = frozenset(
    {
        "vulnerability_health",
        "vulnerability_capability",
        "vulnerability_life_event",
        "vulnerability_financial",
        "access_need",
        "third_party_risk",
        "self_harm",
    }
)
"""Signals that ask for care in how the case goes on, not only in its tone."""

ANSWERS: Final = frozenset({"acceptance", "partial_acceptance", "rejection", "understanding_confirmed"})
"""Signals that answer something said by us: before our first turn they can only be a misreading."""

DECISIONS: Final = frozenset({"acceptance", "partial_acceptance", "rejection"})
"""Signals that answer something on the table: a proposal, a choice, a question, another channel."""

LASTING: Final = VULNERABLE | {
    "promise_broken",
    "fraud_indicator",
    "inconsistent_account",
    "language_barrier",
    "public_post",
    "issue_stated",
    "want_stated",
    "staff_conduct_complaint",
    "threat_violence",
    "safety_hazard",
}
"""Signals that stay true of the case after the turn that showed them (DOMAIN Part 6 number 10)."""

PLAYBACK: Final = frozenset({"a_reflect", "a_summary", "a_apology_specific", "a_repair"})
"""Agent signals that play the grievance back in words of this case."""

PROPOSING: Final = frozenset({"a_options", "a_commit", "a_goodwill", "a_honest_no", "a_suggestion"})
"""Agent signals that put a step, a choice or a decision on the table."""

NEW_FROM_US: Final = PROPOSING | PLAYBACK | {"a_choice", "a_channel", "a_warm_handoff", "a_information", "a_explain"}
"""Agent signals that bring something which was not there before."""

ASKING: Final = frozenset({"a_question", "a_check"})
"""Agent signals that ask the customer something."""

LEFT_TO_THEM: Final = frozenset({"a_choice", "a_question", "a_options"})
"""Agent signals that leave the decision to the customer."""

PUBLIC_CHANNELS: Final = frozenset({"social", "review"})
"""Channels that strangers read."""

WRITTEN_CHANNELS: Final = frozenset({"email", "review", "letter"})
"""Channels on which a person finishes the whole complaint before sending it."""

LONG_EXCHANGE: Final[Mapping[str, int]] = {"chat": 16, "dm": 16, "sms": 16, "email": 6, "social": 4, "review": 4}
"""Turns without new information that make an exchange long (DOMAIN 3.1, default); phone counts minutes: 12."""

TOLL_BY_HEAT: Final = (0.0, 0.2, 1.0, 2.0, 4.0)
"""What one customer turn of heat 0-4 costs the agent (DOMAIN 3.11, default)."""

TOLL_BY_INCIDENT: Final[Mapping[str, float]] = {
    "insult": 3.0,
    "abuse": 6.0,
    "discriminatory": 10.0,
    "sexual": 10.0,
    "threat": 12.0,
}
"""What one turn of this conduct adds (DOMAIN 3.11, default)."""


@dataclass(slots=True)
class Moment:
    """What a fact may look at: this turn's reading, the facts one turn ago, the earlier readings, and the record."""

    reading: Reading
    last: Mapping[str, FactValue]
    before: Sequence[Reading]
    context: Context
    shown: frozenset[str]
    last_signals: frozenset[str]
    facts: dict[str, FactValue]
    level_due: int = 0
    started: datetime | None = None
    lasts_hours: Mapping[int, float] = field(default_factory=dict)

    @property
    def theirs(self) -> bool:
        """Whether the customer speaks in this turn."""
        return self.reading.turn.by == "customer"

    @property
    def ours(self) -> bool:
        """Whether one of us speaks in this turn."""
        return self.reading.turn.by in STAFF

    def now(self, fact: str) -> FactValue:
        """A fact of this turn that was computed before the one that asks."""
        return self.facts[fact]

    def number(self, fact: str) -> float:
        """A number of this turn that was computed before the one that asks."""
        return self.facts[fact]  # type: ignore[return-value]

    def was(self, fact: str) -> float:
        """A number as it stood one turn ago; 0 before the first turn."""
        return self.last.get(fact, 0)  # type: ignore[return-value]

    def stood(self, fact: str) -> bool:
        """A flag as it stood one turn ago; False before the first turn."""
        return bool(self.last.get(fact, False))

    def word(self, fact: str) -> str:
        """A word as it stood one turn ago; empty before the first turn."""
        return str(self.last.get(fact, ""))

    def tally(self, fact: str, more: bool | int) -> int:
        """One count, carried on from the turn before."""
        return int(self.was(fact)) + int(more)

    def shows(self, signals: Iterable[str]) -> bool:
        """Whether this very turn shows any of these signals."""
        return not self.shown.isdisjoint(signals)


def fact(unit: str) -> Callable[[Callable[[Moment], Value]], Callable[[Moment], Value]]:
    """Enter a function as a fact under its own name; its first sentence is the meaning, its return type the kind."""

    def enter(function: Callable[[Moment], Value]) -> Callable[[Moment], Value]:
        name = function.__name__
        meaning = (function.__doc__ or "").strip().splitlines()[0]
        FACTS[name] = Fact(name=name, kind=_KINDS[function.__annotations__["return"]], unit=unit, meaning=meaning)
        COMPUTED.append((name, function))
        return function

    return enter


_KINDS: Final[Mapping[str, Kind]] = {
    "bool": "flag",
    "int": "number",
    "float": "number",
    "str": "word",
    "frozenset[str]": "set",
}

for _id, _meaning in SIGNALS.items():
    FACTS[_id] = Fact(name=_id, kind="flag", unit="shows in the customer's latest turn", meaning=_meaning)
for _id in sorted(AGENT_SIGNALS):
    FACTS[_id] = Fact(name=_id, kind="flag", unit="shows in our latest turn", meaning=_id[2:].replace("_", " "))

EVERY_SIGNAL: Final = (*SIGNALS, *sorted(AGENT_SIGNALS))


# Who, where, when ----------------------------------------------------------------------------------------------------


@fact("who")
def by(m: Moment) -> str:
    """Who spoke in this turn."""
    return m.reading.turn.by


@fact("channel")
def channel(m: Moment) -> str:
    """The channel in force at this turn."""
    return m.reading.turn.channel


@fact("yes or no")
def public(m: Moment) -> bool:
    """Strangers can read this turn."""
    return m.reading.turn.channel in PUBLIC_CHANNELS or (m.theirs and "public_post" in m.shown)


@fact("yes or no")
def review(m: Moment) -> bool:
    """The turn stands on a page of reviews."""
    return m.reading.turn.channel == "review"


@fact("yes or no")
def written(m: Moment) -> bool:
    """The channel is one on which a complaint is written whole before it is sent."""
    return m.reading.turn.channel in WRITTEN_CHANNELS


@fact("turns")
def customer_turns(m: Moment) -> int:
    """How many turns the customer has had, this one included."""
    return m.tally("customer_turns", m.theirs)


@fact("turns")
def agent_turns(m: Moment) -> int:
    """How many turns we have had, this one included."""
    return m.tally("agent_turns", m.ours)


@fact("turns")
def customer_turns_in_a_row(m: Moment) -> int:
    """How many turns the customer has had since one of us last spoke."""
    return 0 if m.ours else m.tally("customer_turns_in_a_row", m.theirs)


@fact("turns")
def public_replies(m: Moment) -> int:
    """How often we have answered where strangers can read it."""
    return m.tally("public_replies", m.ours and m.reading.turn.channel in PUBLIC_CHANNELS)


@fact("minutes")
def minutes_since_last(m: Moment) -> float:
    """How long after the turn before this one came."""
    return max(0.0, m.reading.turn.at - m.before[-1].turn.at) if m.before else 0.0


@fact("minutes")
def minutes_waiting(m: Moment) -> float:
    """How long the customer's first unanswered message had waited when this turn came."""
    if m.number("customer_turns_in_a_row") < 2 and m.theirs:
        return 0.0
    return m.was("minutes_waiting") + m.number("minutes_since_last") if m.number("customer_turns_in_a_row") else 0.0


# Emotion -------------------------------------------------------------------------------------------------------------


@fact("heat 0-4")
def heat(m: Moment) -> int:
    """The heat of the customer's latest turn that was read."""
    return m.reading.heat if m.theirs and m.reading.heat is not None else int(m.was("heat"))


@fact("heat 0-4")
def heat_before(m: Moment) -> int:
    """The heat of the customer's turn before the latest one; on the first turn the same."""
    if not m.theirs:
        return int(m.was("heat_before"))
    return int(m.was("heat")) if m.was("customer_turns") else int(m.number("heat"))


@fact("steps of heat")
def heat_change(m: Moment) -> int:
    """How much hotter (or, below 0, cooler) the latest customer turn is than the one before."""
    return int(m.number("heat") - m.number("heat_before"))


@fact("heat 0-4")
def peak_heat(m: Moment) -> int:
    """The hottest customer turn so far."""
    return int(max(m.was("peak_heat"), m.number("heat")))


@fact("turns")
def turns_hot(m: Moment) -> int:
    """Customer turns in a row at heat 3 or more without a fall (escalation trigger, DOMAIN 3.4)."""
    if not m.theirs or m.reading.heat is None:
        return int(m.was("turns_hot"))
    if m.number("heat") < 3:
        return 0
    return 1 if m.number("heat_change") < 0 else m.tally("turns_hot", 1)


@fact("yes or no")
def hot_for_long(m: Moment) -> bool:
    """Heat 3 or more for three customer turns without a fall."""
    return m.number("turns_hot") >= 3


# Conduct -------------------------------------------------------------------------------------------------------------


@fact("conduct")
def conduct(m: Moment) -> str:
    """How the customer's latest turn treats people."""
    return (m.reading.conduct or "ok") if m.theirs else (m.word("conduct") or "ok")


@fact("yes or no")
def abusive(m: Moment) -> bool:
    """The latest customer turn is beyond rude to a person; anger, swearing and lawful threats never are."""
    return m.now("conduct") in BEYOND_RUDE


@fact("turns")
def abusive_turns(m: Moment) -> int:
    """How many customer turns in this conversation were beyond rude to a person."""
    return m.tally("abusive_turns", m.theirs and bool(m.now("abusive")))


@fact("yes or no")
def civil_again(m: Moment) -> bool:
    """The turn before was beyond rude, we answered it, and this one is not."""
    if not m.theirs:
        return False
    return m.stood("abusive") and not m.now("abusive") and m.was("boundary_level_given") > 0


@fact("turns")
def degrading_turns(m: Moment) -> int:
    """How many customer turns in this conversation were discriminatory or sexual."""
    return m.tally("degrading_turns", m.theirs and m.now("conduct") in {"discriminatory", "sexual"})


@fact("level 0-6")
def boundary_level_given(m: Moment) -> int:
    """The highest ladder level that one of us has said in this conversation."""
    said = m.ours and (m.reading.has("a_boundary") or (m.level_due > 0 and record.names_conduct(m.reading.turn.text)))
    return max(int(m.was("boundary_level_given")), m.level_due if said else 0)


@fact("level 0-6")
def boundary_level_stored(m: Moment) -> int:
    """The highest notice from earlier conversations that has not expired."""
    return record.stored_level(m.context.history, started=m.started, at=m.reading.turn.at, lasts=m.lasts_hours)


@fact("level 0-6")
def boundary_level_live(m: Moment) -> int:
    """The highest notice in force, from this conversation or an earlier one."""
    return int(max(m.number("boundary_level_given"), m.number("boundary_level_stored")))


# What was said about the matter --------------------------------------------------------------------------------------


@fact("yes or no")
def issue_known(m: Moment) -> bool:
    """The problem has been stated clearly enough to act on."""
    return m.stood("issue_known") or m.shows({"issue_stated"})


@fact("yes or no")
def want_known(m: Moment) -> bool:
    """The wanted outcome has been stated."""
    return m.stood("want_known") or m.shows({"want_stated", "refund_demand", "compensation_demand"})


@fact("grievances")
def grievances_new(m: Moment) -> int:
    """Kinds of grievance in the latest customer turn that this conversation had not shown before."""
    if not m.theirs:
        return int(m.was("grievances_new"))
    return len((m.shown & GRIEVANCES) - _known_grievances(m))


@fact("kinds of grievance")
def grievances(m: Moment) -> frozenset[str]:
    """Every kind of grievance that the conversation has shown."""
    return _known_grievances(m) | (m.shown & GRIEVANCES if m.theirs else frozenset())


@fact("turns")
def reflections(m: Moment) -> int:
    """Our turns that played the grievance back in words of this case."""
    return m.tally("reflections", m.ours and m.reading.has(*PLAYBACK))


@fact("turns")
def reflections_since_grievance(m: Moment) -> int:
    """Our turns that played back what was said since the customer last felt unheard or brought something new."""
    if m.theirs:
        again = m.shows({"feels_unheard"}) or (m.number("grievances_new") > 0 and m.number("heat") >= 2)
        return 0 if again else int(m.was("reflections_since_grievance"))
    return m.tally("reflections_since_grievance", m.ours and m.reading.has(*PLAYBACK))


@fact("turns")
def replies_since_grievance(m: Moment) -> int:
    """Our turns since the customer last brought a new grievance."""
    if m.theirs:
        return 0 if m.number("grievances_new") > 0 else int(m.was("replies_since_grievance"))
    return m.tally("replies_since_grievance", m.ours)


@fact("yes or no")
def heard(m: Moment) -> bool:
    """We have played it back and the customer has not said since that nobody listens."""
    if m.theirs and m.shows({"feels_unheard"}):
        return False
    return m.stood("heard") or (m.theirs and m.shows({"understanding_confirmed"})) or m.number("reflections") > 0


@fact("windows")
def vent_windows(m: Moment) -> int:
    """Times that an outburst had room and we then answered."""
    return m.tally("vent_windows", m.ours and m.word("stage") == "vent")


@fact("yes or no")
def a_bad_previous(m: Moment) -> bool:
    """Our latest turn did harm and has not been repaired."""
    if not m.ours:
        return m.stood("a_bad_previous")
    return m.reading.has(*BAD_AGENT_SIGNALS) and not m.reading.has("a_repair")


@fact("turns")
def bad_turns(m: Moment) -> int:
    """Our turns so far that did harm."""
    return m.tally("bad_turns", m.ours and bool(m.now("a_bad_previous")))


@fact("steps of heat")
def heat_rise_by_us(m: Moment) -> int:
    """Steps of heat that came right after a harmful turn of ours (DOMAIN 3.1 edge rule h)."""
    rose = int(m.number("heat_change")) if m.theirs and m.now("a_bad_previous") else 0
    return m.tally("heat_rise_by_us", max(0, rose))


@fact("yes or no")
def fault_known(m: Moment) -> bool:
    """The record shows that we were at fault."""
    if m.before:
        known = m.stood("fault_known")
    else:
        known = record.fault_known(m.context)
    return known or ("promise_broken" in m.shown and record.number(m.context.history, "promises_broken") > 0)


@fact("turns")
def apologies(m: Moment) -> int:
    """Our turns that said sorry or repaired a turn of ours."""
    return m.tally("apologies", m.ours and m.reading.has("a_apology_specific", "a_apology_brief", "a_repair"))


# What is on the table ------------------------------------------------------------------------------------------------


@fact("turns")
def proposals(m: Moment) -> int:
    """Our turns that put a step, a choice or a decision on the table."""
    return m.tally("proposals", m.ours and m.reading.has(*PROPOSING))


@fact("turns")
def options_offered(m: Moment) -> int:
    """Our turns that offered a choice between real options."""
    return m.tally("options_offered", m.ours and m.reading.has("a_options"))


@fact("yes or no")
def proposal_open(m: Moment) -> bool:
    """Something is on the table that the customer has neither accepted nor rejected."""
    if m.ours:
        return m.stood("proposal_open") or m.reading.has(*PROPOSING)
    return m.stood("proposal_open") and not m.shows({"acceptance", "rejection", "resolution_confirmed"})


@fact("turns")
def rejections(m: Moment) -> int:
    """Customer turns that rejected a proposal."""
    return m.tally("rejections", m.theirs and m.shows({"rejection"}))


@fact("yes or no")
def rejected_again(m: Moment) -> bool:
    """The customer rejects a proposal, and not for the first time."""
    return m.number("rejections") >= 2 and (m.shows({"rejection"}) if m.theirs else m.stood("rejected_again"))


@fact("yes or no")
def accepted(m: Moment) -> bool:
    """The customer has accepted a proposal and not reopened it since."""
    if not m.theirs:
        return m.stood("accepted")
    if m.shows({"rejection"}):
        return False
    return m.stood("accepted") or m.shows({"acceptance"})


@fact("yes or no")
def resolved(m: Moment) -> bool:
    """The customer has said that it is solved, and nothing since says otherwise."""
    if not m.theirs:
        return m.stood("resolved")
    if m.shows({"rejection", "loop"}) or (m.number("heat") >= 2 and m.shows(GRIEVANCES)):
        return False
    if m.shows({"resolution_confirmed"}):
        return True
    return m.stood("resolved") and not m.shows(DEMANDS | {"want_stated"})


@fact("questions")
def questions_now(m: Moment) -> int:
    """Questions that the customer asks in this very turn."""
    return len(questions.of(m.reading)) if m.theirs else 0


@fact("questions")
def unanswered_questions(m: Moment) -> int:
    """Questions of the customer that none of our turns has answered yet."""
    if m.theirs:
        return m.tally("unanswered_questions", int(m.number("questions_now")))
    if m.ours and not m.reading.has("a_no_answer", "a_ignore"):
        return 0
    return int(m.was("unanswered_questions"))


@fact("yes or no")
def asked_by_us(m: Moment) -> bool:
    """Our latest turn asked the customer something and put nothing on the table."""
    if not m.ours:
        return m.stood("asked_by_us")
    return m.reading.has(*ASKING) and not m.reading.has("a_options", "a_commit")


@fact("yes or no")
def left_to_them(m: Moment) -> bool:
    """Our latest turn left a decision to the customer."""
    return m.reading.has(*LEFT_TO_THEM) if m.ours else m.stood("left_to_them")


@fact("yes or no")
def offered_talk(m: Moment) -> bool:
    """Our latest turn offered another channel or a call."""
    return m.reading.has("a_channel") if m.ours else m.stood("offered_talk")


@fact("yes or no")
def offered_return(m: Moment) -> bool:
    """Our latest turn promised that we come back at a named time."""
    if not m.ours:
        return m.stood("offered_return")
    return any(p.who != "customer" and p.due_text and record.comes_back(p.what) for p in m.reading.promises)


@fact("promises")
def promises_made(m: Moment) -> int:
    """Promises that we have made in this conversation."""
    return m.tally("promises_made", len(m.reading.promises) if m.ours else 0)


@fact("promises")
def vague_promises(m: Moment) -> int:
    """Promises of ours in this conversation without who, what or when."""
    return m.tally("vague_promises", sum(p.vague for p in m.reading.promises) if m.ours else 0)


@fact("turns")
def turns_without_news(m: Moment) -> int:
    """Turns in a row that brought nothing new from either side."""
    if m.theirs:
        news = m.shows({"acceptance", "partial_acceptance", "want_stated", "understanding_confirmed"})
        news = news or m.shows({"resolution_confirmed"}) or m.number("grievances_new") > 0
    else:
        news = m.ours and m.reading.has("a_options", "a_honest_no", "a_channel", "a_warm_handoff", "a_repair")
    return 0 if news else m.tally("turns_without_news", m.theirs or m.ours)


@fact("yes or no")
def long_for_channel(m: Moment) -> bool:
    """The exchange is longer than usual on this channel and has brought nothing new for a while."""
    turn = m.reading.turn
    if m.shows({"long_exchange"}):
        return True
    if turn.channel == "phone":
        return turn.at >= 12 and m.number("turns_without_news") >= 8
    return m.number("turns_without_news") >= LONG_EXCHANGE.get(turn.channel, 16)


# What it cost them ---------------------------------------------------------------------------------------------------


@fact("times")
def waits(m: Moment) -> int:
    """Customer turns that complained of waiting."""
    return m.tally("waits", m.theirs and m.shows({"long_wait"}))


@fact("times")
def transfers(m: Moment) -> int:
    """Times passed on: the complaint of it, and every cold transfer of ours."""
    complained = m.theirs and m.shows({"transfer_complaint"})
    return m.tally("transfers", complained or (m.ours and m.reading.has("a_cold_transfer")))


@fact("times")
def repeats(m: Moment) -> int:
    """Times that the customer had to say the same thing again."""
    return m.tally("repeats", m.theirs and m.shows({"repeat_info"}))


@fact("switches")
def channel_switches(m: Moment) -> int:
    """Times that the channel changed within this conversation."""
    changed = bool(m.before) and m.before[-1].turn.channel != m.reading.turn.channel
    return m.tally("channel_switches", changed)


@fact("index 1-10")
def effort(m: Moment) -> int:
    """Effort index (DOMAIN 3.14): 1 + repeats, transfers, channel switches and broken promises on record."""
    suffered = m.number("repeats") + m.number("transfers") + m.number("channel_switches")
    return min(10, 1 + int(suffered) + int(record.number(m.context.history, "promises_broken")))


@fact("contacts")
def contacts_30d(m: Moment) -> int:
    """Contacts of this customer in the last 30 days, from the record."""
    return int(record.number(m.context.history, "contacts_30d"))


# Authority, safety, care ---------------------------------------------------------------------------------------------


@fact("turns")
def supervisor_demands(m: Moment) -> int:
    """Customer turns that asked for someone in charge."""
    return m.tally("supervisor_demands", m.theirs and m.shows({"supervisor_demand"}))


@fact("turns")
def supervisor_turns(m: Moment) -> int:
    """Turns of a person with more authority."""
    return m.tally("supervisor_turns", m.reading.turn.by == "supervisor")


@fact("yes or no")
def handoff_accepted(m: Moment) -> bool:
    """We brought in somebody with authority, the customer wanted it, and that person has not spoken yet."""
    if m.reading.turn.by == "supervisor":
        return False
    if m.ours:
        if m.reading.has("a_warm_handoff"):
            return m.stood("handoff_accepted") or (_wants_authority(m) and not m.reading.has(*LEFT_TO_THEM))
        return m.stood("handoff_accepted") and not m.reading.has(*PROPOSING)
    moved_on = m.shows({"partial_acceptance"}) or (m.shows({"resolution_confirmed"}) and not m.shows(ANSWERS))
    taken_up = m.stood("handoff_offered") and m.shows({"acceptance", "understanding_confirmed", "supervisor_demand"})
    return (m.stood("handoff_accepted") or taken_up) and not moved_on


@fact("yes or no")
def handoff_offered(m: Moment) -> bool:
    """Our latest turn asked whether the customer wants somebody with authority, and offered nothing else."""
    if not m.ours:
        return m.stood("handoff_offered")
    asked = m.reading.has("a_warm_handoff") and m.reading.has(*LEFT_TO_THEM)
    return asked and _wants_authority(m) and not m.reading.has("a_repair", *(PROPOSING - {"a_commit"}))


@fact("yes or no")
def safety_open(m: Moment) -> bool:
    """A risk to life or safety was shown and no person has closed the safety record."""
    if m.reading.turn.by == "system" and record.closes_safety(m.reading.turn):
        return False
    if m.theirs and m.shows(SAFETY):
        return True
    return m.stood("safety_open") if m.before else record.flag(m.context.history, "safety_open")


@fact("yes or no")
def safety_ever(m: Moment) -> bool:
    """A risk to life or safety was shown at some time in this conversation."""
    return m.stood("safety_ever") or bool(m.now("safety_open"))


@fact("yes or no")
def vulnerable(m: Moment) -> bool:
    """Something in the conversation or the record asks for care in how the case goes on."""
    if m.stood("vulnerable") or (m.theirs and m.shows(VULNERABLE)):
        return True
    return not m.before and record.noted_adjustment(m.context)


@fact("yes or no")
def unverified(m: Moment) -> bool:
    """The record says that it has not been checked who is talking."""
    told = m.context.history.get("verified", m.context.customer.get("verified"))
    return told is False


@fact("yes or no")
def leverage(m: Moment) -> bool:
    """The latest customer turn uses lawful leverage: a right, never misconduct."""
    return m.shows(LAWFUL_LEVERAGE) if m.theirs else m.stood("leverage")


@fact("turns")
def leverage_turns(m: Moment) -> int:
    """Customer turns so far with lawful leverage."""
    return m.tally("leverage_turns", m.theirs and m.shows(LAWFUL_LEVERAGE))


@fact("turns")
def legal_turns(m: Moment) -> int:
    """Customer turns so far that named a lawyer, a court or a regulator."""
    return m.tally("legal_turns", m.theirs and m.shows({"legal_threat", "regulator_threat"}))


@fact("points")
def toll_of_heat(m: Moment) -> float:
    """The part of the toll that comes from heat."""
    return m.was("toll_of_heat") + (TOLL_BY_HEAT[m.reading.heat or 0] if m.theirs else 0.0)


@fact("points")
def toll_of_incidents(m: Moment) -> float:
    """The part of the toll that comes from how people were treated, and from a self-harm disclosure."""
    if not m.theirs:
        return m.was("toll_of_incidents")
    first_disclosure = "self_harm" in m.shown and not m.stood("self_harm_ever")
    return m.was("toll_of_incidents") + TOLL_BY_INCIDENT.get(str(m.now("conduct")), 0.0) + 10.0 * first_disclosure


@fact("points")
def toll(m: Moment) -> float:
    """What this conversation has cost whoever answers it (DOMAIN 3.11): heat up to 20 points, plus incidents."""
    return round(min(20.0, m.number("toll_of_heat")) + m.number("toll_of_incidents"), 1)


@fact("yes or no")
def self_harm_ever(m: Moment) -> bool:
    """A sign of self-harm was read in this conversation."""
    return m.stood("self_harm_ever") or (m.theirs and "self_harm" in m.shown)


def _wants_authority(m: Moment) -> bool:
    return m.was("supervisor_demands") > 0 or m.word("stage") in {"escalated", "stuck"}


def _known_grievances(m: Moment) -> frozenset[str]:
    known = m.last.get("grievances", frozenset())
    return known if isinstance(known, frozenset) else frozenset()
