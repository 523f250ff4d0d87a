"""Somebody may be in danger: what to do first, by kind; and the local card, whose numbers only the house knows."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from importlib import resources
from typing import Any, Final

from unruffled.engine.vocabulary import DANGERS

KINDS: Final = DANGERS
"""Signals that open the safety card, the one that comes first first."""

ANY: Final = "any"
ALWAYS: Final = "always"
MOST_NUMBERS: Final = 12
LONGEST: Final = 400

DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class BadProtocol(ValueError):
    """safety.toml cannot be used: the text names the part, the bad key and the good ones."""


@dataclass(frozen=True, slots=True)
class Protocol:
    """What to do for one kind of danger: its word, three steps, words to say, and what not to do."""

    kind: str
    word: str
    title: str
    steps: tuple[str, ...]
    say: tuple[str, ...]
    avoid: tuple[str, ...]


@lru_cache(maxsize=1)
def protocols() -> Mapping[str, Protocol]:
    """Return the packaged protocols by kind."""
    return parsed(resources.files("unruffled.engine.policies").joinpath("safety.toml").read_text("utf-8"))


def parsed(text: str) -> Mapping[str, Protocol]:
    """Return the protocols that this TOML says.

    :raises BadProtocol: if a kind is unknown or missing, or one has not three steps, words to say and what to avoid
    """
    table = tomllib.loads(text)
    table.pop("source", None)
    for kind in sorted(set(table) ^ set(KINDS)):
        trouble = "is missing" if kind in KINDS else f"is not known. Good ones: {', '.join(KINDS)}"
        raise BadProtocol(f"safety.toml: {kind} {trouble}.")
    return {kind: _protocol(kind, table[kind]) for kind in KINDS}


def _protocol(kind: str, part: Mapping[str, Any]) -> Protocol:
    wanted = {"word", "title", "steps", "say", "avoid"}
    for key in sorted(set(part) ^ wanted):
        trouble = "is missing" if key in wanted else f"is not known. Good ones: {', '.join(sorted(wanted))}"
        raise BadProtocol(f"safety.toml: {kind}.{key} {trouble}.")
    if len(part["steps"]) != 3 or not part["say"] or not part["avoid"]:
        raise BadProtocol(f"safety.toml: {kind} needs three steps, words to say and what to avoid.")
    return Protocol(kind, part["word"], part["title"], tuple(part["steps"]), tuple(part["say"]), tuple(part["avoid"]))


def first_of(kinds: Sequence[str]) -> Protocol:
    """Return the protocol to follow where these kinds show; a danger without a known kind is met like self-harm."""
    return protocols()[next((kind for kind in KINDS if kind in kinds), KINDS[0])]


def in_a_word(kind: str, words: str = "") -> str:
    """Return which danger this is, at a glance: "Hazard: “smell of gas”"; nothing of a kind that is not known.

    `words` are the contact's own that show it; they are quoted where the word asks for them.
    """
    if kind not in KINDS:
        return ""
    word, _, asked = protocols()[kind].word.partition(": ")
    return f"{word}: “{words}”" if words and asked else word


# The local card ------------------------------------------------------------------------------------------------------


class BadCard(ValueError):
    """A local card cannot be kept: `errors` has a sentence for each field that is wrong."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Number:
    """Somebody who can be called: who, which number, when it is answered, and for what ("any" or one of KINDS)."""

    name: str
    number: str
    hours: str
    kind: str = ANY

    def is_open(self, at: datetime) -> bool:
        """Whether it is answered at this time of the house's clock."""
        return answers(self.hours, at)

    def fits(self, kind: str) -> bool:
        """Whether it is for this kind of danger."""
        return self.kind in (ANY, kind)


@dataclass(frozen=True, slots=True)
class LocalCard:
    """Numbers and people of one place: never packaged, never guessed (DOMAIN 3.15, safety card minimum).

    `lines` are crisis lines and the like, `people` whom to call in the organisation; `without_consent` says when help
    is called although the contact does not want it; `drilled_on` when it was practised last.
    """

    country: str
    emergency: str
    lines: tuple[Number, ...]
    people: tuple[Number, ...]
    without_consent: str = ""
    aftercare: str = ""
    drilled_on: date | None = None


KEYS: Final = ("country", "emergency", "lines", "people", "without_consent", "aftercare", "drilled_on")

_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_NUMBER: Final = re.compile(r"[0-9+()/. -]{2,30}")
_HOURS: Final = re.compile(
    rf"(daily|(?:{'|'.join(DAYS)})(?:-(?:{'|'.join(DAYS)}))?) ([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)"
)
_WRONG_NUMBER: Final = "“{given}” is no number to call. Give its figures, with + and spaces if you like."
_WRONG_HOURS: Final = (
    "“{given}” are no hours. Write: always, or daily 08:00-20:00, or Mon-Fri 09:00-17:00, Sat 10:00-14:00."
)


