"""Sentences that promise nothing yet: offers to choose from, and what hangs on the customer."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from unruffled.engine.reader.clauses import Clause
from unruffled.engine.reader.grammar import US, words_for
from unruffled.engine.reader.normalise import HARD, Sentence, Text


def is_offer(words: Text, i: int) -> bool:
    """Whether this sentence lays out alternatives that the customer has not chosen from yet."""
    if _is_on_menu(words, i):
        return True
    sentence = words.sentences[i]
    own = words.original[slice(*sentence.span)]
    if words.words[sentence.first : sentence.first + 2] in (("the", "earliest"), ("the", "soonest")):
        return True
    if not _REAL_OR.search(own):
        return re.match(r"(?:\W|\d|[abc]\)){0,6}option\b", own, re.IGNORECASE) is not None
    near = " ".join(words.original[slice(*s.span)] for s in words.sentences[max(0, i - 1) : i + 2])
    following = words.sentences[i + 1] if i + 1 < len(words.sentences) else None
    asked = "?" in sentence.mark or (following is not None and "?" in following.mark)
    return asked or _CHOICE.search(near) is not None


def _is_on_menu(words: Text, i: int) -> bool:
    """Whether this sentence opens a list of ways to choose from, or follows one before our question."""
    for j in range(i, max(-1, i - 3), -1):
        sentence = words.sentences[j]
        if j < i and "?" in sentence.mark:
            return False
        if _MENU.search(words.original[slice(*sentence.span)]):
            return any("?" in s.mark for s in words.sentences[j : i + 4])
    return False


_CHOICE: Final = re.compile(
    r"\b(?:(?:^|can |could |, )either|which (?:would|suits|do|one|is|of)|would you (?:like|prefer|rather)"
    r"|your call|up to you|choose"
    r"|choice|choices|options?"
    r"|one of (?:two|these|three|the)|two ways|three ways|two things"
    r"|whichever(?! (?:is|comes) (?:quicker|sooner|earlier|first|faster))"
    r"|say which|you prefer|of the two"
    r"|or is it)\b",
    re.IGNORECASE,
)


_REAL_OR: Final = re.compile(
    r"\bor\b(?! (?:not|sooner|earlier|before|less|so|later|even|two|three|ring|reply|call|write|email|bad"
    r"|evening)\b)",
    re.IGNORECASE,
)


_MENU: Final = re.compile(
    r"\b(?:two|three|four|a couple of|a few|[234]) (?:real )?(?:ways|options|choices|things|routes|possibilities)\b",
    re.IGNORECASE,
)


def conditional(words: Text, sentence: Sentence, said: Sequence[Clause]) -> list[tuple[int, int]]:
    """The stretches of this sentence, as words from and up to, that promise nothing yet: they turn on something that
    the customer does first, or on something that may never happen. In order; none overlaps another."""
    found: list[tuple[int, int]] = []
    plan: _Plan | None = None
    answered = _is_answered(words, sentence)
    if not answered and _OPENS.isdisjoint(words.words[sentence.first : sentence.last]):
        return []
    for i in range(sentence.first, sentence.last - 1):
        if answered and _is_last_warning(words, i, sentence) and _then_we(words, i, sentence, US):
            return [(sentence.first, sentence.last)]
        if answered and _asks_for(words, i, sentence) and _then_we(words, i, sentence, _WE):
            found.append((i, sentence.last))
        elif words.words[i] in _OPENS and _opens_condition(words, i, sentence):
            plan = plan or _plan_of(words, sentence, said)
            found.append(_turning_on(words, i, sentence, plan))
    return _joined(found)


def _joined(stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same stretches in order, those that overlap as one."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted(stretches):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where a sentence turns, and where its clauses begin: all of them, and those that hang on no other."""

    turns: list[int]
    said: list[Clause]
    firsts: list[int]
    mains: list[int]


