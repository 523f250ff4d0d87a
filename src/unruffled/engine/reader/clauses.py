"""Who does what in a sentence of ours: subjects with their verbs, and what kind of saying each is."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from unruffled.engine.reader.normalise import Sentence, Text
from unruffled.engine.reader.times import When


@lru_cache(maxsize=1)
def words_for() -> Mapping[str, frozenset[str]]:
    """The word lists of promises.toml."""
    table = tomllib.loads(files(__package__).joinpath("promises.toml").read_text("utf-8"))
    return {name: frozenset(str(words).split()) for name, words in table.items()}


US: Final = frozenset({"i", "we"})
PRONOUNS: Final = frozenset({"i", "we", "he", "she", "they"})
MAYBE_SUBJECT: Final = frozenset({"you", "it", "that", "this", "both", "everything", "all"})
"""Words that are subjects in one sentence and objects in the next."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A subject with its verb: `first` is the subject's first word, `verb` the first word of the act after its helpers.

    `kind` is will, plain, doing, being, arranged, let, expect, no, other or asked; `under` says that the clause hangs
    on another ("when I call").
    """

    first: int
    verb: int
    kind: str
    subject: str
    under: bool


def clauses(words: Text, sentence: Sentence) -> list[Clause]:
    """Return the clauses of one sentence, in order."""
    found: list[Clause] = []
    for i in range(sentence.first, sentence.last):
        if found and i <= found[-1].verb and i > found[-1].first:
            continue
        clause = _continued(words, i, found, sentence) or _clause_at(words, i, sentence)
        if clause is not None:
            found.append(clause)
    return found


def trimmed(words: Text, first: int, last: int) -> int:
    """The end without joining words that hang over: "ring you at four, and" ends at four."""
    while last > first and words.words[last - 1] in words_for()["trailing"]:
        last -= 1
    return last


def own_times(words: Text, first: int, last: int, whens: list[When]) -> list[When]:
    """The times that begin within words `first` up to `last`."""
    if last <= first:
        return []
    return [w for w in whens if words.starts[first] <= w.span[0] < words.ends[last - 1]]


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
    """ "… and will ring you", "… and goes in on Friday": the subject of the clause before goes on."""
    if words.words[i - 1] not in ("and", "then", "but", "or") or i - sentence.first < 3:
        return None
    if not found:
        subject = " ".join(words.words[sentence.first : sentence.first + 3])
        found = [Clause(sentence.first, i, "plain", subject, False)]
    happens = words.words[i] in words_for()["happens"] and words.words[i].endswith("s")
    third = found[-1].subject not in US
    if words.words[i] not in ("will", "shall") and not (third and (happens or words.words[i] == "should")):
        return None
    kind, act = _kind(words, i, sentence, found[-1].subject)
    return Clause(i, act, kind, found[-1].subject, found[-1].under)


def _clause_at(words: Text, i: int, sentence: Sentence) -> Clause | None:
    word, opens = words.words[i], i == sentence.first
    if word in PRONOUNS or word in MAYBE_SUBJECT:
        return _with_pronoun(words, i, word, sentence)
    if "?" not in sentence.mark and (opens or words.breaks[i] or words.words[i - 1] == "so"):
        unsaid = _unsaid(words, i, sentence)
        if unsaid is not None:
            return unsaid
    if opens:
        return _let_me(words, i, sentence)
    if word in ("will", "shall", "is", "are", "should", "has") or (word == "'s" and _is_verb(words, i, sentence)):
        return _with_noun(words, i, sentence)
    if word in words_for()["happens"] and _is_present(words, i, sentence):
        return _with_noun(words, i, sentence)
    return _let_me(words, i, sentence)


def _is_present(words: Text, i: int, sentence: Sentence) -> bool:
    """Whether a word that could be a verb is one here: "the ward moves you", not "two moves were booked"."""
    following = words.words[i + 1] if i + 1 < sentence.last else ""
    lists = words_for()
    helped = following in lists["be"] | lists["modal"] | {"was", "were", "has", "have", "had", "will", "of"}
    plural = words.words[i].endswith("s") and not words.words[i].endswith("ss")
    agrees = plural != words.words[i - 1].endswith("s") or words.words[i - 1].endswith("ss")
    agrees = agrees or following in {"you", "your", "the", "it", "a", "us", "them"}
    return agrees and not helped and (words.words[i].endswith("s") or words.words[i - 1].endswith("s"))


def _unsaid(words: Text, i: int, sentence: Sentence) -> Clause | None:
    """A clause that leaves its "I" out: "will keep you posted", "gonna ask them"; or tells what to expect from us."""
    word = words.words[i]
    if word == "expect":
        return Clause(i, _past_adverbs(words, i + 1, sentence), "expect", "i", False)
    helpers = 2 if words.words[i : i + 2] == ("going", "to") else 1 if word in ("will", "gonna") else 0
    act = _past_adverbs(words, i + helpers, sentence)
    unknown = act >= sentence.last or words.words[act] not in words_for()["acts"]
    return None if helpers == 0 or unknown else Clause(i, act, "will", "i", False)


def _is_verb(words: Text, i: int, sentence: Sentence) -> bool:
    """Whether this 's is "is" ("the plumber's booked") and not a possessive ("tonight's van")."""
    following = words.words[i + 1] if i + 1 < sentence.last else ""
    return following in words_for()["prepared"] | {"with", "back", "ready", "there"} or following.endswith("ing")


