"""Promises in one of our turns, as who, what and when; and what a customer says that we promised."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Final

from unruffled.engine.reader import times
from unruffled.engine.reader.clauses import (
    MAYBE_SUBJECT,
    OBJECTS,
    PRONOUNS,
    US,
    Clause,
    base_of,
    clauses,
    fronted,
    is_plural,
    own_times,
    trimmed,
    words_for,
)
from unruffled.engine.reader.normalise import HARD, Sentence, Text, normalise
from unruffled.engine.reader.overlap import EMPTY
from unruffled.engine.reader.times import When
from unruffled.engine.vocabulary import STAFF, Promise, Reading


def find(text: str, *, by: str = "agent", before: Sequence[Reading] = ()) -> tuple[Promise, ...]:
    """Return what this turn of ours promises: who will do what by when (DOMAIN 3.13).

    `who` is the one of us who answers for it: the speaker, a supervisor, or a colleague's name. A promise without a
    time has an empty `due_text`; `vague` says that nobody could tell when it was broken ("soon", "I'll look into it").
    Not promises: offers not yet chosen, what hangs on the customer, what is already done (S004-5).
    """
    words = normalise(text)
    whens = times.find(text)
    starts = [w.span[0] for w in whens]
    found: list[Promise] = []
    for i, sentence in enumerate(words.sentences):
        if not _is_offer(words, i):
            near = list(whens[bisect_left(starts, sentence.span[0]) : bisect_left(starts, sentence.span[1])])
            found += _in_sentence(words, sentence, near, by, before)
    found = _named_before(found)
    if not any(p.due_text for p in found):
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


def _introduced(words: Text, at: int) -> str | None:
    """The colleague whom the words right before are about: "My colleague Bram has the key; he'll …"."""
    near = range(max(0, bisect_left(words.starts, at) - 20), bisect_left(words.starts, at))
    lists = words_for()
    for i in reversed(near):
        raw = words.original[words.starts[i] : words.ends[i]]
        titled = i > 0 and words.words[i - 1] in _COLLEAGUES
        acting = i + 1 < len(words) and (
            words.words[i + 1] in ("is", "has", "'s")
            or (words.words[i + 1].endswith("s") and base_of(words.words[i + 1]) in lists["acts"])
        )
        plain = raw.lower() in EMPTY or base_of(raw.lower()) in lists["acts"] | lists["things"] | _ARTICLES
        if (titled or acting) and raw.isalpha() and raw.istitle() and not plain:
            return raw
    return None


_TOUCH: Final = frozenset(
    {"call", "ring", "phone", "text", "write", "email", "mail", "message", "hear", "tell", "answer"}
)


def to_keep(found: Sequence[Promise], before: Sequence[Reading]) -> tuple[Promise, ...]:
    """Return the promises that are worth a record: without those that one of us made before in this conversation, and
    without breaths within this talk ("give me two minutes")."""
    return tuple(p for p in found if not _is_breath(p) and not _is_said_again(p, before))


_BREATH: Final = 3
"""Minutes that somebody waits without counting [default]."""


def _is_breath(promise: Promise) -> bool:
    short = promise.due_minutes is not None and promise.due_minutes <= _BREATH
    return short and not promise.due_text.lower().startswith(("by", "within"))


def _is_said_again(promise: Promise, before: Sequence[Reading]) -> bool:
    """Whether one of us has promised this before: the same time, for the same thing or for the same word from us."""
    due = _strong_words(promise.due_text)
    if not due:
        return False
    what = _strong_words(promise.what) - due
    for reading in before:
        for known in reading.promises if reading.turn.by in STAFF else ():
            then = _strong_words(known.due_text)
            same = what & _strong_words(known.what) - then or (_TOUCH & what and _TOUCH & _strong_words(known.what))
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
    return _VAGUE.search(sentence) is not None and not times.find(sentence)


def claimed(text: str) -> tuple[Promise, ...]:
    """Return what a customer says that we promised ("I was told it would come on Friday")."""
    words = normalise(text)
    whens = times.find(text)
    return tuple(_claim(words, i, whens) for i in range(len(words)) if _is_claim(words, i))


_LEFT: Final = re.compile(r"\bleave (?:it|this|that|these|them) (?:all )?(?:with|to) (?:me|us)\b", re.IGNORECASE)
_VAGUE: Final = re.compile(
    r"\basap\b|\bas soon as (?:possible|(?:i|we|they) can)\b|\bsoon\b(?!er)|\bshortly\b|\bin due course\b"
    r"|\blook(?:ing)? into\b"
    r"|\bsee what\b|\bdo (?:my|our) (?:very )?best\b|\bdo (?:everything|all|whatever)\b|\bat some point\b"
    r"|\bwhen(?:ever)? possible\b"
    r"|\btry (?:to|and|my|our)\b|\b(?:some|any)\s?(?:one|body)\b|\bat (?:the|our|my) earliest\b|\bin the (?:near"
    r"|coming) future\b"
    r"|\bwithout (?:undue )?delay\b|\bin a timely\b|\bsome ?time\b(?! (?:today|tomorrow|on))|\bif (?:i|we) can\b"
    r"|\bleave it with\b"
    r"|\bone day\b|\bin a (?:while|bit)\b|\bwhen (?:i|we) (?:can|get (?:a|the) (?:chance|moment))\b|\ball (?:i"
    r"|we) can\b",
    re.IGNORECASE,
)
_EVENT: Final = (
    "as soon as",
    "the next time",
    "next time",
    "the moment",
    "the minute",
    "the day",
    "once",
    "when",
    "until",
    "till",
    "after",
    "before",
)
_OPENS_EVENT: Final = frozenset(event.split()[0] for event in _EVENT)


# One sentence --------------------------------------------------------------------------------------------------------


def _in_sentence(
    words: Text, sentence: Sentence, whens: list[When], by: str, before: Sequence[Reading]
) -> list[Promise]:
    said = clauses(words, sentence)
    if _hangs_on_customer(words, sentence):
        return []
    starts = [_start(words, c, said[n - 1].verb if n else sentence.first, whens) for n, c in enumerate(said)]
    found = _named_only(words, sentence, sentence.first, starts[0] if starts else sentence.last, whens, by, bool(said))
    if said and (colon := _colon(words, said[-1].verb, sentence.last)):
        found += _named_only(words, sentence, colon, sentence.last, whens, by, False)
    start = sentence.first
    told, shared = False, None
    for n, clause in enumerate(said):
        if told:
            told = False
            start = starts[n + 1] if n + 1 < len(starts) else sentence.last
            continue
        told = _runs_on(words, clause, said, n)
        later = n + 2 if told else n + 1
        end = starts[later] if later < len(starts) else sentence.last
        linked = words.words[clause.first - 1] in ("and", "so") if clause.first > sentence.first else False
        made = _of_clause(words, clause, start, end, whens, by, before, shared if linked else None)
        shared = next((_shared_time(p, whens) for p in reversed(made)), None)
        found += made
        start = starts[n + 1] if n + 1 < len(starts) else sentence.last
    return found


def _start(words: Text, clause: Clause, earliest: int, whens: list[When]) -> int:
    """Where a clause begins: at its subject, or at the time said before it."""
    when = fronted(words, earliest, clause.first, whens)
    if when is None or when.lead == "give":
        return clause.first
    return next(i for i in range(earliest, clause.first) if words.ends[i] > when.span[0])


def _runs_on(words: Text, clause: Clause, said: list[Clause], n: int) -> bool:
    """Whether the next clause is what this one undertakes: "make sure that the lift is checked"."""
    act = words.words[clause.verb : clause.verb + 2]
    if n + 1 >= len(said) or clause.kind != "will":
        return False
    tells = act[:1] in (("tell",), ("text",), ("write",), ("email",), ("message",), ("let",), ("say",), ("show",))
    told = words.words[said[n + 1].first - 1] in (
        "what",
        "how",
        "whether",
        "if",
        "where",
        "why",
        "which",
        "who",
        "when",
    )
    sure = act[:1] == ("ensure",) or act in (("make", "sure"), ("see", "that"), ("see", "to"))
    return sure or (tells and told)


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
    if clause.under or clause.kind in ("other", "asked") or clause.verb >= len(words):
        return []
    if (words.breaks[clause.verb] and clause.verb - clause.first < 3) or _is_reported(words, clause.first):
        return []
    beyond, end = end, _end_of_act(words, clause.verb, end, whens)
    if end <= clause.verb:
        return []
    early = fronted(words, start, clause.first, whens) or _fronted_event(words, clause.first)
    who = _who(words, clause, by, before)
    found: list[Promise] = []
    for first, last in _acts(words, clause, end, whens):
        due = _due(own_times(words, first, last, whens)) or early or _due_event(words, first, end)
        act = _first_act(words, clause, first, last, due, beyond)
        if act is None and due is None and shared is not None and _goes_with(words, clause):
            due = shared
            act = _first_act(words, clause, first, last, due, beyond)
        if act is not None:
            found.append(_promise(words, clause, act, last, due, who, beyond))
    return found


def _shared_time(promise: Promise, whens: list[When]) -> When | None:
    """The time of a promise, for what goes with it: "the crew comes at three and she stays to the end"."""
    return next((w for w in whens if w.text == promise.due_text), None)


def _goes_with(words: Text, clause: Clause) -> bool:
    """Whether somebody of ours does it, beside what the clause before says."""
    ours = clause.subject in ("you", "i", "we") or _is_ours(words, clause)
    return clause.kind == "plain" and clause.first < clause.verb and ours


def _is_reported(words: Text, first: int) -> bool:
    """Whether the clause is what was said to the customer before: "you were told that we would ring"."""
    for i in range(max(words.sentence_at(first).first + 1, first - 4), first):
        between = words.words[i + 1 : first]
        passive = words.words[i] in _SAID and words.words[i - 1] in ("was", "were", "been")
        active = words.words[i] in _SAID and between[:1] == ("you",) and words.words[i - 1] not in ("i", "have")
        if (passive or active) and set(between) <= {"you", "that", "by", "us", "me"}:
            return True
    return False


_SAID: Final = frozenset({"told", "promised", "assured", "informed", "advised"})


def _end_of_act(words: Text, verb: int, end: int, whens: list[When]) -> int:
    """Where the act ends: before ", and it …", ", not …" unless a time follows there."""
    stops = words_for()["trailing"] | {"not"}
    for i in range(verb + 1, end):
        if words.breaks[i] and words.words[i] in stops and not own_times(words, i, end, whens):
            end = i
            break
    return trimmed(words, verb, end)


def _acts(words: Text, clause: Clause, end: int, whens: list[When]) -> list[tuple[int, int]]:
    """The verb phrase, cut where "and" starts an act with its own time: "ring at four and email it tonight"."""
    cuts = [clause.verb]
    for i in range(clause.verb + 1, end - 1):
        starts_act = words.words[i] in ("and", "then") and _goes_on(words, clause, _past_then(words, i))
        if starts_act and own_times(words, cuts[-1], i, whens) and own_times(words, i, end, whens):
            cuts.append(i + 1)
    pairs = ((a, trimmed(words, a, b)) for a, b in zip(cuts, [*cuts[1:], end], strict=True))
    return [(a, b) for a, b in pairs if b > a]


def _goes_on(words: Text, clause: Clause, verb: str) -> bool:
    """Whether a verb after "and" shares the subject and helper of the clause: "will ring … and write", "is ringing …
    and writing"."""
    act = words.words[clause.verb : clause.verb + 2]
    if clause.kind == "doing" or (act[0] == "be" and act[-1].endswith("ing")):
        return verb.endswith("ing")
    third = clause.kind == "plain" and clause.subject not in PRONOUNS - {"he", "she"}
    return base_of(verb) in words_for()["acts"] and (third or verb in words_for()["acts"])


