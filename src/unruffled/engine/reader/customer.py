"""What shows in a customer's turn: signals, conduct and heat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import compress, pairwise
from typing import Final

from unruffled.engine.reader import (
    belonging,
    conduct,
    fusion,
    gladness,
    guards,
    heat,
    irony,
    occupations,
    progress,
    record,
    strain,
    telling,
)
from unruffled.engine.reader.fusion import Hunch
from unruffled.engine.reader.seen import SHOWN, Found, Seen, look, merge, phrasebook
from unruffled.engine.vocabulary import SIGNALS, STAFF, Context, Reading, Signal, Span, Turn


def read(
    turn: Turn, before: Sequence[Reading], context: Context, *, version: str, hunch: Hunch = fusion.NONE
) -> Reading:
    """Return the signals, conduct and heat of a customer's turn.

    Uses this turn, the readings of earlier ones and what was known at the start; never a later turn. `hunch` is
    what the trained model adds: one more piece of evidence beside the words.
    """
    seen = occupations.without(look(turn, before, context))
    found = _signals(seen, hunch)
    hot = heat.of(seen, found, hunch=hunch)
    told = map(fusion.doubted, sorted(found.values(), key=lambda s: (s.spans[:1] or ((0, 0),), s.id)))
    return Reading(
        turn=turn,
        heat_score=hot.score,
        heat_sure=hot.sure,
        conduct=conduct.of(seen, found),
        signals=tuple(told),
        reader=version,
    )


def _signals(seen: Seen, hunch: Hunch) -> Found:
    found = _from_words(seen)
    for signal in hunch.beside:
        if signal.id in found:
            merge(found, signal)
    ours = any(r.turn.by in STAFF for r in seen.before)
    for signal in hunch.alone:
        if _believed(seen, signal, ours=ours):
            merge(found, _beside(found, signal))
    for more in (
        conduct.signals(seen),
        record.signals(seen, found),
        progress.signals(seen, found),
        irony.signals(seen),
    ):
        for signal in list(more):
            merge(found, signal)
    found = {name: signal for name, signal in found.items() if signal.confidence >= SHOWN}
    for signal in list(_from_each_other(seen, found)):
        merge(found, signal)
    for signal in list(strain.signals(seen, found)):
        merge(found, signal)
    _settle(seen, found)
    return found


def _believed(seen: Seen, signal: Signal, *, ours: bool) -> bool:
    """Whether what the model alone sees counts here: it knows no conversation, and no guard of the rules."""
    if signal.id in _ANSWERS:
        return ours
    if _is_disowned(seen, signal):
        return False
    if signal.id == "self_harm" and seen.has("churn_threat"):
        return signal.confidence >= _SURE  # "I want it all over with, close the account" leaves us, not life
    if signal.id == "third_party_risk" and seen.has("vulnerability_health"):
        return signal.confidence >= _AS_GOOD_AS_SAID  # who is ill at home is in nobody's danger by that
    if signal.id == "safety_hazard" and not _MARRED.isdisjoint(seen.text.words):
        return signal.confidence >= _AS_GOOD_AS_SAID
    return True


def _is_disowned(seen: Seen, signal: Signal) -> bool:
    """Whether all that the model points at is told of others, denied, of a trade, or only a name of who people are."""
    spans = signal.spans
    if signal.id in _OWN_WORDS and spans and all(_of_others(seen, span) for span in spans):
        return True
    if signal.id not in seen.hits and _all_denied(seen, signal):
        return True
    if signal.id == "staff_conduct_complaint" and spans and all(telling.defends_staff(seen.text, s) for s in spans):
        return True
    if signal.id == "discriminatory_abuse" and belonging.only_named(seen, spans):
        return True
    return occupations.covers(seen, signal)


_OWN_WORDS: Final = frozenset({"insult_agent", "discriminatory_abuse", "sexual_remark", "deadline_demand"})
_SURE: Final = 0.65
_AS_GOOD_AS_SAID: Final = 0.85
_MARRED: Final = frozenset("scratch scratches scratched scuff scuffed dent dents dented stain stains stained".split())
"""What spoils a thing and by itself hurts nobody."""


def _of_others(seen: Seen, span: Span) -> bool:
    """Whether these words are quoted, or told of somebody else: "get lost, you idiot, is what he said"."""
    hit = occupations.as_hit(seen, "", span)
    return hit.first < len(seen.text) and (guards.quoted(seen.text, hit) or telling.reported(seen.text, hit))


def _all_denied(seen: Seen, signal: Signal) -> bool:
    """Whether each sentence that the model points at denies it: "nobody promised" reaches "delivery" behind it."""
    at = {span: seen.text.sentence_number(seen.text.overlapping(span)[0]) for span in signal.spans}
    denied = {at[span] for span in signal.spans if _is_denied(seen, signal.id, span)}
    return bool(denied) and denied.issuperset(at.values())


def _is_denied(seen: Seen, id: str, span: Span) -> bool:
    """Whether the writer denies these words, where the signal's file lets that count: "nobody promised me"."""
    known, hit = phrasebook().entries.get(id), occupations.as_hit(seen, id, span)
    return known is not None and hit.first < len(seen.text) and guards.denied(seen.text, hit, known.guards)


