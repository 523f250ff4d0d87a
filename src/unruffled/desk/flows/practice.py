"""The practice floor: Harbour Lane's afternoon plays turn by turn, and its past is loaded piece by piece."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml
from django.db import transaction

from unruffled.channels.envelope import Inbound
from unruffled.desk.cases.queries import open_promises
from unruffled.desk.conversations import actions as conversations
from unruffled.desk.conversations import queries, scripts
from unruffled.desk.conversations.models import Conversation
from unruffled.desk.flows import close, receive, said
from unruffled.desk.flows import promise as promises
from unruffled.desk.guidance import actions as guidance
from unruffled.desk.journal import actions as journal
from unruffled.desk.journal import progress
from unruffled.desk.people.models import User
from unruffled.desk.people.queries import by_username, organisation

HISTORY: Final = "practice_history"
HISTORY_AT_ONCE: Final = 4
"""Past conversations loaded in one transaction: under a second each time, so that a reply never waits for them."""

PAST_CONTACTS: Final = (
    "Iris",
    "Milo",
    "Greta",
    "Otto",
    "Femi",
    "Hana",
    "Luca",
    "Nele",
    "Omid",
    "Pia",
    "Tariq",
    "Wanda",
)
TIMES_OVER: Final = 5
"""How often each story of the past happened, to other people on other days."""


@dataclass(frozen=True, slots=True)
class Script:
    """A story of Harbour Lane: what is known before, and its turns; `live` turns come in while somebody watches."""

    name: str
    title: str
    channel: str
    contact: Mapping[str, str]
    assignee: str
    context: dict[str, Any]
    begins: float
    played: str
    root_cause: str
    turns: Sequence[Mapping[str, Any]]

    @property
    def begins_live(self) -> bool:
        """Whether nobody has written yet when the floor opens: such a conversation is made by its first words."""
        return "live" in self.turns[0]


class NoPractice(Exception):
    """This is no practice floor: real conversations are never played again."""


@transaction.atomic
def open_floor(*, now: datetime) -> int:
    """Put what has happened this afternoon so far on the floor, and leave the past for the worker.

    Returns how many conversations there are. The live turns wait for the first person who signs in, and so do the
    conversations in which nobody has written yet.
    """
    opened = _open_afternoon(now=now)
    total = len(history()) * TIMES_OVER
    progress.begin(HISTORY, total=total, now=now)
    journal.later("load_history")
    return opened


@transaction.atomic
def start_over(*, by: User, now: datetime) -> int:
    """Put the afternoon aside as it is and play it anew from its beginning; returns how many conversations there are.

    :raises NoPractice: if this organisation is a real one
    """
    if not _is_practice():
        raise NoPractice("Only the practice floor can start over.")
    for conversation in scripts.playing({script.name for script in afternoon()}):
        _put_away(conversation, by=by, now=now)
    opened = _open_afternoon(now=now)
    begin(now=now)
    return opened


@transaction.atomic
def begin(*, now: datetime) -> bool:
    """Let the afternoon go on, now that somebody watches; False when it has begun, or this is no practice floor."""
    if not _is_practice():
        return False
    waiting = scripts.waiting_to_begin()
    for conversation in waiting:
        if script := script_of(conversation):
            _arrange(conversation, script, begun=now)
        scripts.mark_begun(conversation)
    for number, script in enumerate(afternoon() if waiting else ()):
        if script.begins_live:
            at = now + timedelta(seconds=float(script.turns[0]["live"]))
            journal.later("open_story", at=at, number=number)
    return bool(waiting)


@transaction.atomic
def open_story(*, number: int, now: datetime) -> bool:
    """Let somebody write for the first time in this story of the afternoon; False when that has happened."""
    script = afternoon()[number]
    if not _is_practice() or not script.begins_live or scripts.playing({script.name}):
        return False
    conversation = _open_conversation(script, at=now, begun=True)
    _play(conversation, script, script.turns[0], now=now)
    _arrange(conversation, script, begun=now - timedelta(seconds=float(script.turns[0]["live"])))
    return True


@transaction.atomic
def play_turn(*, conversation_id: int, n: int, now: datetime) -> bool:
    """Let one turn of the script happen; False when somebody here has answered and the script no longer fits.

    :raises queries.NotFound: if there is no such conversation
    """
    conversation = queries.conversation(conversation_id)
    script = script_of(conversation)
    turn = next((t for t in script.turns if t["n"] == n), None) if script else None
    if (
        script is None
        or turn is None
        or conversation.status == "closed"
        or not scripts.follows_script(conversation, n=n)
    ):
        return False
    _play(conversation, script, turn, now=now)
    return True


@transaction.atomic
def load_more(*, now: datetime) -> bool:
    """Load a few more conversations of the past and leave the rest for later; False when all are there.

    A job that was left behind by a practice floor loads nothing into the real organisation that came after it.
    """
    if not _is_practice():
        return False
    stories = history()
    far = progress.begin(HISTORY, total=len(stories) * TIMES_OVER, now=now)
    due = range(far.done, min(far.total, far.done + HISTORY_AT_ONCE))
    for number in due:
        _load_past(stories[number % len(stories)], number=number, now=far.started_at)
    more = progress.count(far, len(due), now=now)
    if more:
        journal.later("load_history")
    return more


def _is_practice() -> bool:
    house = organisation()
    return house is not None and house.practice


def _open_afternoon(*, now: datetime) -> int:
    begun = [script for script in afternoon() if not script.begins_live]
    for script in begun:
        _open(script, now=now)
    return len(begun)


def _arrange(conversation: Conversation, script: Script, *, begun: datetime) -> None:
    """Leave the live turns that are still to come to the worker, each at its second."""
    spoken = conversation.messages.count()
    for turn in script.turns:
        if "live" in turn and int(turn["n"]) > spoken:
            at = begun + timedelta(seconds=float(turn["live"]))
            journal.later("play_turn", at=at, conversation_id=conversation.pk, n=int(turn["n"]))


def _put_away(conversation: Conversation, *, by: User, now: datetime) -> None:
    """Close a conversation that was only played: what was promised in it is called off, and nobody was in danger."""
    scripts.retire(conversation)
    conversation = queries.conversation(conversation.pk)
    if conversation.status == "closed":
        return
    for promise in open_promises(conversation):
        promises.decide(conversation=conversation, promise_id=promise, state="cancelled", by=by, now=now)
    if conversation.safety_open:
        conversations.add_event(conversation, event="safety_closed", now=now)
        guidance.renew(conversation, now=now)
        conversations.keep(conversation, now=now)
        journal.record("safety.closed", by=by, about=conversation, at=now)
    close.close(conversation=queries.conversation(conversation.pk), by=by, outcome="paused", now=now)


def _open(script: Script, *, now: datetime) -> None:
    """Open the story's conversation and play what happened before anybody looked."""
    at = now - timedelta(minutes=script.begins)
    conversation = _open_conversation(script, at=at, begun=False)
    for turn in script.turns:
        if "live" not in turn:
            _play(conversation, script, turn, now=at + timedelta(minutes=float(turn["at"])))