def _past_then(words: Text, i: int) -> str:
    following = words.words[i + 1]
    return words.words[i + 2] if following == "then" and i + 2 < len(words) else following


def _first_act(words: Text, clause: Clause, first: int, last: int, due: When | None, beyond: int) -> int | None:
    """Where the first act that counts as a promise begins: past "know by noon and" to "text you"."""
    if _counts(words, clause, first, last, due, beyond):
        return first
    for i in range(first + 1, last - 1):
        starts_act = words.words[i] == "and" and words.words[i + 1] in words_for()["acts"]
        if starts_act and _counts(words, clause, i + 1, last, due, beyond):
            return i + 1
    return None


# When ----------------------------------------------------------------------------------------------------------------

_LED: Final = frozenset(
    {"by", "before", "within", "in", "until", "no", "not", "at", "on", "tomorrow", "today", "tonight"}
)
_AHEAD: Final = frozenset({"by", "before", "within", "in", "tomorrow", "tonight", "next", "no", "not"})


def _due(own: list[When]) -> When | None:
    led = [w for w in own if w.lead in _LED]
    return (led or own)[-1] if own else None


def _is_after_now(due: When) -> bool:
    said = due.text.lower()
    return due.lead in _AHEAD or any(
        w in said for w in ("tomorrow", "tonight", " by ", "latest", "this evening", "later")
    )


