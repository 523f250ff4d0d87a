"""Questions about conversations: one of them, the lists, search. Every one takes the person who asks first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from django.db import connection
from django.db.models import BooleanField, F, FloatField, Func, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from unruffled.channels.envelope import Inbound
from unruffled.desk.conversations import need
from unruffled.desk.conversations.actions import NoInbox
from unruffled.desk.conversations.models import Contact, ContactAddress, Conversation, Draft, Inbox, Message, Outbox
from unruffled.desk.conversations.threads import Mark, ThreadRow, thread_of
from unruffled.desk.people.access import may, sees_all, visible_team_ids
from unruffled.desk.people.models import User
from unruffled.engine.vocabulary import HEAT_WORDS

__all__ = [
    "BadCursor",
    "InboxRow",
    "Mark",
    "NotFound",
    "Page",
    "ThreadRow",
    "View",
    "address_of",
    "changed_by_time",
    "contact_for",
    "conversation",
    "counts_for",
    "draft_of",
    "drafts_in",
    "inbox_for",
    "inbox_for_starting",
    "inbox_taking",
    "inboxes_for",
    "left_behind",
    "listed_for",
    "message_for",
    "named",
    "one_for",
    "others_writing",
    "outbox_of",
    "rows_of",
    "search_for",
    "thread_of",
]

View = Literal["yours", "team", "waiting", "closed"]
Order = Literal["hottest", "newest"]
VIEWS: Final[tuple[View, ...]] = ("yours", "team", "waiting", "closed")
COUNTED_TO: Final = 99


class NotFound(Exception):
    """There is no such record, or this person may not see it; from outside the two are the same."""


class BadCursor(ValueError):
    """A page was asked for with a cursor that no page gave out."""


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One conversation in a list. `trace` are the last heat scores (0-4); times are for the page to put into words."""

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


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list and the cursor of the next ones; None at the end."""

    rows: list[InboxRow]
    next: str | None


# One -----------------------------------------------------------------------------------------------------------------


def one_for(user: User, pk: int) -> Conversation:
    """Return the conversation if this person may see it, with contact, inbox, team and assignee.

    :raises NotFound: if it is missing or belongs to another team
    """
    with_names = Conversation.objects.select_related("contact", "assignee", "inbox", "team")
    found = with_names.filter(pk=_id(pk)).first()
    if found is None or not may(user, "read", found).allowed:
        raise NotFound(f"conversation {pk}")
    return found


def message_for(user: User, pk: int) -> Message:
    """Return the message if this person may see its conversation.

    :raises NotFound: if it is missing or belongs to another team
    """
    found = Message.objects.select_related("conversation", "outbox").filter(pk=_id(pk)).first()
    if found is None or not may(user, "read", found.conversation).allowed:
        raise NotFound(f"message {pk}")
    return found


def contact_for(user: User, pk: int) -> Contact:
    """Return the contact if this person may see one of the contact's conversations.

    :raises NotFound: if the contact is missing or wrote to other teams only
    """
    found = Contact.objects.filter(pk=_id(pk))
    if not sees_all(user):
        found = found.filter(conversations__team__in=visible_team_ids(user)).distinct()
    contact = found.first()
    if contact is None:
        raise NotFound(f"contact {pk}")
    return contact


def draft_of(user: User, conversation: Conversation) -> str:
    """Return what this person was writing in the conversation, or nothing."""
    kept = Draft.objects.filter(conversation=conversation, user=user).values_list("text", flat=True).first()
    return kept or ""


def drafts_in(user: User, conversation: Conversation, *, since: datetime) -> tuple[str, list[str]]:
    """Return what this person was writing here, and which colleagues' drafts changed since then, A to Z: one query."""
    mine, others = "", []
    for draft in Draft.objects.filter(Q(user=user) | Q(saved_at__gte=since), conversation=conversation).select_related(
        "user"
    ):
        if draft.user_id == user.pk:
            mine = draft.text
        else:
            others.append(draft.user.shown_name)
    return mine, sorted(others)


