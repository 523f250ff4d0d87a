"""Promises in one of our turns, as who, what and when; and what a customer says that we promised."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from unruffled.engine.reader import times
from unruffled.engine.reader.assertions import is_asserted, is_ours
from unruffled.engine.reader.clauses import Clause, clauses, fronted, next_time, own_times, trimmed
from unruffled.engine.reader.conditions import conditional, is_offer
from unruffled.engine.reader.doers import who_does
from unruffled.engine.reader.dues import due_event, due_of, fronted_event
from unruffled.engine.reader.grammar import MAYBE_SUBJECT, US, words_for
from unruffled.engine.reader.headlines import after_colon, named_only
from unruffled.engine.reader.joined import TOUCH, acts, things
from unruffled.engine.reader.normalise import Sentence, Text, normalise
from unruffled.engine.reader.times import When
from unruffled.engine.reader.worded import VAGUE, worded
from unruffled.engine.vocabulary import STAFF, Promise, Reading


def find(text: str, *, by: str = "agent", before: Sequence[Reading] = ()) -> tuple[Promise, ...]:
    """Return what this turn of ours promises: who will do what by when (DOMAIN 3.13).

    `who` is the one of us who answers for it: the speaker, a supervisor, or a colleague's name. A promise without a
    time has an empty `due_text`; `vague` says that nobody could tell when it was broken ("soon", "I'll look into it").
    Not promises: offers not yet chosen, what hangs on the customer, what is already done (S004-5).
    """
    words = normalise(text)
    whens = tuple(when for when in times.find(text) if not times.names_a_thing(text, when))
    starts = [w.span[0] for w in whens]
    found: list[Promise] = []
    for i, sentence in enumerate(words.sentences):
        near = list(whens[bisect_left(starts, sentence.span[0]) : bisect_left(starts, sentence.span[1])])
        made = _in_sentence(words, sentence, near, by, before)
        if made and not is_offer(words, i):
            found += made
    found = _named_before(found)
    if not found and "leave" in text.lower():
        found += [Promise(by, m.group(), "", None, m.span(), vague=True) for m in _LEFT.finditer(text)]
    return tuple(sorted(found, key=lambda p: p.span))


def _named_before(found: list[Promise]) -> list[Promise]:
    """Give "she will write at nine" to the colleague whom the promise before names."""
    told: list[Promise] = []
    for promise in found:
        named = told[-1].who if told and told[-1].who not in STAFF else None
        told.append(replace(promise, who=named) if named and _THEIRS.match(promise.what) else promise)
    return told


_THEIRS: Final = re.compile(r"(?:he|she|they)(?:\s|['’])", re.IGNORECASE)


def to_keep(found: Sequence[Promise], before: Sequence[Reading]) -> tuple[Promise, ...]:
    """Return the promises that are worth a record: without those that one of us made before in this conversation, and
    without breaths within this talk ("give me two minutes")."""
    if not found:
        return ()
    earlier = [promise for reading in before if reading.turn.by in STAFF for promise in reading.promises]
    made = [(_strong_words(promise.due_text), _strong_words(promise.what)) for promise in earlier]
    return tuple(p for p in found if not _is_breath(p) and not _is_said_again(p, made))


_BREATH: Final = 3
"""Minutes that somebody waits without counting [default]."""


def _is_breath(promise: Promise) -> bool:
    short = promise.due_minutes is not None and promise.due_minutes <= _BREATH
    return short and not promise.due_text.lower().startswith(("by", "within"))


def _is_said_again(promise: Promise, made: Sequence[tuple[frozenset[str], frozenset[str]]]) -> bool:
    """Whether one of us has promised this before: the same time, for the same thing or for the same word from us.

    `made` has the words of when and what of each earlier promise.
    """
    due = _strong_words(promise.due_text)
    if not due:
        return False
    what = _strong_words(promise.what) - due
    for then, known in made:
        same = what & known - then or (TOUCH & what and TOUCH & known)
        if then and (then <= due or due <= then) and same:
            return True
    return False


def _strong_words(text: str) -> frozenset[str]:
    return frozenset(w for w in normalise(text).words if w not in _WEAK)


_WEAK: Final = frozenset(
    """a an the by on at in to of for from with within before until till between and or you your it its i we will be is
    that this latest no later than next not""".split()
)


def resolve(promise: Promise, said_at: datetime) -> datetime | None:
    """Return when the promise is due, said at this moment; None where no time was named."""
    return times.resolve(promise.due_text, said_at) if promise.due_text else None


def puts_off(sentence: str) -> bool:
    """Whether a sentence only says that something will be done some time: "as soon as possible", "looking into it"."""
    return VAGUE.search(sentence) is not None and not times.find(sentence)


def claimed(text: str) -> tuple[Promise, ...]:
    """Return what a customer says that we promised ("I was told it would come on Friday")."""
    words = normalise(text)
    whens = times.find(text)
    return tuple(_claim(words, i, whens) for i in range(len(words)) if _is_claim(words, i))


_LEFT: Final = re.compile(r"\bleave (?:it|this|that|these|them) (?:all )?(?:with|to) (?:me|us)\b", re.IGNORECASE)


# One sentence --------------------------------------------------------------------------------------------------------


def _in_sentence(
    words: Text, sentence: Sentence, whens: list[When], by: str, before: Sequence[Reading]
) -> list[Promise]:
    said = clauses(words, sentence)
    if not whens and not any(_may_bind(clause) for clause in said):
        return []
    bound = conditional(words, sentence, said)
    starts = [_start(words, c, said[n - 1].verb if n else sentence.first, whens) for n, c in enumerate(said)]
    found = (
        _named(
            words, sentence, said, min([*starts[:1], *(a for a, _ in bound[:1]), sentence.last]), whens, bool(bound), by
        )
        if whens
        else []
    )
    start = sentence.first
    told, shared = False, None
    named = {when.text: when for when in reversed(whens)}
    for n, clause in enumerate(said):
        if told:
            told = False
            start = starts[n + 1] if n + 1 < len(starts) else sentence.last
            continue
        told = _runs_on(words, clause, said, n)
        later = n + 2 if told else n + 1
        end = starts[later] if later < len(starts) else sentence.last
        before_it = words.words[max(sentence.first, clause.first - 2) : clause.first]
        linked = before_it[-1:] in (("and",), ("so",), ("then",)) or before_it == ("and", "after")
        turns, end = _until_condition(clause, end, bound)
        made = [] if turns else _of_clause(words, clause, start, end, whens, by, before, shared if linked else None)
        shared = named.get(made[-1].due_text) if made else None  # what goes with it is done then, too
        follows = words.words[starts[n + 1] - 1] if n + 1 < len(starts) else ""
        if shared is None and follows in ("then", "so"):
            shared = due_of(words, own_times(words, clause.first, end, whens))
        found += made
        start = starts[n + 1] if n + 1 < len(starts) else sentence.last
    return found


def _named(
    words: Text, sentence: Sentence, said: list[Clause], opening: int, whens: list[When], bound: bool, by: str
) -> list[Promise]:
    """What is promised without a verb: before the first clause, and behind a colon after the last."""
    found = named_only(words, sentence, sentence.first, opening, whens, by, bool(said))
    if said and not bound and (colon := after_colon(words, said[-1].verb, sentence.last)):
        found += named_only(words, sentence, colon, sentence.last, whens, by, False)
    return found


def _may_bind(clause: Clause) -> bool:
    """Whether a clause can promise at all, by the kind of saying that it is."""
    return not clause.under and clause.kind not in ("other", "asked")


def _until_condition(clause: Clause, end: int, bound: list[tuple[int, int]]) -> tuple[bool, int]:
    """Whether a clause turns on a condition, and else where it ends before one; `bound` is in order, none overlaps."""
    nth = bisect_right(bound, clause.first, key=lambda stretch: stretch[0])
    turns = nth > 0 and clause.first < bound[nth - 1][1]
    ahead = bisect_right(bound, clause.verb, key=lambda stretch: stretch[0])
    return turns, min(end, bound[ahead][0]) if ahead < len(bound) else end


def _start(words: Text, clause: Clause, earliest: int, whens: list[When]) -> int:
    """Where a clause begins: at its subject, or at the time said before it."""
    when = fronted(words, earliest, clause.first, whens) if whens else None
    if when is None or when.lead == "give":
        return clause.first
    return next(i for i in range(earliest, clause.first) if words.ends[i] > when.span[0])


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
    if _TELLING & set(words.words[clause.verb : link]):
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
_TELLING: Final = frozenset({"tell", "text", "write", "email", "message", "let", "say", "show"})


def _of_clause(
    words: Text,
    clause: Clause,
    start: int,
    end: int,
    whens: list[When],
    by: str,
    before: Sequence[Reading],
    shared: When | None,
) -> list[Promise]:
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
            who = who_does(words, clause, by, before)
            found.append(worded(words, clause, act, last, due, who, beyond))
            found += [_thing_too(words, clause, a, b, whens, who) for a, b in besides]
    return found


def _said_before(words: Text, clause: Clause, start: int, whens: list[When]) -> When | None:
    """The time that a clause begins with, or an event in its place."""
    if when := fronted(words, start, clause.first, whens) if whens else None:
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


# What customers say we promised --------------------------------------------------------------------------------------


def _is_claim(words: Text, i: int) -> bool:
    word, following = words.words[i], words.words[i + 1 : i + 9]
    if word not in words_for()["saying"]:
        return False
    if word in ("promised", "guaranteed"):
        return i > 0 and words.words[i - 1] not in ("i", "have")
    return bool({"would", "will"} & set(following)) and words.words[max(0, i - 1)] != "i"


def _claim(words: Text, i: int, whens: Sequence[When]) -> Promise:
    sentence = words.sentence_at(i)
    near = range(i + 1, min(i + 9, sentence.last))
    first = next((j + 1 for j in near if words.words[j] in ("would", "will")), i + 1)
    last = min(sentence.last, first + 14)
    first = min(first, last - 1)
    due = next_time(words, first, last, whens)
    what = " ".join(words.original[words.starts[first] : words.ends[last - 1]].split())
    span = (words.starts[i], words.ends[last - 1])
    return Promise("agent", what, "" if due is None else due.text, None if due is None else due.minutes, span)
