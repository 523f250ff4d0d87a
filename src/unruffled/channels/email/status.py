"""What the numbers of mail servers mean (RFC 3463), in plain words with the server's own beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from unruffled.channels.text import one_line

_NUMBER: Final = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")

MEANINGS: Final[Mapping[str, str]] = {
    "1.0": "the address is not right",
    "1.1": "there is no such address",
    "1.2": "there is no mail server for this domain",
    "1.3": "the address is not written right",
    "1.6": "the person has moved to another address",
    "1.8": "our sender address is not accepted",
    "1.10": "this domain takes no mail at all",
    "2.0": "the mailbox does not take it",
    "2.1": "the mailbox is closed",
    "2.2": "the mailbox is full",
    "2.3": "the mail is too large for this mailbox",
    "3.4": "the mail is too large",
    "4.1": "their mail server does not answer",
    "4.4": "no way leads to their mail server",
    "4.6": "the mail went in circles",
    "4.7": "their mail server did not answer for too long",
    "7.0": "their mail server refused it by its rules",
    "7.1": "their mail server refused it by its rules",
    "7.23": "our sender address could not be verified (SPF)",
    "7.25": "the name of our mail server could not be verified",
    "7.26": "our mail could not be verified (SPF, DKIM or DMARC)",
}
"""By subject and detail of the status; the class (4 later, 5 never) is said elsewhere."""

_OLD: Final[Mapping[int, str]] = {
    421: "the server is busy",
    450: "the mailbox is busy, or we are asked to come back later",
    451: "the server asks to come back later",
    452: "the server has no room at the moment",
    550: "the address was refused",
    551: "the person is elsewhere",
    552: "the mailbox is full, or the mail too large",
    553: "the address is not accepted",
    554: "the mail was refused",
}


def in_words(code: int, said: str) -> str:
    """Return what a server's answer means, with its own words in brackets."""
    own = one_line(f"{code} {said}" if code else said, limit=160)
    found = _NUMBER.search(said)
    meaning = (MEANINGS.get(f"{found[2]}.{found[3]}") if found else None) or _OLD.get(code, "")
    return f"{meaning} ({own})" if meaning else own