def _fronted_event(words: Text, subject: int) -> When | None:
    """An event said before the subject: "As soon as I hear, I'll text you"."""
    for i in range(max(words.sentence_at(subject).first, subject - 15), subject):
        for event in _EVENT[:8] if words.words[i] in _OPENS_EVENT else ():
            size = event.count(" ") + 1
            opens = (
                i == words.sentence_at(subject).first or words.breaks[i] or words.words[i - 1] in ("and", "so", "but")
            )
            if (
                opens
                and words.words[i + size : i + size + 1] != ("again",)
                and " ".join(words.words[i : i + size]) == event
                and i + size < subject <= i + size + 12
            ):
                return _span_of(words, i, min(subject, _clause_end(words, i + size)))
    return None


def _due_event(words: Text, first: int, end: int) -> When | None:
    """A time given as an event: "as soon as I hear", "once it has left", "before then"."""
    for i in range(first + 1, min(len(words), end + 3)):
        if words.breaks[i] == HARD:
            return None
        if words.words[i] in ("before", "by", "until", "till") and words.words[i + 1 : i + 2] == ("then",):
            return _span_of(words, i, i + 2)
        for event in _EVENT if words.words[i] in _OPENS_EVENT else ():
            size = event.count(" ") + 1
            if " ".join(words.words[i : i + size]) == event and _has_clause(words, i + size):
                return _span_of(words, i, _clause_end(words, i + size))
    return None


def _span_of(words: Text, first: int, last: int) -> When:
    a, b = words.starts[first], words.ends[last - 1]
    return When(words.original[a:b], (a, b), None)


def _has_clause(words: Text, i: int) -> bool:
    """Whether an event is told here: a clause, or after "after", "before", "until" a thing ("after the visit")."""
    if i >= len(words) or words.breaks[i] or words.words[i] in ("again", "more", "only"):
        return False
    near = words.words[i : i + 5]
    told = {"i", "we", "it", "he", "she", "they", "you", "is", "has", "have", "are", "then"}
    thing = words.words[i - 1] in ("after", "before", "until", "till") and near[0] in (
        "the",
        "your",
        "our",
        "his",
        "her",
    )
    return thing or bool(told & set(near)) or any(base_of(w) != w for w in near[1:3])


def _clause_end(words: Text, i: int) -> int:
    last = i
    while last < len(words) and last - i < 9 and not (last > i and words.breaks[last]):
        last += 1
    return last


# Whether it is a promise ---------------------------------------------------------------------------------------------


def _counts(words: Text, clause: Clause, first: int, last: int, due: When | None, beyond: int) -> bool:
    """Whether this act of this subject is asserted to happen: by its tense, its time, and what kind of act it is."""
    nouns = frozenset(clause.subject.split())
    if clause.kind == "no":
        return _spares(words, clause, first, last)
    if clause.kind == "let":
        return due is not None and bool(times.find(due.text))
    if clause.subject in US or clause.kind == "expect" or (clause.kind == "will" and _COLLEAGUES & nouns):
        return _we_promise(words, clause, first, last, due)
    if clause.subject == "you":
        return _you_are_promised(words, clause, first, last, due)
    if nouns & {"nothing", "nobody", "none"} or clause.subject.split()[:1] == ["no"]:
        return _stays_away(words, clause, nouns, first, last)
    return _it_is_promised(words, clause, first, last, due, nouns, beyond)


def _spares(words: Text, clause: Clause, first: int, last: int) -> bool:
    """ "You will not be charged", "I won't be charging you": a promise that something stays away."""
    after = words.words[first + 1 : last]
    acts = set(after[1:3] if after[:1] == ("be",) else after[:1])
    if clause.subject in US:
        return "you" in after and bool(acts & {"charge", "charging", "bill", "billing", "chase", "chasing"})
    return clause.subject == "you" and bool(acts & _SPARED)


_SPARED: Final = frozenset(
    """charged billed cut lose owe pay evicted disconnected fined asked told called contacted chased rung written phoned
    reported hear""".split()
)
_TAKEN: Final = frozenset({"leaves", "goes", "comes"})


