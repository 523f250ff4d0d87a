"""Where a habit shows in a draft: by its phrases, by what the reader sees in it, or by what it leaves out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from unruffled.engine.coach.habits import OF_SIGNAL, Habit, known, phrasebook
from unruffled.engine.reader import questions, staff
from unruffled.engine.reader.done_badly import HOT
from unruffled.engine.reader.exchange import PUBLIC, Exchange
from unruffled.engine.reader.given import given
from unruffled.engine.reader.lexicon import Hit
from unruffled.engine.reader.overlap import content, content_of, strong
from unruffled.engine.vocabulary import BEYOND_RUDE, STAFF, Promise, Question, Signal, Situation, Span

LEVELS: Final = {"supervisor": "manager_limit", "manager": "manager_limit"}


@dataclass(frozen=True, slots=True)
class Notice:
    """A habit seen in a draft: where, and what the remark is to name (a question, a promise, what was given)."""

    id: str
    span: Span
    names: str = ""
    promise: Promise | None = None


@dataclass(frozen=True, slots=True)
class _Draft:
    seen: Exchange
    signals: tuple[Signal, ...]
    situation: Situation | None
    speaker: str

    def does(self, *ids: str) -> bool:
        return any(s.id in ids for s in self.signals)


def noticed(seen: Exchange, situation: Situation | None, speaker: str) -> list[Notice]:
    """Return every habit that shows in the draft, in no special order; the same words may show several."""
    draft = _Draft(seen, staff.signals(seen), situation, speaker)
    found = [*_by_signal(draft), *_by_phrase(draft)]
    for look in _LOOKS:
        found += look(draft)
    return [n for n in found if _holds(known()[n.id], draft)]


def _by_signal(draft: _Draft) -> Iterator[Notice]:
    own = {"a_vague", "a_no_answer", "a_canned"}
    for signal in draft.signals:
        if signal.id in OF_SIGNAL and signal.id not in own:
            for span in signal.spans:
                yield Notice(OF_SIGNAL[signal.id], span, names=_named(draft, signal, span))


def _named(draft: _Draft, signal: Signal, span: Span) -> str:
    if signal.id != "a_repeat_question":
        return ""
    return given(draft.seen, draft.seen.text[slice(*span)]) or ""


def _by_phrase(draft: _Draft) -> Iterator[Notice]:
    for hit in phrasebook().find(draft.seen.words):
        if not draft.seen.words.quoted[hit.first] and _fits(hit, draft):
            yield Notice(hit.id, hit.span)


def _fits(hit: Hit, draft: _Draft) -> bool:
    """What a phrase alone does not say: these need a look at the rest of the draft or at the turns before."""
    if hit.id == "end_abruptly":
        return not draft.seen.has("reason") and not _says_the_way_back(draft)
    if hit.id == "close_unconfirmed":
        return _is_unsolved(draft)
    if hit.id == "reveal_private":
        return draft.seen.channel in PUBLIC
    return True


_WAY_BACK: Final = re.compile(
    r"\b(?:you can (?:write|reply|reach|call|ring|come|email|appeal|ask)|write to us|reach us|at any time|still"
    r" stands|stays in progress"
    r"|goes on|continues|because of|speak to you soon|talk (?:soon|tomorrow)|thank|welcome)\b",
    re.IGNORECASE,
)


def _says_the_way_back(draft: _Draft) -> bool:
    return bool(_WAY_BACK.search(draft.seen.text)) or draft.does("a_thanks", "a_followup", "a_commit")


def _is_unsolved(draft: _Draft) -> bool:
    last = draft.seen.last
    if last is None or draft.does("a_check", "a_commit", "a_followup", "a_boundary"):
        return False
    settled = ("resolution_confirmed", "acceptance", "gratitude", "closing", "relief")
    return not last.has(*settled)


# What only the rest of the conversation shows ------------------------------------------------------------------------


def _holds(habit: Habit, draft: _Draft) -> bool:
    return all(_CONDITIONS[c](draft) for c in habit.only) and not any(_CONDITIONS[c](draft) for c in habit.unless)


_HEARD: Final = (
    "a_reflect",
    "a_empathy",
    "a_apology_specific",
    "a_ownership",
    "a_repair",
    "a_listen",
    "a_apology_brief",
)
_RISK: Final = ("self_harm", "safety_hazard", "third_party_risk")

_CONDITIONS: Final[dict[str, Callable[[_Draft], bool]]] = {
    "heard": lambda d: d.does(*_HEARD),
    "public": lambda d: d.seen.channel in PUBLIC,
    "risk": lambda d: d.seen.was_said("self_harm", "third_party_risk", "threat_violence"),
    "sarcasm": lambda d: d.seen.last is not None and d.seen.last.has("sarcasm"),
    "struggles": lambda d: d.seen.was_said("language_barrier", "vulnerability_capability", "confusion"),
    "hot": lambda d: d.seen.last is not None and (d.seen.last.heat_score or 0) >= HOT,
}


def _whole(seen: Exchange) -> Span:
    return (seen.words.starts[0], seen.words.ends[-1]) if len(seen.words) else (0, len(seen.text))


def _first_sentence(seen: Exchange) -> Span:
    return seen.words.sentences[0].span if seen.words.sentences else (0, len(seen.text))


def _last_sentence(seen: Exchange) -> Span:
    return seen.words.sentences[-1].span if seen.words.sentences else (0, len(seen.text))


def _vague(draft: _Draft) -> Iterator[Notice]:
    vague = [p for p in draft.seen.promises if p.vague]
    for promise in vague:
        yield Notice("vague_promise", promise.span, promise=promise)
    if not vague and not any(p.due_text for p in draft.seen.promises):
        for span in draft.seen.spans("a_vague"):
            yield Notice("vague_promise", span, promise=_unsaid(draft, span))


def _unsaid(draft: _Draft, span: Span) -> Promise:
    """A promise made of words that only hint at one: "It is being looked into"."""
    return Promise(
        who="agent", what=draft.seen.text[slice(*span)], due_text="", due_minutes=None, span=span, vague=True
    )


def _canned(draft: _Draft) -> Iterator[Notice]:
    """Formulas, also those in a reply that otherwise shows that it was heard: there they are simply too many words."""
    for hit in draft.seen.hits.get("formula", ()):
        sentence = draft.seen.words.sentence_at(hit.first)
        around = content_of(draft.seen.words, sentence.first, hit.first) | content_of(
            draft.seen.words, hit.last + 1, sentence.last
        )
        if len(strong(around & (draft.seen.said | draft.seen.known))) < 2:
            yield Notice("canned_empathy", hit.span)


def _unanswered(draft: _Draft) -> Iterator[Notice]:
    """Each question left open, by its words; not while safety, a boundary or somebody else's arrival goes first."""
    if draft.does("a_safety", "a_boundary", "a_warm_handoff", "a_listen") or not draft.seen.words.sentences:
        return
    for question in questions.unanswered(draft.seen.asked, draft.seen.text):
        if not _is_put_off(draft, question):
            yield Notice("a_no_answer", _last_sentence(draft.seen), names=_shown(question))


