"""Whether a clause of ours asserts that something will happen for this person: by its tense, its time and its act."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from unruffled.engine.reader import times
from unruffled.engine.reader.clauses import Clause
from unruffled.engine.reader.doers import COLLEAGUES, name_in
from unruffled.engine.reader.dues import is_after_now, is_dated, is_length
from unruffled.engine.reader.grammar import (
    MAYBE_SUBJECT,
    OBJECTS,
    PRONOUNS,
    US,
    base_of,
    is_plural,
    is_telling,
    words_for,
)
from unruffled.engine.reader.normalise import Text
from unruffled.engine.reader.spared import MORE, is_future, spares, stays_away
from unruffled.engine.reader.tenses import (
    DONE_TOO,
    OF_THEM,
    is_act,
    is_by_itself,
    is_definite,
    is_done_to,
    is_gift,
    is_habit,
    leads_on,
)
from unruffled.engine.reader.times import When
from unruffled.engine.reader.undertakings import WATCHING, we_promise
from unruffled.engine.reader.worded import VAGUE


def is_asserted(words: Text, clause: Clause, first: int, last: int, due: When | None, beyond: int) -> bool:
    """Whether this act of this subject is asserted to happen: by its tense, its time, and what kind of act it is."""
    nouns = frozenset(clause.subject.split())
    if clause.kind == "no":
        return spares(words, clause, first, last)
    if clause.kind == "let":
        back = first > clause.verb and is_telling(words.words[first])  # "let me look and ring you"
        return bool(times.find(due.text)) if due is not None else back
    if clause.subject in US or clause.kind == "expect" or (clause.kind == "will" and COLLEAGUES & nouns):
        return we_promise(words, clause, first, last, due)
    if clause.subject == "you":
        return _you_are_promised(words, clause, first, last, due)
    if nouns & {"nothing", "nobody", "none"} or clause.subject.split()[:1] == ["no"]:
        return stays_away(words, clause, nouns, first, last)
    if clause.subject == "one" and words.words[clause.first - 1] == "no" and not words.breaks[clause.first]:
        return False  # "no one will ring you today"
    return _it_is_promised(words, clause, first, last, due, nouns, beyond)


def _you_are_promised(words: Text, clause: Clause, first: int, last: int, due: When | None) -> bool:
    act, rest = words.words[first], words.words[first + 1 : last]
    lists = words_for()
    if clause.kind == "doing":
        return act in ("getting", "having", "receiving") and (due is not None or bool(set(rest) & lists["things"]))
    if clause.kind == "being":
        return due is not None and act in lists["prepared"] and (leads_on(due) or is_dated(due))
    if clause.kind == "plain":
        return (
            due is not None
            and act in lists["delivered"]
            and "to" not in rest
            and (is_after_now(due) or not is_dated(due))
        )
    if due is None and act in ("see", "find", "hear") and _is_shown_how(words, clause):
        return False
    if clause.kind != "will" or (due is None and not is_future(words, clause)):
        return False
    if act in lists["perceived"] and due is not None and rest[:1] != ("that",):
        if due.minutes is not None and due.minutes <= _AT_ONCE:
            return False  # what steps lead to: "you should see a green lamp within a minute"
        return _is_dated_or_ahead(due)
    if due is None and act == "hear" and "from" not in rest and not set(rest) <= lists["grammar"] | {"soon", "shortly"}:
        return False  # "you'll hear it stop"
    if act in lists["delivered"]:
        needed = act == "have" and "to" in rest
        money = "<money>" in words.shapes[first:last]
        return not needed and (
            due is not None or act == "hear" or money or bool(set(rest) & (lists["things"] | {"one"}))
        )
    return act == "be" and bool(rest) and not _is_asked_of(rest[0]) and (due is not None or _is_given(rest))


_AT_ONCE: Final = 5
"""Minutes in which something that we only describe happens [default]."""


def _is_asked_of(done: str) -> bool:
    """Whether it is done to people and not promised to them."""
    return done in ("able", "expected", "required", "needed") or done in words_for()["asked_of"]


def _is_given(rest: Sequence[str]) -> bool:
    if rest[0] in words_for()["feelings"]:
        return False
    given = is_done_to(rest) or rest[0] in ("receiving", "getting", "hearing")
    return given or (rest[0] in ("first", "next") and bool({"list", "queue", "line"} & set(rest)))


def _is_shown_how(words: Text, clause: Clause, told: frozenset[str] = frozenset()) -> bool:
    """Whether this tells what steps lead to: "Tap Edit. You'll see the new address"."""
    own = words.sentence_at(clause.first)
    opens = [own.first, words.sentence_at(own.first - 1).first] if own.first else [own.first]
    steps = (words_for()["asked_of_you"] | told) - {"let", "keep", "like", "look"} | {"to"}
    return any(words.words[i] in steps for i in opens)


def _is_dated_or_ahead(due: When) -> bool:
    return is_after_now(due) or is_dated(due)


def _it_is_promised(
    words: Text, clause: Clause, first: int, last: int, due: When | None, nouns: frozenset[str], beyond: int
) -> bool:
    """Whether it is asserted that something or somebody else will do, or be done."""
    act = words.words[first]
    if _is_beside(words, clause, first, last, due, nouns):
        return False
    if clause.kind == "will":
        if nouns & {"someone", "somebody"}:
            return act not in words_for()["not_acts"]
        if _will_only_be(words, clause, first, last, due, nouns):
            return False
        return due is not None or (is_future(words, clause) and _will_happen(words, clause, first, last, beyond))
    if is_habit(words, clause, first, last, due):
        return False
    if due is None:
        return _is_under_way(words, clause, first, last, beyond)
    return _is_ahead(words, clause, first, last, due, nouns)


_AWAY: Final = frozenset({"away", "off", "over", "out", "back"})


def _is_beside(words: Text, clause: Clause, first: int, last: int, due: When | None, nouns: frozenset[str]) -> bool:
    """Whether the subject is nothing that we answer for: opening hours, a deadline, "that" without more."""
    acts_on = clause.kind == "plain" and first + 1 < last and words.words[first + 1] in OBJECTS
    if nouns & words_for()["not_ours"] and not acts_on:
        return True
    if (nouns & _OTHERS and not is_ours(words, clause)) or _goes_by_itself(words, clause, first, last):
        return True
    if due is not None:
        return False
    done = words.words[first] == "be" and first + 1 < last and is_done_to(words.words[first + 1 : last])
    return bool(nouns & {"deadline", "limit", "date"}) or (bool(nouns & {"that", "this"}) and not done)


_OTHERS: Final = frozenset(
    {"client", "clients", "buyer", "buyers", "seller", "vendor", "applicant", "neighbour", "neighbours"}
)
"""Who acts for themselves: what they do is told, not promised."""


def _goes_by_itself(words: Text, clause: Clause, first: int, last: int) -> bool:
    """Whether it needs nobody: "it lasts ten minutes", "the paint will dry", "Sow them now. They'll be up in May"."""
    grown = words.words[first] == "be" and first + 1 < last and words.words[first + 1] in _GROWN
    alone = is_by_itself(words.words[first]) or (
        grown and clause.subject in ("it", "they") and _is_shown_how(words, clause, words_for()["acts"])
    )
    return alone and (clause.subject in PRONOUNS or not is_ours(words, clause))


_GROWN: Final = frozenset({"up", "out", "ripe", "dry", "gone", "soft", "hard"})


def _is_under_way(words: Text, clause: Clause, first: int, last: int, beyond: int) -> bool:
    """Whether a present form without a time still lies ahead: "is coming shortly", "is on us", "costs you nothing"."""
    if clause.kind == "doing":
        return _SHORTLY.search(words.original[words.starts[first] : words.ends[beyond - 1]]) is not None
    if clause.kind == "being":
        return words.words[first] == "on" and bool({"us", "me", "house"} & set(words.words[first + 1 : first + 3]))
    given = clause.kind == "plain" and is_definite(words, clause) and is_act(base_of(words.words[first]))
    return given and is_gift(words, first, last, None)


_SHORTLY: Final = re.compile(r"\b(?:shortly|soon)\b", re.IGNORECASE)


def _will_only_be(words: Text, clause: Clause, first: int, last: int, due: When | None, nouns: frozenset[str]) -> bool:
    """Whether a future tells how things go, not what is done for this person: a cost, a rule, a need, a length."""
    act, rest = words.words[first], words.words[first + 1 : last]
    asks = rest[:1] == ("you",) and act in ("ask", "charge")
    if due is None and words.words[clause.first] == "your" and nouns & _THEIR_OWN:
        return True
    if due is not None and due.lead == "after" and due.minutes is not None and not is_future(words, clause):
        return True  # "it should settle after an hour"
    only = "only" in words.words[clause.first : clause.verb]
    if asks or only or act in ("need", "require", "depend", "cost", "vary", "rain", "want"):
        return True
    if nouns & (words_for()["costs"] | {"price", "prices"}) and (act in ("rise", "increase") or rest[:1] == ("up",)):
        return True
    if act != "be":
        return False
    if due is not None and due.lead in ("until", "till") and rest[:1] in (("out",), ("away",), ("off",)):
        return True  # "Tom will be away until Monday"
    if due is not None and due.minutes is not None and _follows(words, first, due):
        return True  # "it will be roughly ten minutes" is how long it takes
    if rest[:1] and (rest[0] in ("closed", "open", "shut", "required", "needed") or rest[0] in words_for()["asked_of"]):
        return True
    bare = is_plural(clause.subject.split()[-1]) and not is_definite(words, clause) and clause.subject not in PRONOUNS
    known = OF_THEM.intersection(words.words[clause.first : last])
    rule = due is None or due.minutes is not None
    return bare and rule and not known and bool(rest) and is_done_to(rest)


_THEIR_OWN: Final = frozenset({"bank", "insurer", "doctor", "provider", "issuer", "employer", "carrier", "airline"})
"""Whose acts are not ours to promise."""


_PLACED: Final = frozenset({"with", "back", "ready", "there", "sent", "done", "fixed", "clear", "yours"})


def _will_happen(words: Text, clause: Clause, first: int, last: int, beyond: int) -> bool:
    """A future without a time that is still a promise: things that matter here, passives, or a vague "soon"."""
    act, rest, lists = words.words[first], words.words[first + 1 : last], words_for()
    nouns = frozenset(clause.subject.split())
    if act == "be":
        doing = rest[:1] != () and rest[0].endswith("ing") and (is_ours(words, clause) or bool(nouns & lists["things"]))
        free = nouns == {"there"} and rest[:1] == ("no",) and bool((lists["costs"] | MORE) & set(rest[1:3]))
        return bool(rest) and (
            doing
            or free
            or (rest[0] == "your" and is_ours(words, clause))
            or rest[0] in _PLACED
            or rest[:2] == ("in", "touch")
            or rest[0].endswith("paid")
            or (is_done_to(rest) and rest[0] not in lists["feelings"])
        )
    if VAGUE.search(words.original[words.starts[first] : words.ends[beyond - 1]]):
        return True
    meant = bool(set(rest[:1]) & OBJECTS) or "you" in rest
    helps = act in DONE_TOO and meant and (is_ours(words, clause) or bool(_AWAY & set(rest)))  # "she'll show you"
    shown = act in ("show", "appear") and bool(nouns & lists["money"])
    seeks = act in ("look", "work", "search") and rest[:1] in _SOUGHT and is_ours(words, clause)
    does = helps or shown or seeks or (act in lists["acts"] and act not in lists["not_future"])
    return does or (act not in lists["not_future"] and bool(nouns & (lists["things"] | {"he", "she", "they"})))


_SOUGHT: Final = (("for",), ("into",), ("after",), ("on",), ("through",))
"""What somebody of ours looks or works for."""


def _is_ahead(words: Text, clause: Clause, first: int, last: int, due: When, nouns: frozenset[str]) -> bool:
    """Whether a present form with a time lies ahead: "an engineer comes Friday", "it is with you by noon"."""
    lists, act = words_for(), words.words[first]
    if due.lead in ("since", "after") or due.text.lower().startswith("as of"):
        return False
    if clause.kind == "plain":
        return not _is_apart(words, clause, first, due) and _acts_ahead(words, clause, first, due, nouns)
    if clause.kind in ("doing", "arranged"):
        return leads_on(due) and act not in WATCHING
    if nouns == {"there"}:  # "there is a van coming to you tonight"
        said = words.words[first:last]
        return any(w.endswith("ing") or w in lists["prepared"] for w in said) or due.span[0] < words.starts[first]
    if nouns & {"earliest", "soonest", "free", "available"} or _is_their_date(words, clause, first, nouns):
        return False
    if act in ("due", "open", "closed", "shut", "valid", "free", "available"):
        return act == "due" and bool(nouns & (lists["things"] | {"it"})) and not nouns & lists["costs"]
    if act in lists["prepared"] or act in lists["placed"]:
        if due.lead == "from" and act in _STOPPED and due.span[0] > words.starts[first]:
            return False  # "is paused from 1 June": done, and nothing is left to do
        return due.lead not in ("until", "till") or act in lists["prepared"] or act == "yours"
    if act.endswith("ed") or act in ("put", "made", "paid", "cut", "given", "taken", "brought", "being"):
        fronted_time = due.span[0] < words.starts[clause.first]
        on_day = (
            due.lead == "on" and is_dated(due) and is_definite(words, clause) and act not in lists["asked_of"] | _CEASED
        )
        return fronted_time or on_day or act == "being" or due.lead in ("within", "by") or is_after_now(due)
    return bool(nouns & (lists["things"] | {"next", "new", "there", "slot"})) and due.span[0] <= words.starts[first] + 1


def _is_their_date(words: Text, clause: Clause, first: int, nouns: frozenset[str]) -> bool:
    """Whether it only says when the customer is due somewhere: "your test is booked for 4 July", "your cake is in for
    Saturday"; that somebody is booked to come to them is a promise."""
    act, then = words.words[first], words.words[first + 1 : first + 2]
    stated = act in ("on", "at", "booked", "confirmed", "scheduled", "set", "due")
    attended = words.words[clause.first] == "your" and bool(nouns & words_for()["attended"])
    return (act == "in" and then == ("for",)) or (attended and stated)


