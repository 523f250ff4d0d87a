"""The promises in one sentence: each clause with the time that belongs to it, and what is named without a verb."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from unruffled.engine.reader.assertions import is_asserted, is_ours
from unruffled.engine.reader.clauses import Clause, clauses, fronted, next_time, own_times, trimmed
from unruffled.engine.reader.conditions import conditional
from unruffled.engine.reader.doers import who_does
from unruffled.engine.reader.dues import due_event, due_of, fronted_event
from unruffled.engine.reader.grammar import MAYBE_SUBJECT, US, is_telling, words_for
from unruffled.engine.reader.headlines import after_colon, named_only
from unruffled.engine.reader.joined import acts, things
from unruffled.engine.reader.normalise import Sentence, Text
from unruffled.engine.reader.times import When
from unruffled.engine.reader.worded import worded
from unruffled.engine.vocabulary import Promise, Reading


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A sentence, the times in it, which of us speaks, and the readings before."""

    words: Text
    sentence: Sentence
    whens: list[When]
    by: str
    before: Sequence[Reading]


def promised(words: Text, sentence: Sentence, whens: list[When], by: str, before: Sequence[Reading]) -> list[Promise]:
    """Return what one sentence promises; `whens` are the times in it, `by` is the one of us who speaks."""
    said, spoken = clauses(words, sentence), _Spoken(words, sentence, whens, by, before)
    if not whens and not any(_may_bind(clause) for clause in said):
        return []
    bound = conditional(words, sentence, said)
    starts = _starts(words, sentence, said, whens)
    opening = min(starts[0], *(a for a, _ in bound[:1]), sentence.last)
    found = _named(spoken, said, opening, bool(bound)) if whens else []
    told, shared = False, None
    named = {when.text: when for when in reversed(whens)}
    for n, clause in enumerate(said):
        if told:
            told = False
            continue
        told = _runs_on(words, clause, said, n)
        turns, end = _until_condition(clause, starts[min(n + 1 + told, len(said))], bound)
        goes_on = shared if _is_linked(words, sentence, clause) else None
        start = starts[n] if n else sentence.first
        made = [] if turns else _of_clause(spoken, clause, start, end, goes_on)
        shared = named.get(made[-1].due_text) if made else None  # what goes with it is done then, too
        if shared is None and n + 1 < len(said) and words.words[starts[n + 1] - 1] in ("then", "so"):
            shared = due_of(words, own_times(words, clause.first, end, whens))
        found += made
    return found


def _may_bind(clause: Clause) -> bool:
    """Whether a clause can promise at all, by the kind of saying that it is."""
    return not clause.under and clause.kind not in ("other", "asked")


def _starts(words: Text, sentence: Sentence, said: list[Clause], whens: list[When]) -> list[int]:
    """Where each clause begins: at its subject, or at the time said before it; and where the last one ends."""
    if not whens:
        return [*(clause.first for clause in said), sentence.last]
    earliest = (sentence.first, *(clause.verb for clause in said))
    return [*(_start(words, clause, at, whens) for clause, at in zip(said, earliest, strict=False)), sentence.last]


def _start(words: Text, clause: Clause, earliest: int, whens: list[When]) -> int:
    when = fronted(words, earliest, clause.first, whens)
    if when is None or when.lead == "give":
        return clause.first
    return next(i for i in range(earliest, clause.first) if words.ends[i] > when.span[0])


def _named(spoken: _Spoken, said: list[Clause], opening: int, bound: bool) -> list[Promise]:
    """What is promised without a verb: before the first clause, and behind a colon after the last."""
    words, sentence, whens, by = spoken.words, spoken.sentence, spoken.whens, spoken.by
    found = named_only(words, sentence, sentence.first, opening, whens, by, bool(said))
    if said and not bound and (colon := after_colon(words, said[-1].verb, sentence.last)):
        found += named_only(words, sentence, colon, sentence.last, whens, by, False)
    return found


def _is_linked(words: Text, sentence: Sentence, clause: Clause) -> bool:
    """Whether a clause goes on from the one before: "…, and she writes", "so I close it"."""
    before = words.words[max(sentence.first, clause.first - 2) : clause.first]
    return before[-1:] in (("and",), ("so",), ("then",)) or before == ("and", "after")


def _until_condition(clause: Clause, end: int, bound: list[tuple[int, int]]) -> tuple[bool, int]:
    """Whether a clause turns on a condition, and else where it ends before one; `bound` is in order, none overlaps."""
    nth = bisect_right(bound, clause.first, key=lambda stretch: stretch[0])
    turns = nth > 0 and clause.first < bound[nth - 1][1]
    ahead = bisect_right(bound, clause.verb, key=lambda stretch: stretch[0])
    return turns, min(end, bound[ahead][0]) if ahead < len(bound) else end


