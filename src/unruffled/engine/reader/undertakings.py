"""Whether what we say that we do is undertaken for this person, or only done or told within this talk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from unruffled.engine.reader.clauses import Clause
from unruffled.engine.reader.dues import is_after_now, is_length, is_month
from unruffled.engine.reader.grammar import OBJECTS, US, words_for
from unruffled.engine.reader.normalise import Text
from unruffled.engine.reader.tenses import PRICED, is_act, is_done_to, is_gift, is_habit, leads_on
from unruffled.engine.reader.times import When
from unruffled.engine.reader.worded import VAGUE


def we_promise(words: Text, clause: Clause, first: int, last: int, due: When | None) -> bool:
    """Whether what we say of ourselves binds us: an act ahead, not a breath within this talk, a view or a habit."""
    act, rest, lists = words.words[first], words.words[first + 1 : last], words_for()
    if due is None and clause.subject in US and _is_here(act, rest):
        return False
    if clause.kind in ("doing", "plain", "arranged"):
        return _we_do_later(words, clause, first, last, due)
    if clause.kind == "being":
        return due is not None and (act == "with" or (act == "back" and bool({"with", "to"} & set(rest))))
    if act == "be":
        out = rest[:1] == ("out",) and bool({"to", "with", "at"} & set(rest))
        return bool(rest) and (
            out
            or rest[0] in ("back", "in", "with", "there", "round", "at", "on")
            or rest[:2] == ("the", "one")
            or rest[0].endswith("ing")
        )
    if act in lists["not_acts"]:
        return _undertakes(words, first, last, due)
    here = clause.subject in US and (act in lists["here_and_now"] or "together" in rest)
    return due is not None or not here or _reaches_beyond(act, rest)


def _undertakes(words: Text, first: int, last: int, due: When | None) -> bool:
    """Whether a word that mostly tells what we have or think is an act here: "have it sent", "see what I can do"."""
    act, rest = words.words[first], words.words[first + 1 : last]
    if act == "have":
        given = due is not None and rest[:1] != ("to",) and "look" not in rest[:3]
        again = rest[:3] in (("another", "look", "at"), ("another", "look", "into"))
        set_out = bool({"ready", "waiting"} & set(rest)) and rest[:1] != ("to",)
        caused = rest[:1] != () and rest[0] in OBJECTS and any(is_done_to((word,)) for word in rest[1:4])
        return given or again or set_out or caused or rest[:2] in (("a", "word"), ("a", "chat"), ("a", "talk"))
    if act == "see":
        tries = words.words[first + 1 : first + 4] in (("what", "i", "can"), ("what", "we", "can"))
        return tries or rest[:1] in (("to",), ("that",))
    return (act == "mention" and "to" in rest[:3]) or (act == "remember" and rest[:1] == ("to",))


def _is_here(act: str, rest: Sequence[str]) -> bool:
    """Done within this very talk: "I'll tell her the whole story", "reset it from here", "finish it now"."""
    if act in words_for()["sends"] and rest[-1:] == ("now",) and "with" not in rest:
        return False  # begun here, it arrives elsewhere
    if act in _RAISED and "with" in rest and rest[-1:] == ("now",) and rest[-3:-1] != ("with", "you"):
        return False  # others go on with it
    if (act == "do" and "with" in rest[-2:]) or rest in (("there",), ("here",)):
        return True
    if act in ("make", "take") and rest[:2] == ("a", "note") and rest[2:3] in ((), ("of",)):
        return True
    briefs = act in ("tell", "brief", "give") and rest[:1] in (("her",), ("him",), ("them",))
    aside = act == "put" and rest[:1] == ("you",) and bool({"hold", "through"} & set(rest[1:3]))
    told = (
        act == "give" and rest[:1] == ("you",) and bool({"number", "address", "details", "reference"} & set(rest[1:4]))
    )
    return briefs or aside or told or rest[-1:] == ("now",) or rest[-2:] in (("from", "here"), ("from", "mine"))


_RAISED: Final = frozenset({"open", "raise", "log", "file", "lodge", "create", "register", "start", "book", "place"})


def _reaches_beyond(act: str, rest: Sequence[str]) -> bool:
    """Acts among the here-and-now words that reach beyond this talk: "ask the depot", "look into it"."""
    reach = {"look": {"into"}, "ask": {"the", "our", "my", "them", "for"}, "write": {"to", "you"}, "try": {"to"},
             "give": {"you"}}  # fmt: skip
    if act == "tell":
        told = {"done", "happens", "ready", "outcome"} & set(rest)
        return bool(rest) and (rest[0] != "you" or bool(told) or VAGUE.search(" ".join(rest)) is not None)
    if act == "keep":
        return not rest[:1] or not (set(rest[:3]) & _BRIEFLY or rest[0] in _TALKING)
    if act == "take":
        return bool(_TAKEN_ON & set(rest)) or rest[1:2] in (("up",), ("to",), ("on",))
    if act == "write" and {"email", "letter", "writing"} & set(rest):
        return True
    return bool(rest) and rest[0] in reach.get(act, set())


_TAKEN_ON: Final = frozenset({"off", "over", "forward", "away", "back", "care"})


_BRIEFLY: Final = frozenset({"short", "brief", "simple", "quick", "clear", "honest", "mind", "calm", "polite"})


_TALKING: Final = frozenset({"talking", "going", "listening", "reading", "saying", "looking", "trying"})
"""What is kept within this talk: it short, in mind, talking."""


WATCHING: Final = frozenset(
    {"looking", "seeing", "hoping", "expecting", "thinking", "trying", "staying", "aiming", "planning"}
)


def _we_do_later(words: Text, clause: Clause, first: int, last: int, due: When | None) -> bool:
    """Whether what we do, said in the present, lies ahead: by its time, or as a gift ("giving you two nights")."""
    act, said = words.words[first], words.words[first:last]
    if clause.kind == "plain" and _begins_now(said):
        return True
    if "now" in said or said[:3] == ("let", "you", "down") or is_habit(words, clause, first, last, due):
        return False
    if clause.kind == "doing":
        return act not in WATCHING if due is not None else is_gift(words, first, last, due)
    if due is None:
        free = PRICED.search(words.original[words.starts[first] : words.ends[last - 1]]) is not None
        return clause.kind == "plain" and free and bool(set(said[1:2]) & (OBJECTS - {"you", "a", "an"})) and is_act(act)
    if due.lead in ("since", "while") or (act in _PAST_TOO and is_month(due)):
        return False
    return _is_arranged_for(said, due) if clause.kind == "arranged" else _is_done_at(said, due)


def _begins_now(said: Sequence[str]) -> bool:
    """ "I order now the missing tile": said for what we are about to do."""
    return said[1:2] == ("now",) and bool(set(said[2:3]) & (OBJECTS | {"to", "with", "for"})) and is_act(said[0])


def _is_arranged_for(said: Sequence[str], due: When) -> bool:
    """Whether what we have arranged leads on to its time; not "asked for the film from Tuesday", "held for 30 days"."""
    if said[0] == "asked" and "to" not in said[1:6] and not is_after_now(due):
        return False
    lasting = due.lead == "for" and due.minutes is not None  # nothing is left to do
    return leads_on(due) and not lasting and not (said[0] == "put" and not {"hold", "down"} & set(said))


def _is_done_at(said: Sequence[str], due: When) -> bool:
    """Whether a plain present is an act at that time; not "we charge ten per cent", "I finish at six", "we search
    together", "we send a reminder thirty days before"."""
    act = said[0]
    shift = act in ("finish", "start", "stop", "leave") and said[1:2] in (("at",), ("on",))
    if shift or act in ("charge", "bill") or "together" in said or (is_length(due) and "you" not in said):
        return False
    return is_act(act) or (act in ("close", "open", "start", "end") and said[1:2] != () and said[1] in OBJECTS)


_PAST_TOO: Final = frozenset({"put", "cut", "set", "let", "read", "shut", "hit"})
"""What we did and what we do are one word: "I put it in the box in March"."""
