"""What stands around every page: who is signed in, where they are, and whom they are talking with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from unruffled.desk.conversations.queries import Yours
from unruffled.engine.vocabulary import HEAT_WORDS
from unruffled.shells.console.screens.safety import Notices
from unruffled.shells.console.screens.words import ROLES, initial


@dataclass(frozen=True, slots=True)
class Open:
    """Somebody whose conversation is this person's now, in the rail."""

    url: str
    initial: str
    label: str
    heat: int | None
    here: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """The rail and the account panel."""

    theme: str = "auto"
    nav: str = ""
    people: tuple[Open, ...] = ()
    name: str = ""
    initial: str = ""
    role: str = ""
    organisation: str = ""
    keys_off: bool = False
    practice: bool = False
    leads: bool = False
    notices: Notices | None = None


def frame_of(
    *,
    name: str,
    role: str,
    theme: str,
    keys_on: bool,
    nav: str = "",
    rows: Iterable[Yours] = (),
    here: int | None = None,
    practice: bool = False,
) -> Frame:
    """Return the frame of a page; `rows` are the person's own open conversations.

    `practice` says so on every page.
    """
    people = tuple(_open(row, here) for row in rows)
    return Frame(
        theme,
        nav,
        people,
        name,
        initial(name),
        ROLES[role],
        "",
        not keys_on,
        practice,
        role != "agent",
    )


def _open(row: Yours, here: int | None) -> Open:
    heat = "" if row.heat is None else HEAT_WORDS[row.heat].lower()
    words = ", ".join(filter(None, [row.contact_name, heat, "open now" if row.id == here else ""]))
    return Open(f"/conversations/{row.id}", initial(row.contact_name), words, row.heat, row.id == here)
