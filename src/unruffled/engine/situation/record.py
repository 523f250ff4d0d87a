"""What the record says before the first turn: faults, notices in force, notes, and events that close safety."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from unruffled.engine.vocabulary import Context, Turn

LASTS_HOURS: Final[Mapping[int, float]] = {1: 0, 2: 24, 3: 30 * 24, 4: 90 * 24, 5: 91 * 24, 6: 91 * 24}
"""How long a notice of this level is in force, in hours (DOMAIN 3.3 rule 5, default)."""

_OUR_FAULT: Final = re.compile(
    r"\bour (?:own )?(?:error|fault|mistake|failure)\b|\bnot attended\b|\bno[- ]show by (?:us|our)\b"
    r"|\b(?:charged|billed|debited|sold|booked) twice\b|\bdouble[- ](?:charged|billed|booked|charge|booking)\b"
    r"|\boverbooked\b|\boversold\b|\bwrongly (?:billed|charged|sent|closed|cancelled|declined)\b"
    r"|\bnot (?:logged|actioned|passed on|processed) by (?:us|our|an? agent)\b"
    r"|\bwrong (?:item|order|part|size) (?:was )?sent\b"
    r"|\bour side\b|\bwe (?:failed|forgot|missed|never sent|lost)\b",
    re.IGNORECASE,
)
_CLOSES_SAFETY: Final = re.compile(
    r"\b(?:safety|safeguarding|hazard|allergen|allergy) (?:record|case|card|concern|check|incident)?\s{0,2}"
    r"(?:[#A-Z]{0,6}[-/]?\d[\w/-]{0,15}[:,]? )?(?:is |was |has been |now |been ){0,2}closed\b"
    r"|\bclosed the (?:safety|safeguarding|hazard|allergen|allergy) (?:record|case|card|incident)\b",
    re.IGNORECASE,
)
_NAMES_CONDUCT: Final = re.compile(
    r"\b(?:insult\w{0,4}|called (?:names|that)|call(?:ing)? me|names|that (?:kind of )?language|abus\w{0,5}|remarks?"
    r"|comments?"
    r"|sp(?:eak|oken) to|threat\w{0,6}|respect\w{0,7}|end(?:ing)? (?:this|the) (?:chat|call|contact|conversation)"
    r"|clos(?:e|ing) (?:this|the) (?:chat|call|contact|conversation))\b",
    re.IGNORECASE,
)
_COMES_BACK: Final = re.compile(
    r"\b(?:ring|call|phone|write|reply|message|text|email|e-mail|update|get back|come back|be back|let you know|speak"
    r"|talk)\b",
    re.IGNORECASE,
)
_NOTES: Final = ("adjustments", "adjustment", "adjustment_note", "vulnerability", "vulnerable", "access_need")


def number(history: Mapping[str, Any], key: str) -> float:
    """Return a number from the record; 0 where it is missing or is not one."""
    value = history.get(key, 0)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else float(bool(value))


def flag(history: Mapping[str, Any], key: str) -> bool:
    """Return whether the record says yes to this."""
    return bool(history.get(key, False))


def fault_known(context: Context) -> bool:
    """Return whether the record says that we were at fault."""
    if "fault_known" in context.history:
        return flag(context.history, "fault_known")
    return any(_OUR_FAULT.search(fact) for fact in context.facts)


def noted_adjustment(context: Context) -> bool:
    """Return whether the record carries an adjustment note."""
    return any(context.history.get(key) or context.customer.get(key) for key in _NOTES)


def names_conduct(text: str) -> bool:
    """Return whether our reply to bad conduct speaks of it; asked only where a notice was due."""
    return bool(_NAMES_CONDUCT.search(text))


def comes_back(what: str) -> bool:
    """Return whether a promise is to come back to the person, rather than to mend or send something."""
    return bool(_COMES_BACK.search(what))


def closes_safety(turn: Turn) -> bool:
    """Return whether this system turn is a person closing the safety record, by event or in words."""
    return turn.event == "safety_closed" or (turn.event is None and bool(_CLOSES_SAFETY.search(turn.text)))


def stored_level(
    history: Mapping[str, Any], *, started: datetime | None, at: float, lasts: Mapping[int, float] = LASTS_HOURS
) -> int:
    """Return the highest notice from earlier conversations that is in force at this minute."""
    notices = history.get("notices")
    if isinstance(notices, list | tuple):
        now = started + timedelta(minutes=at) if started else None
        live = (n for n in notices if isinstance(n, Mapping) and _in_force(n, now, at, lasts.get(_level(n), 0.0)))
        return max(map(_level, live), default=0)
    return _level(history)


def _level(notice: Mapping[str, Any]) -> int:
    said = notice.get("level", notice.get("boundary_level", 0))
    if isinstance(said, str):
        said = said.strip().upper().removeprefix("L")
        said = int(said) if said.isdecimal() else 0
    return max(0, min(6, int(said))) if isinstance(said, int | float) else 0


def _in_force(notice: Mapping[str, Any], now: datetime | None, at: float, lasts: float) -> bool:
    """An age in hours or a date is compared; a notice without either is taken as in force."""
    if notice.get("expired"):
        return False
    for key, hours in (("hours_ago", 1.0), ("days_ago", 24.0), ("minutes_ago", 1 / 60)):
        if isinstance(notice.get(key), int | float):
            return float(notice[key]) * hours + at / 60 < lasts
    ends, given = _when(notice.get("expires"), now), _when(notice.get("given_at", notice.get("given")), now)
    if now and ends:
        return now < ends
    if now and given:
        return now < given + timedelta(hours=lasts)
    return True


def _when(said: object, now: datetime | None) -> datetime | None:
    if isinstance(said, str):
        try:
            said = datetime.fromisoformat(said)
        except ValueError:
            return None
    if not isinstance(said, datetime) or now is None:
        return None
    return said.replace(tzinfo=now.tzinfo) if (said.tzinfo is None) != (now.tzinfo is None) else said
