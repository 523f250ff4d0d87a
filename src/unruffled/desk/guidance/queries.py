"""Questions to the guidance: what to do next and why, what to avoid now, why not another move, the whole reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from unruffled.desk.cases.models import Case, Promise
from unruffled.desk.conversations.models import Conversation
from unruffled.desk.guidance.models import Guidance
from unruffled.desk.guidance.stories import steps_of, thread_of
from unruffled.desk.people.queries import lead_of
from unruffled.engine import playbook
from unruffled.engine.playbook.phrases import fill
from unruffled.engine.playbook.uses import moves_used
from unruffled.engine.vocabulary import ANTIPATTERNS, MAIN_STAGES, SIDE_STATES, SIGNALS, Reason


@dataclass(frozen=True, slots=True)
class ReasonView:
    """One line of the rule that held: in words, with the contact's own words behind it and the message they are in."""

    fact: str
    words: str
    quote: str
    turn: int | None
    value: Any = True
    needed: str = ""


@dataclass(frozen=True, slots=True)
class MoveView:
    """A suggested move: its title as the next thing to do, reasons, and words to say (`fits` once no slot is open)."""

    id: str
    title: str
    purpose: str
    score: float
    reasons: tuple[ReasonView, ...]
    say: tuple[str, ...]
    avoid: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StageView:
    """A stop on the stage track."""

    id: str
    meaning: str
    here: bool
    passed: bool


@dataclass(frozen=True, slots=True)
class PromiseView:
    """A promise of ours and what became of it."""

    id: int
    who: str
    what: str
    due_at: datetime | None
    due_text: str
    state: str
    message_id: int | None
    span: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class BeliefView:
    """What the contact says happened, in the contact's words, beside the fact of the record that speaks about it.

    `verdict` is agrees or differs; `turn` is the message in which it was said.
    """

    believes: str
    record: str
    verdict: str
    turn: int


@dataclass(frozen=True, slots=True)
class GuidanceView:
    """Where the conversation stands and what to do next.

    `next` is the one move and `others` the two more on demand; `avoid` is what not to do now, in words. `views` are
    what the contact believes beside the record, `record` is all that we know. `questions` wait for an answer. `case_id`
    is the newest case, open or closed, whose record tells the whole.
    """

    message_id: int
    renewed_at: datetime
    stage: str
    stage_meaning: str
    side_state: str
    track: tuple[StageView, ...]
    next: MoveView | None
    others: tuple[MoveView, ...]
    avoid: tuple[tuple[str, str], ...]
    boundary: int
    boundary_reasons: tuple[ReasonView, ...]
    flags: tuple[str, ...]
    difficulty: int
    safety_open: bool
    questions: tuple[str, ...]
    views: tuple[BeliefView, ...]
    record: tuple[str, ...]
    promises: tuple[PromiseView, ...]
    waits: int
    transfers: int
    repeats: int
    facts: Mapping[str, Any]
    case_id: int | None


def guidance_of(conversation: Conversation) -> Guidance | None:
    """Return the guidance after the last message."""
    return _of(conversation).first()


def _of(conversation: Conversation) -> QuerySet[Guidance]:
    return Guidance.objects.filter(conversation=conversation).order_by("-message")


def latest_for(
    conversation: Conversation, *, agent: str = "", numbers: Callable[[str], Mapping[str, str]] = lambda danger: {}
) -> GuidanceView | None:
    """Return the guidance as the page shows it; None before anything was read.

    `agent` fills the agent's name in, and whoever leads the team is the colleague who can decide; `numbers` says which
    of the local card's numbers words for this danger may name.
    """
    latest_case = Case.objects.filter(conversation=OuterRef("conversation")).order_by("-pk").values("pk")[:1]
    kept = _of(conversation).annotate(latest_case=Subquery(latest_case)).first()
    if kept is None:
        return None
    step: Mapping[str, Any] = kept.step
    facts = step["facts"]
    record = {"agent": agent, "colleague": _colleague(conversation, step, agent)}
    record |= numbers(facts.get("danger", ""))
    moves = [_move(move, record) for move in step["moves"]]
    return GuidanceView(
        message_id=kept.message_id,
        renewed_at=kept.renewed_at,
        stage=step["stage"],
        stage_meaning=MAIN_STAGES.get(step["stage"]) or SIDE_STATES.get(step["stage"], ""),
        side_state=step["stage"] if step["stage"] in SIDE_STATES else "",
        track=_track(step["main_stage"]),
        next=moves[0] if moves else None,
        others=tuple(moves[1:3]),
        avoid=tuple((habit, ANTIPATTERNS[habit]) for habit in step["guard"] if habit in ANTIPATTERNS),
        boundary=step["boundary"],
        boundary_reasons=_reasons(step["boundary_reasons"]),
        flags=tuple(step["flags"]),
        difficulty=step["difficulty"],
        safety_open=bool(facts.get("safety_open")),
        questions=tuple(step.get("questions", ())),
        views=tuple(BeliefView(**kept) for kept in step.get("views", ())),
        record=tuple(conversation.context.get("facts") or ()),
        promises=promises_of(conversation),
        waits=facts.get("waits", 0),
        transfers=facts.get("transfers", 0),
        repeats=facts.get("repeats", 0),
        facts=facts,
        case_id=kept.latest_case,
    )