def _stays_away(words: Text, clause: Clause, nouns: frozenset[str], first: int, last: int) -> bool:
    """ "Nothing leaves your account", "nobody will ring you": what will not happen."""
    spared = _is_future(words, clause) or bool(_TAKEN & set(words.words[first:last]))
    return spared and not nouns & {"one", "problem", "way", "doubt"} - ({"one"} if "from" in nouns else set())


def _is_future(words: Text, clause: Clause) -> bool:
    """Whether its verb says "will": "should" only does beside a time."""
    return clause.kind == "will" and words.words[clause.verb - 1] != "should"


# What we do ----------------------------------------------------------------------------------------------------------


def _we_promise(words: Text, clause: Clause, first: int, last: int, due: When | None) -> bool:
    act, rest, lists = words.words[first], words.words[first + 1 : last], words_for()
    if due is None and _is_here(act, rest):
        return False
    if clause.kind in ("doing", "plain", "arranged"):
        return _we_do_later(words, clause, first, last, due)
    if clause.kind == "being":
        return due is not None and act in ("back", "with")
    if act == "be":
        return bool(rest) and (
            rest[0] in ("back", "in", "with", "there", "round", "out", "at", "on")
            or rest[:2] == ("the", "one")
            or rest[0].endswith("ing")
        )
    if act in lists["not_acts"]:
        have = act == "have" and due is not None and rest[:1] != ("to",) and "look" not in rest[:3]
        return have or (act == "see" and rest[:1] in (("to",), ("that",)))
    here = act in lists["here_and_now"] or "together" in rest
    return due is not None or not here or _reaches_beyond(act, rest)


def _is_here(act: str, rest: Sequence[str]) -> bool:
    """Done within this very talk: "I'll tell her the whole story", "reset it from here", "finish it now"."""
    briefs = act in ("tell", "brief", "give") and rest[:1] in (("her",), ("him",), ("them",))
    return briefs or rest[-1:] == ("now",) or rest[-2:] in (("from", "here"), ("from", "mine"))


def _reaches_beyond(act: str, rest: Sequence[str]) -> bool:
    """Acts among the here-and-now words that reach beyond this talk: "ask the depot", "look into it"."""
    reach = {"look": {"into"}, "ask": {"the", "our", "my", "them", "for"}, "write": {"to", "you"}, "try": {"to"},
             "give": {"you"}}  # fmt: skip
    if act == "tell":
        told = {"done", "happens", "ready", "outcome"} & set(rest)
        return bool(rest) and (rest[0] != "you" or bool(told) or _VAGUE.search(" ".join(rest)) is not None)
    if act == "keep":
        return bool(_POSTED & set(rest)) or rest[1:2] in (("at",), ("for",), ("in",), ("aside",))
    if act == "take":
        return rest[:2] in (("it", "up"), ("this", "up"), ("this", "to"), ("it", "to"))
    return bool(rest) and rest[0] in reach.get(act, set())


_WATCHING: Final = frozenset({"looking", "seeing", "hoping", "expecting", "thinking", "trying", "staying"})


def _we_do_later(words: Text, clause: Clause, first: int, last: int, due: When | None) -> bool:
    """Whether what we do, said in the present, lies ahead: by its time, or as a gift ("giving you two nights")."""
    act, said = words.words[first], words.words[first:last]
    if "now" in said or said[:3] == ("let", "you", "down") or _is_habit(words, clause, first, last, due):
        return False
    if clause.kind == "doing":
        return act not in _WATCHING if due is not None else _is_gift(words, first, last, due)
    if due is None or due.lead == "since":
        return False
    if clause.kind == "arranged":
        lasting = due.lead == "for" and due.minutes is not None  # done for 30 days: nothing is left to do
        return _leads_on(due) and not lasting and not (act == "put" and "hold" not in said)
    return _is_act(act) or (act in ("close", "open", "start", "end") and said[1:2] != () and said[1] in OBJECTS)


_DONE_TOO: Final = frozenset({"keep", "hold", "allow", "include", "stay", "take", "remain", "show", "open"})


@lru_cache(maxsize=4096)
def _is_act(verb: str) -> bool:
    """Whether a verb in the present is something done, not how things are or were."""
    lists = words_for()
    if verb in lists["acts"] and verb not in lists["lasts"] | lists["not_future"]:
        return verb != "look"
    kinds = ("not_acts", "past", "lasts", "grammar")
    still = verb in lists["not_future"] and verb not in _DONE_TOO
    return not still and not any(verb in lists[kind] for kind in kinds) and not verb.endswith(("ed", "ing"))


_PRICED: Final = re.compile(
    r"\b(?:at no (?:charge|cost|extra)|(?:no|without|free of) charge|(?:at|on) our (?:cost|expense|account)|on us|on me"
    r"|on the house|for (?:free|nothing)|free|throwing in)\b",
    re.IGNORECASE,
)


def _is_gift(words: Text, first: int, last: int, due: When | None) -> bool:
    """An act without a time that can only lie ahead: what costs them nothing, or what we give or send them."""
    said = words.words[first:last]
    if _PRICED.search(words.original[words.starts[first] : words.ends[last - 1]]):
        return True
    if said[0] in ("having", "getting"):
        return any(w.endswith("ed") or w in ("sent", "done", "made") for w in said[2:6])
    return said[1:2] == ("you",) and said[0] in _GIVING and last - first > 3


_GIVING: Final = frozenset({"giving", "crediting", "sending", "paying", "refunding", "lending", "posting", "mailing"})


def _leads_on(due: When) -> bool:
    return due.lead in _ONWARD or _is_after_now(due) or (due.lead in _OPENS_EVENT and not _is_dated(due))


_ONWARD: Final = frozenset(
    "for by within in before on to at today tonight this between from tomorrow until till each every".split()
)


