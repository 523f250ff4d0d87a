"""The guidance of a conversation as words: the stage, the one next move, what to avoid, and the moves beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from unruffled.desk.guidance.queries import BeliefView, GuidanceView, MoveView, PromiseView, ReasonView
from unruffled.shells.console.screens.acts import Act, act_of
from unruffled.shells.console.screens.clock import clock
from unruffled.shells.console.screens.options import options
from unruffled.shells.console.screens.reasons import ReasonLine, against, reason_lines, row_of
from unruffled.shells.console.screens.turns import not_read, version_of
from unruffled.shells.console.screens.words import HABITS, PROMISE_STATES, SIDE_STATES, SLOTS, TRACK

SLOT = re.compile(r"⟨[^⟨⟩\n]{1,60}⟩|\{[a-z][a-z_]{0,40}\}")
"""A place in the words to say that the record could not fill; it cannot be sent (ARCHITECTURE: one rule grammar)."""

YOURS_TO_FILL = "Yours to fill in: with this it cannot be sent"
SAFETY_FIRST = "safety_protocol"
"""The move whose words are those of the safety card."""
VIEWS_SHOWN = 3
LONGEST_BELIEF = 140
"""Letters of a belief that are shown; the rest is behind its link."""

QUIET = "Nothing to add. You have it."
BY_YOURSELF = "Only English is read here: look at it yourself, or ask somebody who can."
"""What is said of a message in another language, in place of a move."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stop on the track."""

    words: str
    here: bool
    past: bool


@dataclass(frozen=True, slots=True)
class Say:
    """Words to say: as they are inserted, and as HTML with the open places marked."""

    text: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class Move:
    """A suggested move as the card shows it; with `on_card` its words stand on the open safety card."""

    id: str
    title: str
    reasons: tuple[ReasonLine, ...]
    reason_line: str
    say: tuple[Say, ...]
    act: Act | None = None
    on_card: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """What the contact believes, with the row it was said in, beside what the record says, once for each fact."""

    believes: tuple[tuple[str, str], ...]
    record: str
    agrees: bool


@dataclass(frozen=True, slots=True)
class Guidance:
    """Everything in the guidance column but the promises."""

    stages: tuple[Stage, ...] = ()
    side: str = ""
    move: Move | None = None
    quiet: str = QUIET
    avoid: str = ""
    others: tuple[Move, ...] = ()
    others_words: str = ""
    why_not: str = ""
    views: tuple[View, ...] = ()
    facts: tuple[str, ...] = ()
    version: str = "0"


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """A promise with what became of it; `kind` is late, kept, or nothing special."""

    id: int
    who: str
    what: str
    state: str
    kind: str
    open: bool


@dataclass(frozen=True, slots=True)
class Promises:
    """The promises of a conversation."""

    rows: tuple[PromiseRow, ...]
    version: str


@dataclass(frozen=True, slots=True)
class Question:
    """Something that the contact asked."""

    words: str
    answered: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What the contact asked last, above the reply."""

    questions: tuple[Question, ...]
    version: str


def guidance_of(
    view: GuidanceView | None,
    *,
    name: str,
    skipped: frozenset[str],
    moves: Sequence[tuple[str, str]],
    wait: str,
    language: str = "",
    said: Sequence[int] = (),
    conversation: int = 0,
    card_open: bool = False,
) -> Guidance:
    """Return the guidance as the page shows it; `skipped` are moves put aside, `said` the messages turn by turn.

    `wait` is why there is nothing to do now: then no move is shown. `language` is that of the contact's last message
    where it was not read. While the safety card is open (`card_open`) its words are not said again here.
    """
    if view is None:
        return Guidance()
    found = () if wait else (view.next, *view.others)
    left = [m for m in found if m is not None and m.id not in skipped]
    shown = Guidance(
        stages=_track(view),
        side=SIDE_STATES.get(view.side_state, ""),
        move=_move(left[0], name, said, conversation, card_open) if left else None,
        quiet=wait or (f"{not_read(language)}. {BY_YOURSELF}" if language else QUIET),
        avoid="" if wait else _listed(HABITS.get(habit, words) for habit, words in view.avoid[:3]),
        others=tuple(_move(m, name, said, conversation) for m in left[1:3]),
        others_words={1: "One other move", 2: "Two other moves"}.get(len(left) - 1, "Other moves"),
        why_not="" if language else options(tuple(moves)),
        views=(views := _two_views(view, said)),
        facts=tuple(fact for fact in view.record if fact not in {row.record for row in views})[:6],
    )
    object.__setattr__(shown, "version", version_of(shown))
    return shown


def promises_of(promises: Iterable[PromiseView], *, authors: Mapping[int, str], name: str, now: datetime) -> Promises:
    """Return the promises as rows; `authors` are the names of ours by message, `name` is the contact's."""
    rows = tuple(_promise(p, authors, name, now) for p in promises)
    return Promises(rows, version_of(rows))


