"""Signals that need more than the words of this turn: the record, the channel, and what was said before."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import combinations
from operator import itemgetter
from typing import Final

from unruffled.engine.reader.seen import Found, Seen, alike, content, ours
from unruffled.engine.vocabulary import STAFF, Signal, Span, Turn

PUBLIC: Final = frozenset({"social", "review", "public", "forum", "post", "tweet"})
NORM_TURNS: Final = {"chat": 16, "email": 6, "social": 2, "review": 2}
"""How many turns an exchange usually has (DOMAIN 3.1, stuck); `phone` counts minutes."""
NORM_MINUTES: Final = {"phone": 12.0}
LIVE: Final = frozenset({"phone", "chat", "dm", "sms"})
NEW_SITTING: Final = 60.0
"""Minutes without a word after which a call or a chat is a new one, however the case goes on."""
SAME: Final = 0.5
"""How much two turns share to say the same thing."""


def signals(seen: Seen, found: Found) -> Iterator[Signal]:
    """The signals from record, channel and earlier turns."""
    yield from _public(seen)
    yield from _private_data(seen)
    yield from _repeat_contact(seen, found)
    yield from _promise_broken(seen, found)
    yield from _loop(seen, found)
    yield from _long_exchange(seen)
    yield from _against_record(seen)
    yield from _repeat_info(seen)
    yield from _still_at_risk(seen, found)


def is_public(seen: Seen) -> bool:
    """Whether others can see this turn."""
    return seen.turn.channel in PUBLIC


def _public(seen: Seen) -> Iterator[Signal]:
    if is_public(seen):
        yield Signal("public_post", 0.97, seen.whole)


_PRIVATE_SHAPES: Final = frozenset({"<email>", "<phone>"})
_REFERENCE: Final = re.compile(
    r"\b(?:booking|order|account|reference|ref|policy|case|ticket|customer|member(?:ship)?|reservation|pnr|claim|passport"
    r"|patient|student|licence|iban|card|sort code|nhs|dob|born|date of birth|postcode|address)"
    r"[\w ]{0,24}[:#]?\s{0,2}(?=[A-Z0-9/ -]{4,24})[A-Z0-9]{0,6}[ -]?\d[\dA-Z/ -]{2,20}",
    re.IGNORECASE,
)
_STREET: Final = re.compile(
    r"\b\d{1,4}[a-z]?,?\s(?:[A-Z][a-z]{1,20}\s){1,3}(?:street|st|road|rd|avenue|ave|lane|close|drive|way|court|place|gardens|terrace|crescent)\b"
    r"|\b[A-Z]{1,2}\d{1,2}[A-Z]?\s?\d[A-Z]{2}\b",
    re.IGNORECASE,
)


def _private_data(seen: Seen) -> Iterator[Signal]:
    if not is_public(seen):
        return
    text = seen.text
    spans: list[Span] = [text.span(i, i) for i, shape in enumerate(text.shapes) if shape in _PRIVATE_SHAPES]
    spans += [m.span() for pattern in (_REFERENCE, _STREET) for m in pattern.finditer(text.original[:20_000])]
    if spans:
        yield Signal("private_data_exposed", 0.95, tuple(sorted(set(spans))))


def _repeat_contact(seen: Seen, found: Found) -> Iterator[Signal]:
    """The record says this is not the first contact, and the words refer to it at least faintly."""
    contacts = max(seen.history("contacts_30d"), seen.history("contacts_7d"), seen.history("open_cases"))
    faint = seen.strength("repeat_contact") + 0.3 * ("promise_broken" in found) + 0.2 * seen.has("long_wait")
    if contacts >= 1 and not seen.asked and faint >= 0.3:
        yield Signal("repeat_contact", 0.6, seen.spans("repeat_contact") or seen.whole)


def _promise_broken(seen: Seen, found: Found) -> Iterator[Signal]:
    """What we said in one sentence and that it did not happen in one of the next two; or the promise log knows."""
    undone = [(seen.text.sentence_number(hit.first), hit.span) for hit in seen.hits.get("not_done", ())]
    spans: set[Span] = set()
    for said in seen.hits.get("our_word", ()):
        i = seen.text.sentence_number(said.first)
        near = undone[bisect_right(undone, i, key=itemgetter(0)) : bisect_right(undone, i + 2, key=itemgetter(0))]
        spans.update(span for _, span in near)
        spans.update([said.span] if near else [])
    if spans:
        yield Signal("promise_broken", 0.65, tuple(sorted(spans)))
    if seen.history("promises_broken") >= 1 and not seen.asked and seen.strength("promise_broken") >= 0.2:
        yield Signal("promise_broken", 0.6, seen.spans("promise_broken"))


REACH: Final = 12
"""How many of the latest turns of each side a loop is looked for in: who circles does so within a dozen answers."""


def _loop(seen: Seen, found: Found) -> Iterator[Signal]:
    """The same demand, and the same answer, at least twice each (DOMAIN 6.6)."""
    staff = [r.turn.text for r in seen.before if r.turn.by in STAFF][-REACH:]
    if len(staff) < 2 or seen.has("acceptance", "gratitude"):
        return
    demands = sum(alike(r.turn.text, seen.turn.text) >= SAME for r in seen.asked[-REACH:])
    if demands and any(_same_answer(a, b) for a, b in combinations(staff, 2)):
        yield Signal("loop", 0.8 if demands > 1 or seen.has("loop") else 0.6, seen.spans("loop") or seen.whole)


def _same_answer(a: str, b: str) -> bool:
    return alike(a, b) >= SAME or "refusal_said" in ours(a) & ours(b)


def _long_exchange(seen: Seen) -> Iterator[Signal]:
    """More turns (minutes on the phone) in this channel than usual, and not yet on the way out."""
    here = [turn for turn in _sitting(seen) if turn.channel == seen.turn.channel and turn.by != "system"]
    norm = NORM_TURNS.get(seen.turn.channel)
    minutes = NORM_MINUTES.get(seen.turn.channel)
    too_many = norm is not None and len(here) + 1 > norm
    too_long = minutes is not None and bool(here) and seen.turn.at - here[0].at > minutes
    if (too_many or too_long) and not seen.has("gratitude", "resolution_confirmed", "closing"):
        yield Signal("long_exchange", 0.7, seen.whole)


def _sitting(seen: Seen) -> list[Turn]:
    """The turns of this sitting: since the last event that closed something, and on live channels the last long gap."""
    turns: list[Turn] = []
    later = seen.turn
    for reading in reversed(seen.before):
        gap = later.at - reading.turn.at
        if reading.turn.event == "safety_closed" or (seen.turn.channel in LIVE and gap >= NEW_SITTING):
            break
        turns.append(reading.turn)
        later = reading.turn
    return turns[::-1]


_CLASHES: Final = {"fault_denied": "fact_delivered", "use_denied": "fact_used", "pay_claimed": "fact_missing"}
"""What a customer may say, and what on record speaks against it."""
_CLAIMS: Final = ("refund_demand", "fraud_indicator", "fault_denied")
"""What is looked at twice where the record shows a pattern."""


def _against_record(seen: Seen) -> Iterator[Signal]:
    """What the customer says happened against what the record says (for a person to verify, never to accuse)."""
    if not seen.has(*_CLASHES, *_CLAIMS):
        return
    on_record = {fact: ours(fact) for fact in map(str, seen.context.facts)}
    denied = [cue for cue, against in _CLASHES.items() if seen.has(cue) and _clashes(seen, cue, against, on_record)]
    if denied:
        yield Signal("inconsistent_account", 0.6, seen.spans(*denied))
    pattern = any("fact_suspicious" in cues for cues in on_record.values())
    if pattern or seen.history("refund_claims") >= 2 or seen.history("claims_90d") >= 2:
        shown = (*denied, *(name for name in _CLAIMS if seen.has(name)))
        if shown:
            yield Signal("fraud_indicator", 0.7, seen.spans(*shown))


def _clashes(seen: Seen, cue: str, against: str, on_record: dict[str, frozenset[str]]) -> bool:
    """Whether a fact speaks against what was said, is about the same, and nothing on record puts it on us."""
    if any("fact_ours" in cues for cues in on_record.values()):
        return False
    said = {word for hit in seen.hits[cue] for word in content(seen.turn.text[slice(*hit.span)])}
    about = {word[:5] for word in said if len(word) >= 4}
    for fact, cues in on_record.items():
        if against in cues and (cue == "fault_denied" or about & {word[:5] for word in content(fact)}):
            return True
    return False


def _repeat_info(seen: Seen) -> Iterator[Signal]:
    """We asked for something again that had been given, and the customer says so faintly."""
    asked_again = any(r.has("a_repeat_question") for r in seen.answers)
    if asked_again and seen.strength("repeat_info") >= 0.2:
        yield Signal("repeat_info", 0.7, seen.spans("repeat_info"))


def at_risk(seen: Seen) -> bool:
    """Whether self-harm or danger to somebody showed earlier, and no person has closed the safety record."""
    risky = [r.turn.n for r in seen.asked if r.has("self_harm", "third_party_risk")]
    closed = [r.turn.n for r in seen.before if r.turn.event == "safety_closed"]
    return bool(risky) and not (closed and closed[-1] > risky[-1])


def _still_at_risk(seen: Seen, found: Found) -> Iterator[Signal]:
    """Once the risk has been named, fainter words are enough: recall beats precision here."""
    if not seen.has("risk_faint") or seen.has("risk_denied"):
        return
    named = any(r.has("self_harm") for r in seen.asked)
    asked = any("risk_asked" in ours(r.turn.text) for r in seen.answers)
    if (named or asked) and ((named and asked) or "self_harm" in seen.hits):
        yield Signal("self_harm", 0.7, seen.spans("risk_faint"))
