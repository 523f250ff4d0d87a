"""What two texts share: stems of their content words, numbers and names, so that a reply can be held against the case."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from unruffled.engine.reader.normalise import Text, normalise

EMPTY: Final = frozenset(
    """a about above actually after again against all almost already also always am an and another any anyone anything are
    around as ask asked at away back be because been before being below best better between both but by call came can come
    could day dear did do does doing done down each either else email enough even ever every everything far few find fine first
    follow for from further gave get getting give given gives go goes going gone good got great had happen happened happens has
    have having he hello help her here hers hi him his hope how however i if in inside instead into is it its just keep know
    known last later least less let like little long look looking made make makes many matter may maybe me mean message might mine
    minute moment more most much must my myself need never new next no none nor not nothing now of off often ok okay on once one
    only onto open or other our out over own part people perhaps place please point possible put quite rather read ready real
    really regards right said same saw say see seem seen send sent set shall she should show side simply since situation so some
    someone something soon sorry speak still stop such sure take taken tell than thank thanks that the their them then there
    these they thing things think this those though through till time to today together told tomorrow too took try turn two under
    understand understood until up us use used very wait want wanted was way we week well went were what when where whether which
    while who whole whom whose why will wish with within without won work would write year yes yet you your yours yourself 's
    able ago apologise apologize frustration frustrating frustrated inconvenience concern concerns issue issues problem problems
    question regarding case matter feel feels felt hear heard apology apologies experience reach reaching contact contacting
    customer customers service team agent company feedback assist assistance appreciate appreciated patience valued value
    happy glad pleased grateful kind kindly bad wrong unfortunately hour hours days weeks months years yesterday this morning
    afternoon evening night tonight number number's touch bit lot sort got really""".split()
)
"""Words that carry nothing of a case: sharing them shows no listening."""

_SUFFIXES: Final = (
    "ations", "ation", "ements", "ement", "ingly", "ments", "ment", "ness", "ings", "ing", "edly", "ies", "ied", "ers", "er", "ed",
    "ions", "ion", "ly", "al", "es", "s", "e", "y",
)  # fmt: skip
_KIN: Final = {
    "cancel": "cancel cancelled canceled cancelling cancellation cancels",
    "pay": "pay paid pays paying payment payments",
    "charge": "charge charged charges charging billed bill bills billing debited debit debited invoice invoiced",
    "refund": "refund refunds refunded refunding reimburse reimbursed reimbursement money-back moneyback",
    "broken": "broken broke break breaks breaking broken-down fault faulty failed fail fails failure failing defective defect",
    "ring": "ring rang rung ringing phone phoned phoning telephone telephoned rings phones",
    "deliver": "deliver delivered delivery delivering delivers deliveries",
    "parcel": "parcel parcels package packages box boxes shipment shipments consignment",
    "visit": "visit visits visited visiting appointment appointments slot slots",
    "engineer": "engineer engineers technician technicians fitter fitters plumber mechanic electrician",
    "wait": "wait waited waiting waits hold queue queued queueing",
    "driver": "driver drivers courier couriers carrier",
    "mum": "mum mother mothers mom mam",
    "dad": "dad father fathers",
    "child": "child children kid kids toddler toddlers",
    "promise": "promise promised promises promising",
    "lie": "lie lied lies lying liar",
    "flight": "flight flights flew fly flying plane",
    "leave": "leave left leaves leaving",
    "steal": "steal stole stolen stealing theft",
    "freeze": "freeze froze frozen freezing",
    "lose": "lose lost loses losing loss missing",
    "miss": "miss missed misses",
    "sleep": "sleep slept sleeping sleepless",
    "write": "write wrote written writes writing wrote",
    "buy": "buy bought buys buying purchase purchased",
    "sell": "sell sold sells selling",
    "repair": "repair repairs repaired repairing fix fixed fixing fixes mend mended",
    "replace": "replace replaced replacement replacing replacements swap swapped",
    "angry": "angry anger angered furious fury rage",
    "afraid": "afraid scared frightened frighten frightening frightens scary fear fears worry worried worrying worries",
    "tired": "tired exhausted exhausting exhaustion",
    "manager": "manager managers supervisor supervisors boss",
    "wife": "wife husband partner",
    "die": "die died dies dying death dead passed funeral bereavement",
    "ill": "ill illness sick unwell",
    "internet": "internet broadband wifi online connection",
    "house": "house home flat apartment",
    "cold": "cold freezing heating heat heater boiler",
    "code": "code codes password pin",
    "wedding": "wedding weddings marriage married",
    "school": "school schools teacher teachers class pupil",
    "baby": "baby babies newborn infant",
    "rent": "rent landlord landlady tenancy",
    "late": "late delay delayed delays later lateness",
}
_KIN_OF: Final = {word: root for root, words in _KIN.items() for word in words.split()}
_NUMBER_WORDS: Final = {
    w: str(n)
    for n, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split())
} | {"once": "1", "twice": "2", "thrice": "3", "both": "2", "double": "2", "twenty": "20", "thirty": "30", "forty": "40",
     "fifty": "50", "sixty": "60", "seventieth": "70", "seventy": "70", "hundred": "100", "first": "1", "second": "2",
     "third": "3", "fourth": "4", "fifth": "5", "sixth": "6"}  # fmt: skip


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """One form for the forms of a word, and for a few words that mean the same thing in a complaint."""
    if word in _KIN_OF:
        return _KIN_OF[word]
    if word[:1].isdigit():
        return _number(word)
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            short = word[: -len(suffix)]
            short = short[:-1] if len(short) > 3 and short[-1] == short[-2] else short
            return _KIN_OF.get(short, short)
    return word


def _number(word: str) -> str:
    digits = re.sub(r"[^\d.]", "", word.replace(",", ""))
    return (digits.rstrip(".").removesuffix(".00") or word).lstrip("0") or "0"


@lru_cache(maxsize=256)
def content(text: str) -> frozenset[str]:
    """The stems of a text that say something about a case: things, names, numbers, places; no empty words."""
    return content_of(normalise(text))


def content_of(words: Text, first: int = 0, last: int | None = None) -> frozenset[str]:
    """The same for words `first` up to `last` of a normalised text."""
    found: set[str] = set()
    for word, shape in zip(words.words[first:last], words.shapes[first:last], strict=True):
        if shape in ("<note>", "<emoji>", "<grawlix>"):
            continue
        if shape == "<ordinal>":
            found.add(word)
        elif shape or word[:1].isdigit():
            found.add(_number(word) if word[:1].isdigit() or shape in ("<money>", "<number>") else word)
        elif word in _NUMBER_WORDS:
            found.add(_NUMBER_WORDS[word])
        elif len(word) > 2 and word not in EMPTY and (root := stem(word)) not in EMPTY:
            found.add(root)
    return frozenset(found)


def strong(stems: Iterable[str]) -> frozenset[str]:
    """Those of the stems that can hardly be shared by chance: no small numbers."""
    return frozenset(s for s in stems if not (s.isdigit() and len(s) == 1))