def _acts_ahead(words: Text, clause: Clause, first: int, due: When, nouns: frozenset[str]) -> bool:
    """Whether a verb in the present is done at that time: "an engineer comes Friday", "he starts on it Monday"."""
    lists, act = words_for(), words.words[first]
    then = words.words[first + 1 : first + 2]
    if act == "tells" and then in (("me",), ("us",)) and _hears(words, first):
        return False
    if base_of(act) in ("start", "begin") and then in (("on",), ("with",), ("work",)):
        return True
    if base_of(act) in ("end", "expire", "renew") and nouns & _RUNNING:
        return False
    stays = base_of(act) in ("stay", "remain") and due.lead in ("until", "till")
    ends = base_of(act) in ("end", "start", "begin") and (_is_person(clause) or any(_is_thing(noun) for noun in nouns))
    dated = is_dated(due) or is_ours(words, clause) or bool(nouns & lists["things"])
    if (
        base_of(act) == "take"
        and is_length(due)
        and "to" not in words.words[first + 1 : min(first + 8, words.sentence_at(first).last)]
    ):
        return False  # how long it takes
    if (
        base_of(act) in ("keep", "hold", "store")
        and due.minutes is not None
        and "you" not in words.words[first : first + 8]
    ):
        return False  # "security keeps it for 30 days"
    if act == "has":
        return due.span[0] > words.starts[first] and due.lead not in ("until", "till", "for")
    runs = base_of(act) == "run" and then in (("a",), ("the",), ("another",))
    return stays or ((ends or runs or is_act(base_of(act))) and dated)


