"""`unruffled read FILE…`: conversations from files, as a timeline for people or as documents for programs."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, Final, cast

from unruffled.archive.stories import FORMATS, BadInput, load
from unruffled.engine.vocabulary import Story
from unruffled.shells.cli.faults import PROGRAM_FAULTS
from unruffled.shells.cli.screen import as_json, harmless

GIVE_UP: Final = 5
"""Conversations in a row, from the first, on which we fail before we stop: more would fail alike, and cost hours."""


@dataclass(slots=True)
class Troubles:
    """What went wrong so far, told on standard error as it happens."""

    bad_files: int = 0
    unread: int = 0
    told: set[str] = field(default_factory=set)

    def bad(self, error: BadInput) -> None:
        self.bad_files += 1
        _tell(str(error))

    def warn(self, story: Story) -> None:
        for warning in story.warnings:
            line = f"{story.source}: {story.id}: {warning}"
            if line not in self.told and len(self.told) < 50:
                _tell(line)
            self.told.add(line)

    def failed(self, line: str) -> None:
        self.unread += 1
        _tell(line)

    @property
    def status(self) -> int:
        return 2 if self.bad_files else 1 if self.unread else 0


def main(argv: list[str] | None = None) -> int:
    """Read what the arguments name; exit status 2 where a file is bad, though all the others were read."""
    try:
        args = _parser().parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    _speak_utf8(sys.stdout)
    if args.about:
        return _about()
    if args.jsonl:
        return _stream(args)
    if not args.files:
        print("unruffled read: name a file, or use --jsonl; unruffled read --help says more", file=sys.stderr)
        return 2
    return _read(args)


def _stream(args: argparse.Namespace) -> int:
    from unruffled.shells.cli import jsonl

    source = cast(io.BufferedIOBase, sys.stdin.buffer)
    try:
        return jsonl.stream(source, sys.stdout, fast=args.reader != "whole", workers=args.workers)
    except KeyboardInterrupt:
        print("\nunruffled read: stopped", file=sys.stderr)
        return 130


def _tell(line: str) -> None:
    print(harmless(f"unruffled read: {line}"), file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="unruffled read",
        description="Read conversations: how hot they are and why, where they stand, what to do next.",
        epilog=f"Formats: {' '.join(FORMATS)}. Exit status 2: a file could not be read; the others were.",
    )
    parser.add_argument("files", nargs="*", metavar="FILE", help="one or more conversations or archives of them")
    parser.add_argument(
        "--json", action="store_true", help="one unruffled-reading/1 document per conversation and line"
    )
    parser.add_argument(
        "--jsonl", action="store_true", help="one JSON object per line of standard input, one reading out"
    )
    parser.add_argument(
        "--us", action="append", default=[], metavar="ADDRESS|DOMAIN|NAME", help="who is on our side (repeatable)"
    )
    parser.add_argument("--out", metavar="FILE", help="write documents to FILE; run again, it goes on where it stopped")
    parser.add_argument(
        "--reader",
        choices=("whole", "fast"),
        help="the whole network for every message, or for archives half of it for calm ones; fast with --jsonl,"
        " else whole, unless this says otherwise",
    )
    parser.add_argument("--workers", type=int, default=_cores(), metavar="N", help=argparse.SUPPRESS)
    parser.add_argument(
        "--about", action="store_true", help="which reader this is, what of it is calibrated, made from what"
    )
    parser.add_argument("--no-color", action="store_true", help="no colours (also when NO_COLOR is set)")
    return parser


def _read(args: argparse.Namespace) -> int:
    from unruffled.archive.parallel import in_order
    from unruffled.shells.cli.progress import Progress

    troubles = Troubles()
    done = _done_before(args.out) if args.out else frozenset()
    stories = (s for s in _stories(args.files, args.us, troubles) if (s.source, s.id) not in done)
    fast = args.reader == "fast"
    work = partial(_document, fast=fast) if args.json or args.out else _timeline_for(sys.stdout, args.no_color, fast)
    with _output(args.out) as out, Progress(sys.stderr) as progress:
        try:
            for text, fault in in_order(partial(_guarded, work), stories, workers=args.workers, cost=_cost):
                if fault:
                    troubles.failed(fault)
                out.write(text)
                progress.one_more()
                if troubles.unread == progress.count == GIVE_UP:
                    _tell("not one conversation could be read: stopped; the fault is in the reader, not in your files")
                    break
        except KeyboardInterrupt:
            again = "; the same call goes on from here" if args.out else ""
            print(f"\nunruffled read: stopped after {progress.count:,} conversations{again}", file=sys.stderr)
            return 130
    return troubles.status


def _stories(files: Sequence[str], us: Sequence[str], troubles: Troubles) -> Iterator[Story]:
    """Yield the conversations of all files; a bad file is told and the next one read."""
    for file in files:
        try:
            for story in load(file, us=us):
                troubles.warn(story)
                yield story
        except BadInput as error:
            troubles.bad(error)


def _guarded(work: Callable[[Story], str], story: Story) -> tuple[str, str]:
    """Return what the work made of a story, or one line saying that we failed on it."""
    try:
        return work(story), ""
    except PROGRAM_FAULTS as fault:
        return "", f"{story.source}: {story.id}: not read, a mistake of ours ({type(fault).__name__}: {fault})"


def _document(story: Story, *, fast: bool) -> str:
    from unruffled.engine import reader
    from unruffled.engine.follow import as_document, follow

    document = as_document(story, follow(story, fast=fast)) | {"reader": reader.version(fast=fast)}
    return as_json(document) + "\n"


def _timeline_for(stream: IO[str], plain: bool, fast: bool) -> Callable[[Story], str]:
    from unruffled.shells.cli import timeline

    return partial(timeline.drawn, style=timeline.style_of(stream, plain=plain), fast=fast)


def _cost(story: Story) -> int:
    return len(story.turns) + sum(len(turn.text) for turn in story.turns) // 2000


def _done_before(out: str) -> frozenset[tuple[str, str]]:
    """Return which conversations an earlier run wrote to the file, and cut off a last line it could not finish."""
    path = Path(out)
    if not path.exists():
        return frozenset()
    done: set[tuple[str, str]] = set()
    good = 0
    with path.open("r+b") as written:
        for line in written:
            try:
                document = json.loads(line if line.endswith(b"\n") else b"cut")
                done.add((document["source"], document["id"]))
            except (ValueError, TypeError, KeyError):
                break
            good += len(line)
        written.truncate(good)
    return frozenset(done)


@contextmanager
def _output(out: str | None) -> Iterator[IO[str]]:
    """Give the stream to write to; a file goes on where it ended, and standard output stays open."""
    if out:
        with Path(out).open("a", encoding="utf-8", errors="replace") as file:
            yield file
    else:
        yield sys.stdout
        sys.stdout.flush()


def _speak_utf8(stream: object) -> None:
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="replace")


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _about() -> int:
    from unruffled import __version__
    from unruffled.engine import reader
    from unruffled.engine.reader import probable

    calibrated = {id: asdict(one) for id, one in probable.calibrated().items()}
    readers = {"reader": reader.version(), "fast": reader.version(fast=True)}
    print(json.dumps({"unruffled": __version__, **readers, "notice": _notice(), "calibrated": calibrated}))
    return 0


def _notice() -> str | None:
    """Where NOTICE lies, which names the works that the reader was made from: in a checkout, or as it was installed."""
    checkout = Path(__file__).resolve().parents[4] / "NOTICE"
    if checkout.is_file():
        return str(checkout)
    from importlib.metadata import files

    return next((str(file.locate()) for file in files("unruffled") or () if file.name == "NOTICE"), None)
