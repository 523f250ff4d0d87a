"""`unruffled check --story FILE < draft.txt`: what the coach says of a reply before it is sent."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any, Final

from unruffled.archive.sources import BadInput
from unruffled.archive.stories import load
from unruffled.channels.text import decode, fit
from unruffled.engine.vocabulary import Remark, Story
from unruffled.shells.cli.screen import as_json, harmless

DRAFT_LIMIT: Final = 100_000
"""Bytes of a draft; nobody reads a longer reply."""


def main(argv: list[str] | None = None) -> int:
    """Review the draft on standard input; exit status 1 if a remark says stop, 2 if there is nothing to review."""
    try:
        args = _parser().parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        story = _story(args.story, args.us)
        draft = _draft()
    except BadInput as error:
        print(harmless(f"unruffled check: {error}"), file=sys.stderr)
        return 2
    remarks = _remarks(story, draft)
    if args.json:
        print(as_json({"remarks": [_as_document(remark) for remark in remarks]}))
    else:
        _print(draft, remarks, plain=args.no_color)
    return int(any(remark.level == "stop" for remark in remarks))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="unruffled check", description="What the coach says of a reply, before it is sent."
    )
    parser.add_argument("--story", required=True, metavar="FILE", help="the conversation that the draft answers")
    parser.add_argument("--us", action="append", default=[], metavar="ADDRESS|DOMAIN|NAME", help="who is on our side")
    parser.add_argument("--json", action="store_true", help="the remarks as one JSON document")
    parser.add_argument("--no-color", action="store_true", help="no colours (also when NO_COLOR is set)")
    return parser


def _story(file: str, us: Sequence[str]) -> Story:
    """Return the conversation that is answered: of an archive the first.

    :raises BadInput: if the file cannot be read or holds none
    """
    story = next(load(file, us=us), None)
    if story is None:
        raise BadInput(file, 1, "a conversation")
    return story


def _draft() -> str:
    raw = sys.stdin.buffer.read(DRAFT_LIMIT + 1)
    if len(raw) > DRAFT_LIMIT:
        raise BadInput("standard input", 1, f"a draft of at most {DRAFT_LIMIT:,} bytes")
    draft = fit(decode(raw, "utf-8")[0])
    if not draft.strip():
        raise BadInput("standard input", 1, "a draft, but it is empty")
    return draft


def _remarks(story: Story, draft: str) -> Sequence[Remark]:
    from unruffled.engine import coach
    from unruffled.engine.follow import follow

    steps = follow(story)
    return coach.review(
        draft,
        situation=steps[-1].situation,
        before=[step.reading for step in steps],
        context=story.context,
    )


def _as_document(remark: Remark) -> dict[str, Any]:
    return {
        "id": remark.id,
        "level": remark.level,
        "span": list(remark.span),
        "why": remark.why,
        "try": remark.instead,
    }


def _print(draft: str, remarks: Sequence[Remark], *, plain: bool) -> None:
    from unruffled.shells.cli import timeline

    style = timeline.style_of(sys.stdout, plain=plain)
    sys.stdout.write(timeline.remarked(draft, remarks, style=style))