# What they get -------------------------------------------------------------------------------------------------------


def _you_are_promised(words: Text, clause: Clause, first: int, last: int, due: When | None) -> bool:
    act, rest = words.words[first], words.words[first + 1 : last]
    lists = words_for()
    if clause.kind == "doing":
        return act in ("getting", "having", "receiving") and (due is not None or bool(set(rest) & lists["things"]))
    if clause.kind == "plain":
        return (
            due is not None
            and act in lists["delivered"]
            and "to" not in rest
            and (_is_after_now(due) or not _is_dated(due))
        )
    if clause.kind != "will" or (due is None and not _is_future(words, clause)):
        return False
    if act in lists["delivered"]:
        needed = act == "have" and "to" in rest
        return not needed and (due is not None or act == "hear" or bool(set(rest) & lists["things"]))
    return act == "be" and bool(rest) and rest[0] not in ("able", "asked") and (due is not None or _is_done_to(rest))


def _is_done_to(rest: Sequence[str]) -> bool:
    return rest[0].endswith("ed") or rest[0] in ("rung", "paid", "told", "sent", "given", "met", "shown")


# What happens --------------------------------------------------------------------------------------------------------


def _it_is_promised(
    words: Text, clause: Clause, first: int, last: int, due: When | None, nouns: frozenset[str], beyond: int
) -> bool:
    """Whether it is asserted that something or somebody else will do, or be done."""
    lists, act = words_for(), words.words[first]
    acts_on = clause.kind == "plain" and first + 1 < last and words.words[first + 1] in OBJECTS
    if (nouns & lists["not_ours"] and not acts_on) or (
        nouns & {"that", "this", "deadline", "limit", "date"} and due is None
    ):
        return False
    if nouns & {"someone", "somebody"} and clause.kind == "will":
        return act in lists["acts"] | {"be"}
    if clause.kind == "will":
        if act == "be" and due is not None and due.minutes is not None and _follows(words, first, due):
            return False  # "it will be about two minutes" is how long it takes
        return due is not None or (_is_future(words, clause) and _will_happen(words, nouns, first, last, beyond))
    if _is_habit(words, clause, first, last, due):
        return False
    if due is None:
        if clause.kind == "being":
            return act == "on" and bool({"us", "me", "house"} & set(words.words[first + 1 : first + 3]))
        given = clause.kind == "plain" and _is_definite(words, clause) and _is_act(base_of(act))
        return given and _is_gift(words, first, last, due)
    return _is_ahead(words, clause, first, last, due, nouns)


_PLACED: Final = frozenset({"with", "back", "ready", "there", "sent", "done", "fixed", "clear", "yours"})


def _will_happen(words: Text, nouns: frozenset[str], first: int, last: int, beyond: int) -> bool:
    """A future without a time that is still a promise: things that matter here, passives, or a vague "soon"."""
    act, rest = words.words[first], words.words[first + 1 : last]
    if act == "be":
        return bool(rest) and (
            rest[0] in _PLACED or rest[:2] == ("in", "touch") or rest[0].endswith(("ed", "paid", "sent", "done"))
        )
    lists = words_for()
    if _VAGUE.search(words.original[words.starts[first] : words.ends[beyond - 1]]):
        return True
    does = act in lists["acts"] and act not in lists["not_future"]
    return does or (act not in lists["not_future"] and bool(nouns & (lists["things"] | {"he", "she", "they"})))


def _is_habit(words: Text, clause: Clause, first: int, last: int, due: When | None) -> bool:
    """Whether a present form tells a rule: "we deliver on Tuesdays", "claims are settled within ten days"."""
    sentence = words.sentence_at(first)
    said = frozenset(words.words[max(sentence.first, clause.first - 6) : last])
    if words_for()["habitual"] & (said if due is None or due.lead not in ("each", "every") else said - {"every"}):
        return True
    length = due is not None and (due.minutes is not None or "working" in due.text)
    known = frozenset(words.words[sentence.first : sentence.last]) & {
        "you",
        "your",
        "yours",
        "it",
        "them",
        "him",
        "her",
        "this",
        "me",
        "us",
        "ours",
    }
    opens = words.words[clause.first]
    bare = opens in ("a", "an") or (clause.subject not in PRONOUNS and not _is_definite(words, clause))
    many = first + 1 < last and is_plural(words.words[first + 1])
    return length and not known and (bare or many or clause.subject in US) and clause.kind in ("plain", "being")


def _is_definite(words: Text, clause: Clause) -> bool:
    """Whether the subject is this one and not any one: "the refund", "our fitter", "Kyle", "it"."""
    nouns = clause.subject.split()
    named = (
        words.original[words.starts[clause.first]].isupper() and words.sentence_at(clause.first).first < clause.first
    )
    return named or not is_plural(nouns[-1]) or bool({"the", "our", "your", "my", "his", "her", "their"} & set(nouns))


def _is_ahead(words: Text, clause: Clause, first: int, last: int, due: When, nouns: frozenset[str]) -> bool:
    """Whether a present form with a time lies ahead: "an engineer comes Friday", "it is with you by noon"."""
    lists, act = words_for(), words.words[first]
    if due.lead in ("since", "after") or due.text.lower().startswith("as of"):
        return False
    if clause.kind == "plain" and not _is_apart(words, clause, first, due):
        stays = base_of(act) in ("stay", "remain") and due.lead in ("until", "till")
        ends = base_of(act) in ("end", "start", "begin") and bool(nouns & lists["things"])
        dated = _is_dated(due) or _is_ours(words, clause) or bool(nouns & lists["things"])
        if act == "has":
            return due.span[0] > words.starts[first] and due.lead not in ("until", "till", "for")
        return stays or ((ends or _is_act(base_of(act))) and dated)
    if clause.kind in ("doing", "arranged"):
        return _leads_on(due) and act not in _WATCHING
    if clause.kind == "plain":
        return False
    if act in ("due", "open", "closed", "shut", "valid", "free", "available"):
        return act == "due" and bool(nouns & (lists["things"] | {"it"}))
    if act in lists["prepared"] | lists["placed"]:
        return due.lead not in ("until", "till") or act in lists["prepared"] | {"yours"}
    if act.endswith("ed") or act in ("put", "made", "paid", "cut", "given", "taken", "brought", "being"):
        fronted_time = due.span[0] < words.starts[clause.first]
        return fronted_time or act == "being" or due.lead in ("within", "by") or _is_after_now(due)
    return bool(nouns & (lists["things"] | {"next"})) and due.span[0] <= words.starts[first] + 1


