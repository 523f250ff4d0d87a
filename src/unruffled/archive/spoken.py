"""Transcripts of calls (.vtt, .srt, vCon) as stories."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from unruffled.archive.sides import Person, Us, sides
from unruffled.archive.sources import BadInput, bytes_of, cut, text_of
from unruffled.channels.voice import cues
from unruffled.channels.voice.transcript import Transcript, Unreadable, Utterance
from unruffled.engine.vocabulary import Story, Turn


def load(path: Path, ours: Us) -> Iterator[Story]:
    """Yield the one conversation in a .vtt or .srt file.

    :raises BadInput: naming the line where the file is broken
    """
    text, warnings = text_of(path, bytes_of(path))
    if path.suffix.lower() == ".vtt" and not text.startswith("WEBVTT"):
        raise BadInput(str(path), 1, '"WEBVTT" as the first word of a .vtt file')
    try:
        transcript = cues.parse(text)
    except Unreadable as broken:
        raise BadInput(str(path), broken.line, broken.expected) from broken
    yield story_of(transcript, path, ours, warnings)


def story_of(transcript: Transcript, path: Path, ours: Us, warnings: list[str]) -> Story:
    """Return a transcript as a story: minutes since the first words, sides by `--us`, role or label."""
    said = transcript.utterances
    found = sides((_person(one) for one in said), ours)
    start = said[0].at
    turns = tuple(
        Turn(
            n,
            found.by[_person(one)],
            round(max(0.0, one.at - start), 3),
            cut(one.text, n, warnings),
            transcript.channel,
        )
        for n, one in enumerate(said, start=1)
    )
    return Story(
        channel=transcript.channel,
        turns=turns,
        id=transcript.id or path.stem,
        source=str(path),
        started=transcript.started,
        warnings=(*warnings, *transcript.warnings, *found.warnings),
    )


def _person(one: Utterance) -> Person:
    return Person(one.speaker, one.role, one.address)
