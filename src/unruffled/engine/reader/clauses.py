"""Who does what in a sentence of ours: subjects with their verbs, and what kind of saying each is."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from unruffled.engine.reader.grammar import (
    MAYBE_SUBJECT,
    OBJECTS,
    PRONOUNS,
    US,
    act_of,
    acts_by_form,
    base_of,
    behind_adverbs,
    is_plural,
    is_telling,
    is_third,
    words_for,
)
from unruffled.engine.reader.kinds import AGREED, PLEDGES, kind_of
from unruffled.engine.reader.normalise import Sentence, Text
from unruffled.engine.reader.subjects import is_counted, noun_at, noun_before
from unruffled.engine.reader.times import When


@dataclass(frozen=True, slots=True)
class Clause:
    """A subject with its verb: `first` is the subject's first word, `verb` the first word of the act after its helpers.

    `kind` is will, plain, doing, being, arranged, let, expect, no, other or asked, and named where there is no verb
    (headlines.py); `under` says that the clause hangs on another ("when I call").
    """

    first: int
    verb: int
    kind: str
    subject: str
    under: bool


def clauses(words: Text, sentence: Sentence) -> list[Clause]:
    """Return the clauses of one sentence, in order."""
    found: list[Clause] = []
    for i in _openings(words, sentence):
        if found and i <= found[-1].verb and i > found[-1].first:
            continue
        clause = _continued(words, i, found, sentence) or _clause_at(words, i, sentence, found)
        if clause is not None:
            found.append(clause)
    return found


def _openings(words: Text, sentence: Sentence) -> list[int]:
    """The only words of a sentence at which a clause can be found: where one is opened, joined on, said or acted on."""
    first, last = sentence.first, sentence.last
    said, breaks = words.words[first:last], words.breaks[first:last]
    near = zip(said, ("", *said), (*said[1:], ""), breaks, strict=False)
    acts, grammar = acts_by_form(), words_for()["grammar"]
    return [
        i
        for i, (word, before, after, apart) in enumerate(near, first)
        if word in _SAYING
        or word in acts
        or apart
        or before in _JOINED_ON
        or (after in OBJECTS and word not in grammar)
        or (after == "follow" and word == "to")
        or i == first + 1
    ]


_SAYING: Final = PRONOUNS | MAYBE_SUBJECT | PLEDGES | {"will", "shall", "is", "are", "should", "has", "have", "'s"}
"""Subjects, and what is no act and says something of a subject before it."""
_JOINED_ON: Final = frozenset({"and", "then", "but", "or", "so"})
"""Behind these the subject before goes on, or "I" is left out."""


def trimmed(words: Text, first: int, last: int) -> int:
    """The end without joining words that hang over: "ring you at four, and" ends at four."""
    while last > first and words.words[last - 1] in words_for()["trailing"]:
        last -= 1
    return last


def own_times(words: Text, first: int, last: int, whens: Sequence[When]) -> list[When]:
    """The times that begin within words `first` up to `last`, of times in the order of the text."""
    if last <= first or not whens:
        return []
    begins, ends = words.starts[first], words.ends[last - 1]
    return list(whens[bisect_left(whens, begins, key=_begins) : bisect_left(whens, ends, key=_begins)])


def next_time(words: Text, first: int, last: int, whens: Sequence[When]) -> When | None:
    """The first of these times, without putting the others together."""
    if last <= first or not whens:
        return None
    nth = bisect_left(whens, words.starts[first], key=_begins)
    return whens[nth] if nth < len(whens) and whens[nth].span[0] < words.ends[last - 1] else None


def _begins(when: When) -> int:
    return when.span[0]


def fronted(words: Text, start: int, subject: int, whens: list[When]) -> When | None:
    """A time said right before the subject: "At ten I call", "Give me ten minutes and I'll know"."""
    last = subject
    if words.words[subject] in ("will", "shall"):
        return None
    while last > start and words.words[last - 1] in ("and", "then", "so"):
        last -= 1
    if last == start:
        return None
    for when in own_times(words, start, last, whens):
        first = next(i for i in range(start, last) if words.ends[i] > when.span[0])
        if when.lead == "give" or (_touches(words, when, last) and _opens(words, first, start)):
            return when
    return None


def _touches(words: Text, when: When, last: int) -> bool:
    return abs(when.span[1] - words.ends[last - 1]) <= 1


def _opens(words: Text, first: int, start: int) -> bool:
    return first == start or words.breaks[first] > 0 or words.words[first - 1] in words_for()["joins"]


# One clause ----------------------------------------------------------------------------------------------------------


def _continued(words: Text, i: int, found: list[Clause], sentence: Sentence) -> Clause | None:
    """ "… and will ring you", "… and is with you by ten": the subject of the clause before goes on."""
    if words.words[i - 1] not in ("and", "then", "but", "or") or i - sentence.first < 3:
        return None
    if not found:
        subject = " ".join(words.words[sentence.first : sentence.first + 3])
        found = [Clause(sentence.first, i, "plain", subject, False)]
    helper = words.words[i] in ("will", "shall", "is", "are")
    third = found[-1].subject not in US | {"you"}
    if not helper and not (
        third and (words.words[i] == "should" or (is_third(words.words[i]) and _is_present(words, i, sentence, "it")))
    ):
        return None
    kind, act = kind_of(words, i, sentence, found[-1].subject)
    return Clause(i, act, kind, found[-1].subject, found[-1].under)


def _clause_at(words: Text, i: int, sentence: Sentence, found: list[Clause]) -> Clause | None:
    word, opens = words.words[i], i == sentence.first
    if word in PRONOUNS or word in MAYBE_SUBJECT:
        return _with_pronoun(words, i, word, sentence)
    greeted = i == sentence.first + 1 and words.words[i - 1] in _GREETING
    if "?" not in sentence.mark and (opens or greeted or words.breaks[i] or words.words[i - 1] in ("so", "and")):
        unsaid = _unsaid(words, i, sentence)
        if unsaid is not None:
            return unsaid
    if opens:
        return _let_me(words, i, sentence)
    perfect = word in ("has", "have") and words.words[i + 1 : i + 2] == ("been",) and words.words[i - 1] != "to"
    holds = word == "has" and words.words[i + 1 : i + 2] in (("it",), ("them",))
    agreed = word in ("has", "have") and set(words.words[i + 1 : i + 2]) & AGREED and words.words[i - 1] not in PRONOUNS
    if word in _HELPERS or perfect or holds or agreed or (word == "'s" and _is_verb(words, i, sentence)):
        return _can_do(words, i, found) or _with_noun(words, i, sentence, found)
    if word == "to" and words.words[i + 1 : i + 2] == ("follow",) and not words.breaks[i]:  # "refund to follow"
        first = noun_before(words, i, sentence)
        return None if first is None else Clause(first, i + 1, "will", " ".join(words.words[first:i]), False)
    if word in PLEDGES or _is_present(words, i, sentence, noun_at(words, i)):
        return _with_noun(words, i, sentence, found)
    return _let_me(words, i, sentence)


_HELPERS: Final = frozenset({"will", "shall", "is", "are", "should"})


def _can_do(words: Text, i: int, found: list[Clause]) -> Clause | None:
    """ "What I can do is give you a price by noon", "what I can give you is a price by noon": ours."""
    if not found or not found[-1].under or found[-1].subject not in US or words.words[found[-1].first - 1] != "what":
        return None
    if words.words[i + 1 : i + 2] and words.words[i + 1] in US:  # "what I'll do is I'll send it": a clause of its own
        return Clause(i, i, "other", "i", False)
    lists = any(words.breaks[j] for j in range(found[-1].verb + 1, i + 1))  # "what I can do: …"
    kind = "will" if found[-1].kind == "will" else "let"
    return None if lists else Clause(i, min(i + 1, len(words) - 1), kind, "i", False)


def _is_present(words: Text, i: int, sentence: Sentence, subject: str) -> bool:
    """Whether a word is a verb in the present: it agrees with the noun before it, and something follows that it acts
    on ("the ward moves you"); of "two moves were booked" neither holds."""
    word, after = words.words[i], i + 1
    following = words.words[after] if after < sentence.last and not words.breaks[after] else ""
    third, acts_on, known, lists = (
        is_third(word),
        following in OBJECTS,
        base_of(word) in words_for()["acts"],
        words_for(),
    )
    if not acts_on and not known:
        return False
    agrees = third is not is_plural(subject) or (third and subject in lists["plural"])
    if not acts_on and (not agrees or following in _HELPED):
        return False
    if word in lists["grammar"] or subject in lists["before_nouns"] or not word.isalpha():
        return False
    if third and not acts_on and is_counted(words, i):
        return False
    if words.breaks[i]:  # after an aside: "the file, with a copy, reaches you"
        return third and (acts_on or known)
    return known or (acts_on and agrees)


_HELPED: Final = frozenset(
    "'s am are be is was were has have had will of can could may might must should would".split()
)
"""What follows a noun and not a verb: "two moves were booked", "the calls of yesterday"."""


def _unsaid(words: Text, i: int, sentence: Sentence) -> Clause | None:
    """A clause that leaves its "I" out: "will keep you posted", "gonna ask them"; or tells what to expect from us."""
    word, lists = words.words[i], words_for()
    if word not in _LEFT_BEHIND and not word.endswith("ing"):
        return None
    if word == "expect":
        return Clause(i, behind_adverbs(words, i + 1, sentence), "expect", "i", False)
    if word == "should":  # "Should be with you by noon"
        act = behind_adverbs(words, i + 1, sentence)
        does = act < sentence.last and (words.words[act] in lists["acts"] or words.words[act] == "be")
        return Clause(i, act, "will", "it", False) if does else None
    if _is_begun(words, i, sentence):
        return Clause(i, i, "doing", "i", False)
    if words.words[i : i + 2] == ("will", "do") and i + 3 < sentence.last and words.words[i + 2] in _GIVEN:
        return Clause(i, i + 1, "will", "i", False)  # "Will do that tonight"
    helpers = 2 if words.words[i : i + 2] == ("going", "to") else 1 if word in ("will", "gonna", "ill") else 0
    act = behind_adverbs(words, i + helpers, sentence)
    given = act + 1 < sentence.last and words.words[act + 1] in _GIVEN  # "will pop it in the post"
    unknown = act >= sentence.last or (
        words.words[act] not in lists["acts"] and ((word == "will" and not given) or i + 2 >= sentence.last)
    )
    if helpers == 0 or unknown or words.words[act] in lists["grammar"] or words.words[act] in lists["things"]:
        return None
    return Clause(i, act, "will", "i", False)


_LEFT_BEHIND: Final = frozenset({"expect", "should", "will", "gonna", "ill"})
"""What a clause may begin with that leaves its subject out, beside what we are doing."""


def _is_begun(words: Text, i: int, sentence: Sentence) -> bool:
    """Whether a note begins with what we are doing: "Resending today, express"."""
    word, given = words.words[i], words.words[i + 1 : i + 2]
    greeted = words.breaks[i] and i - sentence.first <= 3 and words.words[sentence.first] in _GREETING
    if not word.endswith("ing") or word == "going" or (i > sentence.first and not greeted):
        return False
    if act_of(word) is None and not _GIVEN & set(given):
        return False
    return not _HELPED & set(words.words[i + 1 : min(i + 12, sentence.last)])


_GIVEN: Final = frozenset({"it", "them", "that", "this", "those", "these"})
_GREETING: Final = frozenset(
    "hi hello hey thanks thank cheers ok okay right sure noted sorry yes yep great perfect".split()
)


def _is_verb(words: Text, i: int, sentence: Sentence) -> bool:
    """Whether this 's is "is" ("the plumber's booked") and not a possessive ("tonight's van")."""
    following = words.words[i + 1] if i + 1 < sentence.last else ""
    return following in words_for()["prepared"] or following in _AFTER_IS or following.endswith("ing")


