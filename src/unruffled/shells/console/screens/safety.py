"""The safety card: what to do first, in plain words, who can be called and who is here, until a person closes it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.urls import reverse

from unruffled.desk.cases.local_cards import Kept
from unruffled.desk.conversations.threads import ThreadRow
from unruffled.desk.flows.safety import MISTAKES
from unruffled.desk.guidance.alarms import MOST, Danger, Step
from unruffled.engine.policies.safety import KINDS, Number, first_of, in_a_word
from unruffled.engine.vocabulary import LANGUAGES
from unruffled.shells.console.screens.clock import clock, iso
from unruffled.shells.console.screens.turns import version_of
from unruffled.shells.console.screens.words import listed

_SENTENCE: Final = re.compile(r"(?<=[.?:])\s+(?=[A-Z{])")
_OPEN: Final = re.compile(r"\{[a-z_]+\}")
QUOTES: Final = 3
"""So many words of the contact are shown as the reason; the others are marked in their messages."""

FEWEST_WORDS: Final = 5
"""Fewer words than these, left over from more, are not offered as words to say."""

DONE: Final[Mapping[str, str]] = {
    "opened": "The card opened",
    "asked": "{to} was asked to join",
    "seen": "On the screen of {by}",
    "joined": "{by} is here",
}
NO_CARD: Final = "No local numbers yet. Call {who} now, and do not leave."


Signs = tuple[tuple[str, str], ...]
"""Words of the contact, each with its row in the thread."""


@dataclass(frozen=True, slots=True)
class Call:
    """A number to call: who answers, the number as people and as telephones read it, and whether that is now."""

    name: str
    number: str
    dial: str
    hours: str
    open: bool


@dataclass(frozen=True, slots=True)
class Who:
    """Who was asked, who is here, and what was done so far."""

    asked: str
    here: str
    you_are_here: bool
    log: tuple[tuple[str, str, str], ...]
    join_url: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class Safety:
    """The card's words. `danger` names it in a word; `why` are the contact's own for it, each with its row; `also` are
    other dangers: in a word, the words that show it, what to do first; `missing` stands where numbers should."""

    title: str
    danger: str
    what: str
    why: Signs
    also: tuple[tuple[str, Signs, str], ...]
    steps: tuple[str, ...]
    say: tuple[str, ...]
    avoid: tuple[str, ...]
    emergency: Call | None
    calls: tuple[Call, ...]
    missing: str
    may_configure: bool
    without_consent: str
    aftercare: str
    mistakes: tuple[tuple[str, str], ...]
    close_url: str
    mistake_url: str
    who: Who
    version: str


def safety_of(
    conversation: Any,
    *,
    danger: str,
    rows: Sequence[ThreadRow],
    log: Sequence[Step],
    kept: Kept | None,
    you: int,
    may_configure: bool,
    now: datetime,
) -> Safety:
    """Return the card of this danger; `kept` is the local card in force, `rows` what was said."""
    name = conversation.contact.name or "this person"
    shown = _signs(rows)
    protocol = first_of([danger] if danger else list(shown))
    who = _who(conversation, log, you, now)
    record = {"name": name, "colleague": _asked(log) or "a colleague"}
    record |= numbers_of(protocol.kind, kept=kept, now=now)
    parts = (
        f"Stay with {name}.",
        in_a_word(protocol.kind),
        _filled(protocol.title, record),
        shown.get(protocol.kind, ())[-QUOTES:],
        tuple(_also(kind, shown[kind], record) for kind in KINDS if kind in shown and kind != protocol.kind),
        tuple(_filled(_doable(step, kept), record) for step in protocol.steps),
        tuple(filter(None, (_whole(words, record) for words in protocol.say))),
        protocol.avoid,
        _call(Number("Emergency", kept.card.emergency, "always"), now) if kept else None,
        _calls(kept, protocol.kind, now) if kept else (),
        "" if kept else NO_CARD.format(who=_asked(log) or "somebody with authority"),
        may_configure,
        kept.card.without_consent if kept else "",
        kept.card.aftercare if kept else "",
        tuple((id, f"{words[0].upper()}{words[1:]}") for id, words in MISTAKES.items()),
        reverse("safety_closing", args=[conversation.pk]),
        reverse("safety_mistake", args=[conversation.pk]),
    )
    return Safety(*parts, who=who, version=version_of(parts))


def numbers_of(danger: str, *, kept: Kept | None, now: datetime) -> dict[str, str]:
    """Return the numbers that words for this danger may name, by slot: a line for it is one that is open now."""
    if kept is None:
        return {}
    kind = first_of([danger]).kind
    fitting = (f"{n.name}, {n.number}" for n in kept.card.lines if n.fits(kind) and n.is_open(now))
    line = next(fitting, "")
    return {"emergency": kept.card.emergency, "safety_line": line or kept.card.emergency} | (
        {"line": line} if line else {}
    )


def _also(kind: str, signs: Signs, record: dict[str, str]) -> tuple[str, Signs, str]:
    """Return what the card says of a danger that it is not about: what it is, what shows it, and what to do first."""
    word = in_a_word(kind)
    return f"{word[0].lower()}{word[1:]}", signs[-QUOTES:], _filled(first_of([kind]).steps[0], record)


def _signs(rows: Iterable[ThreadRow]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return the words that show each kind of danger in what the contact wrote, with their row, each once."""
    found: dict[str, dict[tuple[str, str], None]] = {}
    for row in rows:
        for mark in row.marks if row.by == "customer" else ():
            if mark.signal in KINDS:
                words = " ".join(row.text[mark.start : mark.end].split())[:120]
                found.setdefault(mark.signal, {})[f"“{words}”{_unread(row)}", f"m{row.id}"] = None
    return {kind: tuple(words) for kind, words in found.items()}


