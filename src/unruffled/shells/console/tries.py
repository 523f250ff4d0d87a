"""Tries to sign in: counted by name and by place, so that nobody finds a password by trying."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from ipaddress import IPv6Address, ip_address
from typing import Final

from django.core.cache import cache

MINUTES: Final = 15
OF_A_NAME_FROM_A_PLACE: Final = 10
OF_A_PLACE: Final = 100
OF_A_NAME: Final = 100
"""Failed tries within so many minutes. The smallest number stops whoever guesses from one place long before he has used
up a name's: only ten places together close a name to everybody."""


class TooMany(Exception):
    """There were too many tries; the right password does not help either until some time has passed."""

    def __init__(self) -> None:
        super().__init__(f"Too many tries. Wait {MINUTES} minutes, then try again.")


def count(name: str, place: str) -> None:
    """Count a try before it is made.

    :raises TooMany: if it may not be made
    """
    for key, most in _counted(name, place):
        cache.add(key, 0, timeout=MINUTES * 60)
        if _changed(key, by=1) > most:
            raise TooMany


def forget(name: str, place: str) -> None:
    """Take back a try that was right, and what this person mistyped before it."""
    for key, most in _counted(name, place):
        if most == OF_A_NAME_FROM_A_PLACE:
            cache.delete(key)
        else:
            _changed(key, by=-1)


def _counted(name: str, place: str) -> Iterator[tuple[str, int]]:
    who, where = name.strip().lower(), _neighbourhood(place)
    yield _key("place", where), OF_A_PLACE
    yield _key("both", who, where), OF_A_NAME_FROM_A_PLACE
    yield _key("name", who), OF_A_NAME


def _neighbourhood(place: str) -> str:
    """Return the address, or of IPv6 the part that one household has to itself."""
    try:
        address = ip_address(place)
    except ValueError:
        return place
    return str(int(address) >> 64) if isinstance(address, IPv6Address) else place


def _key(*parts: str) -> str:
    return "tries/" + hashlib.sha256("\0".join(parts).encode(errors="replace")).hexdigest()


def _changed(key: str, *, by: int) -> int:
    try:
        return int(cache.incr(key, by))
    except ValueError:  # its time was over just now
        return 0
