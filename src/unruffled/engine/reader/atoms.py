"""How each kind of time is said, and the words that one can begin with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final


def find(text: str) -> Iterator[re.Match[str]]:
    """Return the times of the text one by one, each of one kind; looked for only where a word can begin one."""
    end = 0
    for word in _WORD.finditer(text):
        begun = _BEGUN_BY.get(word[0].lower()) or (_BEGUN_BY_NUMBER if word[0][0].isdigit() else None)
        if begun is None or word.start() < end:
            continue
        atom = begun.match(text, word.start())
        if atom is not None and not _is_sum(text, atom):
            end = atom.end()
            yield atom


_WORD: Final = re.compile(r"\w+")


def _is_sum(text: str, atom: re.Match[str]) -> bool:
    """Whether what looks like an hour is money: "£12.40"."""
    return (
        text[max(0, atom.start() - 1) : atom.start()] in _SIGNS
        or text[atom.end() : atom.end() + 2].strip()[:1] in _SIGNS
    )


_SIGNS: Final = ("£", "$", "€")


def kind_of(atom: re.Match[str]) -> str:
    """Which of the kinds it is: length, bare, nth, iso, date …"""
    return str(atom.lastgroup)[1:]


def parts_of(atom: re.Match[str]) -> dict[str, str]:
    """What it names, in small letters: count and unit, weekday, hour …"""
    found = atom.groupdict().items()
    return {name.removesuffix("_b"): said.lower() for name, said in found if said is not None and name[0] != "_"}


# How they are said ---------------------------------------------------------------------------------------------------

_HOUR_WORD = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_PART = r"(?:morning|lunchtime|lunch|afternoon|evening|night)"
MONTH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
)
WEEKDAY: Final = (
    r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday"
    r"|(?-i:Mon|Tues?|Wed|Thurs?|Thu|Fri|Sat|Sun|MON|TUE|WED|THU|FRI|SAT|SUN)"
    r"|(?:(?<=\bon\s)|(?<=\bby\s)|(?<=\btil\s)|(?<=\btill\s)|(?<=\buntil\s)|(?<=\bnext\s))"
    r"(?:mon|tues?|wed|thurs?|fri|sat|sun))\b"
)
_HALF_DAY = r"\s?[ap]\.?m\b\.?"
_HOUR = r"(?:[01]?\d|2[0-3])(?:[:.][0-5]\d)?"
_KINDS: Final = {
    "length": r"(?:within|inside|in|under|over|after|give me|allow)\s(?:about\s|around\s|under\s|the next\s|no"
    r" more than\s|up to\s|max(?:imum)?\s|at most\s|less than\s|roughly\s|approximately\s|another\s)?"
    rf"(?P<count>\d{{1,3}}(?:\s?(?:-|–|to)\s?(?P<most>\d{{1,3}}))?|half an|half|the next|an?|the|(?:a )?couple of"
    rf"|(?:a )?few|{_HOUR_WORD}(?:\s(?:to|or)\s(?P<most_word>{_HOUR_WORD}))?|fifteen|twenty|thirty|forty-five|forty"
    rf"|sixty)"
    r"\s(?P<kind>(?:full\s)?(?:working|business|calendar)\s)?(?P<unit>min(?:ute)?s?|hours?|hrs?|days?|weeks?"
    r"|fortnight|months?)\b",
    "bare": rf"(?P<count_b>\d{{1,3}}(?:\s?(?:-|–|to)\s?(?P<most_b>\d{{1,3}}))?|half an|{_HOUR_WORD}(?:\s(?:to"
    rf"|or)\s(?P<most_word_b>{_HOUR_WORD}))?"
    r"|fifteen|twenty|thirty|forty|sixty)\s(?P<kind_b>(?:full\s)?(?:working|business"
    r"|calendar)\s)?(?P<unit_b>minutes?|mins?|hours?|hrs?|days?|weeks?)\b",
    "nth": rf"(?:on\s)?day\s(?P<nth>\d{{1,2}}|{_HOUR_WORD})\b",
    "iso": r"(?P<iso>20\d\d-[01]\d-[0-3]\d)\b",
    "date": rf"(?:the\s)?(?P<dom>[0-3]?\d)(?:st|nd|rd|th)?\s(?:of\s)?(?P<month>{MONTH})(?:,?\s(?P<year>20\d\d))?",
    "month_first": rf"(?P<month2>{MONTH})\s(?:the\s)?(?P<dom2>[0-3]?\d)(?:st|nd|rd"
    rf"|th)?\b(?![:.]\d)(?:,?\s(?P<year2>20\d\d))?",
    "slashed": r"(?P<dom3>[0-3]?\d)/(?P<month3>[01]?\d)(?:/(?P<year3>20\d\d|\d\d))?\b(?!/)",
    "ordinal": r"the\s(?P<dom4>[0-3]?\d)(?:st|nd|rd|th)\b",
    "nth_of": r"(?:the\s)?(?P<nth_of>first|second|third|fourth|last)\s(?P<nth_unit>(?:working\s)?day|week)\s(?:of|in)"
    rf"\s(?P<month5>{MONTH}|(?:the|this|next)\smonth\b)",
    "range": rf"(?:(?:between|from)\s)?(?P<from>{_HOUR}(?:{_HALF_DAY})?|{_HOUR_WORD}|noon)"
    rf"(?:\s?[-–]\s?|\s(?:and|to|until|till)\s)(?P<to>{_HOUR}(?:{_HALF_DAY})?|{_HOUR_WORD}"
    rf"|noon)(?![\w-])(?!\s(?:days?|weeks?|hours?|working|business|minutes?))",
    "spoken": r"(?:(?P<past>half|quarter|ten|five|twenty)\s(?P<way>past|to)|(?P<half_of>half))"
    rf"\s(?P<hour_of>{_HOUR_WORD}|1[0-2]|[1-9])\b",
    "clock": rf"(?P<clock>(?:[01]?\d|2[0-3])[:.][0-5]\d(?!\d)(?:{_HALF_DAY})?|(?:1[0-2]|0?[1-9]){_HALF_DAY}|12"
    rf" noon|noon|midday|midnight)(?!\w)",
    "oclock": rf"(?P<oclock>{_HOUR_WORD}|1[0-2]|[1-9])\so['’]?clock\b",
    "at_hour": r"(?:at|by|than|before|until|till?|around(?!\s\w+\s(?:or|to|and)\b))\s(?:about\s|around\s)?"
    rf"(?P<at_hour>{_HOUR_WORD}|2[0-3]|1?\d)(?![\w%€$£:/-]|\.\d)"
    r"(?=$|[\s,;.!?)]*(?:$|\n|[,;.!?)]|on\b|today|tonight|tomorrow|this|in the|sharp|and\b|with|whether|at the latest"
    r"|to\b|(?:mon|tues|wednes|thurs|fri|satur|sun)day|if\b|or\b|so\b|but\b|unless|either))",
    "day_word": rf"(?P<day>the day after tomorrow|tomorrow|tmrw|tomoz|today|tonight|tonite|overnight"
    rf"|(?:the )?same day|(?:the )?next (?:working )?day|this {_PART}|next {_PART})\b",
    "weekday": rf"(?P<which>this\s|next\s|coming\s)?(?P<weekday>{WEEKDAY})(?P<after>\s(?:next\sweek|week\b))?",
    "end": r"(?:the\s|by\s)?(?:end|close)\sof\s(?:the\s|this\s|my\s|our\s)?(?P<end>next week|next month|day|week"
    r"|month|shift|play|business|afternoon|morning|today)\b",
    "span_of": r"(?P<span_of>(?:early |late |later )?(?:this|next) (?:week|weekend|month)|the weekend)\b",
    "every": rf"(?:each|every)\s(?P<every>(?:other\s)?(?:{_PART}|{WEEKDAY}|day|week|hour|month"
    rf"|(?:half|couple of|few|\d{{1,2}}|{_HOUR_WORD})\s(?:an?\s)?(?:hours?|minutes|days|weeks)))\b",
    "round": r"on\s(?:his|her|the|their|our|my)\s(?P<round>"
    rf"{_PART}\s(?:rounds?|run|trip|delivery|post)|way\s(?:home|in|past|back|over|down|up))\b",
    "part": rf"(?:in the\s|that\s|first thing in the\s|later this\s)?(?P<part>{_PART})\b(?! shift| price)",
}


def _any_of(kinds: str, ahead: str) -> re.Pattern[str]:
    """One pattern for these kinds, in the order above, tried only where `ahead` holds."""
    ways = (rf"(?P<_{kind}>\b(?:{_KINDS[kind]}))" for kind in _KINDS if kind in kinds.split())
    return re.compile(rf"(?={ahead})(?:{'|'.join(ways)})", re.IGNORECASE)


_NUMBER = rf"(?:\d|{_HOUR_WORD})"
_COUNTED = r"to|or|and|until|till|full|working|business|calendar|min|hour|hr|day|week|o['’]?clock"
_MEASURE = (
    rf"(?:{_NUMBER}|an?\b|the\s|half|few|couple|fifteen|twenty|thirty|forty|sixty"
    r"|about|around|under|no\s|up\s|max|at\s|less|roughly|approximately|another)"
)
_BEGINNINGS: Final = (
    ("at than before until till til around", rf"\s(?:about\s|around\s)?{_NUMBER}", "at_hour"),
    ("by", rf"\s(?:(?:about\s|around\s)?{_NUMBER}|end|close)", "at_hour end"),
    ("within inside under over after allow", rf"\s{_MEASURE}", "length"),
    ("in", rf"\s{_MEASURE}", "length part"),
    ("give", r"\sme", "length"),
    (
        "the",
        r"\s(?:\d|first|second|third|fourth|last|day|same|next|end|close|weekend)",
        "date ordinal nth_of day_word end span_of",
    ),
    ("this", rf"\s(?:{_PART}|week|month|mon|tue|wed|thu|fri|sat|sun)", "day_word weekday span_of"),
    ("next", "", "day_word weekday span_of"),
    ("coming", "", "weekday"),
    ("early late", "", "span_of"),
    ("later", "", "span_of part"),
    ("that", rf"\s{_PART}", "part"),
    ("first", r"\s(?:thing|working|day|week)", "nth_of part"),
    ("second third fourth last", r"\s(?:working|day|week)", "nth_of"),
    ("on", rf"\s(?:day|(?:his|her|the|their|our|my)\s(?:{_PART}|way))", "nth round"),
    ("day", "", "nth"),
    ("end close", r"\sof", "end"),
    ("each every", "", "every"),
    ("between from", rf"\s(?:{_NUMBER}|noon)", "range"),
    (
        "one two three four five six seven eight nine ten eleven twelve",
        rf"(?:\s?[-–]|\s(?:{_COUNTED}|past))",
        "bare range spoken oclock",
    ),
    ("half quarter twenty", "", "bare spoken"),
    ("fifteen thirty forty sixty", "", "bare"),
    ("noon midday midnight", "", "range clock"),
    ("tomorrow tmrw tomoz today tonight tonite overnight same", "", "day_word"),
    ("morning lunchtime lunch afternoon evening night", "", "part"),
    (
        """monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thur thurs thu fri sat sun""",
        "",
        "weekday",
    ),
    (
        """january february march april may june july august september october november december
        jan feb mar apr jun jul aug sep sept oct nov dec""",
        r"\s(?:the\s)?\d",
        "month_first",
    ),
)
"""Words that begin a time, what stands behind them where they do, and the kinds that it may be."""
_BEGUN_BY: Final = {
    word: pattern
    for words, ahead, kinds in _BEGINNINGS
    for pattern in (_any_of(kinds, rf"\w+{ahead}"),)
    for word in words.split()
}
_BEGUN_BY_NUMBER: Final = _any_of(
    "bare iso date slashed range clock oclock",
    rf"\d+(?:[:./]|st|nd|rd|th|to|\s?[ap]\.?m|\s?[-–]|\s(?:{_COUNTED}|noon|of"
    r"|jan|feb|mar|apr|may|ju|aug|sep|oct|nov|dec))",
)
