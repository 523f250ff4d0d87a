"""A file as it is opened: its size looked at first, its bytes made text, and what is wrong named by file and line."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from unruffled.channels.text import decode, fit

FILE_LIMIT: Final = 20_000_000
"""Bytes of a file that holds one conversation; a day of transcribed talk has about one."""
TURN_LIMIT: Final = 100_000
"""Characters of one turn that are read; what is beyond is left out with a warning."""


class BadInput(ValueError):
    """A file that cannot be read: where, and what was expected there."""

    def __init__(self, file: str, line: int | None, expected: str) -> None:
        super().__init__(f"{file}:{line}: expected {expected}" if line else f"{file}: expected {expected}")
        self.file = file
        self.line = line
        self.expected = expected

    def __reduce__(self) -> tuple[type[BadInput], tuple[str, int | None, str]]:
        return BadInput, (self.file, self.line, self.expected)


def bytes_of(path: Path, *, limit: int = FILE_LIMIT) -> bytes:
    """Return the file's bytes; one that is too large is refused before it is opened.

    :raises BadInput: if there is no such file, it may not be read, or it is larger than `limit` bytes
    """
    check(path, limit=limit)
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(str(path), None, f"a file that can be read ({error.strerror})") from error


def check(path: Path, *, limit: int) -> int:
    """Return the file's size in bytes.

    :raises BadInput: if there is no such file or it is larger than `limit` bytes
    """
    try:
        size = path.stat().st_size
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "the name is not valid"
        raise BadInput(str(path), None, f"a file ({reason})") from error
    if not path.is_file():
        raise BadInput(str(path), None, "a file, not a folder or a device")
    if size > limit:
        raise BadInput(
            str(path), 1, f"at most {limit // 1_000_000} MB for a {path.suffix} file, not {_megabytes(size)}"
        )
    return size


def text_of(path: Path, raw: bytes) -> tuple[str, list[str]]:
    """Return the file as text with what had to be guessed.

    :raises BadInput: naming the line, if it is binary
    """
    marked = raw[:4] if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else b""
    sample = raw[:65_536]
    controls = sum(sample.count(bytes((c,))) for c in range(32) if c not in (9, 10, 12, 13, 27))
    if not marked and controls and (b"\0" in sample or controls * 50 > len(sample)):
        first = min(at for c in range(32) if c not in (9, 10, 12, 13, 27) and (at := sample.find(bytes((c,)))) >= 0)
        raise BadInput(str(path), raw.count(b"\n", 0, first) + 1, "text; this is binary")
    try:
        text, warnings = raw.decode("utf-16" if marked else "utf-8-sig"), []
    except UnicodeDecodeError:
        text, warnings = decode(raw)[0], ["not UTF-8: read as Windows text"]
    return fit(text), warnings


def cut(text: str, n: int, warnings: list[str]) -> str:
    """Return what of a turn is read, and say so where something is left out."""
    if len(text) > TURN_LIMIT:
        warnings.append(f"turn {n}: only the first {TURN_LIMIT:,} of {len(text):,} characters are read")
    return text[:TURN_LIMIT]


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.0f} MB"
