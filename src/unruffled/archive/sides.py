"""Who is on our side: by what the caller says (`--us`), else by labels such as Agent or Support."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, cast

from unruffled.channels.labels import role_of
from unruffled.engine.vocabulary import STAFF, By

OUR_MAILBOXES: Final = frozenset(
    {
        *("support", "help", "helpdesk", "service", "services", "customerservice", "customer-service", "customercare"),
        *("customer-care", "care", "contact", "info", "hello", "team", "office", "desk", "orders", "billing"),
        *("complaints", "feedback", "noreply", "no-reply", "kundenservice", "soporte", "contacto", "servicedesk"),
    }
)
"""Local parts of addresses that a house answers from."""


@dataclass(frozen=True, slots=True)
class Us:
    """Addresses, domains and names of our side, in small letters."""

    addresses: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.addresses or self.domains or self.names)

    def owns(self, *, name: str = "", address: str = "") -> bool:
        """Whether somebody with this name or address is on our side."""
        address = address.lower()
        domain = address.rpartition("@")[2]
        parents = {domain[at + 1 :] for at in range(len(domain)) if domain[at] == "."} | {domain}
        return name.strip().lower() in self.names or address in self.addresses or bool(parents & self.domains)


def us(words: Iterable[str]) -> Us:
    """Return our side from what was given: an address, a domain ("@x.example" or "x.example"), else a name."""
    addresses, domains, names = set(), set(), set()
    for word in (word.strip().lower() for word in words):
        if "@" in word.lstrip("@"):
            addresses.add(word)
        elif word.startswith("@") or ("." in word and " " not in word):
            domains.add(word.lstrip("@"))
        elif word:
            names.add(word)
    return Us(frozenset(addresses), frozenset(domains), frozenset(names))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who speaks in a file: the label, and the role and address where the file has them."""

    label: str
    role: str = ""
    address: str = ""


@dataclass(slots=True)
class Sides:
    """Which side each person of one conversation is on, and what had to be guessed."""

    by: dict[Person, By] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def sides(people: Iterable[Person], ours: Us) -> Sides:
    """Return who speaks for whom. Where it stays unclear, `by` is unknown and a warning says how to tell."""
    everybody = list(dict.fromkeys(people))
    found = Sides({person: side for person in everybody if (side := _certain(person, ours))})
    unclear = [person for person in everybody if person not in found.by]
    settled = set(found.by.values())
    if ours and settled & STAFF:
        found.by.update(dict.fromkeys(unclear, "customer"))
    elif len(unclear) == 1 and "customer" in settled and not settled & STAFF:
        _guess(found, unclear[0], "agent")
    elif len(unclear) == 1 and settled & STAFF and "customer" not in settled:
        _guess(found, unclear[0], "customer")
    else:
        for person in unclear:
            found.by[person] = "unknown"
            found.warnings.append(f"{_called(person)} could be either side; name ours with --us")
    return found


def _certain(person: Person, ours: Us) -> By | None:
    role = role_of(person.role) or role_of(person.label)
    if ours.owns(name=person.label, address=person.address):
        return "supervisor" if role == "supervisor" else "agent"
    if role:
        return cast(By, role)
    if person.address.partition("@")[0].lower() in OUR_MAILBOXES and not ours:
        return "agent"
    return None


def _guess(found: Sides, person: Person, side: By) -> None:
    found.by[person] = side
    found.warnings.append(f"{_called(person)} is taken as {side}: the only one without a label")


def _called(person: Person) -> str:
    return f'"{person.label}"' if person.label else "a voice without a label"
