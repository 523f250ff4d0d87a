"""Why a habit hurts, and other words for it from the draft and the record; the unknown stays a blank ⟨…⟩."""

from __future__ import annotations

import re
from typing import Final

from unruffled.engine.coach.habits import Habit
from unruffled.engine.coach.notices import Notice
from unruffled.engine.reader.exchange import Exchange
from unruffled.engine.reader.overlap import content, strong
from unruffled.engine.vocabulary import Promise


def why(notice: Notice, habit: Habit, seen: Exchange) -> str:
    """One or two short sentences for the agent, with the customer's name where one is known."""
    name = name_of(seen)
    if notice.id == "overpromise" and notice.names:
        return _why_not_yours(notice)
    said = habit.why.replace("{question}", notice.names).replace("{count}", _count(notice.names))
    said = said.replace(
        "{given}", f"Already in {name}'s message: {notice.names}." if notice.names else f"{name} has told us already."
    )
    said = said.replace("{missing}", _missing(notice.promise, seen.text[slice(*notice.span)]))
    return _sentence(said.replace("{name}", name))


def instead(notice: Notice, habit: Habit, seen: Exchange) -> str:
    """Words to put in the place of the span; empty where there is nothing good to offer."""
    if notice.id == "overpromise" and notice.names:
        return _ask_first(notice, seen)
    if notice.promise is not None:
        return _dated(notice.promise)
    if notice.id in ("a_you_accuse", "blame_customer"):
        return from_you_to_i(seen.text[slice(*notice.span)]) or habit.instead
    if habit.by == "fact":
        return _with_fact(notice, seen)
    if habit.by == "given":
        return f"I have {notice.names} here." if notice.names else "I have what you sent here."
    if habit.by == "first":
        return _first_question(notice, seen)
    if habit.by == "cut":
        return _without(notice, seen)
    return habit.instead.replace("{question}", notice.names)


def name_of(seen: Exchange) -> str:
    """The customer's name as the record has it, else "the customer"."""
    name = seen.context.customer.get("name")
    return str(name).strip() if isinstance(name, str) and name.strip() else "the customer"


def _sentence(said: str) -> str:
    said = " ".join(said.split())
    return said[:1].upper() + said[1:]


_COUNT: Final = {"3": "Three", "4": "Four", "5": "Five", "6": "Six", "7": "Seven", "8": "Eight"}


def _count(names: str) -> str:
    return _COUNT.get(names, names)


# Promises and limits -------------------------------------------------------------------------------------------------


def _missing(promise: Promise | None, said: str) -> str:
    """What a vague promise lacks, as the screen says it: "No name, no time."."""
    if promise is None:
        return ""
    nobody = re.search(r"\b(?:some|any)(?:one|body)\b|\bthe team\b|\bwe\b|\bour\b", said, re.IGNORECASE)
    return "No name, no time." if nobody else "No time." if not promise.due_text else ""


_ACTS: Final = (
    (re.compile(r"\b(?:look(?:ing)? into|investigate|check|see what|review|try|chase"
        r"|sort)\b", re.IGNORECASE), "I'll check ⟨what⟩ and ring you by ⟨time⟩."),
    (re.compile(r"\b(?:some|any)(?:one|body)\b|\bteam\b", re.IGNORECASE), "⟨name⟩ will ring you by ⟨time⟩."),
    (re.compile(r"\b(?:call|ring|phone)\b", re.IGNORECASE), "I'll ring you by ⟨time⟩."),
    (re.compile(r"\b(?:email|mail|write|reply|answer)\b", re.IGNORECASE), "You'll have my mail by ⟨time⟩."),
    (re.compile(r"\b(?:touch|contact|back to|let you know|update"
        r"|leave)\b", re.IGNORECASE), "I'll ring you by ⟨time⟩, with or without the answer."),
)  # fmt: skip


def _dated(promise: Promise) -> str:
    said = next((words for act, words in _ACTS if act.search(promise.what)), "")
    return said or "I'll ⟨what⟩ by ⟨time⟩ and tell you either way."


def _why_not_yours(notice: Notice) -> str:
    if notice.names.startswith("not in the record:"):
        return f"{notice.names.split(':', 1)[1]} is not in the record. Check it before it goes."
    return f"Above your limit by {notice.names}. Ask a supervisor first."


def _ask_first(notice: Notice, seen: Exchange) -> str:
    if notice.names.startswith("not in the record:"):
        return "⟨amount from the record⟩"
    return "⟨amount within your limit⟩"


# From "you" to "I" ---------------------------------------------------------------------------------------------------