def others_writing(user: User, conversation: Conversation, *, since: datetime) -> list[str]:
    """Return the names of colleagues whose drafts in this conversation changed since then, A to Z."""
    return drafts_in(user, conversation, since=since)[1]


def outbox_of(message: Message) -> Outbox | None:
    """Return where a reply of ours is on its way; None for what the contact wrote."""
    return Outbox.objects.filter(message=message).first()


def inboxes_for(user: User) -> list[Inbox]:
    """Return the open inboxes of the teams that this person may see, A to Z."""
    return list(_inboxes(user).order_by("name"))


def named(pk: int | None, *, by: User | None) -> Conversation | None:
    """Return the conversation that an inbound message names, if it names one.

    :raises NotFound: if it is missing, or not to be seen by the person whose token hands the message in
    """
    if pk is None:
        return None
    return conversation(pk) if by is None else one_for(by, pk)


def conversation(pk: int) -> Conversation:
    """Return the conversation for work that nobody in particular does: doors and jobs.

    :raises NotFound: if there is none
    """
    found = Conversation.objects.select_related("inbox").filter(pk=_id(pk)).first()
    if found is None:
        raise NotFound(f"conversation {pk}")
    return found


def inbox_taking(
    inbound: Inbound, *, by: User | None, named: Conversation | None = None, inbox_id: int | None = None
) -> Inbox:
    """Return the inbox that takes this message: the named conversation's, the door's, the one written to, the first.

    :raises NoInbox: if no open inbox takes this channel
    """
    if named is not None:
        return named.inbox
    fitting = _inboxes(by).filter(channel=inbound.channel).order_by("pk")
    if inbox_id is not None:
        found = Inbox.objects.filter(pk=inbox_id).first()
    else:
        inboxes = list(fitting[:50])
        written_to = {address.strip().lower() for address in (*inbound.to, *inbound.cc)}
        found = next((i for i in inboxes if i.address and i.address in written_to), next(iter(inboxes), None))
    if found is None:
        raise NoInbox(f"No open inbox takes {inbound.channel}. Add one, or use a channel that has one.")
    return found


def inbox_for_starting(user: User, *, channel: str, inbox_id: int = 0) -> Inbox:
    """Return the inbox from which this person writes first: the chosen one, or the first of the channel.

    :raises NoInbox: if no open inbox of this person's teams takes the channel
    """
    fitting = _inboxes(user).filter(channel=channel)
    found = (fitting.filter(pk=inbox_id) if inbox_id else fitting.order_by("pk")).first()
    if found is None:
        raise NoInbox(f"No open inbox of yours takes {channel}.")
    return found


def address_of(conversation: Conversation) -> str:
    """Return where the contact is reached on the conversation's channel, or nothing."""
    addresses = ContactAddress.objects.filter(contact=conversation.contact_id, kind=conversation.channel)
    return addresses.order_by("-pk").values_list("value", flat=True).first() or ""


def changed_by_time(now: datetime, *, limit: int) -> list[int]:
    """Return the conversations whose reason has changed because time passed: promises near, times of return reached."""
    near = Conversation.objects.filter(promise_due_at__lte=need.changes_by_itself_before(now))
    soon = near.exclude(need__in=["promise_soon", "promise_late", "safety"])
    late = near.filter(promise_due_at__lte=now, need="promise_soon")
    back = Conversation.objects.filter(status="snoozed", snoozed_until__lte=now)
    return [pk for rows in (soon, late, back) for pk in rows.values_list("pk", flat=True)[:limit]]


def left_behind(before: datetime, *, limit: int) -> list[Outbox]:
    """Return the replies that should have left before this time, the oldest first."""
    waiting = Outbox.objects.filter(state__in=["held", "sending"], due_at__lte=before)
    return list(waiting.select_related("message").order_by("due_at")[:limit])