def _plan_of(words: Text, sentence: Sentence, said: Sequence[Clause]) -> _Plan:
    ordered = sorted(said, key=lambda clause: clause.first)
    return _Plan(
        turns=[j for j in range(sentence.first, sentence.last) if _turns_away(words, j)],
        said=ordered,
        firsts=[clause.first for clause in ordered],
        mains=[clause.first for clause in ordered if not clause.under],
    )


def _is_last_warning(words: Text, i: int, sentence: Sentence) -> bool:
    """ "One more word like that", "any further insult", "another message": not what was sent once more."""
    more = words.words[i] in ("more", "further") and i > 0 and words.words[i - 1] in ("one", "any", "once")
    begins = i - 1 if more else i
    return (more or words.words[i] == "another") and (begins == sentence.first or words.breaks[begins] > 0)


def _asks_for(words: Text, i: int, sentence: Sentence) -> bool:
    """Whether the customer is asked here to do something: "send me the photo", "just let me know which"."""
    opens = i == sentence.first or words.breaks[i] > 0 or words.words[i - 1] in _BEFORE_ASKING
    word, after = words.words[i], words.words[i + 1 : i + 3]
    if word == "let":
        return opens and after in (("me", "know"), ("us", "know"), ("me", "have"), ("us", "have"))
    return opens and word in words_for()["asked_of_you"] - _ASKED_OF_US


_BEFORE_ASKING: Final = frozenset({"just", "please", "simply", "kindly", "do", "so", "then"})
_ASKED_OF_US: Final = frozenset(
    {"do", "have", "hear", "keep", "let", "like", "look", "make", "mind", "need", "take", "think"}
)
"""What is said to a customer without asking for anything: "hear me out", "look", "take your time"."""


def _is_answered(words: Text, sentence: Sentence) -> bool:
    """Whether anything in a sentence may wait for what stands before it: "… and I will", "… then we will"."""
    said = words.words[sentence.first : sentence.last]
    return "will" in said and any(a in ("and", "then") and b == "will" for a, b in zip(said, said[2:], strict=False))


def _then_we(words: Text, i: int, sentence: Sentence, whose: frozenset[str]) -> bool:
    """ "Reply here and I'll book it": ours begins only when theirs is done."""
    near = range(i + 1, min(i + 20, sentence.last - 2))
    return not _gives_time(words, i) and any(
        words.words[j] in ("and", "then") and words.words[j + 1] in whose and words.words[j + 2] == "will" for j in near
    )


_WE: Final = US | {"it", "that", "they", "you"}


def _gives_time(words: Text, i: int) -> bool:
    """ "Give me ten minutes", "give us until Friday": nothing is asked for but patience."""
    return words.words[i] == "give" and bool(_PATIENCE & set(words.words[i + 2 : i + 7]))


_PATIENCE: Final = frozenset(
    "second seconds moment minute minutes hour hours day days week weeks until till while sec mins chance time".split()
)


_OPENS: Final = frozenset("if provided providing assuming should unless once when as in so".split())


def _opens_condition(words: Text, i: int, sentence: Sentence) -> bool:
    word, following = words.words[i], words.words[i + 1 : i + 9]
    if word == "if":
        return not _is_hedge(words, i, sentence)
    if word in ("provided", "providing", "assuming"):
        return (i == sentence.first or bool(words.breaks[i]) or words.words[i - 1] in ("or", "but", "and")) and bool(
            set(following) & _SUBJECTS
        )
    if word == "should":
        opens = i == sentence.first or words.breaks[i]
        return bool(opens) and following[:1] != () and following[0] in _SUBJECTS
    if word in ("unless", "once", "when") or words.words[i : i + 3] == ("as", "soon", "as"):
        near = range(i + 1, min(i + 8, sentence.last))
        stop = next((j for j in near if words.breaks[j]), near.stop)
        return _customer_first(word, words.words[i + 1 : stop])
    return words.words[i : i + 3] in (("in", "the", "event"), ("as", "long", "as"), ("so", "long", "as"))


_SUBJECTS: Final = frozenset(
    "you it this that there the your any anything anyone he she they we i nobody nothing".split()
)


