"""What a verb in the present tells: an act ahead, a gift, or only a habit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from unruffled.engine.reader.clauses import Clause
from unruffled.engine.reader.dues import OPENS_EVENT, is_after_now, is_dated, is_month
from unruffled.engine.reader.grammar import PRONOUNS, US, is_plural, words_for
from unruffled.engine.reader.normalise import Text
from unruffled.engine.reader.times import When


def is_habit(words: Text, clause: Clause, first: int, last: int, due: When | None) -> bool:
    """Whether a present form tells a rule: "we deliver on Tuesdays", "claims are settled within ten days"."""
    sentence = words.sentence_at(first)
    if clause.subject in ("most", "many", "some", "others"):
        return True
    said = words.words[_own_start(words, clause, sentence.first) : last]
    if words_for()["habitual"].intersection(said):
        return True
    if due is None:
        return False
    if "every" in said and not OF_THEM.intersection(said):
        return True
    if is_plural(clause.subject.split()[-1] if clause.subject else "") and _HOUR_ONLY.fullmatch(due.text):
        return clause.kind == "plain" and not OF_THEM.intersection(words.words[clause.first : last])
    bare = words.words[clause.first] in ("a", "an") or (
        clause.subject not in PRONOUNS and not is_definite(words, clause)
    )
    if bare and clause.kind == "plain" and _comes_again(due):
        return not OF_THEM.intersection(words.words[clause.first : last])
    length = due.minutes is not None or "working" in due.text
    if not length or clause.kind not in ("plain", "being"):
        return False
    many = first + 1 < last and is_plural(words.words[first + 1])
    known = OF_THEM.intersection(words.words[max(sentence.first, first - 40) : min(sentence.last, first + 40)])
    return not known and (bare or many or clause.subject in US)


def _comes_again(due: When) -> bool:
    """Whether the time names no one day: "every evening", "in May", "at 6.30am"."""
    return due.lead in ("each", "every") or is_month(due) or _HOUR_ONLY.fullmatch(due.text) is not None


_HOUR_ONLY: Final = re.compile(r"(?:at|from|until|till|by)\s\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]\.?m\b\.?)?", re.IGNORECASE)


def _own_start(words: Text, clause: Clause, opens: int) -> int:
    """Where what belongs to a clause begins: up to six words before its subject, but not in the clause before."""
    first = clause.first
    while first > opens and clause.first - first < 6 and words.words[first - 1] not in ("and", "but", "so", "while"):
        first -= 1
    return first


OF_THEM: Final = frozenset("you your yours it them him her this me us ours".split())
"""Whom or what this case is about: beside these it is no rule."""


def is_definite(words: Text, clause: Clause) -> bool:
    """Whether the subject is this one and not any one: "the refund", "our fitter", "Kyle", "it"."""
    nouns = clause.subject.split()
    named = (
        words.original[words.starts[clause.first]].isupper() and words.sentence_at(clause.first).first < clause.first
    )
    return named or not is_plural(nouns[-1]) or bool({"the", "our", "your", "my", "his", "her", "their"} & set(nouns))


DONE_TOO: Final = frozenset({"keep", "hold", "allow", "include", "stay", "take", "remain", "show", "open"})
"""What tells how things are, and is done for somebody, too: "they stay open for you"."""


@lru_cache(maxsize=4096)
def is_act(verb: str) -> bool:
    """Whether a verb in the present is something done, not how things are or were."""
    lists = words_for()
    if verb in lists["acts"] and verb not in lists["lasts"] | lists["not_future"]:
        return verb != "look"
    kinds = ("not_acts", "past", "lasts", "grammar")
    if verb in ("do", "does"):
        return True
    forms = {verb, verb.removesuffix("s"), verb.removesuffix("es")}
    still = verb in lists["not_future"] and verb not in DONE_TOO
    return not still and not any(forms & lists[kind] for kind in kinds) and not verb.endswith(("ed", "ing"))


PRICED: Final = re.compile(
    r"\b(?:at no (?:charge|cost|extra)|(?:no|without|free of) charge|(?:at|on) our (?:cost|expense|account)|on us|on me"
    r"|on the house|for (?:free|nothing)|free|throwing in)\b",
    re.IGNORECASE,
)
"""What costs the customer nothing."""


def is_gift(words: Text, first: int, last: int, due: When | None) -> bool:
    """An act without a time that can only lie ahead: what costs them nothing, or what we give or send them."""
    said = words.words[first:last]
    if PRICED.search(words.original[words.starts[first] : words.ends[last - 1]]):
        return True
    if said[0] in ("having", "getting"):
        return any(w.endswith("ed") or w in ("sent", "done", "made") for w in said[2:6])
    if said[0] == "waiving":
        return True
    money = "<money>" in words.shapes[first:last]
    yours = said[1:2] == ("you",) or said[-2:] == ("for", "you")
    return said[0] in GIVING and (money or (yours and last - first > 3))


GIVING: Final = frozenset(
    "getting booking bringing ordering giving crediting sending paying refunding lending posting mailing".split()
)


def leads_on(due: When) -> bool:
    """Whether what is told leads on to this time: "booked for Friday", "from Monday", "once it is dry"."""
    return due.lead in _ONWARD or is_after_now(due) or (due.lead in OPENS_EVENT and not is_dated(due))


_ONWARD: Final = frozenset(
    "for by within in before on to at today tonight this between from tomorrow until till each every".split()
)


def is_done_to(rest: Sequence[str]) -> bool:
    """Whether these words begin with what is done to something: "mended", "sewn", "remade"."""
    again = rest[0].removeprefix("re")
    return rest[0].endswith("ed") or bool({rest[0], again} & words_for()["participles"])


@lru_cache(maxsize=4096)
def is_by_itself(act: str) -> bool:
    """Whether an act happens by itself, whoever promises what: paint dries, seed sprouts, a charge lasts."""
    return bool({act, act.removesuffix("s"), act.removesuffix("es")} & words_for()["by_itself"])