def _beside(found: Found, signal: Signal) -> Signal:
    """The model's signal; where rules have words for it already, theirs are pointed at."""
    return replace(signal, spans=()) if signal.id in found and found[signal.id].spans else signal


_ANSWERS: Final = frozenset(
    {"understanding_confirmed", "partial_acceptance", "acceptance", "rejection", "resolution_confirmed"}
)
"""What only shows once we have said something: the model cannot know whether we have."""


def _from_words(seen: Seen) -> Found:
    """Every signal with the strength of its own phrases, also those too weak to show alone."""
    names = [name for name in seen.hits if name in SIGNALS]
    return {name: Signal(name, round(seen.strength(name), 3), seen.spans(name)) for name in names}


_SUFFERED: Final = (
    "repeat_contact",
    "long_wait",
    "promise_broken",
    "repeat_info",
    "transfer_complaint",
    "feels_unheard",
    "loop",
)


def _from_each_other(seen: Seen, found: Found) -> Iterator[Signal]:
    """What follows from signals together: shouting needs anger, an insult is anger, much suffered is frustration."""
    shouted = _shouted(seen, found)
    if shouted:
        yield Signal("shouting", 0.9, shouted)
        if not found.keys() & {"anger", "distress", "anxiety"}:
            yield Signal("anger", 0.6, shouted)
    if "insult_agent" in found or "threat_violence" in found:
        yield Signal("anger", 0.75, (found.get("insult_agent") or found["threat_violence"]).spans)
    if "self_harm" in found and "third_party_risk" not in found:
        yield Signal("distress", 0.55, found["self_harm"].spans)
    suffered = [name for name in _SUFFERED if name in found]
    warm = "gratitude" in found or "resolution_confirmed" in found or "acceptance" in found
    plainly = len(suffered) >= 2 or any(found[name].confidence >= 0.9 for name in suffered)
    if (plainly and not warm) or "loop" in found:
        yield Signal("frustration", 0.6, tuple(sorted({s for name in suffered for s in found[name].spans})))
    last = seen.asked[-1] if seen.asked else None
    if (
        last
        and (last.heat_score or 0) >= 2.7
        and "anger" in {s.id for s in last.signals}
        and "rejection" in found
        and not warm
    ):
        yield Signal("anger", 0.55, found["rejection"].spans)
    insisted = _insisted(seen)
    if insisted and not warm and seen.strength("positive") < SHOWN:
        yield Signal("frustration", 0.6, insisted)
    if seen.strength("rude") >= 0.5 and "gratitude" not in found:
        yield Signal("frustration", 0.6, seen.spans("rude"))


