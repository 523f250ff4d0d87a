"""What the headers of a mail say, decoded with care: addresses, ids, dates, and whether a machine wrote it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from typing import Final

from unruffled.channels.text import decode, fit, one_line

HEADER_LIMIT: Final = 16_000
"""Characters of one header that are looked at; longer ones are hostile or broken."""
MOST_ADDRESSES: Final = 100
MOST_REFERENCES: Final = 60

DEFECTS: Final = (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
"""What the standard library raises for mail it did not expect; none of it may stop a message from arriving."""

_ID: Final = re.compile(r"<([^<>\s]{1,250})>")
_ADDRESS: Final = re.compile(r"[^\s@<>()\[\]\",:;\\]{1,64}@\w[\w.-]{0,252}")
_IN_BRACKETS: Final = re.compile(r"<([^\s@<>]{1,64}@[^\s@<>]{1,253})>")
_BULK: Final = frozenset({"bulk", "junk", "list", "auto_reply"})
_ROBOT_HEADERS: Final = ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress", "List-Id", "X-Failed-Recipients")


def value(message: Message, name: str) -> str:
    """Return the first header of this name, decoded to one clean line; "" where there is none."""
    return one_line(decoded(_raw(message, name)), limit=1000)


def addresses(message: Message, *names: str) -> tuple[tuple[str, str], ...]:
    """Return (name, address) of everybody in these headers; what is no address is left out."""
    found: list[tuple[str, str]] = []
    for name in names:
        found += _pairs(_raw(message, name))
    return tuple(found[:MOST_ADDRESSES])


def ids(message: Message, name: str) -> tuple[str, ...]:
    """Return the message ids in this header with their angle brackets; of very many the first and the newest."""
    text = _raw(message, name).replace("\r", "").replace("\n", " ")
    unique = list(dict.fromkeys(f"<{one}>" for one in _ID.findall(text) if one.isascii()))
    if len(unique) > MOST_REFERENCES:
        unique = unique[:1] + unique[1 - MOST_REFERENCES :]
    return tuple(unique)


def sent_at(message: Message) -> datetime | None:
    """Return when the sender says it was sent, in UTC; None where the date is missing or no date."""
    try:
        moment = parsedate_to_datetime(_raw(message, "Date")[:200])
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except DEFECTS:
        return None


def is_automatic(message: Message) -> bool:
    """Return whether a machine wrote it: an auto-reply, a bounce, a list. Nobody may answer those automatically."""
    if _raw(message, "Auto-Submitted").strip().lower() not in {"", "no"}:
        return True
    if _raw(message, "Precedence").strip().lower() in _BULK:
        return True
    if message.get_content_type() == "multipart/report" or _raw(message, "Return-Path").strip() == "<>":
        return True
    return any(name in message for name in _ROBOT_HEADERS)


def _pairs(header: str) -> list[tuple[str, str]]:
    header = header.replace("\r", "").replace("\n", "")  # a fold within a quoted name must not end the name
    try:
        parsed = getaddresses([header])
    except DEFECTS:
        parsed = []
    pairs = [(one_line(decoded(name), limit=200), _address(address)) for name, address in parsed]
    return [pair for pair in pairs if pair[1]] or _salvaged(header)


def _salvaged(header: str) -> list[tuple[str, str]]:
    """Return the address of a header that breaks the grammar: what stands in brackets last, never inside a name."""
    found = [match for match in _IN_BRACKETS.finditer(header) if _address(match[1])]
    if found:
        name = one_line(decoded(header[: found[-1].start()]).strip(' "'), limit=200)
        return [(name, _address(found[-1][1]))]
    bare = _address(header)
    return [("", bare)] if bare else []


def _address(text: str) -> str:
    text = fit(text.strip())
    return text if _ADDRESS.fullmatch(text) else ""


def _raw(message: Message, name: str) -> str:
    """Return the first header of this name as it stands, cut to size and free of half characters."""
    found = next((raw for key, raw in message.raw_items() if key.lower() == name.lower()), "")
    text = str(found)[:HEADER_LIMIT]
    if not text.isascii():
        text = decode(text.encode("utf-8", "surrogateescape"))[0]
    return text


def decoded(header: str) -> str:
    """Return a header with its encoded words decoded; each with the charset it names, if that fits."""
    header = header[:HEADER_LIMIT]
    if "=?" not in header:
        return header
    try:
        parts = decode_header(header.replace("\r", "").replace("\n", ""))
    except (HeaderParseError, *DEFECTS):
        return header
    return "".join(part if isinstance(part, str) else _word(part, charset) for part, charset in parts)


def _word(part: bytes, charset: str | None) -> str:
    if charset is None:
        return part.decode("raw_unicode_escape", "replace")
    return decode(part, charset)[0]
