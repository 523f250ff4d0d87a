"""A conversation followed turn by turn: read, assess, boundary, advise, flags."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from unruffled.engine import playbook, reader, rules
from unruffled.engine.follow import words
from unruffled.engine.follow.document import as_document
from unruffled.engine.playbook import Card
from unruffled.engine.policies import boundary, escalation, safety
from unruffled.engine.policies import house as houses
from unruffled.engine.policies.house import House
from unruffled.engine.situation import assess
from unruffled.engine.vocabulary import Advice, Reading, Situation, Step, Story, Turn

__all__ = ["as_document", "follow", "walk"]


def follow(
    story: Story,
    *,
    known: Mapping[int, Reading] | None = None,
    cards: Sequence[Card] | None = None,
    house: House | None = None,
    record: Mapping[str, str] | None = None,
    since: int = 1,
    fast: bool = False,
) -> tuple[Step, ...]:
    """Return one step for every turn of the story, each from that turn, the earlier ones and the context alone.

    `known` holds readings by turn number that were stored or corrected by a person: those are used instead of reading
    again, and later turns are folded on them. `record` fills more slots of the words to say (agent, reference, …).
    Turns before `since` are folded but not advised on: their steps have no moves, guard and flags. `fast` is the
    reader for archives.
    """
    return tuple(walk(story, known=known, cards=cards, house=house, record=record, since=since, fast=fast))


def walk(
    story: Story,
    *,
    known: Mapping[int, Reading] | None = None,
    cards: Sequence[Card] | None = None,
    house: House | None = None,
    record: Mapping[str, str] | None = None,
    since: int = 1,
    fast: bool = False,
) -> Iterator[Step]:
    """Yield the steps of `follow` one by one, for stories that are still arriving."""
    fold = _Fold(
        story, known or {}, cards or playbook.default_cards(), house or houses.default(), record or {}, since, fast
    )
    for turn in story.turns:
        yield fold.step(turn)


class _Fold:
    """What is carried from one turn to the next."""

    def __init__(
        self,
        story: Story,
        known: Mapping[int, Reading],
        cards: Sequence[Card],
        house: House,
        record: Mapping[str, str],
        since: int,
        fast: bool,
    ) -> None:
        self.story, self.known, self.cards, self.house, self.record = story, known, cards, house, record
        self.since, self.fast = since, fast
        self.readings: list[Reading] = []
        self.uses: Counter[str] = Counter()
        self.last: Situation | None = None
        self.level_due = 0

    def step(self, turn: Turn) -> Step:
        """Read one more turn and say where the conversation stands and what fits now."""
        reading = self._reading(turn)
        situation = assess(
            reading,
            before=self.readings,
            context=self.story.context,
            last=self.last,
            level_due=self.level_due,
            started=self.story.started,
            lasts_hours=self.house.ladder.lasts_hours,
        )
        self.uses.update(playbook.moves_used(reading, last=self.last, level_due=self.level_due))
        self.readings.append(reading)
        self.last = situation
        if turn.by == "customer" or (turn.by == "system" and situation.stage == "prepare"):
            return self._guided(reading, situation)
        return Step(reading, situation, difficulty=_difficulty(situation))

    def _reading(self, turn: Turn) -> Reading:
        stored = self.known.get(turn.n)
        if stored is not None:
            return stored
        return reader.read(turn, self.readings, self.story.context, fast=self.fast)

    def _guided(self, reading: Reading, situation: Situation) -> Step:
        rung = boundary.next_step(situation, house=self.house)
        self.level_due = rung.level
        if reading.turn.n < self.since:
            return Step(reading, situation, boundary=rung.level, difficulty=_difficulty(situation))
        moves = self._fitting(reading, situation, rung.level)
        return Step(
            reading=reading,
            situation=situation,
            moves=self._worded(moves, situation),
            guard=_guard(situation, moves, self.house),
            boundary=rung.level,
            boundary_reasons=rung.reasons,
            flags=_flags(situation, rung.level, self.house),
            difficulty=_difficulty(situation),
        )

    def _fitting(self, reading: Reading, situation: Situation, level: int) -> tuple[Advice, ...]:
        """The moves that fit; none after words that nobody could read here, unless somebody may be in danger."""
        if reading.language and not reading.by_human and situation.stage != "safety":
            return ()
        return playbook.advise(situation, self.cards, self.uses, level=level, bar=self.house.bar, most=self.house.most)

    def _worded(self, moves: Sequence[Advice], situation: Situation) -> tuple[Advice, ...]:
        moves = [_for_this_danger(move, situation) for move in moves]
        record = words.slots_of(self.story, situation, self.readings, wanted=words.slots_in(moves)) | dict(self.record)
        return tuple(words.filled(move, record) for move in moves)


def _for_this_danger(move: Advice, situation: Situation) -> Advice:
    """Safety first is said in the words of the danger that the safety card is about; of no known one, in its own."""
    if move.id != "safety_protocol" or not situation["danger"]:
        return move
    return replace(move, say=safety.first_of([str(situation["danger"])]).say)


def _guard(situation: Situation, moves: Sequence[Advice], house: House) -> tuple[str, ...]:
    """What nothing we suggest may show in this turn: the house's guards, then what the shown moves warn of."""
    held = (g.ids for g in house.guards if rules.holds(g.when, situation))
    warned = (m.avoid for m in moves)
    return tuple(dict.fromkeys(one for ids in (*held, *warned) for one in ids))


def _flags(situation: Situation, level: int, house: House) -> tuple[str, ...]:
    raised = [flag.id for flag in house.flags if rules.holds(flag.when, situation)]
    if level:
        raised.append("boundary_incident")
    if escalation.is_due(situation, house=house):
        raised.append("escalate")
    return tuple(dict.fromkeys(raised))


def _difficulty(situation: Situation) -> int:
    return int(situation["difficulty"])  # type: ignore[arg-type]
