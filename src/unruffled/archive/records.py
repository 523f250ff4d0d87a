"""Stories as they are written down (.yml, .json), and vCon: every field checked, expectations never read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from math import isfinite
from pathlib import Path
from typing import Any, Final, cast, get_args

from unruffled.archive.sides import Us
from unruffled.archive.sources import FILE_LIMIT, BadInput, bytes_of, cut, text_of
from unruffled.archive.spoken import story_of
from unruffled.channels.labels import moment_of
from unruffled.channels.text import fit, one_line
from unruffled.channels.voice import vcon
from unruffled.channels.voice.transcript import Unreadable
from unruffled.engine.vocabulary import By, Context, Story, Turn

YAML_LIMIT: Final = 5_000_000
"""Bytes; YAML is read ten times slower than JSON."""
MOST_TURNS: Final = 5_000
BYS: Final = tuple(by for by in get_args(By) if by != "unknown")
_DEEPEST: Final = 20


class _Wrong(ValueError):
    """A field that is not as it must be: the way to it, and what was expected there instead of what was found."""

    def __init__(self, way: tuple[str | int, ...], expected: str, *found: object) -> None:
        shown = f", not {'nothing' if found[0] is None else repr(found[0])[:40]}" if found else ""
        super().__init__(f"{expected} in {_dotted(way)}{shown}")
        self.way = way


def load_yaml(path: Path, ours: Us) -> Iterator[Story]:
    """Yield the story in a .yml file.

    :raises BadInput: naming the line of the field that is wrong
    """
    text, warnings = text_of(path, bytes_of(path, limit=YAML_LIMIT))
    yield _story(_yaml(path, text), path, text, warnings)


def load_json(path: Path, ours: Us) -> Iterator[Story]:
    """Yield the story or vCon in a .json file.

    :raises BadInput: naming the line of the field that is wrong
    """
    text, warnings = text_of(path, bytes_of(path, limit=FILE_LIMIT))
    document = _json(path, text)
    if not vcon.is_vcon(document):
        yield _story(document, path, text, warnings)
        return
    try:
        yield story_of(vcon.parse(cast(Mapping[str, Any], document)), path, ours, warnings)
    except Unreadable as broken:
        raise BadInput(str(path), broken.line, broken.expected) from broken


def story(document: object, *, source: str = "", name: str = "", warnings: Sequence[str] = ()) -> Story:
    """Return a document as a story.

    :raises ValueError: with a sentence that says which field is wrong and what was expected
    """
    try:
        return _checked(document, source, name, list(warnings))
    except _Wrong as wrong:
        raise ValueError(f"expected {wrong}") from wrong


def _story(document: object, path: Path, text: str, warnings: list[str]) -> Story:
    try:
        return _checked(document, str(path), path.stem, warnings)
    except _Wrong as wrong:
        raise BadInput(str(path), _line(text, wrong.way), str(wrong)) from wrong


def _checked(document: object, source: str, name: str, warnings: list[str]) -> Story:
    if not isinstance(document, Mapping):
        raise _Wrong((), 'a story: "channel", "context" and "turns"')
    channel = _text(document, "channel", ("channel",), default="chat")
    written = document.get("turns")
    if not isinstance(written, list) or not written:
        raise _Wrong(("turns",), "a list of at least one turn")
    if len(written) > MOST_TURNS:
        raise _Wrong(("turns", MOST_TURNS), f"at most {MOST_TURNS:,} turns")
    turns: list[Turn] = []
    for k, one in enumerate(written):
        turns.append(_turn(one, ("turns", k), turns, channel, warnings))
    return Story(
        channel=channel,
        turns=tuple(turns),
        context=_context(document.get("context")),
        id=_text(document, "id", ("id",), default=name),
        source=source,
        started=_started(document.get("started")),
        warnings=tuple(warnings),
    )


def _turn(one: object, way: tuple[str | int, ...], before: list[Turn], channel: str, warnings: list[str]) -> Turn:
    if not isinstance(one, Mapping):
        raise _Wrong(way, 'a turn: "by", "at" and "text"')
    by = one.get("by")
    if by not in BYS:
        raise _Wrong((*way, "by"), f"one of {', '.join(BYS)}", by)
    n = one.get("n", before[-1].n + 1 if before else 1)
    if not isinstance(n, int) or isinstance(n, bool) or (before and n <= before[-1].n):
        raise _Wrong((*way, "n"), "a whole number above the one of the turn before")
    text = one.get("text")
    if not isinstance(text, str):
        raise _Wrong((*way, "text"), "words", text)
    last = before[-1] if before else None
    return Turn(
        n=n,
        by=cast(By, by),
        at=_at(one.get("at"), (*way, "at"), last.at if last else 0.0),
        text=cut(fit(text), n, warnings),
        channel=_text(one, "channel", (*way, "channel"), default=last.channel if last else channel),
        event=_text(one, "event", (*way, "event"), default="") or None,
    )


def _at(at: object, way: tuple[str | int, ...], latest: float) -> float:
    if at is None:
        return latest
    if isinstance(at, bool) or not isinstance(at, int | float) or not isfinite(at) or at < latest:
        raise _Wrong(way, f"minutes since the first turn, at least {latest:g}", at)
    return float(at)


def _context(written: object) -> Context:
    if written is None:
        return Context()
    if not isinstance(written, Mapping):
        raise _Wrong(("context",), '"customer", "history", "facts" and "policy"')
    facts = written.get("facts") or []
    if not isinstance(facts, list) or not all(isinstance(fact, str) for fact in facts):
        raise _Wrong(("context", "facts"), "a list of sentences")
    customer, history, policy = (
        _record(written.get(key), ("context", key)) for key in ("customer", "history", "policy")
    )
    return Context(customer=customer, history=history, facts=tuple(fit(fact) for fact in facts), policy=policy)


def _record(written: object, way: tuple[str | int, ...]) -> dict[str, Any]:
    if written is None:
        return {}
    if not isinstance(written, Mapping):
        raise _Wrong(way, "a table of names and values")
    return {one_line(str(key)): _plain(value, (*way, str(key)), 0) for key, value in written.items()}


def _plain(value: object, way: tuple[str | int, ...], depth: int) -> Any:
    """Return a value of the record as JSON can hold it: times as ISO text."""
    if depth > _DEEPEST:
        raise _Wrong(way, f"at most {_DEEPEST} tables within tables")
    if isinstance(value, str):
        return fit(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float) and not isfinite(value):
        raise _Wrong(way, "a number")
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {one_line(str(key)): _plain(one, way, depth + 1) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one, way, depth + 1) for one in value]
    raise _Wrong(way, "words, numbers, true or false, lists or tables")


def _started(written: object) -> datetime | None:
    if written is None:
        return None
    moment = moment_of(
        written.isoformat() if isinstance(written, datetime) else written if isinstance(written, str) else ""
    )
    if moment is None:
        raise _Wrong(("started",), "an ISO date and time such as 2026-03-01T10:30:00Z")
    return moment.astimezone(UTC)


def _text(table: Mapping[str, Any], key: str, way: tuple[str | int, ...], *, default: str) -> str:
    found = table.get(key)
    if found is None:
        return default
    if not isinstance(found, str | int) or isinstance(found, bool):
        raise _Wrong(way, "a word", found)
    return one_line(str(found), limit=200) or default


def _json(path: Path, text: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise BadInput(str(path), error.lineno, f"JSON ({error.msg})") from error
    except (RecursionError, ValueError) as error:
        raise BadInput(str(path), 1, "JSON that is not nested thousands deep, with numbers of a sane length") from error


def _yaml(path: Path, text: str) -> object:
    """Return the document; anchors are refused, since a few lines of them make gigabytes."""
    import yaml  # here: the only format that needs it

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        for event in yaml.parse(text, Loader=loader):
            if isinstance(event, yaml.AliasEvent):
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise BadInput(str(path), line, "a story without YAML aliases (*name)")
        return yaml.load(text, Loader=loader)  # noqa: S506 - the loader is a safe one
    except BadInput:
        raise
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise BadInput(str(path), mark.line + 1 if mark else 1, f"YAML ({error.problem or error.context})") from error
    except (yaml.YAMLError, RecursionError, ValueError, TypeError) as error:
        raise BadInput(str(path), 1, f"YAML ({type(error).__name__})") from error


def _line(text: str, way: tuple[str | int, ...]) -> int:
    """Return the line where a field stands, or the nearest table around it. JSON is YAML enough for that."""
    import yaml

    try:
        node = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, RecursionError):
        return 1
    for step in way:
        inner = _child(node, step)
        if inner is None:
            break
        node = inner
    return int(node.start_mark.line) + 1 if node is not None else 1


def _child(node: Any, step: str | int) -> Any:
    import yaml

    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step]
    return None


def _dotted(way: tuple[str | int, ...]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in way).lstrip(".") or "the document"
