"""Where the customer stands towards what we offered: yes, no, partly, understood, fixed, goodbye; issue and want."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from unruffled.engine.reader.lexicon import Covered, Hit
from unruffled.engine.reader.normalise import Sentence, Text, normalise
from unruffled.engine.reader.seen import SHOWN, Found, Seen, ours
from unruffled.engine.vocabulary import STAFF, Signal, Span

_OFFERS: Final = (
    "a_options",
    "a_choice",
    "a_commit",
    "a_goodwill",
    "a_suggestion",
    "a_channel",
    "a_warm_handoff",
    "a_adjust",
)
_PLAYED_BACK: Final = ("a_reflect", "a_summary", "a_check")
_NEEDS_PROPOSAL: Final = ("acceptance", "rejection", "partial_acceptance")


def signals(seen: Seen, found: Found) -> Iterator[Signal]:
    """Signals this module adds: the stated issue and want, from their cues and from demands."""
    yield from _issue(seen, found)
    yield from _want(seen, found)
    yield from _chosen(seen)


def settle(seen: Seen, found: Found) -> None:
    """Take back the signals of progress that their setting does not allow."""
    _bare_answers(seen, found)
    needing = [name for name in _NEEDS_PROPOSAL if name in found]
    if needing and not on_the_table(seen):
        for name in needing:
            del found[name]
    if "understanding_confirmed" in found and not _played_back(seen):
        del found["understanding_confirmed"]
    _one_of_yes_and_no(seen, found)
    _resolved_or_not(seen, found)
    if "closing" in found and _goes_on(seen, found):
        del found["closing"]
    if "scope_creep" in found and not seen.answers:
        del found["scope_creep"]
    if "loop" in found and sum(r.turn.by in STAFF for r in seen.before) == 1:
        del found["loop"]  # a circle needs two answers of ours (DOMAIN 6.6); what was asked elsewhere is a repeat


def _resolved_or_not(seen: Seen, found: Found) -> None:
    """Take "resolved" back where something else in the turn says that it is not, or that something else is meant."""
    if "resolution_confirmed" not in found:
        return
    thanked = "gratitude" in found
    refused = "rejection" in found and not thanked
    agreed = "understanding_confirmed" in found and _same_words(seen)
    first = not seen.before and seen.history("contacts_30d") == 0
    if refused or agreed or first or (not thanked and _came_wrong(seen)):
        del found["resolution_confirmed"]


def _same_words(seen: Seen) -> bool:
    """Whether "that's right" is all that sounds like solved: it confirms what we said back."""
    said, solved = (seen.hits.get(name, ()) for name in ("understanding_confirmed", "resolution_confirmed"))
    return bool(solved) and all(map(Covered(said).meets, solved))


_CAME: Final = frozenset({"arrived", "came", "delivered", "landed", "here", "turned"})


def _came_wrong(seen: Seen) -> bool:
    """Whether that something came is the complaint itself: what is wrong is said in the same breath."""
    hits = seen.hits.get("resolution_confirmed", ())
    only = all(_CAME & set(seen.text.words[hit.first : hit.last + 1]) for hit in hits)
    return bool(hits) and only and seen.strength("problem") >= SHOWN


_BARE_WORDS = "ok yes no fine right sure alright nope nah good great perfect please not really"
_BARE: Final = frozenset(_BARE_WORDS.split())


def _bare_answers(seen: Seen, found: Found) -> None:
    """A bare yes or no answers the last question: where that asked a fact, or for anything else, it decides nothing."""
    if not seen.answers:
        return
    last = seen.answers[-1].turn.text
    for name in ("acceptance", "rejection"):
        hits = seen.hits.get(name, ())
        if name in found and hits and all(_bare(seen, hit) for hit in hits) and _fact_asked(last):
            del found[name]


def _bare(seen: Seen, hit: Hit) -> bool:
    return all(word in _BARE for word in seen.text.words[hit.first : hit.last + 1])


def _fact_asked(text: str) -> bool:
    """Whether one of our turns ends with a question that is no proposal."""
    read = normalise(text)
    question = next((s for s in reversed(read.sentences) if "?" in s.mark), None)
    return question is not None and "proposal" not in ours(text[slice(*question.span)])


def on_the_table(seen: Seen) -> bool:
    """Whether one of our turns since the customer's last one proposed something, or an earlier one still stands."""
    answers = seen.answers or tuple(r for r in seen.before if r.turn.by in STAFF)[-1:]
    return any(r.has(*_OFFERS) or "proposal" in ours(r.turn.text) for r in answers)