def _inboxes(user: User | None) -> QuerySet[Inbox]:
    living = Inbox.objects.filter(open=True)
    return living if user is None or sees_all(user) else living.filter(team__in=visible_team_ids(user))


def _id(pk: Any) -> int:
    """Return a number that the database can look up; nothing has the id -1."""
    try:
        number = int(pk)
    except (TypeError, ValueError):
        return -1
    return number if 0 < number < 2**63 else -1


# Many ----------------------------------------------------------------------------------------------------------------


def inbox_for(user: User, *, now: datetime, view: View = "team", after: str | None = None, limit: int = 50) -> Page:
    """Return one page of a view, who needs somebody first on top; closed ones newest first.

    "yours" and "team" are what may be worked on now, "waiting" what waits for the contact or sleeps until a time.
    The reasons' times are put into words for the time zone of `now`.

    :raises BadCursor: if `after` is not a cursor of this view
    """
    rows = _in_view(user, view)
    if view == "closed":
        return _newest_first(rows, after=after, limit=limit, now=now)
    if after is not None:
        rank, pk = _cursor(after, parts=2)
        rows = rows.filter(Q(need_rank__gt=rank) | Q(need_rank=rank, pk__gt=pk), need_rank__gte=rank)
    return _page(rows.order_by("need_rank", "pk"), limit=limit, now=now, cursor=lambda r: f"{r[-1]}.{r[0]}")


def listed_for(
    user: User, *, now: datetime, order: Order = "newest", after: str | None = None, limit: int = 50
) -> Page:
    """Return one page of all conversations that this person may see, closed ones too, hottest or newest first.

    :raises BadCursor: if `after` is not a cursor of this order
    """
    rows = _visible(user)
    if order == "newest":
        return _newest_first(rows, after=after, limit=limit, now=now)
    rows = rows.annotate(hot=Coalesce("heat_score", -1.0, output_field=FloatField()))
    if after is not None:
        tenthousandths, pk = _cursor(after, parts=2)
        heat = tenthousandths / 10_000
        rows = rows.filter(Q(hot__lt=heat) | Q(hot=heat, pk__lt=pk), hot__lte=heat)
    return _page(rows.order_by("-hot", "-pk"), limit=limit, now=now, cursor=_hot_cursor)


def search_for(user: User, text: str, *, now: datetime, after: str | None = None, limit: int = 50) -> Page:
    """Return the conversations with all these words (or beginnings of words), newest first: subject, name, all said.

    :raises BadCursor: if `after` is not a cursor of a search
    """
    asked = " & ".join(_as_lexeme(term) for term in text.translate(_PARTING).split()[:12])
    if not asked:
        return Page(rows=[], next=None)
    found = _visible(user).filter(Matches(F("words__words"), Value(asked)))
    return _newest_first(found, after=after, limit=limit, now=now)


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


def _visible(user: User) -> QuerySet[Conversation]:
    rows = Conversation.objects.all()
    if sees_all(user):
        return rows
    teams = visible_team_ids(user)
    return rows.filter(team=next(iter(teams))) if len(teams) == 1 else rows.filter(team__in=teams)


def _in_view(user: User, view: View) -> QuerySet[Conversation]:
    rows = _visible(user)
    if view == "closed":
        return rows.filter(status="closed")
    if view == "waiting":
        return rows.filter(need_rank__gte=need.THEIRS_FROM, need_rank__lt=need.CLOSED_FROM)
    now_to_do = rows.filter(need_rank__lt=need.SNOOZED_FROM)
    return now_to_do.filter(assignee=user) if view == "yours" else now_to_do


_COLUMNS: Final = (
    "pk",
    "contact__name",
    "subject",
    "need",
    "need_at",
    "asks",
    "waiting_since",
    "last_at",
    "heat_score",
    "heat",
    "trace",
    "stage",
    "safety_open",
    "assignee_id",
    "assignee__name",
    "assignee__alias",
    "channel",
    "status",
    "team_id",
    "need_rank",
)