def _runs_on(words: Text, clause: Clause, said: list[Clause], n: int) -> bool:
    """Whether the next clause is what this one undertakes: "make sure that it is checked", "find out why it is"."""
    if n + 1 >= len(said) or clause.kind not in ("will", "let"):
        return False
    act, link = words.words[clause.verb : clause.verb + 2], said[n + 1].first - 1
    if _is_given_on(words, clause, said[n + 1]):
        return True
    if act[:1] == ("ensure",) or act in (("make", "sure"), ("see", "that"), ("see", "to")):
        return True
    if words.words[link] not in _ASKED_ABOUT:
        return False
    if any(is_telling(word) for word in words.words[clause.verb : link]):
        return True
    near = link - clause.verb <= 4 and not any(words.breaks[clause.verb + 1 : link + 1])
    return near and words.words[link] not in ("when", "if")


def _is_given_on(words: Text, clause: Clause, following: Clause) -> bool:
    """Whether what looks like the next clause is what the verb acts on: "let you have …", "refund both train rides"."""
    act, lists = following.first - 1, words_for()
    joined = words.words[act - 1] in ("and", "then") and words.words[act] in lists["acts"]
    near = (act == clause.verb or (act > clause.verb and joined)) and not words.breaks[following.first]
    return near and following.subject in MAYBE_SUBJECT and words.words[act] not in lists["not_acts"]


_ASKED_ABOUT: Final = frozenset({"what", "how", "whether", "if", "where", "why", "which", "who", "when"})


def _of_clause(spoken: _Spoken, clause: Clause, start: int, end: int, shared: When | None) -> list[Promise]:
    """What a clause between these words promises; `shared` is the time of the one that it goes on from."""
    words, whens = spoken.words, spoken.whens
    if not _may_bind(clause) or clause.verb >= len(words):
        return []
    if (words.breaks[clause.verb] and 0 < clause.verb - clause.first < 3) or _is_reported(words, clause):
        return []
    beyond, end = end, _end_of_act(words, clause.verb, end, whens)
    if end <= clause.verb or _is_done_meanwhile(words, clause, end, beyond, whens):
        return []
    early = _said_before(words, clause, start, whens)
    found: list[Promise] = []
    for (first, last), *besides in (things(words, a, b, whens) for a, b in acts(words, clause, end, whens)):
        due = due_of(words, own_times(words, first, last, whens)) or early or due_event(words, first, end)
        act = _first_act(words, clause, first, last, due, beyond)
        if act is None and due is None and shared is not None and _goes_with(words, clause):
            due = shared
            act = _first_act(words, clause, first, last, due, beyond)
        if act is not None:
            who = who_does(words, clause, spoken.by, spoken.before)
            found.append(worded(words, clause, act, last, due, who, beyond))
            found += [_thing_too(words, clause, a, b, whens, who) for a, b in besides]
    return found


def _said_before(words: Text, clause: Clause, start: int, whens: list[When]) -> When | None:
    """The time that a clause begins with, or an event in its place."""
    if whens and (when := fronted(words, start, clause.first, whens)):
        return when
    event = fronted_event(words, clause.first)
    if event is not None and (event.lead not in ("before", "after") or clause.kind in ("will", "doing")):
        return event  # not "before I open it, which number is on the order"
    opens = own_times(words, clause.first, clause.first + 1, whens)  # "from Monday there are two"
    owned = opens and words.original[opens[0].span[1] : opens[0].span[1] + 2] in ("'s", "’s")  # "Friday's delivery"
    return opens[0] if opens and not owned else None


def _thing_too(words: Text, clause: Clause, first: int, last: int, whens: list[When], who: str) -> Promise:
    """The promise of another thing at its own time: "bring the table on Monday and the chairs on Friday"."""
    one = worded(words, clause, first, last, due_of(words, own_times(words, first, last, whens)), who, last)
    said = clause.subject in US and clause.kind in ("will", "let")
    return replace(one, what=f"{words.words[clause.verb]} {one.what}") if said else one


def _goes_with(words: Text, clause: Clause) -> bool:
    """Whether somebody of ours does it, beside what the clause before says."""
    ours = clause.subject in ("you", "i", "we") or is_ours(words, clause)
    return clause.kind == "plain" and clause.first < clause.verb and ours


