"""What one of our turns does well: a function for each good signal that phrases alone do not tell."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from typing import Final

from unruffled.engine.reader import times
from unruffled.engine.reader.exchange import Exchange, sure
from unruffled.engine.reader.lexicon import Hit
from unruffled.engine.reader.overlap import content_of, strong
from unruffled.engine.vocabulary import Span


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
    return sure(seen.hits.get("options", ()))


def _commit(seen: Exchange) -> tuple[Span, ...]:
    return tuple(p.span for p in seen.promises if not p.vague)


def _explain(seen: Exchange) -> tuple[Span, ...]:
    return sure(seen.hits.get("reason", ()))


def _honest_no(seen: Exchange) -> tuple[Span, ...]:
    """A refusal with its reason or another way beside it."""
    return sure(seen.hits.get("no", ())) if seen.has("reason", "alternative", "options") else ()


def _thanks(seen: Exchange) -> tuple[Span, ...]:
    return tuple(h.span for h in seen.hits.get("thanks", ()) if not _in(seen, h, "formula"))


def _handoff(seen: Exchange) -> tuple[Span, ...]:
    """Warm words about somebody else who is named or described, not about the line alone."""
    people = {"manager", "supervisor", "colleague", "team", "specialist", "nurse", "lead", "boss"}
    named = bool(people & set(seen.words.words)) or _names(seen)
    return sure(seen.hits.get("a_warm_handoff", ())) if named else ()


_NAME: Final = re.compile(
    r"(?<=[a-z,] )[A-Z][a-z]{2,14}\b"
    r"|\b[A-Z][a-z]{2,14}(?=, | (?:is|runs|owns|leads|manages|heads|has|can|will|knows|joins|here)\b)"
)


def _names(seen: Exchange) -> bool:
    return bool(_NAME.search(seen.text))


def _followup(seen: Exchange) -> tuple[Span, ...]:
    later = ("check", "look", "follow", "make sure", "see if", "see that", "update", "text you", "write to you")
    promised = tuple(p.span for p in seen.promises if p.due_text and any(w in p.what.lower() for w in later))
    return promised or sure(seen.hits.get("a_followup", ()))


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
    return sure(hits) if seen.was_said(*_RISK) or len(hits) > 1 or unread else ()


def _information(seen: Exchange) -> tuple[Span, ...]:
    """Statements with a number, a time or a sum in them."""
    shapes = {"<money>", "<number>", "<time>", "<date>", "<code>", "<ordinal>"}
    told = {bisect_right(seen.words.sentences, w.span[0], key=lambda s: s.span[0]) - 1 for w in times.find(seen.text)}
    return tuple(
        s.span
        for i, s in enumerate(seen.words.sentences)
        if not seen.is_asked(i) and (i in told or shapes & set(seen.words.shapes[s.first : s.last]))
    )


WELL: Final[dict[str, Callable[[Exchange], tuple[Span, ...]]]] = {
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
