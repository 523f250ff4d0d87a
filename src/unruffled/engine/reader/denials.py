"""What its writer denies: to mean it ("I have no plans to leave you"), or to have borne it ("I never had to ask")."""

from __future__ import annotations

from collections.abc import Set
from typing import Final

from unruffled.engine.reader.lexicon import Hit
from unruffled.engine.reader.normalise import HARD, LOOSE, Text

_NOT: Final = frozenset({"not", "never"})
_MEANING: Final = frozenset(
    """going to gonna planning plan planned intend intending intended aim aiming be am are is was been being have had
    having here do did about think thinking consider considering considered threaten threatening talking calling asking
    ask for looking seeking after out on off in any a an of interested dream ever even really actually my point reason
    need needing needed write make try trying way us
    complain complaining report reporting go bring bringing take file raise the this""".split()
)
"""What may stand between a denial and what is denied: words of meaning to do it."""
_WISH: Final = frozenset("want wanted wanting wish wishing like care".split())
"""Who does not *want* to go to court may still go: these deny a demand, and never a threat."""
_NOUNS: Final = frozenset(
    "plan plans intention intentions need wish desire interest reason thought question call".split()
)
"""What "no" must deny before the words are denied: "no need for", "no plans to"."""
_OTHERS: Final = frozenset({"you", "they", "he", "she", "why", "nobody", "who", "can", "could"})
"""Whose denial is none of what the writer means: "they are not going to refund it", "why not sue", "I cannot"."""
THREATS: Final = frozenset(
    "review_threat media_threat legal_threat regulator_threat chargeback_threat churn_threat".split()
)
_HANGING: Final = frozenset("if unless until till yet provided else otherwise".split())
_FOR_ALL_THAT: Final = frozenset("will would may might must shall can could going gonna have has forced leave".split())
_BACK: Final = 9
"""How many words before a phrase its denial may begin."""


def disclaimed(text: Text, hit: Hit) -> bool:
    """Whether the writer says that this is not what they mean to do or ask for: "I'm not here to ask for a refund".

    The phrase begins behind the denial, and between the two stand only words of intent, so "I will not hesitate to"
    denies nothing. A threat that hangs on something ("… if you refund it", "… but I will") is one all the same.
    """
    if hit.id == "promise_broken":
        return _never_promised(text, hit)
    denial = _denial_before(text, hit, _MEANING | _NOUNS | (frozenset() if hit.id in THREATS else _WISH))
    if denial is None or _is_doubled(text, denial):
        return False
    return not (hit.id in THREATS and hangs(text, hit, denial))


def _denial_before(text: Text, hit: Hit, between: Set[str]) -> int | None:
    """Where the denial stands that reaches the phrase over these words alone."""
    low = max(text.sentence_at(hit.first).first, hit.first - _BACK)
    for i in range(hit.first - 1, low - 1, -1):
        if text.breaks[i + 1] >= LOOSE:
            return None
        word = text.words[i]
        if word == "no":
            return i if not _NOUNS.isdisjoint(text.words[i + 1 : i + 3]) else None
        if word in _NOT:
            by = text.words[max(low, i - 3) : i]
            return i if _OTHERS.isdisjoint(by) and text.words[i + 1] not in ("only", "just") else None
        if word not in between:
            return None
    return None


def _is_doubled(text: Text, denial: int) -> bool:
    """Whether the denial is denied: "don't think I won't"."""
    before = text.words[max(text.sentence_at(denial).first, denial - 5) : denial]
    return not _NOT.isdisjoint(before) and not {"think", "believe", "imagine", "assume", "suppose"}.isdisjoint(before)


def hangs(text: Text, hit: Hit, denial: int) -> bool:
    """Whether what is denied hangs on something, or comes for all that: "… unless you answer", "… but I will"."""
    sentence = text.sentence_at(hit.first)
    if not _HANGING.isdisjoint(text.words[sentence.first : denial] + text.words[hit.first + 1 : sentence.last]):
        return True
    behind = text.words[hit.last + 1 : sentence.last + 6]
    turn = next((i for i, word in enumerate(behind) if word in ("but", "unless", "however")), None)
    return turn is not None and not _FOR_ALL_THAT.isdisjoint(behind[turn + 1 : turn + 6])


def meant(text: Text, hit: Hit) -> bool:
    """Whether a threat is meant although a "not" stands before it: "don't think I won't", "I don't want to, but …"."""
    denial = _denial_before(text, hit, _MEANING | _NOUNS | _WISH)
    return denial is not None and (_is_doubled(text, denial) or hangs(text, hit, denial))


_NOBODY: Final = frozenset({"nobody", "none"})


def _never_promised(text: Text, hit: Hit) -> bool:
    """Whether nobody promised it: "nobody promised me Friday"; not "nobody came as promised"."""
    for i in range(max(hit.first, 1), hit.last + 1):
        if text.words[i].startswith("promise") and text.breaks[i] < HARD:
            pair = text.words[max(0, i - 2) : i]
            return pair[-1] in _NOBODY or pair == ("no", "one") or pair in (("you", "never"), ("they", "never"))
    return False


_SUFFERING: Final = frozenset("did do have had has having need needed i we ever once yet to be been".split())
_DUTY: Final = frozenset({"have", "had", "need", "needed"})
_NOT_WHAT: Final = frozenset({"should", "must", "could", "can", "why", "going", "want", "ought"})
_DEGREES: Final = frozenset({"so", "such", "before", "until", "till", "like", "usually", "elsewhere"})


def spared(text: Text, hit: Hit) -> bool:
    """Whether the writer did not have to: "not once did I have to explain twice", "no need to ring back".

    "I should not have to" complains, and so does "I never had to wait this long before".
    """
    sentence = text.sentence_at(hit.first)
    low = max(sentence.first, hit.first - _BACK)
    denial = next((i for i in range(hit.first + 1, low - 1, -1) if _denies(text, i, hit)), None)
    if denial is None or not _is_free_of(text, denial, low, hit):
        return False
    rest = text.words[hit.first : sentence.last]
    told = any(rest[i] == "this" and rest[i + 1 : i + 2] in _HOW_MUCH for i in range(len(rest)))
    return not told and _DEGREES.isdisjoint(rest)


_HOW_MUCH: Final = (("long",), ("much",), ("many",), ("often",), ("time",))


def _denies(text: Text, i: int, hit: Hit) -> bool:
    if i > hit.last:
        return False
    return text.words[i] in _NOT or (text.words[i] == "no" and text.words[i + 1 : i + 2] == ("need",))


def _is_free_of(text: Text, denial: int, low: int, hit: Hit) -> bool:
    """Whether only "did I have to" stands behind the denial, up to the deed."""
    by = text.words[max(low, denial - 3) : denial]
    if not _NOT_WHAT.isdisjoint(by):
        return False
    behind = text.words[denial + 1 : hit.last + 1]
    deed = next((i for i, word in enumerate(behind) if word not in _SUFFERING), len(behind))
    if any(text.breaks[i] >= LOOSE for i in range(denial + 1, denial + 1 + deed)):
        return False
    needless = by[-1:] == ("need",)
    return denial + 1 + deed >= hit.first - 2 and (
        needless or (not _DUTY.isdisjoint(behind[:deed]) and "to" in behind[:deed])
    )
