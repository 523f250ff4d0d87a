"""Promises in one of our turns, as who, what and when; and what a customer says that we promised."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from unruffled.engine.reader import times
from unruffled.engine.reader.normalise import HARD, LOOSE, Sentence, Text, normalise
from unruffled.engine.reader.times import When
from unruffled.engine.vocabulary import Promise, Reading


def find(text: str, *, by: str = "agent", before: Sequence[Reading] = ()) -> tuple[Promise, ...]:
    """Return what this turn of ours promises: who will do what by when (DOMAIN 3.13).

    `who` is the one of us who answers for it: the speaker, a supervisor, or a colleague's name. A promise without a
    time has an empty `due_text`; `vague` says that nobody could tell when it was broken ("soon", "I'll look into it").
    Not promises: offers not yet chosen, what hangs on the customer, what is already done (STYLE of S004-5).
    """
    words = normalise(text)
    whens = times.find(text)
    found: list[Promise] = []
    for i, sentence in enumerate(words.sentences):
        if not _is_offer(words, i):
            found += _in_sentence(words, sentence, [w for w in whens if _inside(w, sentence)], by, before)
    return tuple(sorted((*found, *_left_with_us(text, by)), key=lambda p: p.span))


def resolve(promise: Promise, said_at: datetime) -> datetime | None:
    """Return when the promise is due, said at this moment; None where no time was named."""
    return times.resolve(promise.due_text, said_at) if promise.due_text else None


def claimed(text: str) -> tuple[Promise, ...]:
    """Return what a customer says that we promised ("your colleague said she would ring me back the same day")."""
    words = normalise(text)
    whens = times.find(text)
    return tuple(_claim(words, i, whens) for i in range(len(words)) if _is_claim(words, i))


# Words -----------------------------------------------------------------------------------------------------------------

_US: Final = frozenset({"i", "we"})
_PRONOUNS: Final = frozenset("i we he she they".split())
_MAYBE_SUBJECT: Final = frozenset("you it that this both everything all".split())
_ADVERBS: Final = frozenset(
    "also then now still always personally certainly definitely gladly first both just only myself happily of course"
    " naturally again finally all probably actually simply either himself herself".split()
)
_ASKING: Final = frozenset("will shall may can could would do does did should might is are am have has".split())
_BE: Final = frozenset({"am", "is", "are", "be", "'s"})
_MODAL: Final = frozenset("would could can may might should must".split())
_UNDER: Final = frozenset(
    "if when once unless whether what how why while until till where which who after before as".split()
)
_EVENT: Final = ("as soon as", "the moment", "the minute", "once", "when", "until", "till", "after", "before")
_TRAILING: Final = frozenset(
    "and but so whether or not if when once that which because as soon until till even unless though although while the"
    " moment who what where how why then plus after before".split()
)
_JOINS: Final = frozenset("and but so because while or then plus that though although whereas".split())

_THINGS: Final = frozenset(
    """account answer appointment apology bag bags bill bin bins booking box boxes bus call callback car card case cash cheque
    claim code collection complaint confirmation copy courier credit crew decision deed delivery deposit device doctor document
    documents driver email e-mail engineer figure file fitter fix form gas heating invoice item key keys label letter line link
    locksmith luggage machine mail manager meeting message money new nurse order outcome parcel parcels part parts password
    payment phone photo plumber policy prescription quote rebate receipt refund reimbursement repair replacement reply report
    response result results review room sample seat shipment someone somebody specialist statement supervisor surveyor swap
    team technician ticket tracking transfer transcript unit update valve van visit voucher water driver reservation power
    certificate notice balance fee parts test tests works work hold restart reset""".split()
)
"""What can be promised by naming it and a time: "Courier tomorrow 10-12"."""

_ARRIVES: Final = frozenset(
    """arrives comes goes brings delivers collects rings calls leaves ships lands reaches shows starts gets runs fits replaces picks
    drops takes joins visits writes sends emails texts answers appears clears opens returns follows pays posts
    arrive come go ring call bring collect deliver leave ship land reach show start write send email text answer stay
    check post visit phone update pay refund confirm report return pick meet speak talk follow review look
    tell give let fit replace swap repair fix mail forward issue""".split()
)
_PREPARED: Final = frozenset("booked arranged scheduled reserved planned ordered fixed set confirmed due".split())
_DELIVERED: Final = frozenset("have get receive see hear".split())
_NOT_ACTS: Final = frozenset(
    """need know understand admit assume say see have want like love appreciate agree remember hope think believe mention
    wish feel guess suppose bet never always""".split()
)
_HERE_AND_NOW: Final = frozenset(
    """stay listen read explain help keep start go walk look wait hold carry continue begin take pull talk be ask work try tell
    give spell note write leave answer""".split()
)
"""What is done within this very conversation, unless a time or an event is named."""
_TOUCH: Final = frozenset(
    "get come call ring back touch let update chase sort contact follow check phone reply revert".split()
)
_NO_PROMISE_NOUN: Final = frozenset(
    "page screen app site website menu light system button notice offer shop store lines".split()
)

_VAGUE: Final = re.compile(
    r"\basap\b|\bas soon as (?:possible|(?:i|we|they) can)\b|\bsoon\b(?!er)|\bshortly\b|\bin due course\b|\blook(?:ing)? into\b"
    r"|\bsee what\b|\bdo (?:my|our) (?:very )?best\b|\bdo (?:everything|all|whatever)\b|\bat some point\b|\bwhen(?:ever)? possible\b"
    r"|\btry (?:to|and|my|our)\b|\b(?:some|any)\s?(?:one|body)\b|\bat (?:the|our|my) earliest\b|\bin the (?:near|coming) future\b"
    r"|\bwithout (?:undue )?delay\b|\bin a timely\b|\bsome ?time\b(?! (?:today|tomorrow|on))|\bif (?:i|we) can\b|\bleave it with\b"
    r"|\bone day\b|\bin a (?:while|bit)\b|\bwhen (?:i|we) (?:can|get (?:a|the) (?:chance|moment))\b|\ball (?:i|we) can\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Anchor:
    """A subject with its verb: words `first` (subject), `verb` (first word after the helpers); what kind of promise it could be."""

    first: int
    verb: int
    kind: str
    subject: str
    under: bool


_LEFT: Final = re.compile(r"\bleave (?:it|this|that|these|them) (?:all )?(?:with|to) (?:me|us)\b", re.IGNORECASE)


def _left_with_us(text: str, by: str) -> list[Promise]:
    return [Promise(by, m.group(), "", None, m.span(), vague=True) for m in _LEFT.finditer(text)]


# One sentence ----------------------------------------------------------------------------------------------------------


def _in_sentence(
    words: Text, sentence: Sentence, whens: list[When], by: str, before: Sequence[Reading]
) -> list[Promise]:
    anchors = _anchors(words, sentence)
    if _hangs_on_customer(words, sentence, anchors):
        return []
    found: list[Promise] = []
    start = sentence.first
    for n, anchor in enumerate(anchors):
        end = anchors[n + 1].first if n + 1 < len(anchors) else sentence.last
        found += _of_anchor(words, anchor, start, end, whens, by, before)
        start = end
    lead_end = anchors[0].first if anchors else sentence.last
    named = _named_only(words, sentence, sentence.first, lead_end, whens, by, bool(anchors))
    return [*named, *found]


def _inside(when: When, sentence: Sentence) -> bool:
    return sentence.span[0] <= when.span[0] < sentence.span[1]


def _anchors(words: Text, sentence: Sentence) -> list[_Anchor]:
    found: list[_Anchor] = []
    for i in range(sentence.first, sentence.last):
        if found and i < found[-1].verb:
            continue
        anchor = _anchor_at(words, i, sentence)
        if anchor is not None:
            found.append(anchor)
    return found


def _anchor_at(words: Text, i: int, sentence: Sentence) -> _Anchor | None:
    word = words.words[i]
    if word in _PRONOUNS or word in _MAYBE_SUBJECT:
        return _with_subject(words, i, i, word, sentence)
    if word in ("will", "shall", "is", "are", "should", "has", "'s") and i > sentence.first:
        return _with_noun(words, i, sentence)
    if word in ("will", "expect") and i == sentence.first and "?" not in sentence.mark:
        return _Anchor(i, _past_adverbs(words, i + 1, sentence), "will" if word == "will" else "expect", "i", False)
    if word in _ARRIVES and i > sentence.first and (words.words[i].endswith("s") or word == "joins"):
        return _with_noun(words, i, sentence)
    return _let_me(words, i, sentence)


def _let_me(words: Text, i: int, sentence: Sentence) -> _Anchor | None:
    if words.words[i : i + 2] in (("let", "me"), ("let", "us")) and i + 2 < sentence.last:
        return _Anchor(i, i + 2, "let", "i", _is_under(words, i, sentence))
    return None


def _with_subject(words: Text, first: int, last: int, subject: str, sentence: Sentence) -> _Anchor | None:
    verb = _past_adverbs(words, last + 1, sentence)
    if verb >= sentence.last or words.breaks[verb] and subject in _MAYBE_SUBJECT:
        return None
    if verb < sentence.last and words.breaks[verb] and "who" == words.words[verb]:
        verb = _past_relative(words, verb, sentence)
    kind, act = _kind(words, verb, sentence, subject)
    if kind == "plain" and subject in _MAYBE_SUBJECT:
        return None
    if _is_inverted(words, first, sentence) and kind in ("plain", "will"):
        kind = "asked"
    return _Anchor(first, act, kind, subject, _is_under(words, first, sentence))


def _past_relative(words: Text, i: int, sentence: Sentence) -> int:
    """Past ", who you spoke to first," to the word after the closing comma."""
    for j in range(i + 1, min(i + 9, sentence.last)):
        if words.breaks[j]:
            return j
    return i


def _with_noun(words: Text, i: int, sentence: Sentence) -> _Anchor | None:
    first = _noun_before(words, i, sentence)
    if first is None:
        return None
    subject = " ".join(words.words[first:i])
    kind, verb = _kind(words, i, sentence, subject)
    return (
        None
        if kind == "plain" and words.words[i] not in _ARRIVES
        else _Anchor(first, verb, kind, subject, _is_under(words, first, sentence))
    )


def _noun_before(words: Text, i: int, sentence: Sentence) -> int | None:
    """Where the noun phrase that ends before word i begins: at most seven words back, to a break or a joining word."""
    first = i
    if words.breaks[i] and "who" in words.words[max(sentence.first, i - 8) : i]:
        first = next(j for j in range(i - 1, max(sentence.first, i - 9) - 1, -1) if words.words[j] == "who")
        i = first
    elif words.breaks[i]:
        return None
    while first > sentence.first and i - first < 7:
        if words.words[first - 1] in _JOINS | _UNDER | _PRONOUNS | {"?"}:
            break
        first -= 1
        if words.breaks[first]:
            break
    return first if first < i else None


def _past_adverbs(words: Text, i: int, sentence: Sentence) -> int:
    while i < sentence.last and words.words[i] in _ADVERBS:
        i += 1
    return i


def _kind(words: Text, i: int, sentence: Sentence, subject: str) -> tuple[str, int]:
    """What the verb at i makes of its subject, and where the act begins."""
    word = words.words[i] if i < sentence.last else ""
    after = _past_adverbs(words, i + 1, sentence)
    following = words.words[after] if after < sentence.last else ""
    if word in ("will", "shall"):
        return ("no", after) if following in ("not", "never") else ("will", after)
    if word in _BE:
        return _kind_of_being(words, following, after, sentence)
    if word in ("promise", "guarantee", "undertake") and subject in _US:
        return "will", _past_adverbs(words, after + (following in ("to", "that", "you")), sentence)
    if word in ("have", "has") and following in _PREPARED | {"asked"} and subject in _US:
        return "arranged", after
    if word == "should" and subject not in _US:
        return "will", after
    if word in _MODAL or word in ("had", "did", "was", "were", "has", "have", "do", "does"):
        return "other", after
    return "plain", i


def _kind_of_being(words: Text, following: str, after: int, sentence: Sentence) -> tuple[str, int]:
    if following == "going" and words.words[after + 1 : after + 2] == ("to",):
        return "will", min(after + 2, sentence.last - 1)
    if following == "not":
        return "no", after
    return ("doing", after) if following.endswith("ing") and len(following) > 4 else ("being", after)


def _is_inverted(words: Text, first: int, sentence: Sentence) -> bool:
    return first > sentence.first and words.words[first - 1] in _ASKING and not words.breaks[first]


def _is_under(words: Text, first: int, sentence: Sentence) -> bool:
    return first > sentence.first and words.words[first - 1] in _UNDER and words.breaks[first] == 0


# What an anchor promises -------------------------------------------------------------------------------------------------


def _of_anchor(
    words: Text, anchor: _Anchor, start: int, end: int, whens: list[When], by: str, before: Sequence[Reading]
) -> list[Promise]:
    if anchor.under or anchor.kind in ("no", "other", "asked"):
        return []
    end = _end_of_act(words, anchor.verb, end, whens)
    if end <= anchor.verb:
        return []
    fronted = _fronted(words, start, anchor.first, whens) or _fronted_event(words, start, anchor.first)
    who = _who(words, anchor, by, before)
    found: list[Promise] = []
    for first, last in _acts(words, anchor, end, whens):
        due = _due(_own(words, first, last, whens)) or fronted or _due_event(words, first, end)
        act = _first_act(words, anchor, first, last, due)
        if act is not None:
            found.append(_promise(words, anchor, act, last, due, who))
    return found


def _own(words: Text, first: int, last: int, whens: list[When]) -> list[When]:
    return [w for w in whens if words.starts[first] <= w.span[0] < words.ends[last - 1]]


def _end_of_act(words: Text, verb: int, end: int, whens: list[When]) -> int:
    """Where the act ends: before ", and it …", ", not …" unless a time follows there."""
    for i in range(verb + 1, end):
        if words.breaks[i] and words.words[i] in _TRAILING | {"not"} and not _own(words, i, end, whens):
            end = i
            break
    return _trimmed(words, verb, end)


def _trimmed(words: Text, verb: int, end: int) -> int:
    while end > verb and words.words[end - 1] in _TRAILING:
        end -= 1
    return end


def _acts(words: Text, anchor: _Anchor, end: int, whens: list[When]) -> list[tuple[int, int]]:
    """The verb phrase, cut where "and" starts an act with a time of its own: "ring you at four and email it tonight"."""
    cuts = [anchor.verb]
    if anchor.kind in ("will", "plain", "let"):
        for i in range(anchor.verb + 1, end - 1):
            starts_act = words.words[i] in ("and", "then") and _past_then(words, i) in _ACTS
            if starts_act and _own(words, cuts[-1], i, whens) and _own(words, i, end, whens):
                cuts.append(i + 1)
    pairs = ((a, _trimmed(words, a, b)) for a, b in zip(cuts, [*cuts[1:], end], strict=True))
    return [(a, b) for a, b in pairs if b > a]


def _first_act(words: Text, anchor: _Anchor, first: int, last: int, due: When | None) -> int | None:
    """Where the first act that counts as a promise begins: past "know by noon and" to "text you"."""
    if _counts(words, anchor, first, last, due):
        return first
    for i in range(first + 1, last - 1):
        if words.words[i] == "and" and words.words[i + 1] in _ACTS and _counts(words, anchor, i + 1, last, due):
            return i + 1
    return None


def _past_then(words: Text, i: int) -> str:
    following = words.words[i + 1]
    return words.words[i + 2] if following == "then" and i + 2 < len(words) else following


_ACTS: Final = frozenset(
    """ring call phone text email mail write send post reply answer come get check find confirm tell let update report refund pay
    credit return reverse cancel close open raise log book arrange order replace repair fix swap deliver bring collect ship
    escalate pass hand ask speak contact follow stop remove change correct add put make transfer release issue forward copy
    sort chase review waive stay keep give file submit credit set reset restart message""".split()
)


def _due(own: list[When]) -> When | None:
    led = [
        w
        for w in own
        if w.lead in ("by", "before", "within", "in", "until", "no", "at", "on", "tomorrow", "today", "tonight")
    ]
    return (led or own or [None])[-1]


def _fronted(words: Text, start: int, subject: int, whens: list[When]) -> When | None:
    """A time said right before the subject: "At 12:15 I ring you", "One minute, and I'll be back"."""
    last = subject
    while last > start and words.words[last - 1] in ("and", "then", "so"):
        last -= 1
    if last == start:
        return None
    end = words.ends[last - 1]
    for when in whens:
        if abs(when.span[1] - end) <= 1 and when.span[0] >= words.starts[start]:
            first = next(i for i in range(start, last) if words.ends[i] > when.span[0])
            return when if first == start or words.breaks[first] else None
    return None


def _fronted_event(words: Text, start: int, subject: int) -> When | None:
    """An event said before the subject: "As soon as I hear, I'll text you"."""
    for i in range(words.sentence_at(subject).first, min(subject, len(words))):
        for event in _EVENT[:5]:
            size = event.count(" ") + 1
            if " ".join(words.words[i : i + size]) == event and i + size < subject <= i + size + 12:
                a, b = words.starts[i], words.ends[subject - 1]
                return When(words.original[a:b], (a, b), None)
    return None


def _due_event(words: Text, first: int, end: int) -> When | None:
    """A time given as an event: "as soon as I hear", "once it has left"."""
    for i in range(first + 1, len(words)):
        if words.breaks[i] == HARD or i > end + 10:
            return None
        for event in _EVENT:
            size = event.count(" ") + 1
            if i + size < len(words) and " ".join(words.words[i : i + size]) == event and _has_clause(words, i + size):
                last = _clause_end(words, i + size)
                a, b = words.starts[i], words.ends[last - 1]
                return When(words.original[a:b], (a, b), None)
    return None


def _has_clause(words: Text, i: int) -> bool:
    window = words.words[i : i + 5]
    return words.breaks[i] == 0 and bool(
        {"i", "we", "it", "he", "she", "they", "is", "has", "have", "are"} & set(window)
    )


def _clause_end(words: Text, i: int) -> int:
    last = i
    while last < len(words) and last - i < 9 and not (last > i and words.breaks[last]):
        last += 1
    return last


def _counts(words: Text, anchor: _Anchor, first: int, last: int, due: When | None) -> bool:
    """Whether this act of this subject is a promise at all."""
    act = words.words[first]
    if anchor.subject in _US or anchor.kind in ("let", "expect"):
        return _we_promise(words, anchor, first, last, due)
    if anchor.subject == "you":
        return _you_are_promised(words, anchor, first, last, due)
    nouns = set(anchor.subject.split())
    if nouns & {"someone", "somebody"} and anchor.kind == "will":
        return act in _ACTS or act == "be"
    if nouns & _NO_PROMISE_NOUN or (nouns & {"that", "this", "deadline", "limit"} and due is None):
        return False
    if anchor.kind == "will":
        return (
            due is not None
            or bool(nouns & (_THINGS | {"he", "she", "they"}) and act != "be")
            or _by_us(words, first, last)
        )
    if anchor.kind in ("being", "doing", "plain"):
        return due is not None and _is_ahead(words, anchor, first, last, due, nouns)
    return False


def _by_us(words: Text, first: int, last: int) -> bool:
    """ "It will be refunded": a passive that promises, time or not."""
    return (
        words.words[first] == "be"
        and last - first > 1
        and words.words[first + 1].endswith(("ed", "paid", "sent", "done"))
    )


def _we_promise(words: Text, anchor: _Anchor, first: int, last: int, due: When | None) -> bool:
    act = words.words[first]
    following = words.words[first + 1] if first + 1 < last else ""
    if anchor.kind == "let":
        return due is not None
    if anchor.kind in ("doing", "plain", "arranged"):
        return _we_do_later(words, anchor, first, last, due)
    if anchor.kind == "being":
        return due is not None and act in ("back", "with") and anchor.subject in _US
    if act == "be":
        return following in ("back", "in", "with", "there", "round", "out") or following.endswith("ing")
    if act in _NOT_ACTS:
        return (
            act == "see"
            and following in ("to", "that")
            or act == "have"
            and due is not None
            and following not in ("to", "a")
        )
    return due is not None or act not in _HERE_AND_NOW or _is_act_anyway(words, first, last)


def _is_act_anyway(words: Text, first: int, last: int) -> bool:
    """Acts among the here-and-now words that reach beyond this talk: "ask the depot", "write to you", "look into it"."""
    act, rest = words.words[first], words.words[first + 1 : last]
    reach = {"look": {"into", "at"}, "ask": {"the", "our", "my", "them", "for"}, "write": {"to", "you"}, "try": {"to"}}
    if act == "tell" and rest[:1] and rest[0] not in ("you", "u"):
        return True
    if act == "take" and rest[:2] in (("it", "up"), ("this", "up"), ("this", "to"), ("it", "to")):
        return True
    if act == "tell" and rest[:1] == ("you",):
        return bool(_VAGUE.search(" ".join(rest))) or {"done", "happens", "ready", "outcome"} & set(rest) != set()
    return bool(rest) and rest[0] in reach.get(act, set()) and not (act == "look" and rest[0] == "at" and "now" in rest)


def _we_do_later(words: Text, anchor: _Anchor, first: int, last: int, due: When | None) -> bool:
    if due is None or "now" in words.words[first:last]:
        return False
    if anchor.kind == "doing":
        return words.words[first] not in (
            "looking",
            "reading",
            "seeing",
            "hoping",
            "expecting",
            "thinking",
            "asking",
            "trying",
        )
    if anchor.kind == "arranged":
        return _leads_on(due)
    return words.words[first] in _ARRIVES and words.words[first] not in ("look", "show", "start")


def _leads_on(due: When) -> bool:
    return (
        due.lead in ("for", "by", "tomorrow", "within", "in", "before", "on", "to", "at")
        or "tomorrow" in due.text.lower()
    )


def _you_are_promised(words: Text, anchor: _Anchor, first: int, last: int, due: When | None) -> bool:
    act, rest = words.words[first], set(words.words[first + 1 : last])
    if anchor.kind != "will":
        return False
    if act in _DELIVERED:
        return rest.isdisjoint({"to"} if act == "have" else set()) and (
            due is not None or act == "hear" or bool(rest & _THINGS)
        )
    return (
        act == "be"
        and words.words[first + 1 : first + 2] != ("able",)
        and (
            due is not None
            or bool(rest & {"called", "rung", "contacted", "paid", "refunded", "emailed", "told", "sent", "updated"})
        )
    )


def _is_ahead(words: Text, anchor: _Anchor, first: int, last: int, due: When, nouns: set[str]) -> bool:
    """Whether a present form with a time lies ahead: "an engineer comes Friday", "it is with you by noon"."""
    if {"normally", "usually", "every", "always", "often", "open", "only"} & set(words.words[anchor.first : last]):
        return False
    if anchor.kind == "plain":
        return bool(nouns & _THINGS) or due.lead in ("by", "before", "within", "in", "tomorrow")
    if anchor.kind == "doing":
        return bool(nouns & (_THINGS | _PRONOUNS)) and _leads_on(due)
    act = words.words[first]
    if act in _PREPARED or act in ("with", "back", "on", "in", "ready", "there", "yours", "live"):
        return due.lead not in ("since", "until", "from", "after") and act != "open"
    return bool(nouns & _THINGS) and due.span[0] <= words.starts[first] + 1


# Named without a verb ------------------------------------------------------------------------------------------------------


_ABOUT: Final = frozenset(
    "about regarding re thank thanks sorry after since following concerning as with hello hi dear if when no not never"
    " did do does was were had".split()
)
_PAST: Final = frozenset(
    "left went came missed failed arrived sent charged was were had did said told called rang last ago".split()
)
_AHEAD: Final = frozenset("by before within in tomorrow tonight next".split())


def _named_only(
    words: Text, sentence: Sentence, first: int, last: int, whens: list[When], by: str, anchored: bool
) -> list[Promise]:
    """Promises without a verb: "Courier: tomorrow 10-12", "Refund raised, with you by Wednesday"."""
    if ("?" in sentence.mark and not anchored) or words.words[first : first + 1] in ((), *((w,) for w in _ABOUT)):
        return []
    last = _trimmed(words, first, last)
    own = _own(words, first, last, whens) if last - first >= 2 else []
    if not own or (anchored and len(own) == 1 and last - first < 4 and _touches(words, own[-1], last)):
        return []
    due = own[-1]
    piece_first, piece_last = _piece(words, first, last, due)
    if not _names_something_ahead(words, words.words[first:piece_last], words.words[piece_first:piece_last], due):
        return []
    return [_promise(words, _Anchor(first, first, "named", "", False), first, piece_last, due, by)]


def _piece(words: Text, first: int, last: int, due: When) -> tuple[int, int]:
    """The stretch between commas that the time stands in."""
    at = next(i for i in range(first, last) if words.ends[i] > due.span[0])
    start, end = at, at + 1
    while start > first and not words.breaks[start]:
        start -= 1
    while end < last and (not words.breaks[end] or words.starts[end] < due.span[1] or end == at + 1):
        end += 1
    return start, end


def _names_something_ahead(words: Text, said: Sequence[str], piece: Sequence[str], due: When) -> bool:
    worked = set(piece) & _PAST or any(w.endswith("ed") and w not in _PREPARED for w in piece)
    ahead = due.lead in _AHEAD or "tomorrow" in due.text.lower()
    headed = words.original[due.span[1] : due.span[1] + 1] == ":"
    if headed:
        return True
    if worked and not ahead:
        return False
    return bool(set(said) & (_THINGS | _PREPARED)) or (
        ahead and bool(set(said) & {"with", "back", "both", "card", "on"})
    )


def _touches(words: Text, when: When, last: int) -> bool:
    return abs(when.span[1] - words.ends[last - 1]) <= 1


# Guards over sentences -----------------------------------------------------------------------------------------------------


_CHOICE: Final = re.compile(
    r"\b(?:either|which (?:would|suits|do|one|is|of)|would you (?:like|prefer|rather)|your call|up to you|choose|choice|choices|options?"
    r"|one of (?:two|these|three|the)|two ways|three ways|two things|whichever|say which|you prefer|of the two|or is it)\b",
    re.IGNORECASE,
)
_REAL_OR: Final = re.compile(
    r"\bor\b(?! (?:not|sooner|earlier|before|less|so|later|even|two|three|ring|reply|call|write|email)\b)",
    re.IGNORECASE,
)


def _is_offer(words: Text, i: int) -> bool:
    """Whether this sentence lays out alternatives that the customer has not chosen from yet."""
    sentence = words.sentences[i]
    own = words.original[slice(*sentence.span)]
    if not _REAL_OR.search(own):
        return own.lower().startswith("option ") or bool(re.match(r"(?:\W|\d|[abc]\))*\boption\b", own, re.IGNORECASE))
    around = words.sentences[max(0, i - 1) : i + 2]
    near = " ".join(words.original[slice(*s.span)] + s.mark for s in around)
    following = words.sentences[i + 1] if i + 1 < len(words.sentences) else None
    return bool(_CHOICE.search(near)) or (following is not None and "?" in following.mark) or "?" in sentence.mark


def _hangs_on_customer(words: Text, sentence: Sentence, anchors: list[_Anchor]) -> bool:
    """Whether the sentence turns on something the customer does or says first."""
    for i in range(sentence.first, sentence.last - 1):
        word = words.words[i]
        if word in ("if", "unless", "once", "when", "should", "provided") or words.words[i : i + 3] == (
            "as",
            "soon",
            "as",
        ):
            window = words.words[i + 1 : min(i + 8, sentence.last)]
            stop = next(
                (n for n, j in enumerate(range(i + 1, min(i + 8, sentence.last))) if words.breaks[j]), len(window)
            )
            said = window[:stop]
            if _customer_first(word, said):
                return True
    return False


def _customer_first(word: str, said: Sequence[str]) -> bool:
    if not said:
        return False
    if word == "should":
        return said[0] == "you"
    if "you" in said[:3] and said[:1] != ("i",):
        return True
    if word == "if" and {"happens", "continues", "again", "another", "language"} & set(said):
        return True
    return "your" in said and bool({"receive", "get", "have", "reply", "form", "photo", "photos"} & set(said))


# Who, what, when -----------------------------------------------------------------------------------------------------------


_SENIOR: Final = frozenset("manager supervisor boss director lead".split())


def _who(words: Text, anchor: _Anchor, by: str, before: Sequence[Reading]) -> str:
    nouns = anchor.subject.split()
    if _SENIOR & set(nouns):
        return "supervisor"
    if len(nouns) == 0 or nouns[0] in _US or anchor.subject in _MAYBE_SUBJECT:
        return by
    name = _name_at(words, anchor.first)
    if name is None or set(nouns) & _THINGS:
        return by
    return _role_of(name, by, before)


def _name_at(words: Text, i: int) -> str | None:
    raw = words.original[words.starts[i] : words.ends[i]]
    common = raw.lower() in _THINGS | {
        "the",
        "a",
        "an",
        "my",
        "our",
        "your",
        "this",
        "that",
        "both",
        "all",
        "everything",
        "he",
        "she",
        "they",
    }
    return raw if raw[:1].isupper() and raw[1:].islower() and not common else None


def _role_of(name: str, by: str, before: Sequence[Reading]) -> str:
    introduced = re.compile(
        rf"\b(?:i['’]?m|i am|this is|my name is|it['’]?s)\s{re.escape(name)}\b|\b{re.escape(name)}\shere\b",
        re.IGNORECASE,
    )
    for reading in before:
        if reading.turn.by in ("agent", "supervisor") and introduced.search(reading.turn.text):
            return reading.turn.by
    return "agent" if by == "supervisor" else name


def _promise(words: Text, anchor: _Anchor, first: int, last: int, due: When | None, who: str) -> Promise:
    start = anchor.first if first == anchor.verb else first
    end = words.ends[last - 1]
    if due is not None:
        end = max(end, due.span[1])
    begin = min(words.starts[start], due.span[0]) if due else words.starts[start]
    said = words.original[begin:end]
    vague = (due is None or due.minutes is None) and _is_vague(words, anchor, first, last, said, due)
    return Promise(
        who=who,
        what=_what(words, anchor, first, last, due),
        due_text="" if due is None else due.text,
        due_minutes=None if due is None else due.minutes,
        span=(begin, end),
        vague=vague,
    )


def _is_vague(words: Text, anchor: _Anchor, first: int, last: int, said: str, due: When | None) -> bool:
    if due is not None:
        return bool(re.search(r"as soon as (?:possible|(?:we|i) can)", due.text, re.IGNORECASE))
    if _VAGUE.search(said):
        return True
    act, rest = words.words[first], words.words[first + 1 : last]
    return act in _TOUCH and act not in ("check", "sort") or act == "be" and bool({"touch", "contact"} & set(rest))


def _what(words: Text, anchor: _Anchor, first: int, last: int, due: When | None) -> str:
    """The act in the words used, with its doer when that is not the speaker, and its time."""
    from_ = first
    if anchor.subject == "you":
        drop = (
            words.words[first] in _DELIVERED - {"hear"}
            and last > first + 1
            and words.words[first + 1] not in ("it", "them", "that")
        )
        from_ = first + 1 if drop else first
    elif anchor.subject not in (*_US, "") and first == anchor.verb:
        from_ = anchor.first
    what = " ".join(words.original[words.starts[from_] : words.ends[last - 1]].split()).strip(" ,;:–-")
    if due is not None and " ".join(due.text.lower().split()).rstrip(".") not in what.lower():
        what = f"{what} {due.text[:1].lower()}{due.text[1:]}"
    return what if len(what) <= 120 else what[:120].rsplit(" ", 1)[0]


# What customers say we promised ----------------------------------------------------------------------------------------------


_SAYING: Final = frozenset("said told promised assured agreed guaranteed swore".split())


def _is_claim(words: Text, i: int) -> bool:
    if words.words[i] not in _SAYING:
        return False
    following = words.words[i + 1 : i + 9]
    if words.words[i] in ("promised", "guaranteed"):
        return i > 0 and words.words[i - 1] not in ("i", "have")
    return bool({"would", "will"} & set(following)) and words.words[max(0, i - 1)] != "i"


def _claim(words: Text, i: int, whens: Sequence[When]) -> Promise:
    sentence = words.sentence_at(i)
    first = next((j + 1 for j in range(i + 1, min(i + 9, sentence.last)) if words.words[j] in ("would", "will")), i + 1)
    last = min(sentence.last, first + 14)
    first = min(first, last - 1)
    due = next((w for w in whens if words.starts[first] <= w.span[0] < words.ends[last - 1]), None)
    what = words.original[words.starts[first] : words.ends[last - 1]]
    span = (words.starts[i], words.ends[last - 1])
    return Promise(
        "agent", " ".join(what.split()), "" if due is None else due.text, None if due is None else due.minutes, span
    )
