"""Lists of conversations by pages: the views of the inbox, all that somebody may see, and what a search finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from django.db import connection
from django.db.models import FloatField, Q, QuerySet
from django.db.models.functions import Coalesce

from unruffled.desk.conversations import need
from unruffled.desk.conversations.models import Conversation
from unruffled.desk.conversations.queries.asked import asked_of, narrowed_to
from unruffled.desk.conversations.queries.filters import EVERYTHING, Filter, narrowed
from unruffled.desk.conversations.queries.records import number_of
from unruffled.desk.conversations.queries.search import holding
from unruffled.desk.people.access import sees_all, visible_team_ids
from unruffled.desk.people.models import User
from unruffled.engine.vocabulary import HEAT_WORDS

View = Literal["yours", "team", "waiting", "closed"]

Order = Literal["hottest", "newest"]

VIEWS: Final[tuple[View, ...]] = ("yours", "team", "waiting", "closed")

COUNTED_TO: Final = 99

_EPOCH: Final = datetime.fromisoformat("1970-01-01T00:00:00+00:00")

_COLUMNS: Final = (
    "pk", "contact__name", "subject", "opening", "need", "need_at", "asks", "waiting_since", "last_at", "heat_score",
    "heat", "trace", "stage", "safety_open", "danger", "danger_words", "assignee_id", "assignee__name",
    "assignee__alias", "channel", "status", "team_id", "need_rank", "promise_due_at",
)  # fmt: skip
"""What is read of each conversation in a list: columns of its row, and two names."""

Columns = Mapping[str, Any]


class BadCursor(ValueError):
    """A page was asked for with a cursor that no page gave out."""

    def __init__(self) -> None:
        super().__init__("This page does not exist. Start again from the first one.")


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One conversation in a list. `trace` are the last heat scores (0-4); times are for the page to put into words.

    `about` says in a line what it is about: its subject, else how the contact began. `subject` is what others ask for
    by the API: without one it is the open question.
    `danger` is what its open safety card is about, `danger_words` the contact's words that show it.
    """

    id: int
    contact_name: str
    subject: str
    reason_code: str
    reason: str
    reason_at: datetime | None
    waiting_since: datetime | None
    last_at: datetime
    heat_score: float | None
    heat: int | None
    heat_word: str
    trace: tuple[float, ...]
    stage: str
    safety_open: bool
    assignee_id: int | None
    assignee_name: str
    channel: str
    status: str
    team_id: int
    promise_due_at: datetime | None = None
    danger: str = ""
    danger_words: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list and the cursor of the next ones; None at the end."""

    rows: list[InboxRow]
    next: str | None


def inbox_for(
    user: User,
    *,
    now: datetime,
    view: View = "team",
    only: Filter = EVERYTHING,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """Return one page of a view, who needs somebody first on top; closed ones newest first; narrowed to `only`.

    "yours" and "team" are what may be worked on now, "waiting" what waits for the contact or sleeps until a time.
    The reasons' times are put into words for the time zone of `now`.

    :raises BadCursor: if `after` is not a cursor of this view
    """
    rows = narrowed(_in_view(user, view), only, user=user)
    if view == "closed":
        return _newest_first(rows, after=after, limit=limit, now=now)
    if after is not None:
        rank, pk = _cursor(after)
        rows = rows.filter(Q(need_rank__gt=rank) | Q(need_rank=rank, pk__gt=pk), need_rank__gte=rank)
    return _page(rows.order_by("need_rank", "pk"), limit=limit, now=now, cursor=lambda c: f"{c['need_rank']}.{c['pk']}")


@dataclass(frozen=True, slots=True)
class NextPromise:
    """Our earliest promise that is still to come, and to whom."""

    conversation_id: int
    contact_name: str
    due_at: datetime


def next_promise_for(user: User, *, now: datetime, view: View = "team") -> NextPromise | None:
    """Return the next promise in all that this person may see, or in the person's own conversations."""
    rows = visible(user).filter(promise_due_at__gt=now)
    rows = rows.filter(assignee=user) if view == "yours" else rows
    found = rows.order_by("promise_due_at").select_related("contact").only("promise_due_at", "contact__name").first()
    if found is None or found.promise_due_at is None:
        return None
    return NextPromise(found.pk, found.contact.name, found.promise_due_at)


def listed_for(
    user: User, *, now: datetime, order: Order = "newest", after: str | None = None, limit: int = 50
) -> Page:
    """Return one page of all conversations that this person may see, closed ones too, hottest or newest first.

    :raises BadCursor: if `after` is not a cursor of this order
    """
    rows = visible(user)
    if order == "newest":
        return _newest_first(rows, after=after, limit=limit, now=now)
    rows = rows.annotate(hot=Coalesce("heat_score", -1.0, output_field=FloatField()))
    if after is not None:
        tenthousandths, pk = _cursor(after)
        heat = tenthousandths / 10_000
        rows = rows.filter(Q(hot__lt=heat) | Q(hot=heat, pk__lt=pk), hot__lte=heat)
    return _page(rows.order_by("-hot", "-pk"), limit=limit, now=now, cursor=_hot_cursor)


