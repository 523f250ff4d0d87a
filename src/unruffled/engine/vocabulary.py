"""Every word the engine speaks: ids with their meaning, and frozen data for turns, readings, situations and advice."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, Literal

MAIN_STAGES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "prepare": "Before contact: brief read, knowledge at hand",
        "open": "First exchange; nothing said yet beyond hello / subject line",
        "vent": "Customer is discharging; new grievances still arriving and no answer would land yet",
        "acknowledge": "Grievance has been stated once but customer has not yet confirmed being understood",
        "clarify": "Facts or wanted outcome still missing; customer able to answer questions",
        "resolve": "Options / decisions / actions on the table",
        "confirm": "Agreement or fix reached; summarise, check, close",
        "after": "Contact over: follow-up, record, learn",
    }
)
SIDE_STATES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "stuck": "Same demand and same answer exchanged >=2 times each (loop), or N turns without new information",
        "boundary": "Unacceptable conduct is the topic of the next agent turn",
        "safety": "Risk to life or safety (self-harm, violence threat, product hazard, safeguarding)",
        "paused": "Agreed pause: cool-off, promised call-back, channel move in progress",
        "escalated": "Someone with more authority leads; front-liner observes",
        "ended": "We ended the contact under the boundary policy",
    }
)
STAGES: Final = frozenset(MAIN_STAGES) | frozenset(SIDE_STATES)
CONDUCTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ok": "Nothing unacceptable: anger, persistence, complaints, legal or review threats are all ok",
        "profanity_situational": "Swearing about the situation/product, not at a person",
        "rude": "Dismissive/contemptuous of the agent, no insult aimed at who they are",
        "insult": "Personal insult aimed at the agent or a named colleague, isolated",
        "abuse": "Repeated insults, or one severe degrading attack, or abuse continuing after notice",
        "discriminatory": "Attack on a protected characteristic: race, accent, religion, sex, disability, age …",
        "sexual": "Sexual remarks or propositions",
        "threat": "Threat of violence, stalking, property damage, or doxxing of staff",
    }
)
SIGNALS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "anger": "expressed anger",
        "frustration": "expressed frustration",
        "anxiety": "worry, fear, urgency about consequences",
        "distress": "crying, overwhelmed, despair (no self-harm content)",
        "disappointment": "let down",
        "confusion": "does not understand; mixed-up facts",
        "sarcasm": "surface praise with negative intent",
        "gratitude": "thanks that is sincere",
        "relief": "expresses relief",
        "shouting": "ALL CAPS runs, multiple !!!, or [shouting] on a phone transcript",
        "profanity": "any swear word",
        "insult_agent": "insult to a person on our side",
        "abuse_sustained": "second or later insult, or continued after notice",
        "discriminatory_abuse": "slur / protected-characteristic attack",
        "sexual_remark": "sexual remark",
        "threat_violence": "threat to harm or expose staff",
        "supervisor_demand": "asks for manager / someone in charge",
        "refund_demand": "asks for money back",
        "compensation_demand": "asks for something beyond what was lost",
        "deadline_demand": "states a deadline",
        "unreasonable_demand": "outside policy and law, disproportionate, or not ours to give",
        "channel_request": "asks to be called / emailed / met",
        "legal_threat": "lawyer, court, sue, letter before action",
        "regulator_threat": "ombudsman, regulator, trading standards, consumer body",
        "review_threat": "will post a bad review / tell everyone",
        "media_threat": "press, influencer following",
        "churn_threat": "will cancel / leave / go to a competitor",
        "chargeback_threat": "will dispute the payment",
        "repeat_contact": "has contacted before about this",
        "long_wait": "complains of waiting / hold / no reply",
        "transfer_complaint": "passed around",
        "repeat_info": "had to repeat information",
        "promise_broken": "we said X and did not do X",
        "feels_unheard": "nobody listens, you didn't read, you don't care",
        "loop": "same demand/answer again",
        "long_exchange": "exchange longer than the channel norm",
        "staff_conduct_complaint": "complains about how one of us behaved",
        "scope_creep": "reopens settled points or adds unrelated ones",
        "vulnerability_health": "illness, disability, mental health, medical dependence",
        "vulnerability_capability": "memory, literacy, digital or comprehension difficulty",
        "vulnerability_life_event": "bereavement, separation, job loss, caring",
        "vulnerability_financial": "cannot afford, debt, essentials at risk",
        "language_barrier": "non-native, asks for simple language, misread idiom",
        "access_need": "asks for an adjustment",
        "self_harm": "any sign of suicide or self-harm intent or ideation",
        "safety_hazard": "product/service can injure (fire, shock, gas, allergy, meds)",
        "third_party_risk": "someone else in danger / may be pressured by another person",
        "fraud_indicator": "pattern or inconsistency that needs verification",
        "inconsistent_account": "statement contradicts record or earlier statement",
        "private_data_exposed": "personal data posted in public or about to be",
        "public_post": "the message is visible to others",
        "issue_stated": "the problem is stated clearly enough to act on",
        "want_stated": "the wanted outcome is stated",
        "understanding_confirmed": "customer confirms our summary",
        "partial_acceptance": "accepts part",
        "acceptance": "accepts the proposal",
        "rejection": "rejects the proposal",
        "resolution_confirmed": "says it is fixed / fine now",
        "customer_apology": "customer apologises for tone",
        "advocacy": "says they will recommend / stay / praise",
        "closing": "goodbye",
    }
)
ANTIPATTERNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "say_calm_down": "Tell the person to calm down / relax / be reasonable",
        "interrupt_vent": "Cut in with fix, policy or questions while they are still venting",
        "argue_facts": "Contradict or correct before acknowledging",
        "blame_customer": "Put the fault on them",
        "blame_other": "Blame colleague, courier, system as an excuse",
        "minimise": "'only', 'just', 'it happens', 'other customers...'",
        "canned_empathy": "Generic formula with no content from this case",
        "repeat_apology": "Apologise again for the same thing, or apologise without action attached",
        "vague_promise": "'asap', 'soon', 'we will look into it' without who/what/when",
        "overpromise": "Promise an outcome not in our gift or not yet approved",
        "policy_wall": "'That is our policy' with no reason and no alternative",
        "ask_repeat_info": "Ask for what is already in the record or was just said",
        "many_questions": "More than two questions in one turn to a hot or confused customer",
        "cold_transfer": "Transfer without brief, consent and introduction",
        "label_person": "Call the customer difficult, crazy, a liar, a serial complainer in any record or message",
        "tone_police": "Use the boundary ladder on anger, complaints, persistence, or swearing not aimed at a person",
        "ignore_abuse": "Carry on as if nothing when staff are insulted, discriminated against or threatened",
        "debate_abuse": "Argue about or repeat the content of the insult",
        "provoke": "Threaten, humiliate, use sarcasm, win the point",
        "pay_for_anger": "Raise goodwill because of anger, threat of review/press, or abuse",
        "buy_silence": "Make goodwill conditional on removing/changing/not posting a review",
        "gate_review": "Invite only happy customers to review, or discourage unhappy ones",
        "withhold_owed": "Reduce statutory or contractual remedy because of conduct",
        "admit_liability": "Make legal admissions / quantify loss without the legal route",
        "legal_debate": "Argue law or advise on their legal position",
        "retaliate_complaint": "Any adverse step because of a complaint, a regulator, a lawyer or a review",
        "accuse_fraud": "Accuse, hint at dishonesty, or reveal fraud indicators",
        "reveal_private": "Reveal account data in public or to an unverified person",
        "ask_private_in_public": "Ask for personal data in a public thread",
        "ignore_safety": "Continue business before the safety response",
        "counsel": "Act as therapist/doctor, diagnose, debate reasons for living",
        "promise_secrecy": "Promise not to tell anyone after a risk disclosure",
        "patronise": "Talk down, over-simplify loudly, praise for simple things",
        "idiom_jargon": "Idioms, jargon, acronyms to someone who struggles with language",
        "rush": "Time pressure, 'as I said', closing early",
        "upsell": "Sell during complaint or check-in",
        "vip_unfair": "Give remedy to status that equal facts would not give others",
        "end_abruptly": "End without notice, reason, route back (except immediate-end grounds)",
        "close_unconfirmed": "Close without checking it is resolved or what happens next",
        "joke_back": "Answer sarcasm with humour or ignore the real complaint under it",
        "public_argument": "More than one substantive public reply, or arguing in public",
        "suspend_help": "Stop handling the underlying valid issue because of conduct",
    }
)
GOOD_AGENT_SIGNALS: Final = (
    "a_listen",
    "a_reflect",
    "a_empathy",
    "a_apology_specific",
    "a_apology_brief",
    "a_ownership",
    "a_question",
    "a_options",
    "a_choice",
    "a_commit",
    "a_explain",
    "a_honest_no",
    "a_boundary",
    "a_warm_handoff",
    "a_check",
    "a_summary",
    "a_adjust",
    "a_safety",
    "a_repair",
    "a_followup",
    "a_thanks",
    "a_goodwill",
    "a_privacy",
    "a_neutral_verify",
    "a_channel",
    "a_suggestion",
    "a_information",
    "a_reassurance",
)
BAD_AGENT_SIGNALS: Final = (
    "a_calm_down",
    "a_defensive",
    "a_blame_customer",
    "a_blame_other",
    "a_minimise",
    "a_canned",
    "a_vague",
    "a_overpromise",
    "a_overapology",
    "a_no_answer",
    "a_early_fix",
    "a_policy_wall",
    "a_you_accuse",
    "a_repeat_question",
    "a_cold_transfer",
    "a_privacy_leak",
    "a_accuse_fraud",
    "a_sarcasm",
    "a_legal_argument",
    "a_jargon",
    "a_interrupt",
    "a_ignore",
)
AGENT_SIGNALS: Final = frozenset(GOOD_AGENT_SIGNALS) | frozenset(BAD_AGENT_SIGNALS)
FLAGS: Final = (
    "safety",
    "vulnerable",
    "legal",
    "fraud_review",
    "privacy",
    "public",
    "escalate",
    "boundary_incident",
    "breather",
    "relationship_review",
    "staff_concern",
    "root_cause_candidate",
    "followup_due",
    "adjust_language",
    "hazard",
)
ROOT_CAUSES: Final = (
    "product",
    "process",
    "policy",
    "person",
    "communication",
    "third_party",
    "customer_circumstance",
    "one_off",
    "unknown",
)
OUTCOMES: Final = (
    "resolved",
    "resolved_with_goodwill",
    "consoled_unresolved",
    "escalated_resolved",
    "escalated_open",
    "paused",
    "ended_by_us",
    "referred_safety",
    "referred_legal",
    "declined_with_alternative",
    "relationship_review",
)

HEAT_WORDS: Final = ("Calm", "Uneasy", "Upset", "Intense", "Extreme")
"""The word for each heat 0-4 (DESIGN.md section 2)."""


def heat_band(score: float) -> int:
    """Return the whole heat 0-4 that a heat score belongs to; a half belongs to the hotter one."""
    return max(0, min(4, math.floor(score + 0.5)))


BEYOND_RUDE: Final = frozenset({"insult", "abuse", "discriminatory", "sexual", "threat"})
"""Conduct values that are about how people are treated badly enough for the boundary ladder (DOMAIN 3.3)."""

INSULTS: Final = ("threat_violence", "discriminatory_abuse", "sexual_remark", "abuse_sustained", "insult_agent")
"""Signals whose words are conduct beyond rude, the gravest first."""

DANGERS: Final = ("self_harm", "safety_hazard", "third_party_risk", "threat_violence")
"""Signals that open the safety state (DOMAIN 3.1), the one whose card comes first first (playbook safety_protocol)."""

LAWFUL_LEVERAGE: Final = frozenset(
    {"legal_threat", "regulator_threat", "review_threat", "media_threat", "churn_threat", "chargeback_threat"}
)
"""Threats that are a customer's right: never misconduct (DOMAIN 3.1 edge rule b)."""