def _played_back(seen: Seen) -> bool:
    return any(r.has(*_PLAYED_BACK) or "playback" in ours(r.turn.text) for r in seen.answers)


def _one_of_yes_and_no(seen: Seen, found: Found) -> None:
    """A yes with a but is partial; of a plain yes and a plain no the one said first, or the surer, stands."""
    if "partial_acceptance" in found and "acceptance" in found and "rejection" not in found:
        return
    if "acceptance" in found and "rejection" in found:
        yes, no = found["acceptance"], found["rejection"]
        if "partial_acceptance" in found:
            del found["rejection"]
        elif (no.spans[:1] or ((0, 0),)) <= (yes.spans[:1] or ((0, 0),)):
            del found["acceptance"]
        elif _refused_after(seen):
            found["partial_acceptance"] = Signal("partial_acceptance", 0.7, (*yes.spans[:1], *no.spans[-1:]))
            del found["acceptance"], found["rejection"]
        else:
            del found["rejection"]
    elif "acceptance" in found and (but := _refused_after(seen)):
        found["partial_acceptance"] = Signal("partial_acceptance", 0.65, (*found["acceptance"].spans[:1], *but))
        del found["acceptance"]


_WILLS: Final = frozenset({"want", "accept", "agree", "let", "give", "drop", "take", "pay", "need", "sign", "agreeing"})


def _refused_after(seen: Seen) -> tuple[Span, ...]:
    """Where, in a later sentence than the yes, the customer refuses something: "But the other I do not want"."""
    yes = min((hit.first for hit in seen.hits.get("acceptance", ())), default=0)
    for sentence in seen.text.sentences:
        words = seen.text.words[sentence.first : sentence.last]
        for i in range(len(words) - 2 if sentence.first > yes else 0):
            refuses = words[i] in ("i", "we") and words[i + 1] in ("do", "am", "can", "will") and words[i + 2] == "not"
            if refuses and _WILLS & set(words[i + 3 : i + 5]) and "?" not in sentence.mark:
                return (sentence.span,)
    return ()


def _goes_on(seen: Seen, found: Found) -> bool:
    """Whether something is still asked or said to be wrong, so that this is a signature and no goodbye."""
    if seen.has("closing") and any(
        seen.text.words[h.first] in ("regards", "kind", "yours", "best", "sincerely") for h in seen.hits["closing"]
    ):
        return True
    return bool({"anger", "rejection", "issue_stated"} & found.keys()) and "gratitude" not in found


_DEMANDS: Final = (
    "refund_demand", "compensation_demand", "supervisor_demand", "unreasonable_demand", "channel_request",
    "access_need",
)  # fmt: skip


_REFUSING: Final = frozenset(
    {"not", "no", "never", "nope", "nah", "neither", "you", "why", "but", "how", "when", "what", "already", "still"}
)


def _chosen(seen: Seen) -> Iterator[Signal]:
    """A short answer that begins by naming one of the options we offered takes it: 'The courier, please.'"""
    if not seen.answers or not seen.text.sentences:
        return
    first = seen.text.sentences[0]
    words = seen.text.words[first.first : first.last]
    if len(words) > 9 or "?" in first.mark or _REFUSING & set(words) or words[0] in _TITLES:
        return
    named = {_figure(w) for w in words if len(w) > 2 or w.isdigit()} - _EVERYWHERE
    if not named or not on_the_table(seen):
        return
    offered = normalise(seen.answers[-1].turn.text)
    if any(named & _figures(offered, s) and _offers(offered, s) for s in offered.sentences):
        yield Signal("acceptance", 0.65, (first.span,))