def _is_reported(words: Text, clause: Clause) -> bool:
    """Whether the clause is what was said to the customer before ("you were told that we would ring"), what a paper
    says, or what we only suggest."""
    first, now = clause.first, clause.kind in ("plain", "doing", "being", "arranged")
    opens = words.sentence_at(first).first
    if _is_denied(words, opens, first):
        return True
    for i in range(max(opens + 1, first - 4), first):
        if words.words[i] not in _REPORTS:
            continue
        between = words.words[i + 1 : first]
        passive = words.words[i] in _SAID and words.words[i - 1] in ("was", "were", "been")
        active = words.words[i] in _SAID and between[:1] == ("you",) and words.words[i - 1] not in ("i", "have")
        written = words.words[i] in _STATES and bool(_PAPERS & set(words.words[max(opens, i - 6) : i]))
        wished = (
            (words.words[i] in _WISHES or (now and words.words[i] in _KNOWN))
            and between in (("that",), ())
            and not words.breaks[first]
        )
        asked = (
            between in (("that",), ())
            and words.words[i - 1 : i + 1] == ("make", "sure")
            and words.words[i - 2] != "will"
        )
        if (passive or active or written or wished or asked) and set(between) <= {"you", "that", "by", "us", "me"}:
            return True
    return False


def _is_denied(words: Text, opens: int, first: int) -> bool:
    """Whether we say that we do not say it: "I can't promise it's there by Friday", "I'm not sure they'll come"."""
    if words.breaks[first]:
        return False
    said = first - 1
    while said > opens and first - said < 4 and words.words[said] in ("that", "you", "me", "us"):
        said -= 1
    if words.words[said] not in _HELD:
        return False
    denials = [i for i in range(max(opens, said - 3), said) if words.words[i] in ("not", "never", "cannot")]
    return bool(denials) and not any(words.breaks[denials[-1] + 1 : said + 1])


_HELD: Final = frozenset(
    """promise say think believe expect guarantee pretend claim sure certain saying said promised assume confirm tell
    confident convinced promising claiming suggest""".split()
)


_SAID: Final = frozenset({"told", "promised", "assured", "informed", "advised"})
_STATES: Final = frozenset({"say", "says", "state", "states", "provide", "provides", "means", "reads"})
_PAPERS: Final = frozenset(
    "contract contracts policy terms conditions law rules agreement guarantee lease tariff".split()
)
_KNOWN: Final = frozenset({"see", "understand", "know", "gather", "appreciate"})
_WISHES: Final = frozenset("suggest propose recommend wish hope hoped hoping prefer".split())
_REPORTS: Final = _SAID | _STATES | _KNOWN | _WISHES | {"sure"}


def _end_of_act(words: Text, verb: int, end: int, whens: list[When]) -> int:
    """Where the act ends: before ", and it …", ", not …" unless a time follows there."""
    stops = words_for()["trailing"]
    for i in range(verb + 1, end):
        if words.words[i] == "please":  # what follows is theirs to do
            return trimmed(words, verb, i)
        if words.breaks[i] and words.words[i] in _ASIDES:
            return trimmed(words, verb, i)
        if (
            words.breaks[i]
            and (words.words[i] in stops or words.words[i] == "not")
            and next_time(words, i, end, whens) is None
        ):
            end = i
            break
    return trimmed(words, verb, end)


_ASIDES: Final = frozenset(
    {"ok", "okay", "alright", "right", "yeah", "yes", "bear", "hang", "hold", "thanks", "thank", "cheers"}
)
"""What is said to the customer beside an act: "…, bear with me", "…, OK?"."""


def _is_done_meanwhile(words: Text, clause: Clause, end: int, beyond: int, whens: list[When]) -> bool:
    """Whether the customer only waits for it within this talk: "I'll check that, hold on", "one second, I'll look"."""
    waits = words.words[end : min(beyond, len(words))][:1] in (("bear",), ("hang",), ("hold",))
    before = words.words[max(0, clause.first - 2) : clause.first]
    moment = before[:1] in (("one",), ("a",), ("two",)) and before[1:] in (
        ("moment",),
        ("second",),
        ("sec",),
        ("secs",),
    )
    return (waits or (moment and words.breaks[clause.first] > 0)) and not next_time(words, clause.verb, end, whens)


def _first_act(words: Text, clause: Clause, first: int, last: int, due: When | None, beyond: int) -> int | None:
    """Where the first act that counts as a promise begins: past "know by noon and" to "text you"."""
    if is_asserted(words, clause, first, last, due, beyond):
        return first
    for i in range(first + 1, last - 1) if "and" in words.words[first + 1 : last - 1] else ():
        starts_act = words.words[i] == "and" and words.words[i + 1] in words_for()["acts"]
        if starts_act and is_asserted(words, clause, i + 1, last, due, beyond):
            return i + 1
    return None