_AFTER_IS: Final = frozenset({"with", "back", "ready", "there"})


def _let_me(words: Text, i: int, sentence: Sentence) -> Clause | None:
    if words.words[i : i + 2] in (("let", "me"), ("let", "us")) and i + 2 < sentence.last:
        asked = words.words[i + 2] in ("know", "have") or (
            i > sentence.first and words.words[i - 1] in ("please", "do")
        )
        both = words.words[i + 1] == "us" and words.words[i + 2] in ("wait", "see", "hope", "say", "start", "talk")
        if asked or both:
            return None
        return Clause(i, i + 2, "let", "i", _is_under(words, i, sentence))
    return None


def _with_pronoun(words: Text, first: int, subject: str, sentence: Sentence) -> Clause | None:
    verb = behind_adverbs(words, first + 1, sentence)
    if verb >= sentence.last or words.breaks[verb]:
        return None
    if subject == "that" and words.words[verb + 1 : verb + 2] and words.words[verb + 1] in words_for()["acts"]:
        return None  # "note that refunds take …"
    if subject == "you" and words.words[verb] == "is":  # "the transport to you is …"
        return None
    kind, act = kind_of(words, verb, sentence, subject)
    if kind == "plain" and subject in MAYBE_SUBJECT and not _is_present_of(words.words[verb], subject):
        return None
    if _is_inverted(words, first, sentence) and kind in ("plain", "will"):
        kind = "asked"
    if act < sentence.last and words.words[act] in PRONOUNS:  # "I'll, I'll put"
        return None
    return Clause(first, act, kind, subject, _is_under(words, first, sentence))