def _is_apart(words: Text, clause: Clause, first: int, due: When) -> bool:
    """Whether the time belongs to something else said in between: "it bills daily, so what comes today waits"."""
    between = range(first + 1, bisect_left(words.starts, due.span[0]))
    loose = clause.subject in MAYBE_SUBJECT and any(words.breaks[i] for i in between)
    return loose or any(words.words[i] in words_for()["past"] for i in between)


def _follows(words: Text, i: int, due: When) -> bool:
    """Whether a mere length stands right behind word i."""
    return _is_length(due) and 0 <= due.span[0] - words.ends[i] <= 1


def _is_dated(due: When) -> bool:
    return bool(times.find(due.text))


def _is_ours(words: Text, clause: Clause) -> bool:
    """Whether somebody of ours does it: "our driver", "the office", a colleague by name."""
    nouns = frozenset(clause.subject.split())
    if _name(words, clause.first, len(nouns)) is not None:
        return True
    return bool(
        nouns
        & {
            "mr",
            "mrs",
            "ms",
            "dr",
            "our",
            "my",
            "he",
            "she",
            "they",
            "office",
            "team",
            "driver",
            "crew",
            "lab",
            "depot",
            "file",
        }
    )


# Named without a verb ------------------------------------------------------------------------------------------------


_ASKS: Final = frozenset({"please", "need", "must", "should", "may", "can", "could", "would", "kindly", "have"})


def _named_only(
    words: Text, sentence: Sentence, first: int, last: int, whens: list[When], by: str, followed: bool
) -> list[Promise]:
    """Promises without a clause: "Courier: tomorrow 10-12", "Refund raised, with you by Wednesday"."""
    first = _past_greeting(words, first, last)
    last = trimmed(words, first, last)
    if ("?" in sentence.mark and not followed) or last - first < 2 or words.words[first] in words_for()["about"]:
        return []
    own = [w for w in own_times(words, first, last, whens) if not _SUM.fullmatch(w.text)]
    if not own or (followed and last - first < 4 and abs(own[-1].span[1] - words.ends[last - 1]) <= 1):
        return []
    pieces = {_piece(words, first, last, when): when for when in own[:_LISTED]}
    if len(pieces) > 1 and _is_list(words, pieces):
        named = [(at, trimmed(words, at, end), when) for (at, end), when in pieces.items()]
        return [_promise(words, Clause(at, at, "named", "", False), at, end, when, by, end) for at, end, when in named]
    at, end = _piece(words, first, last, own[-1])
    if not _names_something_ahead(words, first, at, end, own[-1]):
        return []
    return [_promise(words, Clause(first, first, "named", "", False), first, end, own[-1], by, end)]


_SUM: Final = re.compile(r"\d{1,2}\.\d\d")
"""What may be an hour or an amount: by itself it promises no time."""
_LISTED: Final = 6
"""How many promises one list of them may hold."""


def _is_list(words: Text, pieces: dict[tuple[int, int], When]) -> bool:
    """Whether every piece names something ahead with its own time: "carpenter Friday 10-12, decision by Tuesday"."""
    past = words_for()["past"]
    return any(_is_after_now(when) or _APPOINTED.search(when.text) for when in pieces.values()) and all(
        end - at >= 2
        and not _is_length(when)
        and not words.quoted[at]
        and not set(words.words[at:end]) & (past | _DENIED | _ASKS)
        and not _has_failed(words, at, end)
        and not any(w.endswith("ed") and w not in words_for()["prepared"] for w in words.words[at:end])
        for (at, end), when in pieces.items()
    )


def _past_greeting(words: Text, first: int, last: int) -> int:
    if words.words[first] not in ("hi", "hello", "hey", "dear", "morning", "good"):
        return first
    return next((i for i in range(first + 1, last) if words.breaks[i]), first)


def _colon(words: Text, first: int, last: int) -> int | None:
    """The first word after a colon among these, where no clause follows it."""
    for i in range(first + 1, last):
        if ":" in words.original[words.ends[i - 1] : words.starts[i]]:
            return i
    return None


def _piece(words: Text, first: int, last: int, due: When) -> tuple[int, int]:
    """The stretch between commas that the time stands in."""
    at = next(i for i in range(first, last) if words.ends[i] > due.span[0])
    start, end = at, at + 1
    while start > first and not words.breaks[start]:
        start -= 1
    headline = words.original[due.span[1] : due.span[1] + 1] == ":"
    while end < last and (not words.breaks[end] or words.starts[end] < due.span[1] or (headline and end == at + 1)):
        end += 1
    return start, end