def _is_put_off(draft: _Draft, question: Question) -> bool:
    """Whether our own question about the same thing has to be answered first."""
    asked = frozenset().union(*(content(q.text) for q in questions.find(draft.seen.text)))
    return bool(asked & content(question.text))


def _shown(question: Question) -> str:
    words = question.text.split()
    return question.text if len(words) <= 14 else " ".join(words[:14]) + " …"


def _many_questions(draft: _Draft) -> Iterator[Notice]:
    asked = [s for i, s in enumerate(draft.seen.words.sentences) if draft.seen.is_asked(i)]
    last = draft.seen.last
    struggling = last is not None and (
        (last.heat_score or 0) >= 1.5 or draft.seen.was_said("confusion", "language_barrier", "distress")
    )
    if len(asked) > 2 and struggling:
        yield Notice("many_questions", (asked[0].span[0], asked[-1].span[1]), names=str(len(asked)))


def _tone_police(draft: _Draft) -> Iterator[Notice]:
    """A notice for somebody whose conduct was never beyond rude."""
    customers = [r for r in draft.seen.before if r.turn.by == "customer"]
    if customers and not any((r.conduct or "ok") in BEYOND_RUDE for r in customers):
        for signal in draft.signals:
            if signal.id == "a_boundary":
                for span in signal.spans:
                    yield Notice("tone_police", span)


