"""WebVTT and SubRip: blocks of a time line and what was said then.

Read by our own few rules: webvtt-py and pysubs2 pass over broken blocks in silence and cannot name a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Final

from unruffled.channels.labels import speaker_line, speakers
from unruffled.channels.text import fit
from unruffled.channels.voice.transcript import Transcript, Unreadable, Utterance

_TIME: Final = re.compile(
    r"[ \t]{0,9}(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})[ \t]{0,9}-->[ \t]{0,9}[\d:.,]{6,15}"
)
_VOICE: Final = re.compile(r"<v(?:\.[^<>\s]{0,60})?[ \t]([^<>]{1,80})>")
_TAG: Final = re.compile(r"</?[a-zA-Z0-9][^<>]{0,200}>")
_ASIDES: Final = ("NOTE", "STYLE", "REGION")
_TIME_LINE: Final = "a time line such as 00:01.000 --> 00:04.000"


@dataclass(frozen=True, slots=True)
class _Cue:
    at: float
    lines: tuple[str, ...]


def parse(text: str) -> Transcript:
    """Return the transcript in a .vtt or .srt file. Cues that follow each other by one speaker are one utterance.

    :raises Unreadable: naming the line, if a time line is broken or words stand where none can
    """
    cues = list(_cues(fit(text).replace("\r\n", "\n").replace("\r", "\n").split("\n")))
    people = speakers(found for cue in cues for line in cue.lines if (found := speaker_line(line)))
    said = [utterance for cue in cues for utterance in _spoken(cue, people)]
    if not said:
        raise Unreadable(1, f"at least one cue: {_TIME_LINE}, then what was said")
    return Transcript(utterances=tuple(_joined(said)))


def _cues(lines: list[str]) -> Iterator[_Cue]:
    """Yield the cues of the file, and say where it is broken."""
    for first, block in _blocks(lines):
        if first == 1 and block[0].lstrip("\ufeff").startswith("WEBVTT") and not any("-->" in line for line in block):
            continue
        if block[0].split(" ", 1)[0] in _ASIDES and "-->" not in "".join(block[:2]):
            continue
        yield _cue(first, block)


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the blocks between empty lines, each with the number of its first line."""
    block: list[str] = []
    first = 1
    for n, line in enumerate([*lines, ""], start=1):
        if line.strip():
            first = first if block else n
            block.append(line)
        elif block:
            yield first, block
            block = []


def _cue(first: int, block: list[str]) -> _Cue:
    if "-->" in block[0]:
        identifier = 0
    elif len(block) > 1 and "-->" in block[1]:
        identifier = 1
    else:
        raise Unreadable(first, f"{_TIME_LINE}, not {block[0].strip()[:40]!r}")
    found = _TIME.match(block[identifier])
    if found is None:
        raise Unreadable(first + identifier, f"{_TIME_LINE}, not {block[identifier].strip()[:60]!r}")
    broken = next((n for n, line in enumerate(block[identifier + 1 :], first + identifier + 1) if "-->" in line), None)
    if broken:
        raise Unreadable(broken, "an empty line before the next time line")
    hours, minutes, seconds = int(found[1] or 0), int(found[2]), float(f"{found[3]}.{found[4]}")
    return _Cue(hours * 60 + minutes + seconds / 60, tuple(block[identifier + 1 :]))


def _spoken(cue: _Cue, people: frozenset[str]) -> Iterator[Utterance]:
    """Yield what is said in a cue: by voice tags where there are some, else by labels at the start of lines."""
    before, *tagged = _VOICE.split("\n".join(cue.lines))
    if not tagged:
        yield from (Utterance(cue.at, speaker, text) for speaker, text in _by_label(cue.lines, people))
        return
    for name, words in zip(["", *tagged[::2]], [before, *tagged[1::2]], strict=True):
        if _plain(words):
            yield Utterance(cue.at, name.strip(), _plain(words))


def labelled(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield (speaker, words) of lines such as "Ana: Hello"; lines without a label belong to the one before."""
    return _by_label(lines, speakers(found for line in lines if (found := speaker_line(line))))


def _by_label(lines: Sequence[str], people: frozenset[str]) -> Iterator[tuple[str, str]]:
    speaker = ""
    said: list[str] = []
    for line in lines:
        found = speaker_line(line)
        if found and found.label in people:
            yield from _one(speaker, said)
            speaker, said = found.label, []
        said.append(_plain(found.text if found and found.label in people else line))
    yield from _one(speaker, said)


def _one(speaker: str, said: list[str]) -> Iterator[tuple[str, str]]:
    text = " ".join(words for words in said if words)
    if text:
        yield speaker, text


def _plain(text: str) -> str:
    return " ".join(unescape(_TAG.sub("", text)).split())


def _joined(said: list[Utterance]) -> Iterator[Utterance]:
    """Yield utterances with cues of one speaker put together: recognisers cut sentences into pieces."""
    parts: list[str] = []
    first = said[0]
    for one in said:
        if one.speaker and one.speaker != first.speaker and parts:
            yield Utterance(first.at, first.speaker, " ".join(parts))
            first, parts = one, []
        parts.append(one.text)
    yield Utterance(first.at, first.speaker, " ".join(parts))