LANGUAGES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "de": "German",
        "nl": "Dutch",
        "fr": "French",
        "es": "Spanish",
        "it": "Italian",
        "pt": "Portuguese",
        "pl": "Polish",
        "tr": "Turkish",
        "el": "Greek",
        "he": "Hebrew",
        "ja": "Japanese",
        "ko": "Korean",
        "th": "Thai",
        "zh": "Chinese",
        "und": "another language",
    }
)
"""Languages that are told from English and not read, by their BCP 47 code, with the name that people see."""

By = Literal["customer", "agent", "supervisor", "system", "unknown"]
STAFF: Final = frozenset({"agent", "supervisor"})

Span = tuple[int, int]
"""Code points into the turn's original text, end exclusive."""

FactValue = bool | int | float | str | frozenset[str]


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing said: `at` is minutes since the first turn; `channel` the channel in force at this turn."""

    n: int
    by: By
    at: float
    text: str
    channel: str
    event: str | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What is known before the first turn: the record, the promise log, the limits."""

    customer: Mapping[str, Any] = field(default_factory=dict)
    history: Mapping[str, Any] = field(default_factory=dict)
    facts: tuple[str, ...] = ()
    policy: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Story:
    """A conversation as the engine sees it; `started` makes promises' due times absolute."""

    channel: str
    turns: tuple[Turn, ...]
    context: Context = Context()
    id: str = ""
    source: str = ""
    started: datetime | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signal:
    """Something that shows in a turn, how confident the reader is (0-1), and the words that show it.

    Without `sure` it is in doubt: it shows, and people are told that it could be (fusion.sure_from).
    """

    id: str
    confidence: float
    spans: tuple[Span, ...] = ()
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Promise:
    """Who does what by when. `due_minutes` counts from the turn's own time; None where no time was said."""

    who: str
    what: str
    due_text: str
    due_minutes: float | None
    span: Span
    vague: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A question asked in a turn: the span of its words and the same words cleaned for showing."""

    span: Span
    text: str


HEAD: Final = 16_000
TAIL: Final = 8_000
"""How many characters at the beginning and the end of a very long message are read for everything."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader saw in one turn. Customer turns have heat and conduct; staff turns have agent signals only."""

    turn: Turn
    heat_score: float | None = None
    conduct: str | None = None
    signals: tuple[Signal, ...] = ()
    agent_signals: tuple[Signal, ...] = ()
    promises: tuple[Promise, ...] = ()
    questions: tuple[Question, ...] = ()
    reader: str = ""
    stage_by_human: str | None = None
    by_human: frozenset[str] = frozenset()
    language: str = ""
    """The language of a turn that was not read because it is not English (a key of LANGUAGES); "" where it was."""
    partly: str = ""
    """The language of sentences that were not read in a turn whose English ones were; "" where there are none."""
    heat_sure: bool = True
    """Whether the heat is told without doubt; where it is not, it could be less (heat.Heat)."""
    asks: int | None = field(default=None, compare=False, repr=False)
    """How many questions the text asks, where they were counted when the reading was kept (keeping.to_keep)."""
    stems: tuple[str, ...] | None = field(default=None, compare=False, repr=False)
    """What its words say of a case (overlap.content), where they were cut when the reading was kept."""

    @property
    def heat(self) -> int | None:
        """Heat as the integer 0-4 that bands, peaks and formulas use; None on staff turns."""
        return None if self.heat_score is None else heat_band(self.heat_score)

    @property
    def in_parts(self) -> bool:
        """Whether the turn was too long to be read for everything: between its first and last pages only for danger."""
        return self.turn.by == "customer" and len(self.turn.text) > HEAD + TAIL

    def signal(self, id: str) -> Signal | None:
        """The customer or agent signal of this id, or None."""
        for signal in self.signals:
            if signal.id == id:
                return signal
        return next((signal for signal in self.agent_signals if signal.id == id), None)

    def has(self, *ids: str) -> bool:
        """Whether any of these signals shows in the turn."""
        return any(s.id in ids for s in self.signals) or any(s.id in ids for s in self.agent_signals)

    def words(self, id: str) -> tuple[str, ...]:
        """The words of the turn that show this signal."""
        found = self.signal(id)
        return tuple(self.turn.text[a:b] for a, b in found.spans) if found else ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of a rule that held (or did not): the fact, its value, what was needed, and the words behind it.

    The quote begins with the words at `span`; after " … " it goes on with those of a second place of the same turn.
    """

    fact: str
    value: FactValue | None
    needed: str
    quote: str = ""
    turn: int | None = None
    span: Span | None = None
    holds: bool = True


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a fact shows: the turn, the places of it that are quoted, and the quote, with " … " between two places."""

    turn: int
    spans: tuple[Span, ...]
    quote: str


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a conversation stands after a customer's or our turn: the stage, and every fact rules may ask for."""

    n: int
    stage: str
    main_stage: str
    facts: Mapping[str, FactValue]
    signals: frozenset[str]
    lasting: frozenset[str]
    evidence: Mapping[str, Evidence] = field(default_factory=dict)

    def __getitem__(self, fact: str) -> FactValue:
        return self.facts[fact]


@dataclass(frozen=True, slots=True)
class Advice:
    """One suggested move: its points, the reasons taken from the rule itself, the words to say, what to avoid now."""

    id: str
    title: str
    score: float
    tier: int
    reasons: tuple[Reason, ...]
    say: tuple[str, ...]
    avoid: tuple[str, ...] = ()
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """What the coach says of the agent's draft: `instead` is a rewrite of the span, where one can be made."""

    id: str
    level: Literal["advice", "stop"]
    span: Span
    why: str
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A yes or no that a person may ask why of; `ask` names the first role that may decide where we may not."""

    allowed: bool
    reasons: tuple[Reason, ...]
    ask: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One turn of a followed conversation: what was read, where it stands, and on customer turns what to do next."""

    reading: Reading
    situation: Situation
    moves: tuple[Advice, ...] = ()
    guard: tuple[str, ...] = ()
    boundary: int = 0
    boundary_reasons: tuple[Reason, ...] = ()
    flags: tuple[str, ...] = ()
    difficulty: int = 0
