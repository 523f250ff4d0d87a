"""A conversation drawn for people: the heat line beside the turns, the words behind it, the stage, the next move."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Final

from rich.console import Console
from rich.text import Text

from unruffled.engine.follow import follow
from unruffled.engine.follow.document import in_words
from unruffled.engine.vocabulary import (
    BAD_AGENT_SIGNALS,
    BEYOND_RUDE,
    HEAT_WORDS,
    INSULTS,
    LANGUAGES,
    STAFF,
    Advice,
    Promise,
    Reading,
    Remark,
    Signal,
    Step,
    Story,
)
from unruffled.shells.cli.screen import harmless

WIDTH: Final = 80
NARROWEST: Final = 48
WIDEST: Final = 100
LONGEST: Final = 1_500
"""Characters of a turn that are shown; the reading is of the whole."""

HEATS: Final = ("color(67)", "color(101)", "color(172)", "color(166)", "color(132)")
"""Sea, stone, honey, copper, plum (DESIGN section 2), in tones that can be read on black and on white."""
CONDUCT: Final = "color(98)"
SAFETY: Final = "bold white on color(25)"
NEXT: Final = "bold color(30)"
PROMISE: Final = "color(30)"

_PLACES: Final = 9
_GUTTER: Final = _PLACES + 3
_LABEL: Final = 9
_MOST: Final = 5
"""Signals, warnings or reasons in a row; more of them would calm nobody."""
_SLOT: Final = re.compile(r"\{([a-z_]{1,40})\}")
_NAMES: Final = {"customer": "Customer", "agent": "Agent", "supervisor": "Supervisor", "system": "System"}


@dataclass(frozen=True, slots=True)
class Style:
    """How wide to draw and whether the screen has colours and marks; plain text where it has neither."""

    width: int = WIDTH
    is_screen: bool = False
    no_color: bool = False


def style_of(stream: IO[str], *, plain: bool = False) -> Style:
    """Return how to draw on this stream: NO_COLOR and pipes are respected by rich."""
    console = Console(file=stream, no_color=plain or None)
    width = console.width if console.is_terminal else WIDTH
    return Style(max(NARROWEST, min(WIDEST, width)), console.is_terminal, console.no_color)


def drawn(story: Story, *, style: Style, fast: bool = False) -> str:
    """Return the conversation read and drawn, with its heat line; `fast` is the reader for archives."""
    return draw(story, follow(story, fast=fast), style=style)


def draw(story: Story, steps: Sequence[Step], *, style: Style) -> str:
    """Return a followed conversation as lines of text."""
    return _printed(_page(story, steps, style.width), style)


def remarked(draft: str, remarks: Sequence[Remark], *, style: Style) -> str:
    """Return a draft with the words underlined that the coach remarks on, and below it what he says of each."""
    words = Text(harmless(draft.rstrip()))
    for remark in remarks:
        words.stylize(f"underline {NEXT}", *remark.span)
    lines = [*_wrapped(words, style.width), Text("")]
    for remark in remarks:
        lines += _labelled(remark.level, _quoted(_spaced(remark.id), [draft[slice(*remark.span)]]), style.width, "bold")
        lines += _labelled("", remark.why, style.width, "")
        lines += _labelled("try", remark.instead, style.width, "italic") if remark.instead else []
    return _printed(lines if remarks else [*lines, Text("Nothing to add. You have it.", "dim")], style)


def _printed(lines: Iterable[Text], style: Style) -> str:
    page = io.StringIO()
    console = Console(
        file=page,
        width=style.width,
        force_terminal=style.is_screen,
        color_system="256" if style.is_screen else None,
        no_color=style.no_color,
        highlight=False,
        legacy_windows=False,
    )
    for line in lines:
        line.rstrip()
        console.print(line, no_wrap=True, crop=False, overflow="ignore", soft_wrap=True)
    return page.getvalue()


def _page(story: Story, steps: Sequence[Step], width: int) -> Iterator[Text]:
    yield from _title(story, steps, width)
    line = _HeatLine()
    for step in steps:
        body = list(_turn(story, step, line.last, width - _GUTTER))
        for gutter, words in zip(line.beside(step.reading, len(body)), body, strict=True):
            yield Text.assemble(gutter, words)
    yield from _ending(steps, width)


def _title(story: Story, steps: Sequence[Step], width: int) -> Iterator[Text]:
    name = harmless(story.id or story.source)
    about = f"{story.channel} · {_counted(len(steps), 'turn')}" + (
        f" · {story.started:%d %b %Y %H:%M}" if story.started else ""
    )
    yield Text.assemble(Text(name[: width - len(about) - 3], "bold"), Text(f"  {about}", "dim"))
    for warning in story.warnings:
        yield from _wrapped(Text(f"! {harmless(warning)}", "dim"), width)
    scale = Text(" ")
    for heat, colour in enumerate(HEATS):
        scale.append(f"{heat} ", colour)
    yield scale.append(f"  {HEAT_WORDS[0].lower()} to {HEAT_WORDS[-1].lower()}", "dim")


class _HeatLine:
    """The line beside the turns: further right is hotter; between two points it bends on an empty line."""

    def __init__(self) -> None:
        self.last: float | None = None
        self.place: int | None = None

    def beside(self, reading: Reading, height: int) -> Iterator[Text]:
        """Yield the gutter for each line of a turn: the bend, the point, then the line going on."""
        score = reading.heat_score
        if score is None:
            yield from (self._row(self.place, "│") for _ in range(height))
            return
        place = max(0, min(_PLACES - 1, round(score * 2)))
        yield self._bend(place, reading.heat or 0)
        self.place, self.last = place, score
        yield self._row(place, "●" if reading.heat_sure else "○", HEATS[reading.heat or 0])
        yield from (self._row(place, "│") for _ in range(height - 2))

    def _row(self, place: int | None, mark: str, style: str = "dim") -> Text:
        if place is None:
            return Text(" " * _GUTTER)
        return Text.assemble(" " * (place + 1), (mark, style), " " * (_GUTTER - place - 2))

    def _bend(self, place: int, heat: int) -> Text:
        before = self.place
        if before is None or before == place:
            return self._row(before, "│")
        left, right = sorted((before, place))
        ends = ("╰", "╮") if place > before else ("╭", "╯")
        bend = ends[0] + "─" * (right - left - 1) + ends[1]
        return Text.assemble(" " * (left + 1), (bend, HEATS[heat]), " " * (_GUTTER - right - 2))


def _turn(story: Story, step: Step, last: float | None, width: int) -> Iterator[Text]:
    """Yield the lines of one turn; the first is empty, for the heat line to bend on."""
    yield Text("")
    yield _head(story, step.reading, last, width)
    yield from _words(step.reading, width)
    if step.reading.turn.by == "customer":
        yield from _customer(step, width)
    elif step.reading.turn.by in STAFF:
        yield from _staff(step.reading, width)


def _head(story: Story, reading: Reading, last: float | None, width: int) -> Text:
    turn = reading.turn
    who = _NAMES.get(turn.by, "Unknown")
    clock = _clock(turn.at) if any(one.at for one in story.turns) else ""  # a plain transcript has no times
    channel = harmless(turn.channel) if turn.channel != story.channel else ""
    when = "".join(f"  {part}" for part in (clock, channel) if part)
    heat = _heat(reading, last)
    gap = " " * max(2, width - len(who) - len(when) - len(heat))
    colour = HEATS[reading.heat] if reading.heat is not None else "dim"
    return Text.assemble((who, "bold" if turn.by == "customer" else ""), (when, "dim"), gap, (heat, colour))


def _heat(reading: Reading, last: float | None) -> str:
    if reading.language:
        return f"not read: {LANGUAGES[reading.language]}"
    if reading.heat_score is None or reading.heat is None:
        return ""
    change = reading.heat_score - last if last is not None else 0.0
    trend = " rising" if change >= 0.5 else " easing" if change <= -0.5 else ""
    word = HEAT_WORDS[reading.heat]
    return f"{word if reading.heat_sure else f'could be {word}'} {reading.heat_score:.1f}{trend}"


def _words(reading: Reading, width: int) -> Iterator[Text]:
    """Yield what was said; underlined is what caused a customer's heat, and in ours what may hurt or was promised."""
    text = reading.turn.text
    words = Text(harmless(text[:LONGEST]))
    colour = HEATS[reading.heat] if reading.heat is not None else ""
    hurting = [signal for signal in reading.agent_signals if signal.id in BAD_AGENT_SIGNALS]
    for signal in (*reading.signals, *hurting):
        for start, end in signal.spans:
            words.stylize(f"underline {colour}".strip(), start, end)
    for promise in reading.promises:
        words.stylize(f"underline {PROMISE}", *promise.span)
    if len(text) > LONGEST:
        words.append(f" … {len(text) - LONGEST:,} more characters", "dim")
    yield from _wrapped(words, width)