def asked_of(questions: Sequence[str], *, name: str) -> Asked:
    """Return the open questions as they stand above the reply."""
    rows = tuple(Question(words=q, answered=False) for q in questions[:3])
    return Asked(rows, version_of((rows, name)))


def readable(text: str) -> str:
    """Return words to say with every open place named as people say it: {topic} is ⟨what it is about⟩."""
    return SLOT.sub(lambda found: f"⟨{_asked_for(found.group().strip('{}⟨⟩'))}⟩", text)


def _asked_for(slot: str) -> str:
    return SLOTS.get(slot, slot.replace("_", " "))


def slotted(text: str) -> SafeString:
    """Return words to say as HTML, with a mark around each place that a person still has to fill before it can go."""
    parts: list[str] = []
    at = 0
    for found in SLOT.finditer(text):
        parts.append(escape(text[at : found.start()]))
        asked_for = escape(_asked_for(found.group().strip("{}⟨⟩")))
        parts.append(f'<span class="slot" title="{YOURS_TO_FILL}">⟨{asked_for}⟩</span>')
        at = found.end()
    parts.append(escape(text[at:]))
    return mark_safe("".join(parts))  # noqa: S308 - every piece is escaped above


def _track(view: GuidanceView) -> tuple[Stage, ...]:
    """Return the five stops that a conversation is led through; before and after them no stop is the present one."""
    passed_all = any(stop.here and stop.id == "after" for stop in view.track)
    return tuple(
        Stage(TRACK[stop.id], here=stop.here, past=stop.passed or passed_all) for stop in view.track if stop.id in TRACK
    )


def _move(move: MoveView, name: str, said: Sequence[int], conversation: int, card_open: bool = False) -> Move:
    reasons = reason_lines(move.reasons, said=said)
    say = tuple(Say(text, slotted(text)) for text in map(readable, move.say))
    line = " ".join(filter(None, (reasons[0].words, reasons[0].quote and f"“{reasons[0].quote}”"))) if reasons else ""
    act = act_of(move.id, conversation=conversation) if conversation else None
    on_card = card_open and move.id == SAFETY_FIRST
    return Move(move.id, _with_name(move.title, name), reasons, line or move.purpose, say, act, on_card)


def _with_name(title: str, name: str) -> str:
    """Return a move's title said to this person: its {name} filled."""
    return title.replace("{name}", name)


def _two_views(view: GuidanceView, said: Sequence[int]) -> tuple[View, ...]:
    """Return the two views: each fact once, with all the beliefs that it speaks about."""
    rows: dict[str, list[BeliefView]] = {}
    for one in reversed(view.views):
        rows.setdefault(one.record, []).insert(0, one)
    latest = list(reversed(list(rows.items())[:VIEWS_SHOWN]))
    return tuple(
        View(
            tuple((_shortened(one.believes), row_of(one.turn, said)) for one in told[-2:]),
            record,
            all(one.verdict == "agrees" for one in told),
        )
        for record, told in latest
    )


def _shortened(words: str) -> str:
    return words if len(words) <= LONGEST_BELIEF else f"{words[:LONGEST_BELIEF].rsplit(' ', 1)[0]} …"


def _listed(parts: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(parts))


def _promise(promise: PromiseView, authors: Mapping[int, str], name: str, now: datetime) -> PromiseRow:
    ours = promise.who in ("", "agent")
    who = authors.get(promise.message_id or 0, "We") if ours else name if promise.who == "customer" else promise.who
    kind = {"late": "late", "not_kept": "late", "kept": "kept"}.get(
        promise.state, "" if promise.due_at else "draft-chip"
    )
    return PromiseRow(promise.id, who, promise.what, _due(promise, now), kind, open=promise.state in ("open", "late"))


def _due(promise: PromiseView, now: datetime) -> str:
    """Return what a promise's chip says: when it is due, was due, or what became of it."""
    if promise.state not in ("open", "late"):
        return PROMISE_STATES[promise.state]
    if promise.due_at is None:
        return "No time said"
    when = clock(promise.due_at, now=now)
    today = promise.due_at.astimezone(now.tzinfo).date() == now.date()
    if promise.state == "late":
        return f"Was due {when}"
    return f"Today {when}" if today else when


@dataclass(frozen=True, slots=True)
class WhyNot:
    """What speaks against a move now."""

    words: str
    reasons: tuple[ReasonLine, ...]


def why_not_of(reasons: Sequence[ReasonView]) -> WhyNot:
    """Return what speaks against a move, line by line."""
    if not reasons:
        return WhyNot("Nothing speaks against it. It comes after the ones shown.", ())
    return WhyNot("Not now, because:", tuple(against(r) for r in reasons[:5]))
