"""Files become stories: one door for every format, by the ending of the name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from unruffled.archive import mail, records, sides, spoken, tables, written
from unruffled.archive.sides import Us
from unruffled.archive.sources import BadInput
from unruffled.engine.vocabulary import Story

__all__ = ["FORMATS", "BadInput", "load"]

FORMATS: Final[Mapping[str, Callable[[Path, Us], Iterator[Story]]]] = MappingProxyType(
    {
        ".eml": mail.load_mail,
        ".mbox": mail.load_mailbox,
        ".txt": written.load,
        ".vtt": spoken.load,
        ".srt": spoken.load,
        ".json": records.load_json,
        ".yml": records.load_yaml,
        ".yaml": records.load_yaml,
        ".csv": tables.load,
    }
)


def load(path: Path | str, *, us: Iterable[str] = ()) -> Iterator[Story]:
    """Yield the conversations in a file; `us` names our side: addresses, domains or names.

    :raises BadInput: naming the file, the line and what was expected there
    """
    path = Path(path)
    read = FORMATS.get(path.suffix.lower())
    if read is None:
        raise BadInput(str(path), None, f"a name that ends in one of {', '.join(FORMATS)}")
    yield from read(path, sides.us(us))