def _names_something_ahead(words: Text, first: int, at: int, end: int, due: When) -> bool:
    lists = words_for()
    said, piece = set(words.words[first:end]), words.words[at:end]
    if (
        "has" in piece
        or _is_told_to(words, first, end)
        or _is_length(due)
        or _has_failed(words, at, end)
        or said & (lists["habitual"] | {"not"})
    ):
        return False
    if words.original[due.span[1] : due.span[1] + 1] == ":" and due.span[0] <= words.starts[at]:
        return True
    if due.span[0] <= words.starts[first] and _APPOINTED.search(due.text) and not set(said) & lists["past"]:
        return True
    headed = re.search(r":\s", words.original[words.ends[first] : words.starts[end - 1]]) is not None
    if headed and not set(piece) & lists["past"]:
        return True
    worked = set(piece) & lists["past"] or any(w.endswith("ed") and w not in lists["prepared"] for w in piece)
    ahead = _is_after_now(due)
    if worked and not ahead:
        return False
    return bool(said & (lists["things"] | lists["prepared"] | {"next"})) or (ahead and (end - first) > 3)


_APPOINTED: Final = re.compile(
    r"\b(?:[a-z]{3,6}day|tomorrow|today|tonight)\b.{1,20}(?:\d|clock|noon)|(?:\d|clock|noon).{1,20}\b(?:[a-z]{3,6}day|tomorrow)\b",
    re.IGNORECASE,
)
"""A day with an hour: "Thursday six o'clock, your place" is an appointment."""


_FAILED: Final = frozenset({"no", "never", "nobody", "nothing", "since", "late", "without", "forgotten", "again"})


def _has_failed(words: Text, at: int, end: int) -> bool:
    """Whether the piece tells what went wrong: "no call Thursday", "due Monday, never came"."""
    piece = set(words.words[at:end])
    return bool(_FAILED & piece) or ("due" in piece and bool(_DENIED & set(words.words[end : end + 1])))


_DENIED: Final = frozenset({"no", "not", "never", "nobody", "nothing"})


def _is_length(due: When) -> bool:
    """Whether it is a mere length ("three days before the wedding"), which promises nothing by itself."""
    return due.minutes is not None and due.lead not in ("within", "in", "inside", "under", "give", "by")


def _is_told_to(words: Text, first: int, last: int) -> bool:
    """Whether the customer is asked or told to do it: "Please return it by Friday"."""
    said = words.words[first:last]
    return (
        (said[0] in words_for()["acts"] and not set(said[1:2]) & words_for()["things"])
        or bool(_ASKS & set(said))
        or "you" in said[:2]
    )


# Guards over sentences -----------------------------------------------------------------------------------------------