def _ignore_abuse(draft: _Draft) -> Iterator[Notice]:
    last = draft.seen.last
    if last is None or (last.conduct or "ok") not in BEYOND_RUDE or draft.seen.was_said("self_harm"):
        return
    if not draft.does("a_boundary", "a_safety"):
        yield Notice("ignore_abuse", _first_sentence(draft.seen))


def _ignore_safety(draft: _Draft) -> Iterator[Notice]:
    """A danger without a word about it; a hazard that the draft names is at least not passed over."""
    last = draft.seen.last
    if last is None or not last.has(*_RISK) or draft.does("a_safety", "a_warm_handoff"):
        return
    named = content(" ".join(last.words("safety_hazard"))) & content(draft.seen.text)
    if last.has("self_harm", "third_party_risk") or not named:
        yield Notice("ignore_safety", _first_sentence(draft.seen))


def _debate(draft: _Draft) -> Iterator[Notice]:
    """The insult's own words said back."""
    last = draft.seen.last
    if last is None:
        return
    words = {
        w.lower()
        for id in ("insult_agent", "discriminatory_abuse")
        for said in last.words(id)
        for w in re.findall(r"[a-z]{4,}", said.lower())
    }
    for i, word in enumerate(draft.seen.words.words):
        if word in words - _PLAIN:
            yield Notice("debate_abuse", draft.seen.words.span(i, i))


_PLAIN: Final = frozenset(
    "your you're that this with have from what been they their will about just like when them people person".split()
)


def _asks_in_public(draft: _Draft) -> Iterator[Notice]:
    if draft.seen.channel in PUBLIC and not draft.does("a_privacy", "a_channel"):
        for hit in draft.seen.hits.get("asks_again", ()):
            if re.search(
                r"number|email|e-mail|address|name|phone|birth|account|booking|order|postcode",
                draft.seen.text[slice(*hit.span)],
                re.IGNORECASE,
            ):
                yield Notice("ask_private_in_public", hit.span)


def _second_public_reply(draft: _Draft) -> Iterator[Notice]:
    if draft.seen.channel not in PUBLIC:
        return
    before = [r for r in draft.seen.before if r.turn.by in STAFF and r.turn.channel in PUBLIC]
    arguing = [h for id in ("a_defensive", "a_blame_customer", "a_you_accuse") for h in draft.seen.hits.get(id, ())]
    argued = [h for h in phrasebook().find(draft.seen.words) if h.id == "argue_facts"]
    if before and not draft.does("a_privacy", "a_channel"):
        yield Notice("public_argument", _whole(draft.seen))
    for hit in (*arguing, *argued):
        yield Notice("public_argument", hit.span)


def _apology_again(draft: _Draft) -> Iterator[Notice]:
    """An apology after one that was made already, by us, in this conversation."""
    earlier = any(r.has("a_apology_specific", "a_apology_brief") for r in draft.seen.before if r.turn.by in STAFF)
    hits = draft.seen.hits.get("apology", ())
    new_failure = draft.does("a_repair")
    if earlier and hits and not new_failure:
        yield Notice("repeat_apology", draft.seen.words.sentence_at(hits[0].first).span)


_SUM: Final = re.compile(
    r"(?:[£$€₹]\s?)?(?<![\w.,:/-])\d{1,6}(?:[.,]\d{2})?(?![\w:/-]|[.,]\d)(?:\s?(?:£|€|pounds|euros|dollars))?"
)


def _above_limit(draft: _Draft) -> Iterator[Notice]:
    """Goodwill above what this role may give; what was charged or is owed by the record is no goodwill."""
    limit = _limit(draft)
    if limit is None or _APPROVED.search(draft.seen.text):
        return
    gifts = {draft.seen.sentence_of(h) for h in draft.seen.hits.get("a_goodwill", ())}
    owed = _sums_known(draft)
    for i in sorted(gifts):
        sentence = draft.seen.words.sentences[i]
        for found in _SUM.finditer(draft.seen.text, *sentence.span):
            amount = _amount(found.group())
            if amount is not None and amount > limit and amount not in owed and _is_money(draft, found):
                yield Notice("overpromise", found.span(), names=f"{amount - limit:f}")