_TURNS: Final = (
    (r"you (?:did not|didn['’]t|have not|haven['’]t|never|failed to|forgot to|neglected to) (?:send|sent|provide"
        r"|provided|give|gave|given|submit|submitted|attach|attached)(?: (?:us"
        r"|me))?(?P<rest>.*)", "I don't have{rest} yet"),
    (r"you (?:did not|didn['’]t|never|failed to|forgot to) (?:tell|told|mention|mentioned|inform|say|said|report"
        r"|reported)(?: (?:us|me))?(?P<rest>.*)", "I didn't know that until now"),
    (r"you (?:need|have|must|are required)(?: to)? (?:understand|realise|realize|accept|appreciate)(?:"
        r" that)?(?P<rest>.*)", "Let me explain what I can do"),
    (r"you (?:need|have|are required|ought) to (?P<rest>.+)", "Could you {rest}? Then I can ⟨next step⟩"),
    (r"you must (?P<rest>.+)", "Could you {rest}? Then I can ⟨next step⟩"),
    (r"(?:maybe |perhaps |probably )?you (?:must have |may have |might have )?(?:misunderstood|misread|did not"
        r" understand|didn['’]t understand)(?P<rest>.*)", "I wasn't clear"),
    (r"you (?:claim|claimed|allege|say|insist)(?: that)?(?P<rest>.*)", "You told me{rest}"),
    (r"you (?:keep|kept) (?:saying|repeating|asking|writing|calling|complaining"
        r"|insisting)(?P<rest>.*)", "I hear that ⟨their point⟩ matters to you"),
    (r"(?:maybe |perhaps |probably |possibly )?you (?:have |must have |may have |might have )?(?:entered|gave"
        r"|given|typed|used|put|chose|selected)(?P<rest>.*)", "What I see here is ⟨what the record says⟩"),
    (r"you (?:are|were) (?:being |getting )?(?:very |so |quite |a bit )?(?:rude|aggressive|unreasonable"
        r"|difficult|abusive|hostile|disrespectful|shouting"
        r"|yelling)(?P<rest>.*)", "I want to get this right, and I do that best one point at a time"),
    (r"you (?:are|were) (?:wrong|mistaken|confused)(?P<rest>.*)", "What I see here is ⟨what the record says⟩"),
)  # fmt: skip
_YOU: Final = tuple((re.compile(pattern, re.IGNORECASE | re.DOTALL), words) for pattern, words in _TURNS)


def from_you_to_i(words: str) -> str:
    """The same matter starting with "I", where one of the known turns fits; empty where none does (S000-2)."""
    said = " ".join(words.split()).rstrip(" .,!?;:")
    for pattern, turned in _YOU:
        found = pattern.fullmatch(said)
        if found:
            rest = found.group("rest").rstrip()
            return turned.replace("{rest}", rest) + ("?" if turned.startswith("Could") and "⟨" not in turned else "")
    return ""


# Facts, cuts, questions ----------------------------------------------------------------------------------------------


def _with_fact(notice: Notice, seen: Exchange) -> str:
    """A fact of the case in place of the formula: from the record, else in the customer's own words."""
    fact = _record_fact(seen)
    if fact:
        return f"I can see it here: {fact}."
    quote = _own_words(seen)
    return f"You told me: “{quote}”." if quote else "⟨one fact of this case⟩"


def _record_fact(seen: Exchange) -> str:
    facts = [(len(strong(content(f) & seen.said)), -i, f) for i, f in enumerate(seen.context.facts)]
    shared, _, fact = max(facts, default=(0, 0, ""))
    return fact.strip().rstrip(".") if shared and len(fact) <= 160 else ""


def _own_words(seen: Exchange) -> str:
    if seen.last is None:
        return ""
    text = seen.last.turn.text
    pieces = [p.strip(" .,!?-") for p in re.split(r"[.!?;\n]+", text)]
    fitting = [p for p in pieces if 3 <= len(p.split()) <= 16]
    return max(fitting, key=lambda p: len(content(p)), default="")


def _first_question(notice: Notice, seen: Exchange) -> str:
    text = seen.text[slice(*notice.span)]
    end = text.find("?")
    return text[: end + 1].strip() if end >= 0 else ""


_SMALL: Final = re.compile(r"\b(?:only|just|merely|simply|slight|small|minor|little|tiny)\s", re.IGNORECASE)


def _without(notice: Notice, seen: Exchange) -> str:
    """What is left when the words are cut: the sentence without its small-making words, else nothing."""
    if notice.id != "minimise":
        return ""
    said = seen.text[slice(*notice.span)]
    kept = _SMALL.sub("", said)
    return kept if kept != said and len(kept.split()) >= 2 else ""