def _customer(step: Step, width: int) -> Iterator[Text]:
    reading = step.reading
    if step.situation.stage == "safety":
        yield Text(" SAFETY FIRST: nothing else until a person has closed it ".ljust(width), SAFETY)
    if reading.conduct in BEYOND_RUDE:
        yield from _labelled("conduct", _quoted(f"■ {reading.conduct}", _conduct_words(reading)), width, CONDUCT)
    if reading.signals:
        shown = " · ".join(_quoted(_told(s), reading.words(s.id)) for s in reading.signals[:_MOST])
        yield from _labelled("shows", shown, width, "dim")
    if reading.partly:
        yield from _labelled("", f"Not read: the {LANGUAGES[reading.partly]} in it.", width, "dim")
    if reading.language and not step.moves:
        yield from _labelled("", _not_read(reading), width, "dim")
        return
    yield from _labelled("stage", _spaced(step.situation.stage), width, "")
    yield from _advised(step, width)


def _not_read(reading: Reading) -> str:
    name = LANGUAGES[reading.language]
    return f"Not read: this is {name}. Only English is read, so nothing is known of its heat, and nothing advised."


def _advised(step: Step, width: int) -> Iterator[Text]:
    """Yield the one next move with its reasons and words, what else fits, and what to avoid now."""
    if not step.moves:
        yield from _labelled("next", "Nothing to add. You have it.", width, "dim")
        return
    move, *others = step.moves
    yield from _labelled("next", move.title, width, NEXT)
    yield from _labelled("", "because " + "; ".join(_why(move)), width, "dim")
    phrase = next((phrase for phrase in move.say if "{" not in phrase), next(iter(move.say), ""))
    if phrase:
        yield from _labelled("say", _SLOT.sub(r"‹\1›", phrase), width, "italic")
    if others:
        yield from _labelled("or", " · ".join(other.title for other in others), width, "dim")
    if step.boundary:
        yield from _labelled("boundary", f"level {step.boundary} for our next turn", width, CONDUCT)
    if step.guard:
        yield from _labelled("avoid", " · ".join(_spaced(one) for one in step.guard[:_MOST]), width, "dim")