def _open_conversation(script: Script, *, at: datetime, begun: bool) -> Conversation:
    inbox = queries.inbox_of(script.channel)
    contact = conversations.contact_at(
        kind=script.channel, value=script.contact["address"], name=script.contact["name"], now=at
    )
    conversation = conversations.open_conversation(
        inbox=inbox,
        contact=contact,
        subject=script.title,
        assignee=by_username(script.assignee),
        context={**script.context, "script": script.name, "begun": begun},
        persona={"id": script.played} if script.played else None,
        now=at,
    )
    journal.record("conversation.opened", about=conversation, at=at)
    return conversation


def _play(conversation: Conversation, script: Script, turn: Mapping[str, Any], *, now: datetime) -> None:
    """Let one side say its turn, by the same flows that real words take."""
    author = by_username(str(turn.get("as", "")))
    if author is not None:
        said.said(conversation=conversation, author=author, text=turn["text"], now=now)
        return
    heard = Inbound(
        channel=script.channel,
        external_id=f"script:{conversation.pk}:{turn['n']}",
        from_address=script.contact["address"],
        from_name=script.contact["name"],
        text=turn["text"],
        conversation=conversation.pk,
    )
    receive.receive(inbound=heard, now=now)


def _load_past(script: Script, *, number: int, now: datetime) -> None:
    """Let a story of the past happen to somebody, some days ago, and close it."""
    name = PAST_CONTACTS[number % len(PAST_CONTACTS)]
    told = _told(script, name=name, order=f"HL-{3000 + number}", address=f"{name.lower()}.{number}@past.example")
    longest = max(float(turn["at"]) for turn in told.turns)
    begun = now - timedelta(days=1 + number * 27 // (len(history()) * TIMES_OVER), hours=number % 7, minutes=longest)
    conversation = _open_conversation(told, at=begun, begun=True)
    for turn in told.turns:
        _play(conversation, told, turn, now=begun + timedelta(minutes=float(turn["at"])))
    _close(
        queries.conversation(conversation.pk),
        told,
        by=by_username(told.assignee),
        now=begun + timedelta(minutes=longest + 5),
    )


def _close(conversation: Conversation, script: Script, *, by: User | None, now: datetime) -> None:
    """Say that what was promised was kept, and close; a promise left open would call the past back."""
    if by is None:
        return
    for promise in open_promises(conversation):
        promises.decide(conversation=conversation, promise_id=promise, state="kept", by=by, now=now)
    if not conversation.safety_open:
        close.close(conversation=conversation, by=by, outcome="resolved", root_cause=script.root_cause, now=now)


def _told(script: Script, *, name: str, order: str, address: str) -> Script:
    """Return the story as it happened to this person."""
    turns = [{**turn, "text": turn["text"].format(name=name, order=order)} for turn in script.turns]
    context = {"customer": {"name": name}, "history": {}, "facts": [f"Order {order}"], "policy": {}}
    return Script(
        name=script.name,
        title=f"{script.title}, {order}",
        channel=script.channel,
        contact={"name": name, "address": address},
        assignee=script.assignee,
        context=context,
        begins=0,
        played="",
        root_cause=script.root_cause,
        turns=turns,
    )


def script_of(conversation: Conversation) -> Script | None:
    """Return the story of the afternoon that this conversation plays, if it plays one."""
    name = conversation.context.get("script", "")
    return next((script for script in afternoon() if script.name == name), None)


@cache
def afternoon() -> tuple[Script, ...]:
    """Return the stories of Harbour Lane's afternoon."""
    return _scripts("afternoon")


@cache
def history() -> tuple[Script, ...]:
    """Return the stories of Harbour Lane's last four weeks."""
    return _scripts("history")


def _scripts(folder: str) -> tuple[Script, ...]:
    stories = files("unruffled.desk.flows").joinpath("harbour_lane", folder)
    read = sorted((file for file in stories.iterdir() if file.name.endswith(".yml")), key=lambda file: file.name)
    return tuple(_script(file.name.removesuffix(".yml"), yaml.safe_load(file.read_text("utf-8"))) for file in read)


def _script(name: str, story: Mapping[str, Any]) -> Script:
    return Script(
        name=name,
        title=story["title"],
        channel=story["channel"],
        contact=story.get("contact") or {"name": "", "address": ""},
        assignee=story.get("assignee") or "",
        context=dict(story.get("context") or {}),
        begins=float(story.get("begins", 0)),
        played=story.get("played") or "",
        root_cause=story.get("root_cause") or "",
        turns=tuple(story["turns"]),
    )
