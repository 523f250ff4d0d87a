"""What happens here at this moment: the contact writes, colleagues read along or answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from unruffled.desk.conversations import writing
from unruffled.shells.console.screens.clock import iso
from unruffled.shells.console.screens.turns import version_of
from unruffled.shells.console.screens.words import initial, listed


@dataclass(frozen=True, slots=True)
class Here:
    """`presence` says who else is here, `answering` who writes an answer too, `typing` that the contact writes.

    `typing_until` is when a contact who gives no further sign has stopped.
    """

    presence: str = ""
    presence_initial: str = ""
    answering: str = ""
    typing: str = ""
    typing_until: str = ""
    version: str = "0"


def here_of(conversation: Any, *, company: writing.Company, now: datetime) -> Here:
    """Return what the page says of this moment; who writes is not said to read along as well."""
    writers = company.writers
    reading = [name for name in company.readers if name not in writers]
    said = filter(None, (_doing(writers, "writing"), _doing(reading, "reading along")))
    until = writing.until(conversation, now=now)
    name = conversation.contact.name or "Somebody"
    shown = Here(
        presence=", ".join(said),
        presence_initial=initial((*writers, *reading)[0]) if writers or reading else "",
        answering=f"{_doing(writers, 'answering')} too. Wait, or talk to {listed(list(writers))}." if writers else "",
        typing=f"{name} is writing …" if until else "",
        typing_until=iso(until) if until else "",
    )
    object.__setattr__(shown, "version", version_of(shown))
    return shown


def _doing(names: Sequence[str], what: str) -> str:
    return f"{listed(list(names))} {'is' if len(names) == 1 else 'are'} {what}" if names else ""
