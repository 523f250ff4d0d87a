"""Which mails belong to one conversation: by References and In-Reply-To, whatever order they lie in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def threads(mails: Sequence[tuple[str, Iterable[str]]]) -> list[list[int]]:
    """Return the numbers of the mails of each conversation, both in the order in which they were given.

    Each mail is its own id ("" if it has none) and the ids it refers to. Two mails that answer one that is missing
    here are still of one conversation; equal subjects prove nothing.
    """
    parent = list(range(len(mails)))
    owner: dict[str, int] = {}
    for n, (own, references) in enumerate(mails):
        for one in (own, *references):
            if one:
                _join(parent, n, owner.setdefault(one, n))
    conversations: dict[int, list[int]] = {}
    for n in range(len(mails)):
        conversations.setdefault(_root(parent, n), []).append(n)
    return list(conversations.values())


def _join(parent: list[int], a: int, b: int) -> None:
    first, second = sorted((_root(parent, a), _root(parent, b)))
    parent[second] = first


def _root(parent: list[int], n: int) -> int:
    while parent[n] != n:
        parent[n] = parent[parent[n]]
        n = parent[n]
    return n