def _is_hedge(words: Text, i: int, sentence: Sentence) -> bool:
    """Whether this "if" leaves the promise as it is: "even if", "ask them if", "if I may", "if possible"."""
    before, after = words.words[max(sentence.first, i - 4) : i], words.words[i + 1 : i + 5]
    if before[-1:] and before[-1] in ("even", "also", "as", "what"):
        return True
    if not words.breaks[i] and _WHETHER & set(before) and not _EVER & set(after):
        return True
    sooner = bool({"sooner", "earlier"} & set(before[-1:]))
    return sooner or after[:1] == ("possible",) or any(after[:size] in _POLITE for size in (2, 3, 4))


_WHETHER: Final = frozenset(
    """ask asks asking asked check checks checking see seeing know tell find out sure wonder test verify say says hear
    learn decide""".split()
)
_EVER: Final = frozenset({"anything", "something", "any", "ever", "more", "further", "needed", "necessary"})
_POLITE: Final = frozenset(
    tuple(said.split())
    for said in "i may,you do not mind,i am,all goes,we can,i can,that is ok,that is okay,that is fine,need be".split(
        ","
    )
)


def _turning_on(words: Text, i: int, sentence: Sentence, plan: _Plan) -> tuple[int, int]:
    """What turns on the condition at word i: what follows it, or the clause before where nothing follows."""
    turn = bisect_right(plan.turns, i)
    hard = plan.turns[turn] if turn < len(plan.turns) else sentence.last
    nth = bisect_right(plan.firsts, i)
    own = plan.firsts[nth] if nth < len(plan.firsts) else sentence.last
    main = bisect_right(plan.mains, i + 1 if i == sentence.first else max(own, i + 1))
    follows = main < len(plan.mains) and plan.mains[main] < hard
    if follows or i == sentence.first or words.words[i - 1] in ("and", "but", "or", "so", "because"):
        return i, hard
    return _before(words, i, sentence, plan.said[nth - 1] if nth else None), hard


def _before(words: Text, i: int, sentence: Sentence, clause: Clause | None) -> int:
    """Where what turns on a condition behind it begins: at its last act, its clause, or the pause before."""
    near = range(i - 1, max(sentence.first, i - 30), -1)
    if clause is None:
        return next((j for j in near if words.breaks[j]), sentence.first)
    acts = (j for j in near if j > clause.verb and words.words[j] in ("and", "then"))
    return next((j for j in acts if words.words[j + 1] in words_for()["acts"]), clause.first)


def _turns_away(words: Text, j: int) -> bool:
    """Whether what follows stands for itself again: "…; …", "but I'll ring you anyway"."""
    return words.breaks[j] == HARD or (words.words[j] == "but" and words.words[j + 1 : j + 2] != ("if",))


def _customer_first(word: str, said: Sequence[str]) -> bool:
    """Whether a condition names what the customer does for us first; not "when you log in", "unless you stop me"."""
    if not said:
        return False
    if "you" in said[:3] and said[0] != "i":
        at = said.index("you") + 1
        act = next((w for w in said[at : at + 4] if w not in words_for()["adverbs"] | {"have", "has", "is", "are"}), "")
        if word == "unless":
            return act not in _OBJECTS_TO
        return act in words_for()["asked_of_you"] or said[at : at + 1] == ("have",) or act.endswith("ed") or not act
    if (
        word in ("once", "when", "as")
        and said[-1:] in (("in",), ("signed",), ("back",), ("returned",))
        and said[0] in _IT
        and said[-2:] != ("been", "in")  # people who came by; a form is in, or back in
    ):
        return True
    if bool({"received", "receive"} & set(said)) and _LACKING & set(said):
        return True
    return "your" in said and bool({"receive", "get", "have", "reply", "form", "photo", "photos"} & set(said))


_LACKING: Final = frozenset({"missing", "requested", "required", "signed", "completed", "outstanding", "full"})
_OBJECTS_TO: Final = frozenset({"stop", "object", "say", "tell", "hear", "prefer", "write", "call", "decide"})


_IT: Final = frozenset({"that", "it", "this", "they", "those", "these"})
