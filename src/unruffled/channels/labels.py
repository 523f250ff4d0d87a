"""Lines as transcripts and chat logs have them: when, who, and what was said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

_CLOCK: Final = r"(?P<h>\d{1,2}):(?P<m>\d{2})(?::(?P<s>\d{2})(?:[.,]\d{1,6})?)? ?(?P<half>[aApP]\.?[mM]\.?)?"
_DATE: Final = r"(?P<date>\d{4}-\d{2}-\d{2})[T ,]{1,3}"
_STAMP: Final = re.compile(rf"[\[(]?(?:{_DATE})?{_CLOCK}(?:Z| ?UTC)?[\])]?(?: ?-)? ?")
_MINUTES: Final = re.compile(r"[\[(]?\+?(?P<minutes>\d{1,6}(?:\.\d{1,3})?) ?min(?:utes?)?[\])]? ?:? ?", re.IGNORECASE)
_SPEAKER: Final = re.compile(
    r"(?:[-*>•] ?|>> ?)?(?P<label>[\[(]?[^\W\d_][^:\[\]()\n]{0,38}[\])]?) ?(?P<stamp>[\[(][^\[\]()]{1,30}[\])])?"
    r":(?:[ \t]|$)"
)
_NAME: Final = re.compile(r"[^\W\d_][\w.'’-]{0,30}(?: [^\W\d_][\w.'’-]{0,30}){0,3}")
_NOBODY: Final = frozenset(
    {
        *("note", "ps", "nb", "order", "order number", "subject", "re", "question", "answer", "update", "edit"),
        *("reason", "problem", "issue", "price", "total", "name", "address", "phone", "email", "e-mail", "date", "ref"),
        *(
            "reference",
            "tracking",
            "status",
            "result",
            "warning",
            "important",
            "example",
            "summary",
            "from",
            "to",
            "cc",
        ),
        *("sent", "http", "https", "time", "today", "yesterday", "invoice", "account", "product", "fact", "first"),
        *("second", "third", "finally", "also", "so", "channel", "language", "case", "conversation", "title"),
    }
)
ROLES: Final = {
    "customer": "customer client caller user guest buyer shopper patient tenant passenger member visitor subscriber "
    "resident parent contact consumer claimant cust",
    "agent": "agent support advisor adviser representative rep operator assistant csr helpdesk service staff us clerk "
    "reception receptionist specialist consultant team",
    "supervisor": "supervisor manager lead teamlead supervisors",
    "system": "system bot chatbot ivr automated event notice robot",
}
"""Words that say in a label which side speaks; the last word of a label counts most ("customer support" is ours)."""
_ROLE_OF: Final = {word: role for role, words in ROLES.items() for word in words.split()}


@dataclass(frozen=True, slots=True)
class Stamp:
    """When something was said: minutes into the day (or since the start), and the day where it is written."""

    minutes: float
    day: date | None = None
    two_parts: bool = False
    is_elapsed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line that begins what somebody says: their label, the rest, and the time written before or behind the label."""

    label: str
    text: str
    stamp: Stamp | None = None


def speaker_line(line: str) -> Line | None:
    """Return the label and the words of a line such as "[10:32] Customer: Hello"; None for any other line."""
    stamp, start = _stamp_at(line, 0)
    found = _SPEAKER.match(line, start)
    if found is None:
        return None
    if found["stamp"] and stamp is None:
        stamp, _ = _stamp_at(found["stamp"], 0)
    return Line(label=found["label"].strip("[]() \t*_"), text=line[found.end() :].strip(), stamp=stamp)


def role_of(label: str) -> str | None:
    """Return customer, agent, supervisor or system for a label such as "Support" or "Customer 2", else None."""
    words = [word for word in re.split(r"[^a-z]+", label[:60].lower()) if word]
    if words[:2] == ["customer", "care"]:
        return "agent"
    return next((_ROLE_OF[word] for word in reversed(words) if word in _ROLE_OF), None)


def speakers(lines: Iterable[Line], *, known: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return which labels are somebody speaking; "Note: …" inside what a person says is nobody.

    `known` holds names in small letters that are speakers for certain.
    """
    lines = list(lines)
    often = Counter(line.label for line in lines)
    certain = {
        line.label for line in lines if role_of(line.label) or line.stamp is not None or line.label.lower() in known
    }
    by_role = any(role_of(label) for label in certain)
    return frozenset(
        label for label, times in often.items() if label in certain or (_is_name(label) and (times > 1 or not by_role))
    )


def _is_name(label: str) -> bool:
    return bool(_NAME.fullmatch(label)) and label[0].isupper() and label.lower() not in _NOBODY


def stamp_of(text: str) -> Stamp | None:
    """Return the time that this text is, such as "10:32", "2026-03-01 10:32:05" or "+12 min"; None if it is none."""
    stamp, end = _stamp_at(text.strip(), 0)
    return stamp if stamp and end == len(text.strip()) else None


def moment_of(text: str) -> datetime | None:
    """Return an ISO date and time in UTC; one without a zone counts as UTC. None if it is none."""
    try:
        moment = datetime.fromisoformat(text.strip()[:60])
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _stamp_at(line: str, start: int) -> tuple[Stamp | None, int]:
    start += len(line[start : start + 20]) - len(line[start : start + 20].lstrip())
    minutes = _MINUTES.match(line, start)
    if minutes:
        return Stamp(minutes=float(minutes["minutes"]), is_elapsed=True), minutes.end()
    found = _STAMP.match(line, start)
    if found is None:
        return None, start
    stamp = _clock(found)
    return (stamp, found.end()) if stamp else (None, start)


def _clock(found: re.Match[str]) -> Stamp | None:
    hours, minutes, seconds = int(found["h"]), int(found["m"]), int(found["s"] or 0)
    half = (found["half"] or "").lower().replace(".", "")
    if half and not 1 <= hours <= 12:
        return None
    if half:
        hours = hours % 12 + (12 if half == "pm" else 0)
    if minutes > 59 or seconds > 59:
        return None
    return Stamp(hours * 60 + minutes + seconds / 60, _day(found["date"]), two_parts=found["s"] is None)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
