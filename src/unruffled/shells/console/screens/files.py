"""Files beside a message: what each is called, what it is, how large, and where it can be had."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from unruffled.desk.conversations.queries import File


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file; without `url` it cannot be had here, with `picture_url` the page may show it."""

    name: str
    words: str
    url: str
    picture_url: str


def files_of(message: int, files: Iterable[File]) -> tuple[FileRow, ...]:
    """Return the files of a message as rows."""
    return tuple(_row(message, file) for file in files)


def _row(message: int, file: File) -> FileRow:
    url = reverse("file", args=[message, file.id]) if file.kept else ""
    return FileRow(file.name, _about(file), f"{url}?save" if url else "", url if file.picture else "")


def _about(file: File) -> str:
    words = f"{file.kind}, {weight(file.size)}"
    if not file.kept:
        return f"{words}, too large to keep here" if file.size else f"{words}, nothing in it"
    return words if file.whole else f"{words}, only its beginning came through"


def weight(size: int) -> str:
    """Return a number of bytes in its largest fitting unit: "812 bytes", "120 kB", "3.4 MB"."""
    if size < 1000:
        return "1 byte" if size == 1 else f"{size} bytes"
    if size < 999_500:
        return f"{(size + 500) // 1000} kB"
    return f"{size / 1_000_000:.1f} MB"