def _why(move: Advice) -> list[str]:
    """Return the rule's own reasons, those with the customer's words first, for they can be checked at a glance."""
    first = sorted(move.reasons, key=lambda reason: not reason.quote)
    return list(dict.fromkeys(_spaced(in_words(reason)) for reason in first))[:3]


def _staff(reading: Reading, width: int) -> Iterator[Text]:
    if reading.agent_signals:
        shown = " · ".join(_quoted(_told(s), reading.words(s.id)) for s in reading.agent_signals)
        yield from _labelled("shows", shown, width, "dim")
    for promise in reading.promises:
        yield from _labelled("promise", _promised(promise), width, "")


def _told(signal: Signal) -> str:
    """What shows, as words; what is in doubt could be it."""
    return f"{'' if signal.sure else 'could be '}{_spaced(signal.id.removeprefix('a_'))}"


def _promised(promise: Promise) -> str:
    due = promise.due_text or "no time said"
    return f"{harmless(promise.who)}: {harmless(promise.what)} ({harmless(due)})"


def _ending(steps: Sequence[Step], width: int) -> Iterator[Text]:
    promises = [promise for step in steps for promise in step.reading.promises]
    heats = [heat for step in steps if step.reading.turn.by == "customer" and (heat := step.reading.heat) is not None]
    if heats:
        peak = f"peak {HEAT_WORDS[max(heats)]}, now {HEAT_WORDS[heats[-1]]}"
        made = f" · {_counted(len(promises), 'promise')} to keep" if promises else ""
        yield Text("")
        yield from _wrapped(Text(peak + made, "dim"), width)
    yield Text("")


def _labelled(label: str, words: str, width: int, style: str) -> Iterator[Text]:
    for n, line in enumerate(_wrapped(Text(harmless(words), style), width - _LABEL)):
        yield Text.assemble((f"{label if n == 0 else '':<{_LABEL}}", "dim"), line)


def _wrapped(words: Text, width: int) -> Iterable[Text]:
    """Return the text in lines no wider than `width`, its marks kept."""
    console = Console(file=io.StringIO(), width=max(8, width), highlight=False)
    return words.wrap(console, max(8, width), overflow="fold")


def _conduct_words(reading: Reading) -> tuple[str, ...]:
    return tuple(words for signal in reading.signals if signal.id in INSULTS for words in reading.words(signal.id))


def _quoted(name: str, words: Sequence[str]) -> str:
    quotes = ", ".join(f"“{_short(one)}”" for one in words[:2])
    return f"{name} {quotes}" if quotes else name


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _short(words: str) -> str:
    line = harmless(" ".join(words.split()))
    return line if len(line) <= 48 else line[:48].rsplit(" ", 1)[0] + " …"


def _spaced(name: str) -> str:
    return harmless(name).replace("_", " ")


def _clock(minutes: float) -> str:
    """Return minutes since the start as people say them."""
    whole = int(minutes)
    if whole < 60:
        return f"+{whole} min"
    hours, rest = divmod(whole, 60)
    return f"+{hours} h {rest:02} min" if hours < 48 else f"+{hours // 24} days"
