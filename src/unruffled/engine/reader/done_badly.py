"""What one of our turns does badly: a function for each bad signal that phrases alone do not tell."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from unruffled.engine.reader import questions
from unruffled.engine.reader.exchange import AT_LEAST, PUBLIC, Exchange, sure
from unruffled.engine.reader.given import given
from unruffled.engine.reader.lexicon import Hit
from unruffled.engine.reader.normalise import Text, normalise
from unruffled.engine.reader.overlap import content_of, strong
from unruffled.engine.vocabulary import Span

HOT: Final = 2.5
"""Heat from which a fix without a word of acknowledgement comes too early [default]."""

_HEARD: Final = frozenset(
    {"a_reflect", "a_empathy", "a_apology_specific", "a_ownership", "a_repair", "a_listen", "a_summary"}
)


_TAKEN_FURTHER: Final = _HEARD | {"a_commit", "a_options", "a_explain", "a_safety", "a_boundary", "a_repair"}


def _canned(seen: Exchange, good: frozenset[str]) -> tuple[Span, ...]:
    """Formulas with nothing of the case in their sentence, in a turn that nowhere shows that it was heard."""
    hits = seen.hits.get("formula", ())
    greeted = [h for h in hits if seen.words.words[h.first] == "dear"]
    bare = [h for h in hits if h not in greeted and len(_beside(seen, h)) < 2]
    if greeted and not good & _TAKEN_FURTHER:
        bare += greeted
    return () if good & _HEARD and len(bare) < 2 else tuple(h.span for h in bare)


def _beside(seen: Exchange, hit: Hit) -> frozenset[str]:
    """What the sentence of a hit shares with the case outside the hit's own words."""
    sentence = seen.words.sentence_at(hit.first)
    case = seen.said | seen.known
    around = content_of(seen.words, sentence.first, hit.first) | content_of(seen.words, hit.last + 1, sentence.last)
    return strong(around & case)


def _vague(seen: Exchange, good: frozenset[str]) -> tuple[Span, ...]:
    vague = {p.span for p in seen.promises if p.vague} | set(sure(seen.hits.get("a_vague", ())))
    dated = any(p.due_text and not p.vague for p in seen.promises)
    return () if dated else tuple(sorted(vague))


def _overapology(seen: Exchange, good: frozenset[str]) -> tuple[Span, ...]:
    hits = seen.hits.get("apology", ())
    earlier = sum(r.has("a_apology_specific", "a_apology_brief") for r in seen.before)
    again = earlier >= 2 and not good & {"a_commit", "a_ownership", "a_repair", "a_options"}
    return tuple(h.span for h in hits) if len(hits) >= 3 or (hits and again) else ()


def _no_answer(seen: Exchange, good: frozenset[str]) -> tuple[Span, ...]:
    """Every question that waits is passed over, and nothing else takes the person further."""
    if not seen.asked or not seen.words.sentences or seen.has("transfer"):
        return ()
    onward = {
        "a_explain",
        "a_reassurance",
        "a_options",
        "a_safety",
        "a_boundary",
        "a_warm_handoff",
        "a_listen",
        "a_choice",
        "a_commit",
        "a_question",
        "a_repair",
        "a_privacy",
    }
    if good & onward or any(questions.answers(seen.text, question) for question in seen.asked):
        return ()
    return ((seen.words.starts[0], seen.words.ends[-1]),)


def _early_fix(seen: Exchange, good: frozenset[str]) -> tuple[Span, ...]:
    """A fix for somebody still hot whom nobody here has acknowledged yet."""
    last = seen.last
    if last is None or last.heat_score is None or last.heat_score < HOT:
        return ()
    heard = good & (_HEARD | {"a_safety", "a_boundary", "a_warm_handoff", "a_apology_brief"})
    if heard or any(r.has(*_HEARD) for r in seen.before):
        return ()
    return sure((*seen.hits.get("a_suggestion", ()), *seen.hits.get("options", ())))


def _policy_wall(seen: Exchange, good: frozenset[str]) -> tuple[Span, ...]:
    walls = seen.ours("a_policy_wall")
    ways = [h for id in ("reason", "alternative", "options") for h in seen.hits.get(id, ())]
    other = any(not way.meets(walls[:1]) for way in ways)
    return () if other else sure(walls)


def _blame_customer(seen: Exchange, good: frozenset[str]) -> tuple[Span, ...]:
    rules = {seen.sentence_of(h) for h in seen.hits.get("a_policy_wall", ())}
    return tuple(h.span for h in seen.ours("a_blame_customer") if h.weight >= AT_LEAST or seen.sentence_of(h) in rules)


def _repeat_question(seen: Exchange, good: frozenset[str]) -> tuple[Span, ...]:
    asked = [h for h in seen.hits.get("asks_again", ()) if _is_request(seen, h) and not _is_named(seen.words, h)]
    return tuple(h.span for h in asked if given(seen, seen.text[slice(*h.span)]) is not None)