def _newest_first(rows: QuerySet[Conversation], *, after: str | None, limit: int, now: datetime) -> Page:
    if after is not None:
        micros, pk = _cursor(after, parts=2)
        at = _from_micros(micros)
        rows = rows.filter(Q(last_at__lt=at) | Q(last_at=at, pk__lt=pk), last_at__lte=at)
    return _page(rows.order_by("-last_at", "-pk"), limit=limit, now=now, cursor=lambda r: f"{_micros(r[7])}.{r[0]}")


def _page(rows: QuerySet[Conversation], *, limit: int, now: datetime, cursor: Any) -> Page:
    limit = max(1, min(limit, 200))
    found = list(rows.values_list(*_COLUMNS)[: limit + 1])
    more = len(found) > limit
    return Page(rows=[_row(r, now) for r in found[:limit]], next=cursor(found[limit - 1]) if more else None)


def _row(r: tuple[Any, ...], now: datetime) -> InboxRow:
    (pk, contact, subject, code, at, asks, waiting, last_at, heat_score, heat) = r[:10]
    (trace, stage, safety, assignee_id, name, alias, channel, status, team_id) = r[10:19]
    return InboxRow(
        id=pk,
        contact_name=contact,
        subject=subject or asks,
        reason_code=code,
        reason=need.words(code, at=at, asks=asks, now=now),
        reason_at=at,
        waiting_since=waiting,
        last_at=last_at,
        heat_score=heat_score,
        heat=heat,
        heat_word="" if heat is None else HEAT_WORDS[heat],
        trace=tuple(trace),
        stage=stage,
        safety_open=safety,
        assignee_id=assignee_id,
        assignee_name=alias or name or "",
        channel=channel,
        status=status,
        team_id=team_id,
    )


def rows_of(user: User, ids: Iterable[int], *, now: datetime) -> list[InboxRow]:
    """Return these conversations as rows of a list, those that this person may see, for a list that changes one row."""
    wanted = [pk for pk in map(_id, ids) if pk > 0][:200]
    return [_row(r, now) for r in _visible(user).filter(pk__in=wanted).values_list(*_COLUMNS)]


def _hot_cursor(r: tuple[Any, ...]) -> str:
    heat = -1.0 if r[8] is None else r[8]
    return f"{round(heat * 10_000)}.{r[0]}"


def _cursor(given: str, *, parts: int) -> tuple[int, ...]:
    """Return the numbers of a cursor."""
    try:
        numbers = tuple(int(part) for part in given.split("."))
    except ValueError:
        numbers = ()
    if len(numbers) != parts or any(abs(n) >= 2**62 for n in numbers):
        raise BadCursor("This page does not exist. Start again from the first one.")
    return numbers


_EPOCH: Final = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def _micros(at: datetime) -> int:
    gone = at - _EPOCH
    return (gone.days * 86_400 + gone.seconds) * 1_000_000 + gone.microseconds


def _from_micros(micros: int) -> datetime:
    try:
        return _EPOCH + timedelta(microseconds=micros)
    except OverflowError as error:
        raise BadCursor("This page does not exist. Start again from the first one.") from error


_PARTING: Final = str.maketrans(dict.fromkeys("-/_.@#+\x00", " "))
"""Marks that part words, the same as when they were kept for search."""


def _as_lexeme(term: str) -> str:
    """Return one word as the database's search takes it: quoted whole, and good as the beginning of a longer word."""
    quoted = term.replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}':*"


class Matches(Func):
    """Whether the words of a conversation match what was asked; words with hyphens need not stand in order."""

    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    conditional = True

    def __init__(self, words: Any, asked: Any) -> None:
        query = Func(asked, template="replace(to_tsquery('simple', %(expressions)s)::text, '<->', '&')::tsquery")
        super().__init__(words, query, output_field=BooleanField())
