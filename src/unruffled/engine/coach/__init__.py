"""What the coach says of a reply before it goes: where a habit shows, why it hurts, and other words for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from unruffled.engine.coach.habits import Habit, known
from unruffled.engine.coach.notices import Notice, noticed
from unruffled.engine.coach.rewrites import instead, why
from unruffled.engine.reader import language
from unruffled.engine.reader.exchange import Exchange, exchange
from unruffled.engine.vocabulary import Context, Reading, Remark, Situation, Span

MOST: Final = 6
"""No reply gets more remarks than this at once: more is a wall, not advice [default]."""

_FIRST: Final = (
    "ignore_safety", "promise_secrecy", "counsel", "reveal_private", "ask_private_in_public", "accuse_fraud",
    "admit_liability", "legal_debate", "retaliate_complaint", "buy_silence", "gate_review", "withhold_owed",
    "suspend_help", "tone_police", "ignore_abuse", "debate_abuse", "provoke", "say_calm_down", "label_person",
)  # fmt: skip
"""What may do harm comes before what is merely clumsy, when there are too many remarks or two on the same words."""


def review(
    draft: str, *, situation: Situation | None, before: Sequence[Reading], context: Context, speaker: str = ""
) -> tuple[Remark, ...]:
    """Return what there is to say about this draft, in the order of its words; nothing for a good one.

    Always advice, never a lock: nothing stops by default. `before` are the readings of the turns so far; `speaker` is
    the role that will send it (agent when empty), which decides the goodwill limit. Pure; linear in length. A draft in
    a language that we do not read has none. What there is to say of a sentence with a blank waits until it is filled.
    """
    if not draft.strip() or language.of(draft):
        return ()
    seen = exchange(draft, before, context, by=speaker or "agent", channel=_channel(before))
    blanks = unfilled(draft)
    notices = [notice for notice in noticed(seen, situation, speaker) if not _waits(notice, blanks, seen)]
    found = [_remark(notice, known()[notice.id], seen) for notice in notices]
    return tuple(sorted(_fewest(found), key=lambda r: (r.span, r.id)))


def hints(draft: str) -> tuple[Remark, ...]:
    """What can be said of a draft by itself, with no conversation around it."""
    return review(draft, situation=None, before=(), context=Context())


_SLOT: Final = re.compile(r"⟨[^⟨⟩\n]{1,60}⟩|\{[a-z][a-z_]{0,40}\}")


def unfilled(text: str) -> tuple[Span, ...]:
    """Where blanks like ⟨time⟩ or {time} still stand: a reply with one cannot be sent."""
    return tuple(m.span() for m in _SLOT.finditer(text))


def _waits(notice: Notice, blanks: Sequence[Span], seen: Exchange) -> bool:
    """Whether this is about a sentence that is not finished yet; a danger passed over is said all the same."""
    if not blanks or notice.id == "ignore_safety":
        return False
    if notice.id == "a_no_answer":  # what is still to be filled in may be the answer
        return True
    sentences = [sentence.span for sentence in seen.words.sentences if _overlap(sentence.span, notice.span)]
    return any(_overlap(part, blank) for part in (notice.span, *sentences) for blank in blanks)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _channel(before: Sequence[Reading]) -> str:
    return before[-1].turn.channel if before else ""


def _remark(notice: Notice, habit: Habit, seen: Exchange) -> Remark:
    return Remark(
        id=notice.id,
        level=habit.level,
        span=notice.span,
        why=why(notice, habit, seen),
        instead=instead(notice, habit, seen),
    )


def _fewest(remarks: Sequence[Remark]) -> Iterator[Remark]:
    """One remark for the same words and one for the same habit side by side; the gravest first, MOST at most."""
    kept: list[Remark] = []
    for remark in sorted(remarks, key=_gravity):
        if len(kept) < MOST and not any(_says_the_same(remark, k) for k in kept):
            kept.append(remark)
    yield from kept


def _gravity(remark: Remark) -> tuple[int, int, int]:
    rank = _FIRST.index(remark.id) if remark.id in _FIRST else len(_FIRST)
    return rank, remark.span[0], -remark.span[1]


def _says_the_same(one: Remark, other: Remark) -> bool:
    if (one.id, one.why) == (other.id, other.why) and one.id not in _EACH:
        return True
    return _overlap(one.span, other.span) and (one.id == other.id or not {one.id, other.id} & _ABOUT_MORE)


_EACH: Final = frozenset({"vague_promise", "minimise", "reveal_private"})
"""Habits that are shown each time they occur; the others once."""

_ABOUT_MORE: Final = frozenset({"ignore_safety", "ignore_abuse", "a_no_answer", "public_argument", "many_questions"})
"""Remarks about what is missing or about the whole reply: they stand beside remarks about its words."""