def _is_request(seen: Exchange, hit: Hit) -> bool:
    sentence = seen.words.sentence_at(hit.first)
    said = seen.words.words[sentence.first : sentence.last]
    return "?" in sentence.mark or "please" in said or said[:1] in (("what",), ("which",), ("confirm",), ("kindly",))


def _is_named(words: Text, hit: Hit) -> bool:
    """Whether what the phrase ends with is said along: "can you take the table at number 41?", "order HL-4471"."""
    i = hit.last + 1
    i += words.capitals[i : i + 1] == (True,)
    return i < len(words) and words.words[i][:1].isdigit() and not words.breaks[i]


def _cold_transfer(seen: Exchange, good: frozenset[str]) -> tuple[Span, ...]:
    hits = [h for h in seen.hits.get("transfer", ()) if not seen.is_asked(seen.sentence_of(h))]
    return () if "a_warm_handoff" in good or "a_safety" in good else sure(hits)


_CARD: Final = re.compile(
    r"\b(?:card|visa|mastercard|amex|account|iban)\b.{0,12}?\b(?:ending|ends|ending in|no\.?|number)\s.{0,4}?\d{2,}",
    re.IGNORECASE,
)


def _privacy_leak(seen: Exchange, good: frozenset[str]) -> tuple[Span, ...]:
    """On a channel that all can read: a number, address or account detail that belongs to the customer."""
    if seen.channel not in PUBLIC:
        return ()
    private = ("<email>", "<phone>", "<code>", "<number>")
    case = seen.said | seen.known
    card = tuple(m.span() for m in _CARD.finditer(seen.text))
    return card or tuple(
        seen.words.span(i, i)
        for i, (word, shape) in enumerate(zip(seen.words.words, seen.words.shapes, strict=True))
        if (shape in private or (shape == "" and word[:1].isdigit()))
        and content_of(seen.words, i, i + 1) & case
        and len(re.sub(r"\W", "", word)) >= 4
    )


def _jargon(seen: Exchange, good: frozenset[str]) -> tuple[Span, ...]:
    """Words of the house: one is enough for somebody who struggles with language, two for anybody."""
    hits = [
        h for h in seen.hits.get("a_jargon", ()) if not strong(content_of(seen.words, h.first, h.last + 1)) & seen.said
    ]
    struggles = seen.was_said("language_barrier", "vulnerability_capability", "confusion")
    spans = sorted({*sure(hits), *_abbreviated(seen)})
    return tuple(spans) if len(spans) >= (1 if struggles else 2) else ()


_EVERYBODYS_WORDS = """
    uk us eu usa uae vat pin id tv sim gps ok pdf am pm usb dvd cd atm faq asap sms dm app hr it ceo gb mb iban mr ms dr
    no not now stop yes please you never all usd eur gbp inr rs aud cad chf po
"""
_EVERYBODYS: Final = frozenset(_EVERYBODYS_WORDS.split())


def _abbreviated(seen: Exchange) -> list[Span]:
    """Abbreviations in capitals that the customer has not used and that not everybody knows: "all OVF returns"."""
    words = seen.words
    short = [i for i in range(len(words)) if words.words[i] not in _EVERYBODYS and _is_abbreviation(words, i)]
    if not short:
        return []
    told = {w for r in seen.before if r.turn.by == "customer" for w in normalise(r.turn.text).words}
    return [words.span(i, i) for i in short if words.words[i] not in told]


def _is_abbreviation(words: Text, i: int) -> bool:
    """Whether word i is two to five capitals that stand alone: no part of a code, no word that is only stressed."""
    if not words.capitals[i] or words.shapes[i] or not 2 <= len(words.words[i]) <= 5 or not words.words[i].isalpha():
        return False
    code = words.original[words.ends[i] : words.ends[i] + 1] in ("-", "/", "_")
    stressed = words.capitals[i - 1 : i] == (True,) and words.breaks[i] == 0
    return not code and not stressed


def _ignore(seen: Exchange, good: frozenset[str]) -> tuple[Span, ...]:
    """A brush-off for somebody upset, or business as usual beside a danger."""
    last = seen.last
    if last is None or not seen.words.sentences:
        return ()
    if last.has("self_harm", "threat_violence") and not good & {"a_safety", "a_boundary", "a_warm_handoff"}:
        return ((seen.words.starts[0], seen.words.ends[-1]),)
    upset = (last.heat_score or 0) >= 1.5
    return (
        sure(seen.hits.get("brushoff", ())) if upset and not seen.overlap and not good & (_HEARD | {"a_commit"}) else ()
    )


BADLY: Final[dict[str, Callable[[Exchange, frozenset[str]], tuple[Span, ...]]]] = {
    "a_canned": _canned,
    "a_vague": _vague,
    "a_overapology": _overapology,
    "a_no_answer": _no_answer,
    "a_early_fix": _early_fix,
    "a_policy_wall": _policy_wall,
    "a_blame_customer": _blame_customer,
    "a_repeat_question": _repeat_question,
    "a_cold_transfer": _cold_transfer,
    "a_privacy_leak": _privacy_leak,
    "a_jargon": _jargon,
    "a_ignore": _ignore,
}
