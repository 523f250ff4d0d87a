"""Questions that a customer asks, also without a question mark, and whether a reply answers them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import zip_longest
from typing import Final

from unruffled.engine.reader import promises, times
from unruffled.engine.reader.normalise import Sentence, Text, normalise
from unruffled.engine.reader.overlap import content, content_of
from unruffled.engine.vocabulary import Question, Reading


@lru_cache(maxsize=256)
def find(text: str) -> tuple[Question, ...]:
    """Return the questions in this text, direct or indirect ("tell me whether …"), without the rhetorical ones."""
    words = normalise(text)
    return tuple(
        q
        for s, after in zip_longest(words.sentences, words.sentences[1:])
        if not _answers_itself(words, after) and (q := _asked(words, s)) is not None
    )


def of(reading: Reading) -> tuple[Question, ...]:
    """The questions of a reading; found now where its reader did not look for them, unless none were counted."""
    return () if reading.asks == 0 else reading.questions or find(reading.turn.text)


def count(reading: Reading) -> int:
    """How many questions a reading has; found now where they were not counted when it was kept."""
    return len(of(reading)) if reading.asks is None else reading.asks


def unanswered(questions: Iterable[Question], draft: str) -> tuple[Question, ...]:
    """Return the questions that this draft leaves without an answer, and without a word on when one will come."""
    return tuple(q for q in questions if not answers(draft, q))


def answers(draft: str, question: Question) -> bool:
    """Whether the draft answers: a time for when, a reason for why, a name for who, a yes or no, or its own words.

    Judged kindly: what shares the question's subject counts, because a false "you did not answer" costs trust.
    """
    draft = _without_putting_off(draft)
    words = normalise(draft)
    asked = content(question.text)
    shared = asked & content(draft)
    if shared and _DEFERRED.search(draft):
        return True
    sort = kind(question)
    if _WHAT_NOW.search(question.text) and (times.find(draft) or _DOES.search(draft)):
        return True
    if sort in ("yes_no", "what", "how") and _says_much(words):
        return True
    if sort in ("yes_no", "request"):
        return bool(_YES_NO.search(draft)) or (len(shared) >= min(1, len(asked)) and _states_something(words))
    match = _ANSWER[sort]
    if match(draft, words):
        return True
    return sort in ("what", "how") and (len(shared) >= 1 or not asked) and _states_something(words)


def _without_putting_off(draft: str) -> str:
    """The draft without sentences that only put the answer off: "we will look into it as soon as possible" is none."""
    words = normalise(draft)
    said = (draft[slice(*s.span)] + s.mark for s in words.sentences)
    return "\n".join(sentence for sentence in said if _DEFERRED.search(sentence) or not promises.puts_off(sentence))


def kind(question: Question) -> str:
    """What sort of answer it asks for: time, amount, person, place, reason, how, what, yes_no or request."""
    opened = " ".join(normalise(question.text).words)
    for name, pattern in _KINDS:
        if pattern.search(opened):
            return name
    return "yes_no"


# Finding -------------------------------------------------------------------------------------------------------------

_WH: Final = "when|what|why|where|who|whom|whose|which|how|whether|if"
_TURNED: Final = re.compile(
    r"^(?:(?:and|so|but|ok|okay|also|then|now|well|please|hi|hello|sorry|again)\s){0,3}"
    r"(?:(?:when|why|where|who|what|which|how)(?:\s\w+){0,3}?\s(?:is|are|was|were|do|does|did|will|would|can"
    r"|could|should|has|have|am"
    r"|happens|happened)\b"
    r"|(?:can|could|will|would|is|are|do|does|did|has|have|am|was|were|should|may|shall)\s(?:not\s)?"
    r"(?:i|you|we|it|they|he|she|there|this|that|my|the|your|someone|somebody|anyone|anybody)\b)"
)
_INDIRECT: Final = re.compile(
    r"\b(?:i (?:would|want|need|am) (?:like |just |only |still |asking |wondering )*(?:to )?(?:know|find out"
    r"|understand|hear|be told|ask)?"
    r"|i (?:just |only |really )?(?:want|need) to (?:know|understand|hear)|i (?:am|was) (?:asking|wondering|curious)"
    r"|i (?:asked|have asked)(?: you)?(?: \w+){0,2}?|tell me|let me know|please (?:explain|confirm|advise"
    r"|clarify|say|answer)"
    r"|i (?:still )?(?:do not|have no idea|never) (?:know|understand|get)|i have no idea|nobody (?:can|will|has)"
    r" (?:tell|told|tells?) me"
    r"|nobody (?:tells|told) me|no one (?:can|will) tell me|the question is|my question is|explain(?: to me)?"
    r"|confirm)"
    rf"\s(?:\w+\s){{0,5}}?(?:{_WH})\b"
)
_ANSWER_THAT: Final = re.compile(r"\bplease (?:answer|explain|confirm|clarify) (?:that|this|my|the)\b")
_RHETORICAL: Final = re.compile(
    r"^(?:and |so |but |oh )*(?:really|seriously|right|yes|no|ok|okay|what|huh|hello|anyone there|why bother|who"
    r" cares|excuse me|pardon)$"
    r"|\b(?:are you (?:kidding|joking|serious|having a laugh|deaf|blind|stupid|even|actually|all|people|lot"
    r"|listening)|is this (?:a joke|some)"
    r"|do you (?:even|think i|think it|people|lot|guys|have any idea|know how|not)|did (?:you|anyone|anybody)"
    r" (?:even|actually|bother)"
    r"|have you (?:even|any idea)|how (?:hard|difficult|many times|dare|is that|is this)|what kind of|what sort"
    r" of (?:company|service|place|people)"
    r"|who does that|what is wrong with you|what is the point|what more do|what planet|why should i (?:have|be)"
    r"|you (?:know|call) (?:that|what|this)"
    r"|can you (?:imagine|believe)|would you (?:accept|like it|be happy|want)|how would you|isn t it|is it not"
    r"|are not you|does not it|okay then)\b"
)


def _answers_itself(words: Text, after: Sentence | None) -> bool:
    """ "Can you lend me one? No? Fine." needs no answer."""
    return after is not None and words.words[after.first : after.last] in (
        ("no",),
        ("yes",),
        ("right",),
        ("thought", "so"),
    )


def _asked(words: Text, sentence: Sentence) -> Question | None:
    said = " ".join(words.words[sentence.first : sentence.last])
    marked = "?" in sentence.mark
    if not (marked or _TURNED.search(said) or _INDIRECT.search(said) or _ANSWER_THAT.search(said)):
        return None
    if _RHETORICAL.search(said) or sentence.last - sentence.first < 2:
        return None
    if (
        marked
        and sentence.last - sentence.first < 4
        and not re.search(
            rf"\b(?:{_WH}|is|are|can|will|do"
            rf"|does)\b",
            said,
        )
    ):
        return None
    span = _widened(words, sentence)
    return Question(span, " ".join(words.original[slice(*span)].split()))


def _widened(words: Text, sentence: Sentence) -> tuple[int, int]:
    """From where the question begins to and with its mark."""
    start, end = sentence.span
    first = _start(words, sentence)
    if end < len(words.original) and words.original[end] in "?.!":
        end += words.original[end] == "?"
    return words.starts[first] if first > sentence.first else start, end


def _start(words: Text, sentence: Sentence) -> int:
    """Past a statement before the question: "It came, so when do I get the rest?"."""
    for i in range(sentence.last - 2, sentence.first, -1):
        if words.breaks[i] and _TURNED.search(" ".join(words.words[i : sentence.last])):
            return i
    return sentence.first


# Answering -----------------------------------------------------------------------------------------------------------

_KINDS: Final = (
    (
        "time",
        re.compile(r"\b(?:when|what time|what date|what day|which day|how long|how soon|how much longer|by when)\b"),
    ),
    ("amount", re.compile(r"\bhow (?:much|many)\b|\bwhat (?:amount|sum|price)\b")),
    (
        "reason",
        re.compile(
            r"\b(?:why|how come|what (?:is|was) the reason|how could|how can (?:this|it|that)|what (?:caused"
            r"|happened|went wrong))\b"
        ),
    ),
    ("person", re.compile(r"\b(?:who|whom|whose)\b")),
    ("place", re.compile(r"\bwhere\b")),
    ("how", re.compile(r"\bhow (?:do|can|should|to|does|will|did)\b")),
    ("what", re.compile(r"^(?:\w+ ){0,2}(?:what|which)\b")),
    (
        "request",
        re.compile(r"\b(?:can|could|will|would) (?:you|someone|somebody|i|we)\b(?! (?:tell|say|explain|know))"),
    ),
    (
        "yes_no",
        re.compile(
            r"\b(?:whether|if)\b|^(?:\w+ ){0,2}(?:is|are|do|does|did|will|would|has|have|can|could|should|am|was)\b"
        ),
    ),
    ("what", re.compile(r"\b(?:what|which)\b")),
)
_WHAT_NOW: Final = re.compile(
    r"\bwhat (?:now|next|happens|will happen|are you (?:going to|gonna) do|will you do|do (?:i|we) do|should i"
    r" do|can you do|about)\b",
    re.IGNORECASE,
)
_DOES: Final = re.compile(r"\b(?:i|we)(?:['’]ll|['’]ve|['’]m| will| have| am| can| are)\b", re.IGNORECASE)
_DEFERRED: Final = re.compile(
    r"\b(?:do(?: no|n['’])t (?:yet )?know(?: yet)?|can(?:no|['’])t (?:say|tell)(?: you)?(?: that| this)? (?:yet"
    r"|today|now)|find(?:ing)? (?:that )?out"
    r"|as soon as (?:i|we) know|not (?:sure|known|clear) yet|i['’]ll (?:know|have (?:that|an answer))|checking"
    r" (?:that|this|with))\b",
    re.IGNORECASE,
)
_YES_NO: Final = re.compile(
    r"(?:^|[.!,;:]\s)(?:yes|no|of course|certainly|absolutely|correct|that['’]s right|you['’]re right|both|sure"
    r"|gladly"
    r"|nothing|neither|you (?:can|can['’]?t|cannot|do|don['’]?t|are|will|won['’]?t|should|need to|have to)|it"
    r" (?:is|isn['’]t|does|doesn['’]t|will|won['’]t)"
    r"|(?:i|we)(?:['’]ll| will| won['’]t| can| can['’]t| cannot| do| don['’]t)|done)\b(?! (?:your feedback"
    r"|contact|be in touch|look into))",
    re.IGNORECASE,
)
_REASON: Final = re.compile(
    r"\b(?:because|since|due to|the (?:reason|cause)|caused by|so that|that['’]s why|this is why|the rule exists"
    r"|it happened|here['’]s why|as (?:the|we|it|your|our)"
    r"|which is why|was down to|came from|on our side|our (?:error|mistake|fault)|we (?:sold|missed|sent|lost"
    r"|forgot|failed|charged|put|entered|mixed))\b",
    re.IGNORECASE,
)
_PERSON: Final = re.compile(
    r"\b(?:i['’]m|i am|my name|i(?:['’]ll| will)|my (?:manager|colleague|supervisor)|our \w+ team|(?:our|the)"
    r" (?:manager|engineer|team|driver|depot|bank))\b|(?<=[a-z,] )[A-Z][a-z]+",
)
_PLACE: Final = re.compile(
    r"(?<=[a-z,] )[A-Z][a-z]+|\b(?:at|in|to|from|on|with|near|outside|under) (?:the|our|your|my|a|its|[A-Z])"
    r"|\bhere\b|\bthere\b"
)


def _has_time(draft: str, words: Text) -> bool:
    return bool(times.find(draft)) or bool(
        re.search(r"\b(?:now|immediately|already|straight away|at once|in progress)\b", draft, re.IGNORECASE)
    )


def _has_amount(draft: str, words: Text) -> bool:
    if any(shape in ("<money>", "<number>") for shape in words.shapes):
        return True
    return bool(
        {"both", "all", "whole", "full", "nothing", "free", "none", "half", "two", "three", "one"} & set(words.words)
    )


def _has_reason(draft: str, words: Text) -> bool:
    return bool(_REASON.search(draft))


def _has_person(draft: str, words: Text) -> bool:
    return bool(_PERSON.search(draft))


def _has_place(draft: str, words: Text) -> bool:
    return bool(_PLACE.search(draft))


def _never(draft: str, words: Text) -> bool:
    return False


_ANSWER: Final = {
    "time": _has_time,
    "amount": _has_amount,
    "reason": _has_reason,
    "person": _has_person,
    "place": _has_place,
    "how": _never,
    "what": _never,
}


def _says_much(words: Text) -> bool:
    """Whether two statements at least say things of their own: an answer that no rule here would recognise."""
    told = [s for s in words.sentences if "?" not in s.mark and len(content_of(words, s.first, s.last)) >= 3]
    return len(told) >= 2


def _states_something(words: Text) -> bool:
    """Whether one sentence at least is no question and says something of its own."""
    return any("?" not in s.mark and len(content_of(words, s.first, s.last)) >= 2 for s in words.sentences)