_RUNNING: Final = frozenset({"contract", "policy", "subscription", "trial", "membership"})
"""What ends or is renewed on its day, whoever does something."""


def _hears(words: Text, first: int) -> bool:
    """Whether a clause follows: "the builder tells me the tiles could be here on Friday"."""
    lists = words_for()
    return bool((lists["modal"] | lists["be"] | {"will"}) & set(words.words[first + 2 : words.sentence_at(first).last]))


def _is_person(clause: Clause) -> bool:
    """Whether the subject is somebody who does things: "the decorator", "our florist", "the crew"."""
    last = clause.subject.split()[-1]
    return last not in words_for()["things"] | PRONOUNS | _NO_TRADE and (last.endswith(_TRADES) or last in _OURS)


_TRADES: Final = ("er", "or", "ist", "ian", "man", "smith", "crew", "team")
_NO_TRADE: Final = frozenset(
    "order offer number summer winter semester quarter chapter weather timer corner matter".split()
)
"""What ends as trades do and is none."""


def _is_thing(noun: str) -> bool:
    things = words_for()["things"]
    return noun in things or noun.removesuffix("s") in things or noun.removesuffix("es") in things


_CEASED: Final = frozenset({"cancelled", "closed", "dated", "expired", "based", "called", "needed"})
_STOPPED: Final = frozenset({"paused", "frozen", "suspended", "held", "fixed", "set"})


def _is_apart(words: Text, clause: Clause, first: int, due: When) -> bool:
    """Whether the time belongs to something else said in between: "it bills daily, so what comes today waits"."""
    between = range(first + 1, bisect_left(words.starts, due.span[0]))
    loose = clause.subject in MAYBE_SUBJECT and any(words.breaks[i] for i in between)
    return loose or any(words.words[i] in words_for()["past"] for i in between)


def _follows(words: Text, i: int, due: When) -> bool:
    """Whether a mere length stands right behind word i."""
    return is_length(due) and 0 <= due.span[0] - words.ends[i] <= 1


def is_ours(words: Text, clause: Clause) -> bool:
    """Whether somebody of ours does it: "our driver", "the office", a colleague by name."""
    nouns = frozenset(clause.subject.split())
    return bool(nouns & _OURS) or name_in(words, clause.first, len(nouns)) is not None


_OURS: Final = frozenset("mr mrs ms dr our my he she they office team driver crew lab depot file".split())