def card_of(said: Mapping[str, Any]) -> LocalCard:
    """Return the local card that a table says: of TOML, of JSON, or of a form.

    :raises BadCard: with a sentence for each field that is missing or wrong
    """
    errors: dict[str, str] = {
        key: f"“{key}” is not known. Good ones: {', '.join(KEYS)}." for key in sorted(set(said) - set(KEYS))
    }
    country = _text(said, "country").upper()
    if not _COUNTRY.fullmatch(country):
        errors["country"] = "Name the country by its two letters, say NL or GB."
    emergency = _text(said, "emergency")
    if not emergency:
        errors["emergency"] = "The emergency number of this place is needed."
    elif not _is_number(emergency):
        errors["emergency"] = _WRONG_NUMBER.format(given=emergency)
    lines = _numbers(said, "lines", "At least one line that people in a crisis can call is needed.", errors)
    people = _numbers(
        said, "people", "At least one person of the organisation is needed, whom agents can call.", errors
    )
    card = LocalCard(
        country=country,
        emergency=emergency,
        lines=lines,
        people=people,
        without_consent=_words(said, "without_consent", errors),
        aftercare=_words(said, "aftercare", errors),
        drilled_on=_date(said, errors),
    )
    if errors:
        raise BadCard(errors)
    return card


def as_table(card: LocalCard) -> dict[str, Any]:
    """Return the card as plain JSON values, from which `card_of` makes an equal one."""
    rows = {"lines": card.lines, "people": card.people}
    return {
        "country": card.country,
        "emergency": card.emergency,
        **{
            key: [{"name": n.name, "number": n.number, "hours": n.hours, "kind": n.kind} for n in numbers]
            for key, numbers in rows.items()
        },
        "without_consent": card.without_consent,
        "aftercare": card.aftercare,
        "drilled_on": card.drilled_on.isoformat() if card.drilled_on else "",
    }


def _text(said: Mapping[str, Any], key: str) -> str:
    given = said.get(key)
    return " ".join(given.split()) if isinstance(given, str) else ""


def _words(said: Mapping[str, Any], key: str, errors: dict[str, str]) -> str:
    words = _text(said, key)
    if len(words) > LONGEST:
        errors[key] = f"That is {len(words)} letters. {LONGEST} fit on the card."
    return words


def _date(said: Mapping[str, Any], errors: dict[str, str]) -> date | None:
    given = _text(said, "drilled_on")
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        errors["drilled_on"] = f"“{given}” is no date. Write it as 2026-11-30."
        return None


def _numbers(said: Mapping[str, Any], key: str, missing: str, errors: dict[str, str]) -> tuple[Number, ...]:
    given = said.get(key)
    rows = [row for row in given if isinstance(row, Mapping) and _filled(row)] if isinstance(given, list) else []
    if not rows:
        errors[key] = missing
    if len(rows) > MOST_NUMBERS:
        errors[key] = f"{len(rows)} are too many to choose from in a hurry. {MOST_NUMBERS} fit."
    return tuple(_row(row, f"{key}.{n}", errors) for n, row in enumerate(rows))


def _filled(row: Mapping[str, Any]) -> bool:
    return any(_text(row, key) for key in ("name", "number"))


def _row(row: Mapping[str, Any], where: str, errors: dict[str, str]) -> Number:
    name, number = _text(row, "name"), _text(row, "number")
    hours, kind = _text(row, "hours") or ALWAYS, _text(row, "kind") or ANY
    if not 0 < len(name) <= 80:
        errors[f"{where}.name"] = "Say who answers there, in at most 80 letters."
    if not _is_number(number):
        errors[f"{where}.number"] = _WRONG_NUMBER.format(given=number)
    if hours != ALWAYS and not all(_HOURS.fullmatch(part) for part in _parts(hours)):
        errors[f"{where}.hours"] = _WRONG_HOURS.format(given=hours)
    if kind not in (ANY, *KINDS):
        errors[f"{where}.kind"] = f"“{kind}” is no kind of danger. Good ones: {', '.join((ANY, *KINDS))}."
    return Number(name, number, hours, kind)


def _is_number(given: str) -> bool:
    return bool(_NUMBER.fullmatch(given)) and sum(map(str.isdigit, given)) >= 2


def _parts(hours: str) -> list[str]:
    return [part.strip() for part in hours.split(",")]


def answers(hours: str, at: datetime) -> bool:
    """Return whether hours such as "Mon-Fri 09:00-17:00" hold at this time of the house's clock."""
    if hours == ALWAYS:
        return True
    return any(_holds(found, at) for part in _parts(hours) if (found := _HOURS.fullmatch(part)))


def _holds(found: re.Match[str], at: datetime) -> bool:
    days, *clock = found.groups()
    begins, ends = (int(clock[0]) * 60 + int(clock[1])), (int(clock[2]) * 60 + int(clock[3]))
    now = _minutes(at.time())
    if begins < ends:
        return _on(days, at.weekday()) and begins <= now < ends
    late, early = _on(days, at.weekday()) and now >= begins, _on(days, (at.weekday() - 1) % 7) and now < ends
    return late or early


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _on(days: str, weekday: int) -> bool:
    if days == "daily":
        return True
    first, _, last = days.partition("-")
    begin, end = DAYS.index(first), DAYS.index(last or first)
    return begin <= weekday <= end if begin <= end else weekday >= begin or weekday <= end