def _insisted(seen: Seen) -> tuple[Span, ...]:
    """Short sentences that only say again what the one before said: 'I told you twice. Twice.'"""
    text = seen.text
    said = [(s, text.words[s.first : s.last]) for s in text.sentences]
    return tuple(
        after.span
        for (_, before), (after, again) in pairwise(said)
        if len(again) <= 3 and len(before) > len(again) and set(again) <= set(before) and not set(again) <= _SMALL
    )


_SMALL: Final = frozenset({"yes", "no", "ok", "please", "thanks", "thank", "you", "i", "it", "not", "hello", "so"})


def _shouted(seen: Seen, found: Found) -> tuple[Span, ...]:
    """Two or more capitalised words in a row, three marks, or a transcript's note; in anger only (DOMAIN 6.14)."""
    text = seen.text
    if "<note>" in text.shapes:
        noted = pairwise(range(len(text)))
        notes = [i for i, after in noted if text.shapes[i] == "<note>" and text.words[after] in _LOUD]
        if notes:
            return tuple(text.span(i, i) for i in notes)
    loud = _capital_runs(seen)
    loud += [sentence.span for sentence in text.sentences if _three_marks(sentence.mark)]
    single = _stressed(seen)
    if len(single) + sum("!!" in sentence.mark for sentence in text.sentences) >= 2:
        loud += single
    return tuple(sorted(set(loud))) if loud and _cross(seen, found) else ()


_MARKS_OF_ANGER: Final = (
    "anger", "frustration", "disappointment", "anxiety", "distress", "insult_agent", "feels_unheard", "profanity",
    "long_wait", "promise_broken", "rejection", "supervisor_demand", "threat_violence", "refund_demand",
)  # fmt: skip


def _cross(seen: Seen, found: Found) -> bool:
    """Whether capitals and marks are meant in anger: neither joy nor somebody who always writes so."""
    cross = any(name in found for name in _MARKS_OF_ANGER) or seen.strength("rude") >= SHOWN
    hot = any(name in found for name in ("anger", "insult_agent", "threat_violence"))
    joyful = seen.strength("positive") >= SHOWN or "gratitude" in found or "resolution_confirmed" in found
    letters = [i for i, word in enumerate(seen.text.words) if len(word) > 1 and word.isalpha()]
    always = len(letters) >= 5 and all(seen.text.capitals[i] for i in letters) and not _pressed(seen)
    cross = cross or _pressed(seen)
    return cross and not (joyful and not hot) and not (always and not hot and "frustration" not in found)


_CALLED: Final = frozenset({"hello", "hey", "oi", "anyone", "anybody", "somebody", "someone", "well"})


def _pressed(seen: Seen) -> bool:
    """Whether capitals or marks press for an answer: "where is it" in one breath, or a hello with three marks."""
    short = len(seen.text) <= 12
    waits = bool(seen.hits.get("long_wait")) and not seen.has("polite")
    calls = bool(_CALLED & set(seen.text.words[:1])) and any(s.mark.count("?") >= 3 for s in seen.text.sentences)
    return short and (waits or calls)


def _three_marks(mark: str) -> bool:
    return len(mark) >= 3 and ("!" in mark or mark.count("?") >= 3)


_STRESSED_WORDS = """
    not never no now again still nobody nothing anything everything every always want need twice already today stop you
    your my real really very so anyone ridiculous disgrace unacceptable done did do does what why when how where who
    this that money refund hours days weeks months one two three all any please help enough
"""
_STRESSED: Final = frozenset(_STRESSED_WORDS.split())


def _stressed(seen: Seen) -> list[Span]:
    """Single words of the plain language written in capitals (no names, no abbreviations)."""
    text = seen.text
    capitals = compress(range(len(text)), text.capitals)
    return [text.span(i, i) for i in capitals if text.words[i] in _STRESSED]


_LOUD: Final = frozenset({"shouting", "shouts", "raised", "raises", "yelling", "screaming", "yells", "screams", "loud"})


