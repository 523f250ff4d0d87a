"""Text that can be stored and shown: no NUL, no stray controls, no half characters, and bytes turned into it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Final

_UNFIT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_BREAKS: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_BOMS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_UNSAFE_CODECS: Final = frozenset(
    {"punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
)
_NICKNAMES: Final = {  # among them the larger charsets that senders mean by the smaller names
    "ansi": "cp1252",
    "big5": "cp950",
    "cp-850": "cp850",
    "euc-kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso-8859-9": "cp1254",
    "shift-jis": "cp932",
    "shift_jis": "cp932",
    "tis-620": "cp874",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "ks_c_5601-1987": "cp949",
    "unicode-1-1-utf-7": "utf-7",
    "utf8mb4": "utf-8",
    "x-gbk": "gbk",
    "x-mac-roman": "mac-roman",
    "x-sjis": "cp932",
    "x-windows-949": "cp949",
}


def fit(text: str) -> str:
    """Return the text with every character that cannot be stored replaced one for one, so that spans stay true."""
    return _UNFIT.sub("\ufffd", text)


def one_line(text: str, *, limit: int = 500) -> str:
    """Return the text as one clean line of at most `limit` characters: a subject, a name, a file name."""
    return " ".join(_BREAKS.sub(" ", text[: limit * 4]).split())[:limit]


def decode(raw: bytes, charset: str = "") -> tuple[str, str]:
    """Return the bytes as text and a warning ("" when none): what the sender declared counts only if it fits."""
    for bom, codec in _BOMS:
        if raw.startswith(bom):
            return raw.decode(codec, "replace"), ""
    for codec in _candidates(charset):
        try:
            return raw.decode(codec), ""
        except (UnicodeError, ValueError):
            continue
    guess = codec_of(charset) or "cp1252"
    return raw.decode(guess, "replace"), f"some bytes are not {guess}; they show as \ufffd"


def codec_of(charset: str) -> str:
    """Return Python's name for a declared charset, or "" for one that is unknown or is no charset at all."""
    name = charset.strip().strip("\"'").lower()[:40]
    try:
        found = codecs.lookup(_NICKNAMES.get(name, name)) if name.isprintable() else None
    except (LookupError, UnicodeError, ValueError):
        return ""
    if found is None or found.name.replace("-", "_") in _UNSAFE_CODECS or not getattr(found, "_is_text_encoding", True):
        return ""
    return found.name


def _candidates(charset: str) -> Iterator[str]:
    """Yield codecs to try strictly. Latin and ASCII labels often lie; bytes that could be UTF-8 nearly always are."""
    declared = codec_of(charset)
    if declared in {"", "ascii", "iso8859-1", "cp1252"}:
        yield from ("utf-8", "cp1252", "iso8859-1")
    else:
        yield from (declared, "utf-8")
