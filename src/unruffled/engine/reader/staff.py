"""What shows in one of our turns: what was done well, what was not, and what was promised."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Final

from unruffled.engine.reader import promises, questions, times
from unruffled.engine.reader.exchange import PUBLIC, Exchange, exchange
from unruffled.engine.reader.lexicon import Hit
from unruffled.engine.reader.normalise import Text, normalise
from unruffled.engine.reader.overlap import content_of, strong
from unruffled.engine.vocabulary import (
    BAD_AGENT_SIGNALS,
    GOOD_AGENT_SIGNALS,
    Context,
    Reading,
    Signal,
    Span,
    Turn,
)

AT_LEAST: Final = 0.5
"""Below this confidence a signal is not reported."""

HOT: Final = 2.5
"""Heat from which a fix without a word of acknowledgement comes too early [default]."""


def read(turn: Turn, before: Sequence[Reading], context: Context, *, version: str) -> Reading:
    """Return what one of our turns does: agent signals with their words, promises, and what we asked."""
    seen = exchange(turn.text, before, context, by=turn.by, channel=turn.channel)
    return Reading(
        turn=turn,
        agent_signals=signals(seen),
        promises=promises.to_record(seen.promises, before),
        questions=tuple(q for q in questions.find(turn.text) if q.text.endswith("?")),
        reader=version,
    )


def signals(seen: Exchange) -> tuple[Signal, ...]:
    """Return every agent signal of a text of ours, good ones first, each with its words."""
    good = [s for id in GOOD_AGENT_SIGNALS if (s := _signal(id, seen)) is not None]
    named = frozenset(s.id for s in good)
    bad = [s for id in BAD_AGENT_SIGNALS if (s := _bad(id, seen, named)) is not None]
    return (*good, *bad)


def _signal(id: str, seen: Exchange) -> Signal | None:
    spans = _GOOD[id](seen) if id in _GOOD else _sure(seen.hits.get(id, ()))
    return Signal(id, _confidence(id, seen), spans) if spans else None


def _bad(id: str, seen: Exchange, good: frozenset[str]) -> Signal | None:
    spans = _BAD[id](seen, good) if id in _BAD else _sure(_ours(id, seen))
    return Signal(id, _confidence(id, seen), spans) if spans else None


def _sure(hits: Sequence[Hit]) -> tuple[Span, ...]:
    return tuple(h.span for h in hits if h.weight >= AT_LEAST)


def _confidence(id: str, seen: Exchange) -> float:
    return max((h.weight for h in seen.hits.get(id, ()) if h.weight >= AT_LEAST), default=0.8)


def _ours(id: str, seen: Exchange) -> list[Hit]:
    """Hits that are ours to answer for: not those we take back in the same breath."""
    taken_back = {seen.sentence_of(h) for h in seen.hits.get("a_repair", ())}
    return [h for h in seen.hits.get(id, ()) if seen.sentence_of(h) not in taken_back]


# Done well -----------------------------------------------------------------------------------------------------------


def _reflect(seen: Exchange) -> tuple[Span, ...]:
    """Facts of the customer's own, said back: three, or two beside a check or a feeling."""
    cue = seen.has("a_check", "a_summary", "empathy", "a_repair", "apology", "a_ownership")
    if len(seen.echoes) < (2 if cue else 3):
        return ()
    return _where(seen, seen.echoes)


def _where(seen: Exchange, stems: frozenset[str]) -> tuple[Span, ...]:
    """The sentences' words that carry these stems, from the first to the last of each sentence."""
    spans: list[Span] = []
    for i, sentence in enumerate(seen.words.sentences):
        if not strong(seen.shared[i]) & stems:
            continue
        at = [j for j in range(sentence.first, sentence.last) if content_of(seen.words, j, j + 1) & stems]
        if at:
            spans.append(seen.words.span(at[0], at[-1]))
    return tuple(spans)


def _empathy(seen: Exchange) -> tuple[Span, ...]:
    """A feeling named beside a fact of the case; without one it is a formula."""
    return tuple(h.span for h in seen.hits.get("empathy", ()) if _has_fact(seen, h) and not _in(seen, h, "formula"))


def _has_fact(seen: Exchange, hit: Hit) -> bool:
    """Whether the sentence of a hit, or the one before, holds something from the case."""
    i = seen.sentence_of(hit)
    return bool(strong(seen.shared[i])) or (i > 0 and len(strong(seen.shared[i - 1])) >= 2)


