"""What a list can be narrowed to, as an address or a saved view says it, and the rows that are left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet

from unruffled.desk.conversations.models import Channel, Conversation, SavedView
from unruffled.desk.conversations.queries.records import NotFound, number_of
from unruffled.desk.people.access import sees_all, visible_team_ids
from unruffled.desk.people.models import User
from unruffled.engine.vocabulary import STAGES

HEATS: Final[Mapping[str, Q]] = {
    "calm": Q(heat__lte=1),
    "upset": Q(heat__gte=2),
    "intense": Q(heat__gte=3),
}
"""Bands of heat by name: calm is calm or uneasy, upset and intense are that or more."""

NOBODY, ME = "nobody", "me"

KEYS: Final = ("channel", "assignee", "heat", "stage", "promise", "safety", "team")


class BadFilter(ValueError):
    """A list was asked for with a filter that does not exist; the text names it and the good ones."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to; what is empty narrows nothing.

    `assignee` is "nobody", "me" or the number of a person; `heat` one of HEATS; `team` the number of a team.
    """

    channel: str = ""
    assignee: str = ""
    heat: str = ""
    stage: str = ""
    promise: bool = False
    safety: bool = False
    team: int = 0

    def __bool__(self) -> bool:
        return bool(self.given())

    def given(self) -> dict[str, str]:
        """Return what narrows, as an address says it."""
        said = {key: getattr(self, key) for key in KEYS}
        return {key: "1" if value is True else str(value) for key, value in said.items() if value}

    def without(self, key: str) -> dict[str, str]:
        """Return what still narrows when this does not."""
        return {other: value for other, value in self.given().items() if other != key}


EVERYTHING: Final = Filter()


def filter_of(said: Mapping[str, Any]) -> Filter:
    """Return the filter that an address or a saved view says.

    :raises BadFilter: if a word is not known
    """
    text = {key: str(said.get(key) or "").strip() for key in KEYS}
    _one_of(text["channel"], "channel", Channel.values)
    _one_of(text["heat"], "heat", list(HEATS))
    _one_of(text["stage"], "stage", sorted(STAGES))
    _one_of(text["promise"], "promise", ["1"])
    _one_of(text["safety"], "safety", ["1"])
    if text["assignee"] not in ("", NOBODY, ME) and number_of(text["assignee"]) < 1:
        raise BadFilter(f"assignee: {text['assignee']!r} is nobody. Good ones: {NOBODY}, {ME}, a person's number.")
    if text["team"] and number_of(text["team"]) < 1:
        raise BadFilter(f"team: {text['team']!r} is not a number.")
    return Filter(
        channel=text["channel"],
        assignee=text["assignee"],
        heat=text["heat"],
        stage=text["stage"],
        promise=bool(text["promise"]),
        safety=bool(text["safety"]),
        team=max(0, number_of(text["team"])),
    )


def _one_of(word: str, key: str, good: list[str]) -> None:
    if word and word not in good:
        raise BadFilter(f"{key}: {word!r} is not known. Good ones: {', '.join(good)}.")


def narrowed(rows: QuerySet[Conversation], only: Filter, *, user: User) -> QuerySet[Conversation]:
    """Return those of the rows that this filter leaves."""
    wanted: dict[str, Any] = {}
    if only.channel:
        wanted["channel"] = only.channel
    if only.assignee == NOBODY:
        wanted["assignee"] = None
    elif only.assignee:
        wanted["assignee"] = user.pk if only.assignee == ME else int(only.assignee)
    if only.stage:
        wanted["stage"] = only.stage
    if only.promise:
        wanted["promise_due_at__isnull"] = False
    if only.safety:
        wanted["safety_open"] = True
    if only.team:
        wanted["team"] = only.team
    return rows.filter(HEATS[only.heat] if only.heat else Q(), **wanted)


@dataclass(frozen=True, slots=True)
class KeptView:
    """A saved view as its reader sees it: `said` is its view and filter as an address says them."""

    id: int
    name: str
    said: Mapping[str, str]
    yours: bool
    shared: bool


def saved_views_for(user: User) -> list[KeptView]:
    """Return this person's saved views and those shared with his teams, A to Z; at most thirty. One query."""
    shared = Q(team__isnull=False) if sees_all(user) else Q(team__in=user.teams.values("pk"))
    found = SavedView.objects.filter(Q(owner=user) | shared).order_by("name", "pk")
    return [
        KeptView(id=v.pk, name=v.name, said=v.filter, yours=v.owner_id == user.pk, shared=v.team_id is not None)
        for v in found[:30]
    ]


def saved_view_for(user: User, pk: int) -> SavedView:
    """Return the saved view if this person may see it.

    :raises NotFound: if it is missing, somebody else's own, or shared with another team
    """
    found = SavedView.objects.filter(pk=number_of(pk)).first()
    visible = found is not None and (
        found.owner_id == user.pk
        or (found.team_id is not None and (sees_all(user) or found.team_id in visible_team_ids(user)))
    )
    if found is None or not visible:
        raise NotFound(f"saved view {pk}")
    return found