def search_for(user: User, text: str, *, now: datetime, after: str | None = None, limit: int = 50) -> Page:
    """Return the conversations with all these words (or beginnings of words), newest first: subject, name, all said.

    Words such as `from:ana with:noor channel:chat is:open since:7d before:2026-11-03` narrow it; see queries.asked.

    :raises BadCursor: if `after` is not a cursor of a search
    """
    asked = asked_of(text, now=now)
    rows = narrowed_to(visible(user), asked, now=now)
    names = [part.value for part in asked.parts if part.key == "from"]  # names are among the words that are kept
    if words := " ".join([asked.words, *names]).strip():
        rows = holding(rows, words)
    elif not asked.parts:
        rows = rows.none()
    return _newest_first(rows, after=after, limit=limit, now=now)


def counts_for(user: User) -> dict[View, int]:
    """Return how many conversations each view has; from 99 on it is 99, and nobody counts further. One query."""
    sql: list[str] = []
    params: list[Any] = []
    for view in VIEWS:
        counted, given = _in_view(user, view).values("pk")[:COUNTED_TO].query.sql_with_params()
        sql.append(f"(SELECT count(*) FROM ({counted}) AS counted)")  # noqa: S608 - made by Django, values apart
        params.extend(given)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(sql)}", params)
        found = cursor.fetchone()
    return dict(zip(VIEWS, found, strict=True))


def rows_of(user: User, ids: Iterable[int], *, now: datetime) -> list[InboxRow]:
    """Return these conversations as rows of a list, those that this person may see, for a list that changes one row."""
    wanted = [pk for pk in map(number_of, ids) if pk > 0][:200]
    return [_row(c, now) for c in visible(user).filter(pk__in=wanted).values(*_COLUMNS)]


def first_rows(rows: QuerySet[Conversation], *, limit: int, now: datetime) -> list[InboxRow]:
    """Return the first of these conversations as rows of a list."""
    return [_row(c, now) for c in rows.values(*_COLUMNS)[:limit]]


def visible(user: User) -> QuerySet[Conversation]:
    """Return all conversations that this person may see."""
    rows = Conversation.objects.all()
    if sees_all(user):
        return rows
    teams = visible_team_ids(user)
    return rows.filter(team=next(iter(teams))) if len(teams) == 1 else rows.filter(team__in=teams)


def _in_view(user: User, view: View) -> QuerySet[Conversation]:
    rows = visible(user)
    if view == "closed":
        return rows.filter(status="closed")
    if view == "waiting":
        return rows.filter(need_rank__gte=need.THEIRS_FROM, need_rank__lt=need.CLOSED_FROM)
    now_to_do = rows.filter(need_rank__lt=need.SNOOZED_FROM)
    return now_to_do.filter(assignee=user) if view == "yours" else now_to_do


def _newest_first(rows: QuerySet[Conversation], *, after: str | None, limit: int, now: datetime) -> Page:
    if after is not None:
        micros, pk = _cursor(after)
        at = _from_micros(micros)
        rows = rows.filter(Q(last_at__lt=at) | Q(last_at=at, pk__lt=pk), last_at__lte=at)
    return _page(rows.order_by("-last_at", "-pk"), limit=limit, now=now, cursor=_newest_cursor)


def _page(rows: QuerySet[Conversation], *, limit: int, now: datetime, cursor: Callable[[Columns], str]) -> Page:
    limit = max(1, min(limit, 200))
    found = list(rows.values(*_COLUMNS)[: limit + 1])
    more = len(found) > limit
    return Page(rows=[_row(c, now) for c in found[:limit]], next=cursor(found[limit - 1]) if more else None)


def _row(c: Columns, now: datetime) -> InboxRow:
    return InboxRow(
        id=c["pk"],
        contact_name=c["contact__name"],
        subject=c["subject"] or c["asks"],
        reason_code=c["need"],
        reason=need.words(c["need"], at=c["need_at"], asks=c["asks"], now=now),
        reason_at=c["need_at"],
        waiting_since=c["waiting_since"],
        last_at=c["last_at"],
        heat_score=c["heat_score"],
        heat=c["heat"],
        heat_word="" if c["heat"] is None else HEAT_WORDS[c["heat"]],
        trace=tuple(c["trace"]),
        stage=c["stage"],
        safety_open=c["safety_open"],
        assignee_id=c["assignee_id"],
        assignee_name=c["assignee__alias"] or c["assignee__name"] or "",
        channel=c["channel"],
        status=c["status"],
        team_id=c["team_id"],
        promise_due_at=c["promise_due_at"],
        danger=c["danger"],
        danger_words=c["danger_words"],
        about=c["subject"] or c["opening"] or c["asks"],
    )


def _hot_cursor(c: Columns) -> str:
    heat = -1.0 if c["heat_score"] is None else c["heat_score"]
    return f"{round(heat * 10_000)}.{c['pk']}"


def _newest_cursor(c: Columns) -> str:
    return f"{_micros(c['last_at'])}.{c['pk']}"


def _cursor(given: str) -> tuple[int, int]:
    """Return the two numbers of a cursor: the place in the list, and the conversation.

    :raises BadCursor: if it is none
    """
    try:
        place, pk = map(int, given.split("."))
    except ValueError:
        raise BadCursor from None
    if max(abs(place), abs(pk)) >= 2**62:
        raise BadCursor
    return place, pk


def _micros(at: datetime) -> int:
    gone = at - _EPOCH
    return (gone.days * 86_400 + gone.seconds) * 1_000_000 + gone.microseconds


def _from_micros(micros: int) -> datetime:
    try:
        return _EPOCH + timedelta(microseconds=micros)
    except OverflowError as error:
        raise BadCursor from error