def _capital_runs(seen: Seen) -> list[Span]:
    """Two or more words in capitals in a row, one of them of four letters, or of the plain language."""
    text, runs, start = seen.text, [], None
    if True not in text.capitals:
        return []
    for i in range(len(text) + 1):
        if i < len(text) and (text.capitals[i] or (start is not None and _joins(text.words[i], text.shapes[i]))):
            start = i if start is None else start
        elif start is not None:
            runs += _run(seen, start, i - 1)
            start = None
    return runs


def _joins(word: str, shape: str) -> bool:
    return word in ("i", "a") or shape == "<number>"


def _run(seen: Seen, first: int, last: int) -> list[Span]:
    text = seen.text
    written = {text.starts[i]: text.words[i] for i in range(first, last + 1) if text.capitals[i]}
    telling = [word for word in written.values() if len(word) >= 5 or word in _STRESSED]
    return [text.span(first, last)] if len(written) >= 2 and telling else []


def _settle(seen: Seen, found: Found) -> None:
    """What the whole turn rules out of single signals, and one signal of another."""
    irony.settle(found)
    progress.settle(seen, found)
    if "partial_acceptance" in found:  # yes to one part and no to another is not yes
        found.pop("acceptance", None)
    gladness.settle(seen, found)
    if _only_tells_a_date(seen, found):
        del found["deadline_demand"]
    _settle_each_other(seen, found)


def _settle_each_other(seen: Seen, found: Found) -> None:
    """What one signal rules out of another."""
    if "gratitude" in found and "sarcasm" not in found:
        for name in ("anger", "frustration"):
            if name in found and found[name].confidence < 0.7:
                del found[name]
    if "resolution_confirmed" in found:
        for name in ("long_wait", "issue_stated", "anxiety", "confusion", "frustration"):
            if name in found and found[name].confidence < 0.9:
                del found[name]
    glad = {"gratitude", "resolution_confirmed", "relief"} & found.keys()
    joy = bool(glad) and (seen.strength("positive") >= SHOWN or "relief" in found)
    if joy and not {"anger", "anxiety", "self_harm"} & found.keys():
        found.pop("distress", None)
    if "abuse_sustained" in found and "insult_agent" not in found:
        del found["abuse_sustained"]
    if "review_threat" in found and _glad_to_tell(seen, found):
        found["advocacy"] = Signal("advocacy", found.pop("review_threat").confidence, seen.spans("review_threat"))


_PRESSING: Final = frozenset(
    """by before until till need needs want must if unless or latest within today now immediately deadline due urgent
    asap tonight tomorrow expires have""".split()
)
_UNEASY: Final = frozenset(_MARKS_OF_ANGER) | frozenset(_SUFFERED) | {"issue_stated", "sarcasm", "compensation_demand"}


def _only_tells_a_date(seen: Seen, found: Found) -> bool:
    """Whether a date is only told, and nothing depends on it: "flying the 9th with a cello, is there a fee?"."""
    hits = seen.hits.get("deadline_demand", ())
    if (
        "deadline_demand" not in found
        or not hits
        or any(not _PRESSING.isdisjoint(seen.text.words[hit.first : hit.last + 1]) for hit in hits)
    ):
        return False
    if seen.has("not_done", "problem") or _UNEASY & found.keys():
        return False
    return set(found["deadline_demand"].spans) <= {hit.span for hit in hits}


_UPSET: Final = frozenset({"anger", "disappointment", "insult_agent", "profanity", "rejection", "refund_demand"})


def _glad_to_tell(seen: Seen, found: Found) -> bool:
    """Whether "I shall tell everyone" is praise: said with thanks or a goodbye, and nothing in it is upset."""
    glad = {"gratitude", "resolution_confirmed", "relief", "closing"} & found.keys()
    return bool(glad) and not _UPSET & found.keys() and seen.strength("rude") < SHOWN
