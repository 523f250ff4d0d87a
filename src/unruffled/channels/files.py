"""Files from strangers: what they are by their first bytes, whatever they say, and which pictures may be shown."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Final

PICTURES: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""Pictures made of points, which no browser runs anything in. SVG is a program, and is none of them."""

MOST_POINTS: Final = 40_000_000
"""Points of a picture that a page shows; a small file can hold a picture that fills a machine's memory."""

LARGEST_PICTURE: Final = 10_000_000
"""Bytes of a picture that a page shows."""

_BEGINNINGS: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-executable"),
)
_LOOKED_AT: Final = 4_096
"""Bytes that are looked at to tell what a file is."""

_JPEG_SEGMENTS: Final = 200
"""Segments of a JPEG that are passed by until its size is found."""


def kind_of(content: bytes, *, called: str = "") -> str:
    """Return what a file is by its own bytes, as a media type; `called` is believed for attached mail alone."""
    if called == "message/rfc822":
        return called
    head = content[:_LOOKED_AT]
    found = next((kind for beginning, kind in _BEGINNINGS if head.startswith(beginning)), "")
    return found or _boxed(head) or _written(head)


def _boxed(head: bytes) -> str:
    """Return what a RIFF or ISO file holds."""
    if head[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(head[8:12], "application/octet-stream")
    if head[4:8] == b"ftyp":
        return "image/heic" if head[8:12] in {b"heic", b"heix", b"mif1"} else "video/mp4"
    return ""


def _written(head: bytes) -> str:
    """Return which text it is, if it is text; text that a browser would run is named as what it is."""
    if b"\x00" in head:
        return "application/octet-stream"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in start:
        return "image/svg+xml"
    if start.startswith((b"<!doctype html", b"<html")) or b"<script" in start:
        return "text/html"
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return "text/plain" if error.start > len(head) - 4 and len(head) == _LOOKED_AT else "application/octet-stream"
    return "text/plain"


def points_of(content: bytes, kind: str) -> tuple[int, int]:
    """Return a picture's width and height in points as it says them itself; (0, 0) if it does not."""
    try:
        return _READERS[kind](content) if kind in _READERS else (0, 0)
    except (struct.error, IndexError):
        return 0, 0


def may_be_shown(*, kind: str, size: int, width: int, height: int) -> bool:
    """Return whether a page may show this picture; everything else is only ever handed over as a file."""
    return kind in PICTURES and size <= LARGEST_PICTURE and 0 < width * height <= MOST_POINTS


def _of_png(content: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from(">II", content, 16)
    return width, height


def _of_gif(content: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from("<HH", content, 6)
    return width, height


def _of_jpeg(content: bytes) -> tuple[int, int]:
    at = 2
    for _ in range(_JPEG_SEGMENTS):
        if content[at] != 0xFF:
            break
        mark = content[at + 1]
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", content, at + 5)
            return width, height
        at += 2 + struct.unpack_from(">H", content, at + 2)[0]
    return 0, 0


def _of_webp(content: bytes) -> tuple[int, int]:
    form = content[12:16]
    if form == b"VP8 ":
        width, height = struct.unpack_from("<HH", content, 26)
        return width & 0x3FFF, height & 0x3FFF
    if form == b"VP8L":
        bits = struct.unpack_from("<I", content, 21)[0]
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if form == b"VP8X":
        width = int.from_bytes(content[24:27], "little") + 1
        return width, int.from_bytes(content[27:30], "little") + 1 if len(content) >= 30 else 0
    return 0, 0


_READERS: Final = {"image/png": _of_png, "image/gif": _of_gif, "image/jpeg": _of_jpeg, "image/webp": _of_webp}

_WORDS: Final[Mapping[str, str]] = {
    "image/png": "PNG picture",
    "image/jpeg": "JPEG picture",
    "image/gif": "GIF picture",
    "image/webp": "WebP picture",
    "image/tiff": "TIFF picture",
    "image/bmp": "BMP picture",
    "image/heic": "HEIC picture",
    "image/svg+xml": "SVG drawing",
    "application/pdf": "PDF",
    "application/gzip": "Archive",
    "application/vnd.rar": "Archive",
    "application/x-7z-compressed": "Archive",
    "application/rtf": "Text document",
    "application/x-msdownload": "Program",
    "application/x-executable": "Program",
    "audio/mpeg": "Sound",
    "audio/ogg": "Sound",
    "audio/wav": "Sound",
    "video/mp4": "Film",
    "text/html": "Web page",
    "text/plain": "Text",
    "message/rfc822": "Mail",
}
_OFFICE: Final[Mapping[str, str]] = {
    "docx": "Text document",
    "odt": "Text document",
    "doc": "Text document",
    "xlsx": "Spreadsheet",
    "ods": "Spreadsheet",
    "xls": "Spreadsheet",
    "pptx": "Slides",
    "odp": "Slides",
    "ppt": "Slides",
}


def words_for(kind: str, name: str) -> str:
    """Return what a file is in a word or two; its name is asked only where the bytes say "a package of office"."""
    if kind in ("application/zip", "application/x-ole-storage"):
        other = "Archive" if kind == "application/zip" else "File"
        return _OFFICE.get(name.rpartition(".")[2].lower(), other)
    return _WORDS.get(kind, "File")
