"""What holds in this organisation: its decisions laid over what the product comes with, and its time zone.

Every flow needs it, so a process asks the database once and keeps the answer until `forget()`: whoever changes it
inside `changing()` forgets, the worker before each job, and the web process every few seconds, in case another process
changed it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

from django.db import transaction

from unruffled.desk.people.models import Organisation, Policy
from unruffled.engine.policies import house as houses
from unruffled.engine.policies.house import House
from unruffled.engine.reader import fusion
from unruffled.engine.reader.recalibrate import NONE, Shifts, shifts_of
from unruffled.engine.rules import BadRule

FILE: Final = "the organisation's policies"
CHANNELS: Final = ("phone", "chat", "sms", "social", "email", "review")
"""Channels by which we promise an answer within a time."""

LONGEST_MINUTES: Final = 60 * 24 * 30

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class InForce:
    """What holds now: the house, the minutes by channel that were decided otherwise, where our clock hangs, and what
    corrections taught the reader, if a manager switched that on."""

    house: House
    answer_within: Mapping[str, int]
    zone: ZoneInfo | None
    shifts: Shifts = NONE


class BadPolicy(ValueError):
    """A policy that cannot be used: the text names the key, the bad value and what was expected."""


_kept: list[InForce] = []


def in_force() -> InForce:
    """Return what holds in this organisation: two queries, and none until `forget()`."""
    kept = _kept[-1:]  # looked at once: another thread may forget at any moment
    if not kept:
        kept = [_load()]
        _kept.extend(kept)
    return kept[0]


def forget() -> None:
    """Ask the database again the next time."""
    _kept.clear()


@contextmanager
def changing() -> Iterator[None]:
    """Change what holds, in one transaction; whoever asks once it is over, however it ended, asks the database.

    A flow that is made of such flows is one too: somebody may have asked before it was committed.
    """
    try:
        with transaction.atomic():
            yield
    finally:
        forget()


def changes_now() -> dict[str, Any]:
    """Return what the organisation has decided otherwise, as it is kept; empty where nobody has."""
    newest = Policy.objects.order_by("-pk").first()
    return dict(newest.changes) if newest else {}


def changes_held() -> dict[str, Any]:
    """Return what the organisation has decided otherwise, and let nobody else decide until this transaction ends.

    Of two who decide at once, the second goes on from what the first has decided.
    """
    Organisation.objects.select_for_update(no_key=True).first()
    forget()
    return changes_now()


def _load() -> InForce:
    time_zone = Organisation.objects.values_list("time_zone", flat=True).first() or ""
    try:
        return parsed(changes_now(), time_zone=time_zone)
    except (BadPolicy, BadRule):  # an older version allowed what this one does not: work goes on, by what we ship
        logger.exception("the policies that were kept cannot be used; those of the product hold")
        return parsed({}, time_zone="")


def parsed(changes: Mapping[str, Any], *, time_zone: str = "") -> InForce:
    """Return what these changes come to.

    :raises BadRule: naming the key of the house, the bad word and the good ones
    :raises BadPolicy: if a channel, a time or the time zone is none
    """
    for key in sorted(set(changes) - {"house", "answer_within", "reading"}):
        raise BadPolicy(f"{key} is no policy. Good ones: answer_within, house, reading.")
    within = changes.get("answer_within") or {}
    for channel, minutes in within.items():
        if channel not in CHANNELS:
            raise BadPolicy(f"answer_within.{channel} is no channel. Good ones: {', '.join(CHANNELS)}.")
        if type(minutes) is not int or not 1 <= minutes <= LONGEST_MINUTES:
            raise BadPolicy(f"answer_within.{channel} must be 1 to {LONGEST_MINUTES} minutes, not {minutes!r}.")
    if time_zone and time_zone not in available_timezones():
        raise BadPolicy(f"{time_zone!r} is no time zone. A good one: Europe/London.")
    return InForce(
        house=_overlaid(json.dumps(changes.get("house") or {}, sort_keys=True)),
        answer_within=MappingProxyType(dict(within)),
        zone=ZoneInfo(time_zone) if time_zone else None,
        shifts=_shifts(changes.get("reading") or {}),
    )


def _shifts(kept: Mapping[str, Any]) -> Shifts:
    try:
        return shifts_of(kept, heads=fusion.movable()) if kept else NONE
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise BadPolicy(f"reading: needs number, weights and by (log-odds by head), not {kept!r}.") from wrong


@lru_cache(maxsize=8)
def _overlaid(changes: str) -> House:
    """Return the house of these changes; a house is read once, however often the process forgets what holds."""
    return houses.overlaid(json.loads(changes), file=FILE)
