"""Files become stories: one door for every format, by the ending of the name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from unruffled.archive import sides
from unruffled.archive.sides import Us
from unruffled.archive.sources import BadInput
from unruffled.engine.vocabulary import Story

__all__ = ["FORMATS", "BadInput", "load"]


def load(path: Path | str, *, us: Iterable[str] = ()) -> Iterator[Story]:
    """Yield the conversations in a file; `us` names our side: addresses, domains or names.

    :raises BadInput: naming the file, the line and what was expected there
    """
    path = Path(path)
    read = FORMATS.get(path.suffix.lower())
    if read is None:
        raise BadInput(str(path), None, f"a name that ends in one of {', '.join(FORMATS)}")
    yield from read(path, sides.us(us))


# Each format is imported when a file of it is read: a story in YAML needs no mail parser.


def _mail(path: Path, ours: Us) -> Iterator[Story]:
    from unruffled.archive import mail

    return mail.load_mail(path, ours)


def _mailbox(path: Path, ours: Us) -> Iterator[Story]:
    from unruffled.archive import mail

    return mail.load_mailbox(path, ours)


def _written(path: Path, ours: Us) -> Iterator[Story]:
    from unruffled.archive import written

    return written.load(path, ours)


def _spoken(path: Path, ours: Us) -> Iterator[Story]:
    from unruffled.archive import spoken

    return spoken.load(path, ours)


def _json(path: Path, ours: Us) -> Iterator[Story]:
    from unruffled.archive import records

    return records.load_json(path, ours)


def _yaml(path: Path, ours: Us) -> Iterator[Story]:
    from unruffled.archive import records

    return records.load_yaml(path, ours)


def _table(path: Path, ours: Us) -> Iterator[Story]:
    from unruffled.archive import tables

    return tables.load(path, ours)


FORMATS: Final[Mapping[str, Callable[[Path, Us], Iterator[Story]]]] = MappingProxyType(
    {
        ".eml": _mail,
        ".mbox": _mailbox,
        ".txt": _written,
        ".vtt": _spoken,
        ".srt": _spoken,
        ".json": _json,
        ".yml": _yaml,
        ".yaml": _yaml,
        ".csv": _table,
    }
)
