"""vCon, the IETF's JSON container for conversations: parties, dialog, and transcripts among its analyses."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from unruffled.channels.html import to_text
from unruffled.channels.labels import moment_of
from unruffled.channels.text import decode, fit, one_line
from unruffled.channels.voice import cues
from unruffled.channels.voice.transcript import Transcript, Unreadable, Utterance

_WORDS: Final = ("text", "transcript", "message", "body", "content")
_WHO: Final = ("speaker", "party", "participant", "participant_role", "channel", "name")
_WHEN: Final = ("start", "start_time", "timestamp", "begin", "offset")
_LISTS: Final = ("segments", "utterances", "messages", "turns", "paragraphs", "results")


def is_vcon(document: object) -> bool:
    """Whether a JSON document is a vCon and not a story: it has parties beside a dialog, or says so itself."""
    return isinstance(document, Mapping) and ("vcon" in document or {"parties", "dialog"} <= document.keys())


def parse(document: Mapping[str, Any]) -> Transcript:
    """Return what was said in a vCon: its text dialogs, and for recordings the transcript among the analyses.

    :raises Unreadable: if it holds no words that could be read (audio alone is not)
    """
    dialogs = [one for one in _list(document, "dialog") if isinstance(one, Mapping)]
    started = min((moment for one in dialogs if (moment := _moment(one.get("start")))), default=None)
    parties = [one for one in _list(document, "parties") if isinstance(one, Mapping)]
    said = [*_texts(dialogs, parties, started), *_transcribed(document, dialogs, parties, started)]
    if not said:
        raise Unreadable(1, "a vCon with text dialogs or a transcript analysis; audio alone cannot be read")
    return Transcript(
        utterances=tuple(sorted(said, key=lambda one: one.at)),
        id=one_line(str(document.get("uuid") or "")),
        subject=one_line(str(document.get("subject") or "")),
        started=started,
        channel=_channel(dialogs, parties),
    )


def _channel(dialogs: list[Mapping[str, Any]], parties: list[Mapping[str, Any]]) -> str:
    if any(one.get("type") == "recording" for one in dialogs):
        return "phone"
    return "email" if parties and all(one.get("mailto") for one in parties) else "chat"


def _texts(
    dialogs: list[Mapping[str, Any]], parties: list[Mapping[str, Any]], started: datetime | None
) -> Iterator[Utterance]:
    for dialog in dialogs:
        text = _body(dialog).strip() if dialog.get("type") == "text" else ""
        if text:
            yield _by(_speaker_index(dialog), parties, at=_minutes(dialog.get("start"), started), text=text)


def _transcribed(
    document: Mapping[str, Any],
    dialogs: list[Mapping[str, Any]],
    parties: list[Mapping[str, Any]],
    started: datetime | None,
) -> Iterator[Utterance]:
    for analysis in _list(document, "analysis"):
        if not isinstance(analysis, Mapping) or "transcript" not in str(analysis.get("type", "")).lower():
            continue
        number = analysis.get("dialog")
        number = number[0] if isinstance(number, list) and number else number
        offset = 0.0
        if isinstance(number, int) and 0 <= number < len(dialogs):
            offset = _minutes(dialogs[number].get("start"), started)
        yield from _segments(analysis.get("body"), parties, offset)


def _segments(body: object, parties: list[Mapping[str, Any]], offset: float) -> Iterator[Utterance]:
    """Yield what a transcript says; its body is whatever the vendor wrote: JSON, WebVTT, or lines with labels."""
    if isinstance(body, str):
        try:
            body = json.loads(body)
        except (ValueError, RecursionError):
            yield from _written(fit(str(body)), offset)
            return
    if isinstance(body, Mapping):
        inner = next((body[key] for key in _LISTS if isinstance(body.get(key), list | Mapping)), None)
        if inner is None:
            yield from _written(fit(str(body.get("transcript") or body.get("text") or "")), offset)
            return
        body = inner if isinstance(inner, list) else next((v for v in inner.values() if isinstance(v, list)), [])
    for segment in body if isinstance(body, list) else []:
        text = next((s for key in _WORDS if isinstance(s := _get(segment, key), str) and s.strip()), "")
        if text:
            yield _segment(segment, fit(text.strip()), parties, offset)


def _segment(segment: Mapping[str, Any], text: str, parties: list[Mapping[str, Any]], offset: float) -> Utterance:
    who = next((w for key in _WHO if (w := segment.get(key)) is not None and w != ""), "")
    when = next((w for key in _WHEN if isinstance(w := segment.get(key), int | float)), 0)
    return _by(who, parties, at=offset + float(when) / 60, text=text)


def _written(text: str, offset: float) -> Iterator[Utterance]:
    if not text.strip():
        return
    if text.lstrip().startswith("WEBVTT"):
        for one in cues.parse(text.lstrip()).utterances:
            yield Utterance(one.at + offset, one.speaker, one.text)
        return
    yield from (Utterance(offset, speaker, words) for speaker, words in cues.labelled(text.split("\n")))


def _by(who: object, parties: list[Mapping[str, Any]], *, at: float, text: str) -> Utterance:
    """Return an utterance with what the vCon says of its party: name, role, address."""
    if isinstance(who, str) and who.isdecimal() and len(who) < 4:
        who = int(who)
    if not isinstance(who, int) or isinstance(who, bool):
        return Utterance(at, one_line(str(who)), text)
    if not 0 <= who < len(parties):
        return Utterance(at, f"party {who}", text)
    party = parties[who]
    address = str(party.get("mailto") or party.get("tel") or "").removeprefix("mailto:").removeprefix("tel:")
    name = one_line(str(party.get("name") or address or f"party {who}"))
    return Utterance(at, name, text, role=one_line(str(party.get("role") or "")), address=one_line(address))


def _speaker_index(dialog: Mapping[str, Any]) -> object:
    parties = dialog.get("parties")
    first = parties[0] if isinstance(parties, list) and parties else parties
    first = first[0] if isinstance(first, list) and first else first
    originator = dialog.get("originator")
    return originator if isinstance(originator, int) else first if isinstance(first, int) else ""


def _body(dialog: Mapping[str, Any]) -> str:
    body = dialog.get("body")
    text = body if isinstance(body, str) else json.dumps(body) if body else ""
    if dialog.get("encoding") == "base64url":
        try:
            text = decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))[0]
        except (binascii.Error, ValueError):
            return ""
    kind = str(dialog.get("mediatype") or dialog.get("mimetype") or "")
    return to_text(text) if "html" in kind else fit(text)


def _minutes(when: object, started: datetime | None) -> float:
    moment = _moment(when)
    return (moment - started).total_seconds() / 60 if moment and started else 0.0


def _moment(when: object) -> datetime | None:
    return moment_of(when) if isinstance(when, str) else None


def _list(document: Mapping[str, Any], key: str) -> list[Any]:
    found = document.get(key)
    return found if isinstance(found, list) else []


def _get(segment: object, key: str) -> object:
    return segment.get(key) if isinstance(segment, Mapping) else None
