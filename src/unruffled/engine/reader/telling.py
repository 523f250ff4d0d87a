"""What others are told to have said: the guard's insult, the neighbour's opinion; unless the writer shares it."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from unruffled.engine.reader.lexicon import Hit
from unruffled.engine.reader.normalise import Text
from unruffled.engine.vocabulary import Span

_TELLING_WORDS = """
    said says say told tells thinks reckons suggests suggested advised advises shouted yelled screamed called threatened
    threatens calling shouting
"""
_TELLING: Final = frozenset(_TELLING_WORDS.split())
_OPINIONS: Final = frozenset({"insult_you", "insult_word", "severe_attack", "anger", "rude", "frustration"})
"""What the writer may share with those who are told to have said it."""


def reported(text: Text, hit: Hit) -> bool:
    """Whether somebody else is told to have said it: 'the guard told me to get lost'."""
    low = text.sentence_at(hit.first).first
    near = max(low, hit.first - 7)
    verbs = [i for i in range(hit.first - 1, max(low, hit.first - 9) - 1, -1) if text.words[i] in _TELLING]
    if not verbs:
        return False
    told = any(w in _OTHERS for i in verbs if i >= near for w in text.words[max(near, i - 4) : i])
    return (told or any(_is_calling(text, i, hit, low) for i in verbs)) and not _is_shared(text, hit)


_CALLING: Final = frozenset({"called", "calling", "shouted", "yelled", "screamed"})
"""Verbs after which an insult is what was called."""
_WRITER: Final = frozenset({"i", "we"})
_CLAUSES: Final = frozenset({"was", "were", "is", "are", "because", "and", "so", "which", "but", "as"})


def _is_calling(text: Text, verb: int, hit: Hit, low: int) -> bool:
    """Whether others, however far their name stands before the verb, call somebody this: 'the man behind me … called
    the driver a fool'."""
    if text.words[verb] not in _CALLING or not _WRITER.isdisjoint(text.words[max(low, verb - 3) : verb]):
        return False
    between = text.words[verb + 1 : hit.first]
    indirect = any(a in _THEY and b in ("was", "were", "is", "are") for a, b in pairwise(between))
    if not _WRITER.isdisjoint(between) or (not indirect and not _CLAUSES.isdisjoint(between)):
        return False
    return not _OTHERS.isdisjoint(text.words[low:verb])


_THEY: Final = frozenset({"he", "she", "they"})
_OUTSIDERS: Final = frozenset(
    """neighbour neighbours sister sisters brother brothers wife husband mother father mum dad mom friend friends mate
    mates cousin uncle aunt boss people everyone everybody folk folks bloke man woman guy chap lad girl lady son
    daughter partner grandmother grandfather nan gran law flatmate roommate passenger customer others
    stranger lads men women guys chaps passengers customers teenagers
    teenager kids kid drunk reviewer reviewers critic critics guest guests ex someone somebody commenter""".split()
)
_OTHERS: Final = _OUTSIDERS | frozenset(
    """he she they guard driver manager colleague agent teacher player landlord who you boy receptionist rep
    technician engineer staff advisor adviser caller nurse doctor""".split()
)
"""Whoever may have said it, ours and outsiders."""
_STAFF: Final = frozenset(
    """driver cashier waiter waitress pharmacist receptionist fitter steward stewardess nurse guard conductor barman
    barmaid clerk assistant engineer courier postman porter cleaner teller librarian lifeguard barista agent adviser
    advisor operator caretaker attendant usher instructor teacher doctor vet technician""".split()
)


def defends_staff(text: Text, span: Span) -> bool:
    """Whether these words tell of somebody outside who was rude to one of us: no complaint about us."""
    first, behind = text.overlapping(span)
    if first >= len(text):
        return False
    sentence = text.sentence_at(first)
    for verb in range(first, min(sentence.last, behind + 9)):
        if text.words[verb] in _CALLING and _by_outsider(text, sentence.first, verb):
            return not _STAFF.isdisjoint(text.words[verb + 1 : verb + 5])
    return False


_HOLDING: Final = frozenset(
    """say says said saying reckon reckons reckoned think thinks thought call calls called calling told tells claim
    claims claimed swears shouted shouts muttered moaned wants wanted threatened threatens wrote writes""".split()
)
_BEING: Final = frozenset({"is", "was", "are", "were"})
_FEELING: Final = frozenset({"furious", "livid", "angry", "fuming", "mad", "cross", "raging", "enraged", "outraged"})
"""What others are, of what an angry writer is too; that a man was useless is the writer's own opinion."""
_DISTANCE: Final = frozenset(
    """disagree disagreed patient kind kindly lovely fine beautiful beautifully defended luck lucky well good great nice
    wonderful brilliant best polite always prove wrong nonsense love loved happy pleased helpful felt embarrassed sorry
    ashamed laugh laughed giggled quarrel contrary unfair admired""".split()
)
_TO_THEM: Final = frozenset({"him", "her", "them"})


def hearsay(text: Text, hit: Hit) -> bool:
    """Whether it is what outsiders called somebody, or an opinion from which the writer stands apart: 'my neighbour
    says you are crooks, I told him mine has been fine'."""
    low = text.sentence_at(hit.first).first
    for verb in range(hit.first - 1, max(low, hit.first - 10) - 1, -1):
        word = text.words[verb]
        if word in _WRITER or word in ("which", "because", "and"):
            return False
        if _is_calling(text, verb, hit, low):
            return not _is_shared(text, hit)
        held = word in _HOLDING or (word in _BEING and not _FEELING.isdisjoint(text.words[hit.first : hit.last + 1]))
        if held and _by_outsider(text, low, verb):
            return _stands_apart(text) and not _is_shared(text, hit)
    return False


def _by_outsider(text: Text, low: int, verb: int) -> bool:
    """Whether the last person named before the verb is none of us and not the writer."""
    for i in range(verb - 1, max(low, verb - 9) - 1, -1):
        if text.words[i] in _WRITER or text.words[i] in ("you", "your"):
            return False
        if text.words[i] in _OUTSIDERS:
            return text.words[max(low, i - 1)] != "your"
    return False


def _stands_apart(text: Text) -> bool:
    pairs = set(pairwise(text.words))
    answered = any(("told", them) in pairs or ("asked", them) in pairs for them in _TO_THEM)
    return answered or ("not", "with") in pairs or ("not", "at") in pairs or not _DISTANCE.isdisjoint(text.words)


def _is_shared(text: Text, hit: Hit) -> bool:
    """Whether the writer says the same: "and he is right", "so do I", "I should have listened"."""
    if hit.id not in _OPINIONS:
        return False
    words = text.words
    pairs = set(pairwise(words))
    if pairs & _AGREEING or (("is", "right") in pairs or ("are", "right") in pairs or ("was", "right") in pairs):
        return True
    return any(words[i : i + 3] in _SO_DO_I for i in range(len(words) - 2))


_AGREEING: Final = frozenset(
    {("i", "agree"), ("have", "listened"), ("warned", "me"), ("warned", "us"), ("not", "wrong"), ("i", "meant"),
     ("spot", "on"), ("understand", "why"), ("know", "why"), ("see", "why")}
)  # fmt: skip
_SO_DO_I: Final = frozenset({("so", "do", "i"), ("and", "so", "am"), ("i", "believe", "him"), ("i", "believe", "her")})
