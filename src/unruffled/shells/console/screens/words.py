"""The words on the screen for the ids of engine and desk: plain, short, and fit to be read by whom they are about."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final


def _kept(words: dict[str, str]) -> Mapping[str, str]:
    return MappingProxyType(words)


CHANNELS: Final = _kept(
    {"email": "Mail", "chat": "Chat", "phone": "Phone", "social": "Social", "review": "Review", "sms": "SMS"}
)
ROLES: Final = _kept({"agent": "Agent", "supervisor": "Supervisor", "manager": "Manager"})
TRACK: Final = _kept(
    {"vent": "Vent", "acknowledge": "Acknowledge", "clarify": "Clarify", "resolve": "Resolve", "confirm": "Confirm"}
)
SIDE_STATES: Final = _kept(
    {
        "stuck": "Going in circles",
        "boundary": "How we speak to each other comes first",
        "safety": "Safety comes first",
        "paused": "Waiting for the agreed time",
        "escalated": "Someone with more authority leads",
        "ended": "We have ended this contact",
    }
)
CONDUCT: Final = _kept(
    {
        "insult": "Insult",
        "abuse": "Abuse",
        "discriminatory": "Discriminatory remark",
        "sexual": "Sexual remark",
        "threat": "Threat",
    }
)
"""Only what is beyond rude is shown at all; swearing at a parcel gets no mark (DESIGN section 2)."""

CONDUCT_TO_CHOOSE: Final = _kept(
    {
        "ok": "Nothing amiss",
        "profanity_situational": "Swearing, at nobody",
        "rude": "Rude, no insult",
        **CONDUCT,
        "abuse": "Abuse: insults go on",
    }
)
"""Every conduct as a person may say it who corrects a reading."""

SIGNALS: Final = _kept(
    {
        "anger": "Angry",
        "frustration": "Frustrated",
        "anxiety": "Worried",
        "distress": "Distressed",
        "disappointment": "Let down",
        "confusion": "Something is unclear",
        "sarcasm": "Sarcasm",
        "gratitude": "Says thank you",
        "relief": "Relieved",
        "shouting": "Raised voice",
        "profanity": "Swearing",
        "insult_agent": "Insult",
        "abuse_sustained": "Insults go on",
        "discriminatory_abuse": "Discriminatory remark",
        "sexual_remark": "Sexual remark",
        "threat_violence": "Threat",
        "supervisor_demand": "Asks for someone in charge",
        "refund_demand": "Wants the money back",
        "compensation_demand": "Wants something for the trouble",
        "deadline_demand": "Names a deadline",
        "unreasonable_demand": "Asks for more than we can give",
        "channel_request": "Wants another channel",
        "legal_threat": "Speaks of lawyers or court",
        "regulator_threat": "Speaks of an ombudsman",
        "review_threat": "Speaks of a review",
        "media_threat": "Speaks of the press",
        "churn_threat": "Speaks of leaving",
        "chargeback_threat": "Speaks of taking the payment back",
        "repeat_contact": "Wrote before about this",
        "long_wait": "Has waited long",
        "transfer_complaint": "Was passed around",
        "repeat_info": "Had to say it again",
        "promise_broken": "A promise not kept",
        "feels_unheard": "Feels unheard",
        "loop": "The same again",
        "long_exchange": "It has gone on for long",
        "staff_conduct_complaint": "Complains about one of us",
        "scope_creep": "Adds another matter",
        "vulnerability_health": "Health plays a part",
        "vulnerability_capability": "Needs it in easy steps",
        "vulnerability_life_event": "Hard times",
        "vulnerability_financial": "Money is tight",
        "language_barrier": "Needs plain language",
        "access_need": "Needs an adjustment",
        "self_harm": "Speaks of not wanting to live",
        "safety_hazard": "Can hurt somebody",
        "third_party_risk": "Someone else may be in danger",
        "fraud_indicator": "Needs checking",
        "inconsistent_account": "Differs from the record",
        "private_data_exposed": "Private details in the open",
        "public_post": "Others can read this",
        "issue_stated": "Says what is wrong",
        "want_stated": "Says what would help",
        "understanding_confirmed": "Feels heard",
        "partial_acceptance": "Accepts part of it",
        "acceptance": "Agrees",
        "rejection": "Says no to it",
        "resolution_confirmed": "Says it is fine now",
        "customer_apology": "Apologises for the tone",
        "advocacy": "Speaks well of us",
        "closing": "Says goodbye",
    }
)
GOOD_NEWS: Final = frozenset(
    {
        "understanding_confirmed",
        "gratitude",
        "relief",
        "acceptance",
        "partial_acceptance",
        "resolution_confirmed",
        "customer_apology",
        "advocacy",
    }
)
"""Signals that get a check instead of a point."""

HABITS: Final = _kept(
    {
        "say_calm_down": "“calm down”",
        "interrupt_vent": "a fix, a rule or a question while it pours out",
        "argue_facts": "correcting before you have acknowledged",
        "blame_customer": "putting it on them",
        "blame_other": "the courier’s, the system’s or a colleague’s fault",
        "minimise": "“only”, “just”, “it happens”",
        "canned_empathy": "a ready-made phrase of sympathy",
        "repeat_apology": "a second apology",
        "vague_promise": "“as soon as possible”",
        "overpromise": "a promise that is not yours to give",
        "policy_wall": "“that is our policy”",
        "ask_repeat_info": "asking for what we have already",
        "many_questions": "more than one question at a time",
        "cold_transfer": "passing it on without a word",
        "label_person": "words for the person instead of the matter",
        "tone_police": "remarks about the tone",
        "ignore_abuse": "going on as if it had not been said",
        "debate_abuse": "repeating the insult or arguing about it",
        "provoke": "sharpness, irony, winning the point",
        "pay_for_anger": "giving more because of the anger",
        "buy_silence": "a gift in return for a review",
        "gate_review": "steering who may review",
        "withhold_owed": "holding back what is owed",
        "admit_liability": "legal admissions",
        "legal_debate": "arguing about the law",
        "retaliate_complaint": "making a complaint cost something",
        "accuse_fraud": "a hint of dishonesty",
        "reveal_private": "account details before you know who it is",
        "ask_private_in_public": "asking for private details where others read",
        "ignore_safety": "business before safety",
        "counsel": "advice like a doctor’s",
        "promise_secrecy": "promising to tell nobody",
        "patronise": "talking down",
        "idiom_jargon": "idioms and jargon",
        "rush": "hurry, “as I said”, closing early",
        "upsell": "selling anything",
        "vip_unfair": "more for status than for facts",
        "end_abruptly": "ending it without notice and a way back",
        "close_unconfirmed": "closing before you know that it holds",
        "joke_back": "a joke in return",
        "public_argument": "a second public answer",
        "suspend_help": "letting the matter lie because of the tone",
    }
)
SLOTS: Final = _kept(
    {
        "adjustment": "what would help them",
        "agent": "your name",
        "agreed": "what is agreed",
        "channel": "phone, mail or chat",
        "check": "what to check",
        "colleague": "name of a colleague",
        "contact": "your direct line",
        "cost": "what it cost them",
        "count": "how many",
        "date": "day",
        "decider": "who decides",
        "done": "what you have done",
        "duration": "how long",
        "emergency": "the emergency number",
        "effort": "what they went through",
        "fact": "what the record says",
        "feeling": "how it felt",
        "form": "the form",
        "given": "what was given",
        "goodwill": "what you offer",
        "holder": "whose account it is",
        "id": "number",
        "issue": "what went wrong",
        "line": "the local number",
        "minutes": "how many",
        "missing": "what is missing",
        "name": "their name",
        "open": "what is open",
        "option_a": "first choice",
        "option_b": "second choice",
        "our_fault": "what we did wrong",
        "outcome": "how it ended",
        "owed": "what is owed",
        "pattern": "what keeps happening",
        "private": "the private details",
        "promise": "what we promised",
        "proof": "what shows who they are",
        "question": "your question",
        "quote": "their words",
        "reason": "the reason",
        "reference": "reference",
        "rest": "the rest",
        "role": "the role",
        "route": "who looks at it again",
        "safety_line": "the local number",
        "since": "what happened since",
        "stake": "what hangs on it",
        "step": "the next step",
        "next_step": "the step after that",
        "their_help": "what they did to help",
        "topic": "what it is about",
        "want": "what would help",
        "where": "where",
    }
)
"""What an open place in the words to say asks for; a place like {time} says it itself."""

OUTCOMES: Final = _kept(
    {
        "resolved": "Settled",
        "resolved_with_goodwill": "Settled, with a gesture",
        "consoled_unresolved": "Not settled, but understood",
        "escalated_resolved": "Settled by someone with more authority",
        "escalated_open": "With someone who has more authority",
        "paused": "Paused, as agreed",
        "ended_by_us": "We ended the contact",
        "referred_safety": "Passed on: safety",
        "referred_legal": "Passed on: legal",
        "declined_with_alternative": "Said no, with another way",
        "relationship_review": "Goes to a relationship review",
    }
)
ROOT_CAUSES: Final = _kept(
    {
        "product": "The product",
        "process": "How we work",
        "policy": "A rule of ours",
        "person": "How one of us acted",
        "communication": "What we said or did not say",
        "third_party": "Somebody else, say a carrier",
        "customer_circumstance": "Their circumstances",
        "one_off": "A one-off",
        "unknown": "Looked into, still unknown",
    }
)
PROMISE_STATES: Final = _kept(
    {"open": "Open", "kept": "Kept", "late": "Late", "not_kept": "Not kept", "cancelled": "Called off"}
)


def ordinal(n: int) -> str:
    """Return "1st", "2nd", "3rd", "4th", "11th"."""
    tail = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{tail}"


def times(n: int) -> str:
    """Return "once", "twice", "3 times"."""
    return {1: "once", 2: "twice"}.get(n, f"{n} times")


def listed(parts: list[str]) -> str:
    """Return "Mia", "Mia and Noor", "Mia, Noor and Sam"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def initial(name: str) -> str:
    """Return the letter that stands for a person."""
    return name.strip()[:1].upper() or "?"