def _in(seen: Exchange, hit: Hit, id: str) -> bool:
    return hit.meets(seen.hits.get(id, ()))


def _specific_apology(seen: Exchange) -> tuple[Span, ...]:
    return tuple(h.span for h in seen.hits.get("apology", ()) if _has_fact(seen, h) and not _in(seen, h, "formula"))


def _brief_apology(seen: Exchange) -> tuple[Span, ...]:
    hits = seen.hits.get("apology", ())
    if len(hits) != 1 or _in(seen, hits[0], "formula"):
        return ()
    sentence = seen.words.sentence_at(hits[0].first)
    return (sentence.span,) if sentence.last - sentence.first <= 30 else ()


def _question(seen: Exchange) -> tuple[Span, ...]:
    closing = {seen.sentence_of(h) for h in seen.hits.get("brushoff", ())}
    return tuple(s.span for i, s in enumerate(seen.words.sentences) if seen.is_asked(i) and i not in closing)


def _options(seen: Exchange) -> tuple[Span, ...]:
    return _sure(seen.hits.get("options", ()))


def _commit(seen: Exchange) -> tuple[Span, ...]:
    return tuple(p.span for p in seen.promises if not p.vague)


def _explain(seen: Exchange) -> tuple[Span, ...]:
    return _sure(seen.hits.get("reason", ()))


def _honest_no(seen: Exchange) -> tuple[Span, ...]:
    """A refusal with its reason or another way beside it."""
    return _sure(seen.hits.get("no", ())) if seen.has("reason", "alternative", "options") else ()


def _thanks(seen: Exchange) -> tuple[Span, ...]:
    return tuple(h.span for h in seen.hits.get("thanks", ()) if not _in(seen, h, "formula"))


def _handoff(seen: Exchange) -> tuple[Span, ...]:
    """Warm words about somebody else who is named or described, not about the line alone."""
    people = {"manager", "supervisor", "colleague", "team", "specialist", "nurse", "lead", "boss"}
    named = bool(people & set(seen.words.words)) or _names(seen)
    return _sure(seen.hits.get("a_warm_handoff", ())) if named else ()


_NAME: Final = re.compile(
    r"(?<=[a-z,] )[A-Z][a-z]{2,14}\b"
    r"|\b[A-Z][a-z]{2,14}(?=, | (?:is|runs|owns|leads|manages|heads|has|can|will|knows|joins|here)\b)"
)


def _names(seen: Exchange) -> bool:
    return bool(_NAME.search(seen.text))


def _followup(seen: Exchange) -> tuple[Span, ...]:
    later = ("check", "look", "follow", "make sure", "see if", "see that", "update", "text you", "write to you")
    promised = tuple(p.span for p in seen.promises if p.due_text and any(w in p.what.lower() for w in later))
    return promised or _sure(seen.hits.get("a_followup", ()))


_RISK: Final = (
    "self_harm",
    "safety_hazard",
    "third_party_risk",
    "threat_violence",
    "fraud_indicator",
    "vulnerability_health",
)


def _safety(seen: Exchange) -> tuple[Span, ...]:
    hits = seen.hits.get("a_safety", ())
    unread = not any(r.signals for r in seen.before)
    return _sure(hits) if seen.was_said(*_RISK) or len(hits) > 1 or unread else ()


def _information(seen: Exchange) -> tuple[Span, ...]:
    """Statements with a number, a time or a sum in them."""
    shapes = {"<money>", "<number>", "<time>", "<date>", "<code>", "<ordinal>"}
    told = {bisect_right(seen.words.sentences, w.span[0], key=lambda s: s.span[0]) - 1 for w in times.find(seen.text)}
    return tuple(
        s.span
        for i, s in enumerate(seen.words.sentences)
        if not seen.is_asked(i) and (i in told or shapes & set(seen.words.shapes[s.first : s.last]))
    )


_GOOD: Final[dict[str, Callable[[Exchange], tuple[Span, ...]]]] = {
    "a_reflect": _reflect,
    "a_empathy": _empathy,
    "a_apology_specific": _specific_apology,
    "a_apology_brief": _brief_apology,
    "a_question": _question,
    "a_options": _options,
    "a_commit": _commit,
    "a_explain": _explain,
    "a_honest_no": _honest_no,
    "a_thanks": _thanks,
    "a_warm_handoff": _handoff,
    "a_followup": _followup,
    "a_safety": _safety,
    "a_information": _information,
}