def _let_me(words: Text, i: int, sentence: Sentence) -> Clause | None:
    if words.words[i : i + 2] in (("let", "me"), ("let", "us")) and i + 2 < sentence.last:
        return Clause(i, i + 2, "let", "i", _is_under(words, i, sentence))
    return None


def _with_pronoun(words: Text, first: int, subject: str, sentence: Sentence) -> Clause | None:
    verb = _past_adverbs(words, first + 1, sentence)
    if verb >= sentence.last or (words.breaks[verb] and subject in MAYBE_SUBJECT):
        return None
    if subject == "you" and words.words[verb] == "is":  # "the transport to you is …"
        return None
    kind, act = _kind(words, verb, sentence, subject)
    if kind == "plain" and subject in MAYBE_SUBJECT and not _is_present_of(words.words[verb], subject):
        return None
    if _is_inverted(words, first, sentence) and kind in ("plain", "will"):
        kind = "asked"
    return Clause(first, act, kind, subject, _is_under(words, first, sentence))


def _is_present_of(verb: str, subject: str) -> bool:
    lists = words_for()
    return verb in lists["delivered"] if subject == "you" else verb in lists["happens"] and verb.endswith("s")


def _with_noun(words: Text, i: int, sentence: Sentence) -> Clause | None:
    first = _noun_before(words, i, sentence)
    if first is None:
        return None
    subject = " ".join(words.words[first:i])
    kind, verb = _kind(words, i, sentence, subject)
    if kind == "plain" and words.words[i] not in words_for()["happens"]:
        return None
    return Clause(first, verb, kind, subject, _is_under(words, first, sentence))


_DETERMINERS: Final = frozenset(
    {"the", "a", "an", "your", "our", "my", "this", "his", "her", "their", "another", "one"}
)
_LINKS: Final = frozenset({"of", "for", "to", "in", "on", "with", "at", "by", "from", "about"})


def _noun_before(words: Text, i: int, sentence: Sentence) -> int | None:
    """Where the noun phrase that ends before word i begins: at most nine words back, to a break or a joining word."""
    lists = words_for()
    if words.breaks[i] and i - sentence.first > 1:
        return _before_aside(words, i, sentence)
    first = i
    while first > sentence.first and i - first < 9:
        if words.words[first - 1] in lists["joins"] | lists["under"] | PRONOUNS:
            break
        first -= 1
        if words.breaks[first] or _begins_phrase(words, first, sentence):
            break
    return first if first < i else None


def _begins_phrase(words: Text, i: int, sentence: Sentence) -> bool:
    return words.words[i] in _DETERMINERS and i > sentence.first and words.words[i - 1] not in _LINKS | _DETERMINERS


def _before_aside(words: Text, i: int, sentence: Sentence) -> int | None:
    """ "Noor, whom you know, will …": the name before ", who …,"."""
    for j in range(i - 1, max(sentence.first, i - 9), -1):
        if words.breaks[j]:
            return _plain_noun(words, j, sentence)
    return None


def _plain_noun(words: Text, end: int, sentence: Sentence) -> int | None:
    """Where the words right before an aside begin: at the sentence's start, or at the last break before them."""
    first = end
    while first > sentence.first and end - first < 5 and (first == end or not words.breaks[first]):
        first -= 1
    return first if first < end and words.words[first] not in words_for()["joins"] else None


def _past_adverbs(words: Text, i: int, sentence: Sentence) -> int:
    adverbs = words_for()["adverbs"]
    while i < sentence.last and words.words[i] in adverbs:
        i += 1
    return i


def _kind(words: Text, i: int, sentence: Sentence, subject: str) -> tuple[str, int]:
    """What the verb at i makes of its subject, and where the act begins."""
    lists = words_for()
    word = words.words[i] if i < sentence.last else ""
    after = _past_adverbs(words, i + 1, sentence)
    following = words.words[after] if after < sentence.last else ""
    if word in ("will", "shall"):
        return ("no", after) if following in ("not", "never") else ("will", after)
    if word in lists["be"]:
        return _kind_of_being(words, following, after, sentence)
    if word in ("promise", "guarantee", "undertake") and subject in US:
        return "will", _past_adverbs(words, after + (following in ("to", "that", "you")), sentence)
    if word in ("have", "has") and following in lists["prepared"] | {"asked"} and subject in US:
        return "arranged", after
    if word == "should" and subject not in US:
        return ("other" if following in ("not", "have") else "will"), after
    if word in lists["modal"] or word in ("had", "did", "was", "were", "has", "have", "do", "does"):
        return ("plain", i) if word == "have" and subject == "you" else ("other", after)
    return "plain", i


def _kind_of_being(words: Text, following: str, after: int, sentence: Sentence) -> tuple[str, int]:
    if following == "going" and words.words[after + 1 : after + 2] == ("to",):
        return "will", min(after + 2, sentence.last - 1)
    if following == "not":
        return "no", after
    return ("doing", after) if following.endswith("ing") and len(following) > 4 else ("being", after)


def _is_inverted(words: Text, first: int, sentence: Sentence) -> bool:
    asking = words_for()["asking"]
    return first > sentence.first and words.words[first - 1] in asking and not words.breaks[first]


def _is_under(words: Text, first: int, sentence: Sentence) -> bool:
    return first > sentence.first and words.words[first - 1] in words_for()["under"] and words.breaks[first] == 0