def _is_present_of(verb: str, subject: str) -> bool:
    lists = words_for()
    return (
        verb in lists["delivered"]
        if subject == "you"
        else (is_third(verb) is (subject != "both") and verb not in lists["grammar"] and verb not in lists["past"])
        and not verb.endswith("ed")
    )


def _with_noun(words: Text, i: int, sentence: Sentence, found: list[Clause]) -> Clause | None:
    first = noun_before(words, i, sentence)
    if first is None:
        return None
    if found and first <= found[-1].verb:  # "have Carla ring you": one act
        acts_on = words.words[i + 1 : i + 2] and words.words[i + 1] in OBJECTS
        done = found[-1].kind == "other" and not any(
            words.breaks[found[-1].verb + 1 : i + 1]
        )  # "sent out bulbs this …"
        if words.words[i] not in _HELPERS and (done or not (acts_on and is_third(words.words[i]))):
            return None
        first = min(found[-1].verb + 1, i - 1)
    subject = " ".join(words.words[first:i])
    if words.words[i - 1] == "you" and words.words[i] not in _HELPERS:  # "make sure you return it"
        return Clause(i - 1, i, "other", "you", _is_under(words, i - 1, sentence))
    kind, verb = kind_of(words, i, sentence, subject)
    if kind == "plain" and words.words[i] not in ("has", "have") and words.words[i] in words_for()["grammar"]:
        return None
    return Clause(first, verb, kind, subject, _is_under(words, first, sentence))


def _is_inverted(words: Text, first: int, sentence: Sentence) -> bool:
    asking = words_for()["asking"]
    if words.words[first + 1 : first + 2] in (("will",), ("am",)):  # it has its helper behind it
        return False
    return first > sentence.first and words.words[first - 1] in asking and not words.breaks[first]


def _comes_next(words: Text, first: int) -> bool:
    """Whether "after" only says what is done next, as some write: "I call them tomorrow and after I inform you"."""
    said, last = words.words[first + 1 : first + 4], words.sentence_at(first).last
    told = said[:1] != () and is_telling(said[0]) and "you" in said[1:]
    return told and words.words[first - 2] in ("and", "then") and not any(words.breaks[first + 1 : last])


def _is_under(words: Text, first: int, sentence: Sentence) -> bool:
    """Whether a clause hangs on what stands before it: "when I call", "the key they gave us"."""
    if first == sentence.first or words.breaks[first]:
        return False
    lists, before = words_for(), words.words[first - 1]
    if before == "after" and _comes_next(words, first):
        return False
    related = words.words[first] == "they" and before not in lists["grammar"] and before not in lists["adverbs"]
    return before in lists["under"] or related
