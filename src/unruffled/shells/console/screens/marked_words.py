"""Words with their marks: which words of a message made it hot, and why."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape

from django.utils.safestring import SafeString, mark_safe

_WORD = re.compile(r"[\w'’-]+")
_OBJECT = re.compile(r"[ \t]+(?:you|me|us)\b(?! (?:are|were|have|do|can|will))", re.IGNORECASE)
"""What belongs to the word before it: "thank you"."""

_REST = re.compile(r"(?:[ \t]+[\w'’-]{1,40}){0,2}(?:[.!?…]{1,4}|(?=\n)|\Z)|(?:[ \t]+[\w'’-]{1,40})?(?=[,;:])")
"""What is left of a sentence after a mark, if that is two words at most, or one word to a comma."""

_OPEN_END = frozenset("a an and at but for in of on or so that the to was with".split())
"""Words that hang in the air at the end of a mark."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Words of a message and what they show; `start` and `end` count code points. Without `sure` they could show it."""

    start: int
    end: int
    shows: str
    sure: bool = True
    conduct: bool = False


def marked(text: str, marks: Iterable[Mark]) -> SafeString:
    """Return the text as HTML with every mark around its words; marks that overlap become one that says both."""
    parts: list[str] = []
    at = 0
    for mark in rounded(joined(sorted(marks, key=lambda m: (m.start, -m.end)), len(text)), text):
        parts.append(escape(text[at : mark.start]))
        parts.append(_mark(text[mark.start : mark.end], mark))
        at = mark.end
    parts.append(escape(text[at:]))
    return mark_safe("".join(parts))  # noqa: S308 - every piece is escaped above


def joined(marks: Iterable[Mark], length: int) -> list[Mark]:
    """Join overlapping marks of an ordered row of them, and drop what lies outside the text."""
    found: list[Mark] = []
    for mark in marks:
        if not 0 <= mark.start < mark.end <= length:
            continue
        if found and mark.start < found[-1].end:
            found[-1] = _both(found[-1], mark)
        else:
            found.append(mark)
    return found


def rounded(marks: Sequence[Mark], text: str) -> Iterator[Mark]:
    """Round marks to whole words: to the end of a sentence that is nearly over, and not to a word left hanging.

    Conduct stays as it was said: its words are quoted, so nothing is added to them.
    """
    for n, mark in enumerate(marks):
        limit = marks[n + 1].start if n + 1 < len(marks) else len(text)
        yield mark if mark.conduct else replace(mark, end=_rounded_end(mark, text, limit))


def _rounded_end(mark: Mark, text: str, limit: int) -> int:
    rest = _REST.match(text, mark.end)
    if rest is not None and rest.end() <= limit:
        return rest.end()
    whom = _OBJECT.match(text, mark.end)
    if whom is not None and whom.end() <= limit:
        return whom.end()
    words = list(_WORD.finditer(text, mark.start, mark.end))
    kept = len(words)
    while kept > 1 and words[kept - 1].group().lower() in _OPEN_END:
        kept -= 1
    return mark.end if kept == len(words) else words[kept - 1].end()


def _both(first: Mark, second: Mark) -> Mark:
    """Join two marks: what one of them shows for sure is not in doubt because of the other."""
    said = first.shows.split(" · ")
    shows = first.shows if second.shows in said else f"{first.shows} · {second.shows}"
    return Mark(
        first.start, max(first.end, second.end), shows, first.sure or second.sure, first.conduct or second.conduct
    )


def _mark(words: str, mark: Mark) -> str:
    kind = ' class="conduct"' if mark.conduct else ""
    doubt = "" if mark.sure else " data-unsure"
    return f'<mark{kind} data-shows="{escape(mark.shows)}"{doubt}>{escape(words)}</mark>'