_TITLES: Final = frozenset({"mr", "mrs", "ms", "miss", "dr", "dear", "sir", "madam", "hello", "hi"})
_COMMON_WORDS = """
    the and you your for can will would like which with that this have are our please sorry thank thanks about
    from there what when how one two not but now today tomorrow just get got been was were has had they them
    her him she his try do make take help back see know want need put let send give tell look time good right
    all any more then here it's
"""
_EVERYWHERE: Final = frozenset(_COMMON_WORDS.split())


def _figures(text: Text, sentence: Sentence) -> set[str]:
    return {_figure(word) for word in text.words[sentence.first : sentence.last]}


def _offers(text: Text, sentence: Sentence) -> bool:
    """Whether a sentence of ours offers something: it names alternatives or asks to choose."""
    words = text.words[sentence.first : sentence.last]
    return "or" in words or "proposal" in ours(text.original[slice(*sentence.span)])


def _figure(word: str) -> str:
    """A number without marks or leading noughts, so that 7.15 is 07:15; another word as it is."""
    if word.isalpha():
        return word
    return "".join(c for c in word if c.isdigit()).lstrip("0") or word


_GRIEVANCES: Final = frozenset(
    {"promise_broken", "long_wait", "staff_conduct_complaint", "transfer_complaint", "safety_hazard", "refund_demand",
     "sarcasm"}
)  # fmt: skip
"""What is a problem with us by itself."""


_PAST_WORDS = """
    was were had has have been did took sent got went came said told lost broke left paid bought charged gave
    found put cut fell kept made stopped ordered booked
"""
_PAST: Final = frozenset(_PAST_WORDS.split())


def _issue(seen: Seen, found: Found) -> Iterator[Signal]:
    """The problem is stated clearly enough to act on: something went wrong, and it can be told what."""
    strength = seen.strength("problem")
    warm = bool({"resolution_confirmed", "gratitude", "closing"} & found.keys())
    if strength >= 0.5:
        concrete = len(seen.text) >= 6 or any(seen.text.shapes)
        if concrete and not (warm and strength < 0.9):
            yield Signal("issue_stated", min(0.95, strength), seen.spans("problem"))
        return
    names = sorted(_GRIEVANCES & found.keys())
    if names and len(seen.text) >= 7 and not warm:
        yield Signal("issue_stated", 0.6, tuple(span for name in names for span in found[name].spans))
    elif not warm and not any(r.has("issue_stated") for r in seen.asked):
        yield from _told(seen, found)


_HINTS: Final = ("bad_event", "effort", "our_word", "not_done", "intense")
"""Cues that a telling is about something gone wrong; "my" and "our" hint as well."""
_CONTENT: Final = frozenset({"relief", "advocacy", "customer_apology"})
_ANSWERING: Final = frozenset({"acceptance", "understanding_confirmed"})


def _told(seen: Seen, found: Found) -> Iterator[Signal]:
    """A first message that tells what happened, in the past and with hints of trouble or at length, is the issue."""
    text = seen.text
    hints = sum(seen.has(cue) for cue in _HINTS) + bool({"my", "our"} & set(text.words)) + 2 * ("anger" in found)
    content = _CONTENT & found.keys() or (seen.answers and _ANSWERING & found.keys())
    if content or (hints < 2 and len(text) < 40):
        return
    for sentence in text.sentences:
        words = text.words[sentence.first : sentence.last]
        past = any(word in _PAST or (len(word) > 4 and word.endswith("ed")) for word in words)
        if past and len(words) >= (10 if "?" in sentence.mark else 7):
            yield Signal("issue_stated", 0.55, (sentence.span,))
            return


def _want(seen: Seen, found: Found) -> Iterator[Signal]:
    """The wanted outcome is stated: asked for, demanded, or put as a question."""
    strength = seen.strength("request")
    if strength >= 0.5:
        yield Signal("want_stated", min(0.95, strength), seen.spans("request"))
    elif any(name in found for name in _DEMANDS):
        yield Signal(
            "want_stated", 0.7, tuple(span for name in _DEMANDS if name in found for span in found[name].spans)
        )
    else:
        asked = [s.span for s in seen.text.sentences if "?" in s.mark and s.last - s.first >= 5 and len(s.mark) < 3]
        about = seen.has("polite", "problem", "bad_event") or len(seen.text) >= 40
        if asked and about and "sarcasm" not in found:
            yield Signal("want_stated", 0.55, tuple(asked))
