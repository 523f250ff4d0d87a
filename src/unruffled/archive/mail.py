"""Mail as it is kept (.eml, .mbox) as stories: one mail is one turn, a thread is one conversation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import BinaryIO, Final

from unruffled.archive.sides import OUR_MAILBOXES, Person, Sides, Us, sides
from unruffled.archive.sources import BadInput, bytes_of, check, cut, text_of
from unruffled.channels.email import headers
from unruffled.channels.email.parse import parse
from unruffled.channels.email.threads import threads
from unruffled.channels.envelope import Inbound
from unruffled.engine.vocabulary import Story, Turn

MAIL_LIMIT: Final = 60_000_000
"""Bytes of one .eml file; mail servers refuse larger ones."""
MAILBOX_LIMIT: Final = 20_000_000_000
"""Bytes of an .mbox; it is never held in memory."""
LINE_LIMIT: Final = 1_000_000
HEAD_LIMIT: Final = 64_000
_ENVELOPE: Final = re.compile(rb"From \S{1,300} {1,3}[^\r\n]{8,80}\r?\n?$")
_STUFFED: Final = re.compile(rb"^>(>{0,20}From )", re.MULTILINE)
_HEADER: Final = re.compile(rb"[!-9;-~]{1,76}:")
_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a mail lies in its mailbox, in bytes, and the line on which it begins."""

    start: int
    end: int
    line: int


def load_mail(path: Path, ours: Us) -> Iterator[Story]:
    """Yield the one mail in an .eml file as a conversation of one turn.

    :raises BadInput: if it is no mail
    """
    raw = bytes_of(path, limit=MAIL_LIMIT)
    _require_headers(path, raw)
    yield _story(path, path.stem, [parse(raw)], ours)


def load_mailbox(path: Path, ours: Us) -> Iterator[Story]:
    """Yield the conversations of an .mbox in the order of their first mail; the file may be far larger than memory.

    :raises BadInput: if it is no mailbox
    """
    check(path, limit=MAILBOX_LIMIT)
    with path.open("rb") as mailbox:
        places = list(_places(path, mailbox))
        for numbers in threads([_ids(mailbox, place) for place in places]):
            mails = [parse(_raw(mailbox, places[n])) for n in numbers]
            name = f"{path.stem}:{places[numbers[0]].line}"
            yield _story(path, mails[0].message_id.strip("<>") or name, mails, ours)


def _require_headers(path: Path, raw: bytes) -> None:
    lines = raw[:HEAD_LIMIT].removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n").splitlines()
    first = next((line for line in lines if not line.startswith((b"From ", b">From "))), b"")
    if not _HEADER.match(first):
        text_of(path, raw)
        raise BadInput(str(path), 1, 'a mail: headers such as "From:" and "Subject:", an empty line, then the text')


def _places(path: Path, mailbox: BinaryIO) -> Iterator[_Place]:
    """Yield where each mail lies: after a "From " line that follows an empty line."""
    start = line_of_start = offset = number = 0
    after_empty = True
    whole_line = True
    while line := mailbox.readline(LINE_LIMIT):
        number += whole_line
        if after_empty and whole_line and _ENVELOPE.match(line):
            if offset > start:
                yield _Place(start, offset, line_of_start)
            start, line_of_start = offset + len(line), number
        elif not offset:
            raise BadInput(str(path), 1, 'a mailbox: its first line "From address date"')
        after_empty = whole_line and line in {b"\n", b"\r\n"}
        whole_line = line.endswith(b"\n")
        offset += len(line)
    if not offset:
        raise BadInput(str(path), 1, 'a mailbox: its first line "From address date", but it is empty')
    if offset > start:
        yield _Place(start, offset, line_of_start)


def _raw(mailbox: BinaryIO, place: _Place, limit: int = MAIL_LIMIT) -> bytes:
    mailbox.seek(place.start)
    return _STUFFED.sub(rb"\1", mailbox.read(min(limit, place.end - place.start)))


def _ids(mailbox: BinaryIO, place: _Place) -> tuple[str, tuple[str, ...]]:
    try:
        message = BytesHeaderParser().parsebytes(_raw(mailbox, place, HEAD_LIMIT))
    except headers.DEFECTS:
        return "", ()
    own = next(iter(headers.ids(message, "Message-ID")), "")
    return own, (*headers.ids(message, "References"), *headers.ids(message, "In-Reply-To"))


def _story(path: Path, name: str, mails: list[Inbound], ours: Us) -> Story:
    """Return a thread as a story, in the order in which its mails were sent; auto-replies are events, not speech."""
    dated = sorted(_once(mails), key=lambda mail: mail.sent_at or _LONG_AGO)
    started = next((mail.sent_at for mail in dated if mail.sent_at), None)
    found = _sides(dated, ours)
    warnings = [*(warning for mail in dated for warning in mail.warnings), *found.warnings]
    turns: list[Turn] = []
    for n, mail in enumerate(dated, start=1):
        minutes = (mail.sent_at - started).total_seconds() / 60 if mail.sent_at and started else 0.0
        at = max(minutes, turns[-1].at if turns else 0.0)
        by = "system" if mail.auto_submitted else found.by[_person(mail)]
        event = "auto_reply" if mail.auto_submitted else None
        turns.append(Turn(n, by, at, cut(_words(mail), n, warnings), "email", event))
    return Story(
        channel="email", turns=tuple(turns), id=name, source=str(path), started=started, warnings=tuple(warnings)
    )


def _once(mails: list[Inbound]) -> list[Inbound]:
    return list({mail.external_id: mail for mail in mails}.values())


def _words(mail: Inbound) -> str:
    """Return the person's words; a mail without any has only its subject."""
    return mail.text or mail.subject


def _person(mail: Inbound) -> Person:
    return Person(mail.from_name, address=mail.from_address)


def _sides(mails: list[Inbound], ours: Us) -> Sides:
    """Return who speaks for whom. Whoever writes to us is the customer, though we never answered."""
    spoken = [mail for mail in mails if not mail.auto_submitted]
    people = {_person(mail): mail for mail in spoken}
    outsiders = [person for person, mail in people.items() if _writes_to_us(mail, ours) and not _is_us(person, ours)]
    rest = sides((person for person in people if person not in outsiders), ours)
    rest.by.update(dict.fromkeys(outsiders, "customer"))
    return rest


def _writes_to_us(mail: Inbound, ours: Us) -> bool:
    return any(_is_us(Person("", address=address), ours) for address in (*mail.to, *mail.cc))


def _is_us(person: Person, ours: Us) -> bool:
    if ours:
        return ours.owns(name=person.label, address=person.address)
    return person.address.partition("@")[0].lower() in OUR_MAILBOXES