def promises_of(conversation: Conversation) -> tuple[PromiseView, ...]:
    """Return what was promised in a conversation, oldest first."""
    promises = Promise.objects.filter(conversation=conversation).order_by("pk")
    return tuple(
        PromiseView(
            id=p.pk,
            who=p.who,
            what=p.what,
            due_at=p.due_at,
            due_text=p.due_text,
            state=p.state,
            message_id=p.message_id,
            span=tuple(p.span) if p.span else None,
        )
        for p in promises
    )


def why_not(conversation: Conversation, move: str) -> tuple[ReasonView, ...]:
    """Return, line by line, what keeps this move from being suggested now; nothing when it fits.

    :raises KeyError: if there is no such move
    """
    thread = thread_of(conversation)
    steps = steps_of(thread)
    if not steps:
        return ()
    uses: Counter[str] = Counter()
    for last, step in zip((None, *steps), steps, strict=False):
        level = last.boundary if last else 0
        uses.update(moves_used(step.reading, last=last.situation if last else None, level_due=level))
    against = playbook.why_not(move, steps[-1].situation, uses=uses, level=steps[-1].boundary)
    return tuple(_reason_view(reason) for reason in against)


def moves_by_title() -> Sequence[tuple[str, str]]:
    """Return every move's id and title, A to Z, for asking why not this one."""
    return sorted(((card.id, card.title) for card in playbook.default_cards()), key=lambda pair: pair[1])


def _colleague(conversation: Conversation, step: Mapping[str, Any], agent: str) -> str:
    """Return who could join, asked only where the words to say name somebody."""
    named = any("{colleague}" in phrase for move in step["moves"] for phrase in move["say"])
    return lead_of(conversation, but=agent) if named else ""


def _move(kept: Mapping[str, Any], record: Mapping[str, str]) -> MoveView:
    return MoveView(
        id=kept["id"],
        title=kept["title"],
        purpose=kept["purpose"],
        score=kept["score"],
        reasons=_reasons(kept["reasons"]),
        say=_most_complete(kept["say"], record, hurry=kept["id"] == "safety_protocol"),
        avoid=tuple(ANTIPATTERNS.get(habit, habit) for habit in kept["avoid"]),
    )


def _most_complete(phrases: Sequence[str], record: Mapping[str, str], *, hurry: bool) -> tuple[str, ...]:
    """Return the words with what is known filled in, those with the fewest open places first.

    In a hurry nobody is left with a place to fill: then whole words alone are offered, where there are any.
    """
    done = sorted((fill(phrase, record) for phrase in phrases), key=lambda filled: len(filled[1]))
    whole = [filled for filled in done if not filled[1]]
    return tuple(text for text, _ in (hurry and whole) or done)


def _reasons(kept: Sequence[Mapping[str, Any]]) -> tuple[ReasonView, ...]:
    return tuple(
        ReasonView(
            fact=r["fact"],
            words=_words(r["fact"], r["value"], r["needed"]),
            quote=r["quote"],
            turn=r["turn"],
            value=r["value"],
            needed=r["needed"],
        )
        for r in kept
    )


def _reason_view(reason: Reason) -> ReasonView:
    value = sorted(reason.value) if isinstance(reason.value, frozenset) else reason.value
    words = _words(reason.fact, value, reason.needed)
    return ReasonView(reason.fact, words, reason.quote, reason.turn, value, reason.needed)


def _words(fact: str, value: Any, needed: str) -> str:
    """Return a line of a rule in words: what shows or does not, or the fact's value and what was needed."""
    if fact in SIGNALS:
        return SIGNALS[fact] if value else f"no sign of: {SIGNALS[fact]}"
    if fact == "danger" and value in SIGNALS:
        return SIGNALS[value]
    name = fact.replace("_", " ")
    if isinstance(value, bool):
        return name if value else f"not {name}"
    if fact == "stage":
        return f"the stage is {value}"
    shown = ", ".join(value) if isinstance(value, list) else value
    return f"{name}: {shown} (needed: {needed})" if needed and str(needed) != str(shown) else f"{name}: {shown}"


def _track(main_stage: str) -> tuple[StageView, ...]:
    order = list(MAIN_STAGES)[1:]
    at = order.index(main_stage) if main_stage in order else 0
    return tuple(StageView(stage, MAIN_STAGES[stage], here=n == at, passed=n < at) for n, stage in enumerate(order))