_APPROVED: Final = re.compile(
    r"\b(?:supervisor|manager|boss|director|[A-Z][a-z]+) (?:has |have )?(?:approved|agreed|signed|said yes)\b"
    r"|\b(?:spoken|talked|checked|agreed) (?:to|with) (?:my|our|the) (?:supervisor|manager|boss)\b|\bapproved by\b"
)


def _is_money(draft: _Draft, found: re.Match[str]) -> bool:
    if re.search(r"[£$€₹.]|pounds|euros|dollars", found.group()):
        return True
    around = draft.seen.text[max(0, found.start() - 14) : found.end() + 14].lower()
    return not re.search(
        r"\b(?:at|on the|day|days|hours|minutes|by|before|number|ending|ref|order|room|working)\b", around
    )


def _limit(draft: _Draft) -> Decimal | None:
    policy = draft.seen.context.policy
    key = LEVELS.get(draft.speaker, "agent_goodwill_limit")
    found = policy.get(key)
    return _amount(str(found)) if found is not None else None


def _amount(words: str) -> Decimal | None:
    digits = re.sub(r"[^\d.,]", "", words)
    digits = re.sub(r",(\d{2})$", r".\1", digits).replace(",", "")
    try:
        return Decimal(digits.rstrip(".")).normalize()
    except InvalidOperation:
        return None


def _sums_known(draft: _Draft) -> set[Decimal]:
    """Sums that the record or the customer names, and what two of them make together."""
    texts = [*draft.seen.context.facts, *(str(v) for v in draft.seen.context.policy.values())]
    texts += [r.turn.text for r in draft.seen.before if r.turn.by == "customer"]
    sums = [a for t in texts for m in _SUM.finditer(t) if (a := _amount(m.group())) is not None][:24]
    limits = {_amount(str(v)) for k, v in draft.seen.context.policy.items() if "limit" in k}
    known = {s for s in sums if s not in limits}
    return known | {a + b for n, a in enumerate(sums) for b in sums[n + 1 :]}


_CLAIM: Final = re.compile(
    r"\b(?:you (?:paid|were charged|ordered|cancelled|sent|received|called|rang)|(?:was|were|been) (?:charged"
    r"|paid|refunded|debited|taken)"
    r"|we (?:received|took|charged|got)|i (?:can )?see|shows?|on (?:the )?record)\b",
    re.IGNORECASE,
)


def _unsupported(draft: _Draft) -> Iterator[Notice]:
    """A sum said to have been paid or charged that neither record nor customer names, where other sums are known."""
    known = _sums_known(draft)
    money_known = [
        m.group()
        for f in (*draft.seen.context.facts, *(r.turn.text for r in draft.seen.before))
        for m in _MONEY.finditer(f)
    ]
    if not money_known:
        return
    for sentence in draft.seen.words.sentences:
        text = draft.seen.text[slice(*sentence.span)]
        if not _CLAIM.search(text):
            continue
        for found in _MONEY.finditer(draft.seen.text, *sentence.span):
            amount = _amount(found.group())
            if amount is not None and amount not in known:
                yield Notice("overpromise", found.span(), names=f"not in the record:{found.group()}")


_MONEY: Final = re.compile(
    r"(?:[£$€₹]\s?\d{1,6}(?:[.,]\d{2})?|\b\d{1,6}(?:[.,]\d{2})?\s?(?:pounds|euros|dollars|£|€))(?!\w)"
)


_LOOKS: Final[tuple[Callable[[_Draft], Iterator[Notice]], ...]] = (
    _vague,
    _canned,
    _unanswered,
    _many_questions,
    _tone_police,
    _ignore_abuse,
    _ignore_safety,
    _debate,
    _asks_in_public,
    _second_public_reply,
    _apology_again,
    _above_limit,
    _unsupported,
)
