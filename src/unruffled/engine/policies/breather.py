"""Minutes that belong to the agent after hard conversations (DOMAIN 3.11); never from the agent's own tone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from unruffled.engine.policies.house import House, default
from unruffled.engine.policies.verdict import all_hold, line
from unruffled.engine.vocabulary import BEYOND_RUDE, Decision, Reading, Reason

Band = Literal["green", "amber", "red"]


@dataclass(frozen=True, slots=True)
class Held:
    """A conversation as it weighs on who held it: the customer's turns and incidents, never our words.

    `heats` 0-4 of the customer's turns; `alone` = no supervisor in the last three conversations with an incident;
    `observing` = somebody else led; `eased` = it ended in gratitude or relief.
    """

    heats: tuple[int, ...] = ()
    incidents: tuple[str, ...] = ()
    alone: bool = False
    observing: bool = False
    eased: bool = False


@dataclass(frozen=True, slots=True)
class Strain:
    """What an agent carries, in points: `acute` fades within the hour, `lasting` within days. For the agent alone."""

    acute: float = 0.0
    lasting: float = 0.0


@dataclass(frozen=True, slots=True)
class Care:
    """What is due to an agent now, with reasons.

    `offer` a breather of `minutes`; `lighter` next; `talk` with a supervisor in the same shift; no difficult one before
    `spared_until`; `check_in` by a supervisor with a look at the roster; `debrief` with the way to counselling, and
    `second_reader` for the facts of the next record, after something severe.
    """

    offer: bool = False
    minutes: tuple[int, int] = (0, 0)
    lighter: bool = False
    talk: bool = False
    spared_until: datetime | None = None
    check_in: bool = False
    debrief: bool = False
    second_reader: bool = False
    reasons: tuple[Reason, ...] = ()


def held(readings: Iterable[Reading], *, alone: bool = False, observing: bool = False) -> Held:
    """Return what a conversation was like to hold, from its readings. Only the customer's turns are looked at."""
    theirs = [reading for reading in readings if reading.turn.by == "customer"]
    harm = [reading.has("self_harm") for reading in theirs]
    conducts = [reading.conduct for reading in theirs if reading.conduct in BEYOND_RUDE]
    return Held(
        heats=tuple(reading.heat or 0 for reading in theirs),
        incidents=(*(str(conduct) for conduct in conducts), *(("self_harm",) if any(harm) else ())),
        alone=alone,
        observing=observing,
        eased=bool(theirs) and theirs[-1].has("gratitude", "relief"),
    )


def toll(conversation: Held, *, house: House | None = None) -> float:
    """Return what holding this conversation costs, in points."""
    numbers = (house or default()).breather
    heat = sum(numbers.by_heat[max(0, min(4, one))] for one in conversation.heats)
    points = min(numbers.heat_most, heat) + sum(numbers.incident[one] for one in conversation.incidents)
    for name, applies in (
        ("alone", conversation.alone),
        ("observing", conversation.observing),
        ("eased", conversation.eased),
    ):
        points *= numbers.factor[name] if applies else 1
    return points


def is_severe(incidents: Sequence[str], *, house: House | None = None) -> bool:
    """Return whether one of these incidents is severe: an attack on who somebody is, a threat, a disclosure."""
    return not set((house or default()).breather.severe).isdisjoint(incidents)


def added(strain: Strain, points: float) -> Strain:
    """Return the strain after a conversation of this toll."""
    return Strain(strain.acute + points, strain.lasting + points)


def faded(strain: Strain, *, minutes: float, days: float, house: House | None = None) -> Strain:
    """Return the strain after so many minutes of work and so many working days; see `workdays` for both."""
    numbers = (house or default()).breather
    acute: float = 0.5 ** (max(0.0, minutes) / numbers.half_life_minutes)
    lasting: float = 0.5 ** (max(0.0, days) / numbers.half_life_days)
    return Strain(strain.acute * acute, strain.lasting * lasting)


def taken(strain: Strain, *, house: House | None = None) -> Strain:
    """Return the strain right after a breather was taken. Declining one changes nothing and is never asked about."""
    return Strain(strain.acute * (house or default()).breather.after_breather, strain.lasting)


def due(strain: Strain, *, incidents: Sequence[str] = (), now: datetime, house: House | None = None) -> Care:
    """Return what is due to the agent now; `incidents` are those of the conversation that has just ended."""
    numbers = (house or default()).breather
    severe = is_severe(incidents, house=house)
    offered = severe or strain.acute >= numbers.offer_at
    heavy = severe or strain.acute >= numbers.talk_at
    spared = strain.acute >= numbers.spare_at
    check_in = strain.lasting >= numbers.check_in_at
    lines = (
        line("acute", round(strain.acute, 1), f"≥ {numbers.offer_at:g} points", holds=strain.acute >= numbers.offer_at),
        line("severe", severe, "an incident that is never shrugged off", holds=severe),
        line("lasting", round(strain.lasting, 1), f"≥ {numbers.check_in_at:g} points", holds=check_in),
    )
    return Care(
        offer=offered,
        minutes=(numbers.least_minutes, numbers.most_minutes) if offered else (0, 0),
        lighter=heavy,
        talk=heavy,
        spared_until=now + timedelta(minutes=numbers.spare_minutes) if spared else None,
        check_in=check_in,
        debrief=severe,
        second_reader=severe,
        reasons=tuple(one for one in lines if one.holds),
    )


def may_route(*, difficulty: int, care: Care, now: datetime, house: House | None = None) -> Decision:
    """Return whether a conversation of this difficulty (0-100) may come to this agent next; else `ask` a colleague."""
    most = (house or default()).breather.difficult_from
    spared = care.lighter or (care.spared_until is not None and now < care.spared_until)
    fits = not spared or difficulty < most
    needed = f"< {most} for now" if spared else "any"
    return all_hold(line("difficulty", difficulty, needed, holds=fits), ask="colleague")


def band(strain: Strain, *, severe: bool = False, house: House | None = None) -> Band:
    """Return all that a supervisor sees of an agent's strain: a colour, never the number behind it."""
    numbers = (house or default()).breather
    if severe or strain.acute >= numbers.talk_at or strain.lasting >= numbers.check_in_at:
        return "red"
    return "amber" if strain.acute >= numbers.offer_at else "green"