_CHOICE: Final = re.compile(
    r"\b(?:(?:^|can |could |, )either|which (?:would|suits|do|one|is|of)|would you (?:like|prefer|rather)"
    r"|your call|up to you|choose"
    r"|choice|choices|options?"
    r"|one of (?:two|these|three|the)|two ways|three ways|two things|whichever|say which|you prefer|of the two"
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


def _is_on_menu(words: Text, i: int) -> bool:
    """Whether this sentence opens a list of ways to choose from, or follows one before our question."""
    for j in range(i, max(-1, i - 3), -1):
        sentence = words.sentences[j]
        if j < i and "?" in sentence.mark:
            return False
        if _MENU.search(words.original[slice(*sentence.span)]):
            return any("?" in s.mark for s in words.sentences[j : i + 4])
    return False


def _is_offer(words: Text, i: int) -> bool:
    """Whether this sentence lays out alternatives that the customer has not chosen from yet."""
    if _is_on_menu(words, i):
        return True
    sentence = words.sentences[i]
    own = words.original[slice(*sentence.span)]
    if not _REAL_OR.search(own):
        return re.match(r"(?:\W|\d|[abc]\)){0,6}option\b", own, re.IGNORECASE) is not None
    near = " ".join(words.original[slice(*s.span)] for s in words.sentences[max(0, i - 1) : i + 2])
    following = words.sentences[i + 1] if i + 1 < len(words.sentences) else None
    asked = "?" in sentence.mark or (following is not None and "?" in following.mark)
    return asked or _CHOICE.search(near) is not None


def _hangs_on_customer(words: Text, sentence: Sentence) -> bool:
    """Whether the sentence turns on something the customer does or says first."""
    for i in range(sentence.first, sentence.last - 1):
        word = words.words[i]
        if word in _TOLD and (i == sentence.first or words.breaks[i]) and _then_we(words, i, sentence):
            return True
        if word in ("another", "more", "further") and _then_we(words, i, sentence):  # a last warning
            return True
        opens = word in ("if", "unless", "once", "when", "should", "provided")
        if opens or words.words[i : i + 3] == ("as", "soon", "as"):
            near = range(i + 1, min(i + 8, sentence.last))
            stop = next((j for j in near if words.breaks[j]), near.stop)
            if _customer_first(word, words.words[i + 1 : stop]):
                return True
    return False


_TOLD: Final = frozenset(
    {"reply", "send", "ring", "call", "write", "text", "email", "tell", "bring", "upload", "share", "drop"}
)


def _then_we(words: Text, i: int, sentence: Sentence) -> bool:
    """ "Reply here and I'll book it": ours begins only when theirs is done."""
    near = range(i + 1, min(i + 14, sentence.last - 2))
    return any(words.words[j] == "and" and words.words[j + 1] in US and words.words[j + 2] == "will" for j in near)


def _customer_first(word: str, said: Sequence[str]) -> bool:
    """Whether a condition names what the customer does for us first; not "when you log in", "unless you stop me"."""
    if word == "should" or not said:
        return said[:1] == ("you",)
    if "you" in said[:3] and said[0] != "i":
        at = said.index("you") + 1
        act = next((w for w in said[at : at + 3] if w not in words_for()["adverbs"] | {"have", "has", "is", "are"}), "")
        if word == "unless":
            return act not in _OBJECTS_TO
        return word in ("if", "provided") or act in words_for()["asked_of_you"] or act.endswith("ed") or not act
    if (
        word in ("once", "when", "as")
        and said[-1:] in (("in",), ("signed",), ("back",), ("returned",))
        and said[0] in _IT
    ):
        return True
    if word == "if" and said[0] in ("it", "this", "that", "there") and _GOES_ON & set(said):
        return True
    return "your" in said and bool({"receive", "get", "have", "reply", "form", "photo", "photos"} & set(said))


_OBJECTS_TO: Final = frozenset({"stop", "object", "say", "tell", "hear", "prefer", "write", "call", "decide"})
_IT: Final = frozenset({"that", "it", "this", "they", "those", "these"})
_GOES_ON: Final = frozenset({"happens", "continues", "again", "another", "language", "goes"})


# Who, what, when -----------------------------------------------------------------------------------------------------


_SENIOR: Final = frozenset({"manager", "supervisor", "boss", "director"})
_COLLEAGUES: Final = _SENIOR | {"colleague", "colleagues"}
_ARTICLES: Final = frozenset(
    {"the", "a", "an", "my", "our", "your", "this", "that", "both", "all", "everything", "most", "every"}
)


def _who(words: Text, clause: Clause, by: str, before: Sequence[Reading]) -> str:
    nouns = clause.subject.split()
    if _SENIOR & set(nouns):
        return "supervisor"
    if clause.subject in ("he", "she") and (introduced := _introduced(words, words.starts[clause.first])):
        return _role_of(introduced, by, before)
    if not nouns or nouns[0] in US or clause.subject in MAYBE_SUBJECT | PRONOUNS or set(nouns) & words_for()["things"]:
        return by
    name = _name(words, clause.first, len(nouns))
    return by if name is None else _role_of(name, by, before)


def _name(words: Text, first: int, count: int) -> str | None:
    """A capitalised word among the subject's; at the start of a sentence only when it is the whole subject."""
    opens, lists = words.sentence_at(first).first, words_for()
    for i in range(first, min(first + count, len(words))):
        raw = words.original[words.starts[i] : words.ends[i]]
        if words.words[i] in ("mr", "mrs", "ms", "dr"):  # no colleague at this desk: whoever speaks answers for it
            return None
        common = raw.lower() in EMPTY or base_of(raw.lower()) in lists["acts"] | lists["past"] | lists["things"]
        if common or (i == opens and raw.endswith("s") and not raw.endswith("es")):
            continue
        following = words.words[i + 1] if i + 1 < len(words) else ""
        alone = i > opens or count == 1 or following == "from" or (following and words.breaks[i + 1] > 0)
        if alone and raw.isalpha() and raw[:1].isupper() and raw[1:].islower() and raw.lower() not in _ARTICLES:
            return raw
    return None


def _role_of(name: str, by: str, before: Sequence[Reading]) -> str:
    told = re.compile(
        rf"\b(?:i['’]?m|i am|this is|my name is|it['’]?s)\s{re.escape(name)}\b|\b{re.escape(name)}\shere\b",
        re.IGNORECASE,
    )
    for reading in before:
        if reading.turn.by in ("agent", "supervisor") and told.search(reading.turn.text):
            return reading.turn.by
    return "agent" if by == "supervisor" else name


def _promise(words: Text, clause: Clause, first: int, last: int, due: When | None, who: str, beyond: int) -> Promise:
    start = words.starts[clause.first if first == clause.verb else first]
    end = words.ends[last - 1]
    span = (start, end) if due is None else (min(start, due.span[0]), max(end, due.span[1]))
    return Promise(
        who=who,
        what=_what(words, clause, first, last, due),
        due_text="" if due is None else due.text,
        due_minutes=None if due is None else due.minutes,
        span=span,
        vague=_is_vague(words, clause, first, last, beyond, due),
    )


_POSTED: Final = frozenset({"posted", "updated", "informed", "loop"})


def _is_vague(words: Text, clause: Clause, first: int, last: int, beyond: int, due: When | None) -> bool:
    if due is not None:
        return re.search(r"as soon as (?:possible|(?:we|i) can)", due.text, re.IGNORECASE) is not None
    act, rest = words.words[first], words.words[first + 1 : last]
    ours = clause.subject in US or bool({"someone", "somebody"} & set(clause.subject.split()))
    touching = act in words_for()["touch"] - {"check", "sort"} or (act == "keep" and bool(_POSTED & set(rest)))
    called = act == "be" and bool({"touch", "contact"} & set(rest))
    return (
        called
        or (ours and touching)
        or _VAGUE.search(words.original[words.starts[first] : words.ends[beyond - 1]]) is not None
    )


def _what(words: Text, clause: Clause, first: int, last: int, due: When | None) -> str:
    """The act in the words used, with its doer when that is not the speaker, and its time."""
    what = words.original[words.starts[_opening(words, clause, first, last)] : words.ends[last - 1]]
    what = " ".join(what.split()).strip(" ,;:–-")
    if due is not None and " ".join(due.text.lower().split()).rstrip(".") not in what.lower():
        what = f"{what} {due.text[:1].lower()}{due.text[1:]}"
    return what if len(what) <= 120 else what[:120].rsplit(" ", 1)[0]


def _opening(words: Text, clause: Clause, first: int, last: int) -> int:
    if clause.kind == "no":
        return first
    if clause.subject == "you":
        given = words.words[first] in words_for()["delivered"] - {"hear"} and last > first + 1
        return first + 1 if given and words.words[first + 1] not in ("it", "them", "that") else first
    return clause.first if clause.subject not in (*US, "") and first == clause.verb else first


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
    due = next((w for w in whens if words.starts[first] <= w.span[0] < words.ends[last - 1]), None)
    what = " ".join(words.original[words.starts[first] : words.ends[last - 1]].split())
    span = (words.starts[i], words.ends[last - 1])
    return Promise("agent", what, "" if due is None else due.text, None if due is None else due.minutes, span)
