"""What will not happen to the customer: burdens that stay away, and what is kept from them until they are content."""

from __future__ import annotations

from typing import Final

from unruffled.engine.reader.clauses import Clause
from unruffled.engine.reader.grammar import US, act_of, words_for
from unruffled.engine.reader.normalise import Text


def spares(words: Text, clause: Clause, first: int, last: int) -> bool:
    """ "You will not be charged", "I won't be charging you": a burden stays away; not "won't be paid"."""
    after, lists = words.words[first + 1 : last], words_for()
    acts = set(after[1:3] if after[:1] == ("be",) else after[:1])
    if clause.subject in US:
        forgets = after[:2] == ("forget", "to")
        return (
            forgets
            or bool({"again", "more"} & set(after))
            or bool({act_of(word) or word for word in acts} & (lists["burdens"] | lists["taking"]))
            or (after[:1] == ("put",) and "up" in after)
            or _is_kept_back(words, first + 1, last)
        )
    if clause.subject == "you":
        pays = after[:2] in (("have", "to"), ("need", "to")) and (after[2:3] == ("pay",) or "again" in after)
        return pays or _is_burdened(acts) or bool(acts & {"lose", "owe", "pay", "hear"})
    if {act_of(word) for word in acts if word.endswith("ing")} & lists["taking"]:
        return True
    if clause.subject == "there":
        return after[:1] == ("be",) and bool(set(after[1:4]) & (lists["costs"] | MORE))
    falls = after[:1] == ("be",) and _is_burdened(acts)
    return _is_will(words, first) and (falls or bool(set(after[:1]) & lists["befalls"]))


def _is_burdened(acts: set[str]) -> bool:
    return bool(acts & words_for()["burdened"] or acts & words_for()["asked_of"])


def _is_kept_back(words: Text, act: int, last: int) -> bool:
    """Whether a burden waits ("won't send the bill until you've tried it"), or we for their word ("won't change it
    without asking you"); not what waits for what they must do ("won't start until you pay")."""
    end = words.sentence_at(act).last
    turn = next((i for i in range(act + 1, min(act + 12, end)) if words.words[i] in _UNTIL), None)
    if turn is None:
        return False
    what, then = frozenset(words.words[act + 1 : turn]), words.words[turn + 1 : min(turn + 6, end)]
    if words.words[turn] == "without":
        return bool(_ASKING & set(then))
    if what & (words_for()["costs"] | _SENT):
        return True
    return words.words[act] in _STEPS and not ("you" in then and _DUTIES & set(then))


_UNTIL: Final = frozenset({"until", "till", "til", "before", "without"})
_ASKING: Final = frozenset("asking checking telling consulting warning your you hearing talking speaking".split())
_SENT: Final = frozenset({"reminder", "reminders", "card"})
"""What else nobody likes to get, or to have used."""
_STEPS: Final = frozenset(
    "start begin close cancel take remove change touch move throw sell publish share delete cut go leave stop".split()
)
_DUTIES: Final = frozenset("pay paid send sent sign signed provide provided return returned upload uploaded".split())


MORE: Final = frozenset({"more", "further"})
"""What there will not be either, beside costs."""


def _is_will(words: Text, first: int) -> bool:
    return words.words[first - 1] in ("will", "shall")


TAKEN: Final = frozenset({"leaves", "goes", "comes"})


def stays_away(words: Text, clause: Clause, nouns: frozenset[str], first: int, last: int) -> bool:
    """ "Nothing leaves your account", "nobody will ring you": what will not happen."""
    spared = is_future(words, clause) or bool(TAKEN & set(words.words[first:last]))
    if not spared or ("nobody" in nouns and _is_missed(words, first, last)):
        return False
    return not nouns & {"one", "problem", "way", "doubt"} - ({"one"} if "from" in nouns else set())


def _is_missed(words: Text, first: int, last: int) -> bool:
    """Whether it is what the customer hoped for: "nobody will give you an answer"; not "… give you another bill"."""
    rest = words.words[first + 1 : last]
    borne = words_for()["costs"] | _SENT | _OFF
    return words.words[first] in words_for()["hoped_for"] and rest[:1] == ("you",) and not borne & set(rest)


_OFF: Final = frozenset({"off", "to", "away"})
"""With these it is no answer that they are told, and nothing good that they are sent: "tell you off"."""


def is_future(words: Text, clause: Clause) -> bool:
    """Whether its verb says "will": "should" only does beside a time."""
    return clause.kind == "will" and words.words[clause.verb - 1] != "should"
