"""Words with their marks: which words of a message made it hot, and why."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe


@dataclass(frozen=True, slots=True)
class Mark:
    """Words of a message and what they show; `start` and `end` count code points."""

    start: int
    end: int
    shows: str
    sure: str = ""
    conduct: bool = False


def marked(text: str, marks: Iterable[Mark]) -> SafeString:
    """Return the text as HTML with every mark around its words; marks that overlap become one that says both."""
    parts: list[str] = []
    at = 0
    for mark in joined(sorted(marks, key=lambda m: (m.start, -m.end)), len(text)):
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


def _both(first: Mark, second: Mark) -> Mark:
    said = first.shows.split(" · ")
    shows = first.shows if second.shows in said else f"{first.shows} · {second.shows}"
    return Mark(
        first.start, max(first.end, second.end), shows, first.sure or second.sure, first.conduct or second.conduct
    )


def _mark(words: str, mark: Mark) -> str:
    kind = ' class="conduct"' if mark.conduct else ""
    sure = f' data-sure="{escape(mark.sure)}"' if mark.sure else ""
    return f'<mark{kind} data-shows="{escape(mark.shows)}"{sure}>{escape(words)}</mark>'