def _unread(row: ThreadRow) -> str:
    """Return in which language the message is, where the words to say are in another one."""
    return f" (in a message in {LANGUAGES[row.language]})" if row.language else ""


def _who(conversation: Any, log: Sequence[Step], you: int, now: datetime) -> Who:
    here = [step for step in log if step.what == "joined"]
    named = {name for step in here for name in (step.by_name,)}
    asked = [name for step in log if step.what == "asked" for name in step.to_names if name not in named]
    lines = tuple(
        (DONE[step.what].format(by=step.by_name or "somebody", to=listed(list(step.to_names))), clock(step.at, now=now),
         iso(step.at))
        for step in log
        if step.what in DONE
    )  # fmt: skip
    since = [f"{step.by_name} since {clock(step.at, now=now)}" for step in here]
    parts = (
        f"{listed(asked)} {'is' if len(asked) == 1 else 'are'} asked to join." if asked else "",
        f"Here: {listed(since)}." if since else "Nobody has said “I am here” yet.",
        any(step.by == you for step in here),
        lines,
        reverse("safety_joining", args=[conversation.pk]),
    )
    return Who(*parts, version=version_of(parts))


def _asked(log: Sequence[Step]) -> str:
    """The first person who was asked to join, or who came."""
    return next((name for step in log if step.what == "asked" for name in step.to_names), "")


def _doable(step: str, kept: Kept | None) -> str:
    """Return the step; without a local card nobody can give a line, and its sentence is left out."""
    return step if kept else " ".join(one for one in _SENTENCE.split(step) if "{line}" not in one)


def _filled(words: str, record: dict[str, str]) -> str:
    """Return the words with what is known filled in; an unknown number is called what it is."""
    known = {"emergency": "the emergency number", "line": "a number under “Who can help”"} | record
    filled = _OPEN.sub(lambda found: known.get(found.group().strip("{}"), ""), words)
    return filled[:1].upper() + filled[1:]


def _whole(words: str, record: Mapping[str, str]) -> str:
    """Return words to say with every name and number filled in; a sentence for which one is missing is left out.

    What is left is offered only if it still says something by itself.
    """
    said = [_OPEN.sub(lambda found: record.get(found.group().strip("{}"), "{}"), one) for one in _SENTENCE.split(words)]
    whole = [one for one in said if "{}" not in one]
    left = " ".join(whole)
    return left if len(whole) == len(said) or len(left.split()) >= FEWEST_WORDS else ""


def _calls(kept: Kept, kind: str, now: datetime) -> tuple[Call, ...]:
    """Lines for this kind, then people of ours; within each, whoever answers now first."""
    lines = [_call(n, now) for n in kept.card.lines if n.fits(kind)]
    people = [_call(n, now) for n in kept.card.people if n.fits(kind)]
    return (*sorted(lines, key=lambda call: not call.open), *sorted(people, key=lambda call: not call.open))


def _call(number: Number, now: datetime) -> Call:
    dial = re.sub(r"[^0-9+]", "", number.number)
    return Call(
        number.name, number.number, f"tel:{dial}", "" if number.hours == "always" else number.hours, number.is_open(now)
    )


# On every page -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Notices:
    """What stands over every page: who may be in danger, and in which (`more` than these, perhaps), and that there is
    no local card; nothing is quiet here."""

    dangers: tuple[tuple[str, str, str, str], ...]
    missing: bool
    may_configure: bool
    at: str
    version: str
    more: bool = False


def notices_of(dangers: Iterable[Danger], *, at: str, missing: bool, may_configure: bool) -> Notices:
    """Return the notices of a page; the conversation `at` which it is has its own card."""
    dangers = tuple(dangers)
    more = len(dangers) >= MOST
    rows = tuple(
        (
            reverse("conversation", args=[danger.conversation_id]),
            danger.name,
            in_a_word(danger.kind, danger.words),
            ", ".join(filter(None, (f"with {danger.assignee}" if danger.assignee else "with nobody yet", danger.need))),
        )
        for danger in dangers
        if str(danger.conversation_id) != at
    )
    return Notices(rows, missing, may_configure, at, version_of((rows, missing, may_configure, more)), more)


def kinds_in_words() -> list[tuple[str, str]]:
    """Return what a number can be for, for choosing."""
    return [("any", "Any danger"), *((kind, in_a_word(kind)) for kind in KINDS)]