# Done badly ----------------------------------------------------------------------------------------------------------


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
    vague = {p.span for p in seen.promises if p.vague} | set(_sure(seen.hits.get("a_vague", ())))
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
    return _sure((*seen.hits.get("a_suggestion", ()), *seen.hits.get("options", ())))


def _policy_wall(seen: Exchange, good: frozenset[str]) -> tuple[Span, ...]:
    walls = _ours("a_policy_wall", seen)
    ways = [h for id in ("reason", "alternative", "options") for h in seen.hits.get(id, ())]
    other = any(not way.meets(walls[:1]) for way in ways)
    return () if other else _sure(walls)


def _blame_customer(seen: Exchange, good: frozenset[str]) -> tuple[Span, ...]:
    rules = {seen.sentence_of(h) for h in seen.hits.get("a_policy_wall", ())}
    return tuple(
        h.span for h in _ours("a_blame_customer", seen) if h.weight >= AT_LEAST or seen.sentence_of(h) in rules
    )


def _repeat_question(seen: Exchange, good: frozenset[str]) -> tuple[Span, ...]:
    asked = [h for h in seen.hits.get("asks_again", ()) if _is_request(seen, h)]
    return tuple(h.span for h in asked if given(seen, seen.text[slice(*h.span)]) is not None)


def _is_request(seen: Exchange, hit: Hit) -> bool:
    sentence = seen.words.sentence_at(hit.first)
    said = seen.words.words[sentence.first : sentence.last]
    return "?" in sentence.mark or "please" in said or said[:1] in (("what",), ("which",), ("confirm",), ("kindly",))


_CODE: Final = re.compile(r"\b(?=[A-Za-z]{0,4}-?[\dA-Z-]{0,12}\d)(?:[A-Z]{1,4}-?\d[\dA-Z-]{1,14}|\d{4,14})\b")
_DATE: Final = re.compile(
    r"\b(?:\d{1,2}(?:st|nd|rd|th)\b|\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|(?:mon"
    r"|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.IGNORECASE,
)
_KINDS: Final = (
    (("email", "e-mail", "mail address"), re.compile(r"\b[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,63}\b")),
    (("phone", "telephone"), re.compile(r"\+?\d[\d ]{7,14}\d")),
    (("birth",), re.compile(r"\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b")),
    (("date", "when "), _DATE),
    (
        ("how much", "amount"),
        re.compile(r"[£$€₹]\s?\d+(?:[.,]\d\d)?|\b\d+(?:[.,]\d\d)?\s?(?:euros?|pounds?|dollars?)\b"),
    ),
    (("postcode", "zip"), re.compile(r"\b[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}\b")),
    (("number", "reference", "order", "booking", "account", "ticket", "case", " id", "code"), _CODE),
)
_MATTER: Final = ("problem", "issue", "happened", "help", "wrong", "reason", "situation", "matter", "complaint")


def given(seen: Exchange, asked: str) -> str | None:
    """What is asked for as it already stands in the customer's words or the record; None where it is not there.

    An empty string says that it was told, but not in words that can be shown.
    """
    asked = asked.lower()
    if "name" in asked and "email" not in asked:
        name = seen.context.customer.get("name")
        return str(name) if name else None
    told = [r.turn.text for r in seen.before if r.turn.by == "customer"]
    for names, pattern in _KINDS:
        if any(n in asked for n in names):
            found = (pattern.search(text) for text in (*told, *_labelled(seen)))
            return next((m.group() for m in found if m), None)
    if any(n in asked for n in _MATTER):
        return "" if len(seen.said) >= 2 and any(len(t.split()) >= 6 for t in told) else None
    return None


def _labelled(seen: Exchange) -> list[str]:
    return [
        f for f in seen.context.facts if re.search(r"number|reference|order|booking|account|ref\b", f, re.IGNORECASE)
    ]


def _cold_transfer(seen: Exchange, good: frozenset[str]) -> tuple[Span, ...]:
    hits = [h for h in seen.hits.get("transfer", ()) if not seen.is_asked(seen.sentence_of(h))]
    return () if "a_warm_handoff" in good or "a_safety" in good else _sure(hits)


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
    spans = sorted({*_sure(hits), *_abbreviated(seen)})
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
        _sure(seen.hits.get("brushoff", ()))
        if upset and not seen.overlap and not good & (_HEARD | {"a_commit"})
        else ()
    )


_BAD: Final[dict[str, Callable[[Exchange, frozenset[str]], tuple[Span, ...]]]] = {
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
