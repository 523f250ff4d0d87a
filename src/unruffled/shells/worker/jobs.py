"""THE table of jobs: which name calls which flow, how often it is tried again, and when it runs by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final

from django.db import close_old_connections
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from unruffled.desk.flows import deliver, mail, played, policy, practice, recalibrate, receive, reread, sweep
from unruffled.desk.journal import answers
from unruffled.desk.people import house


class StillUnread(Exception):
    """The engine could not read a message yet; the job is tried again."""


def deliver_reply(*, message_id: int) -> None:
    """Take a reply to its door once it can no longer be taken back."""
    deliver.deliver(message_id=message_id, now=timezone.now())


def send_staff_mail(*, staff_mail_id: int) -> None:
    """Send a colleague the mail with a link that was made for them."""
    mail.send_staff_mail(staff_mail_id=staff_mail_id, now=timezone.now())


def react(*, conversation_id: int) -> None:
    """Let a played contact answer."""
    played.react(conversation_id=conversation_id, now=timezone.now())


def read_again(*, conversation_id: int) -> None:
    """Read what the engine could not read when it came in."""
    if not receive.read_again(conversation_id=conversation_id, now=timezone.now()):
        raise StillUnread(f"conversation {conversation_id}")


def play_turn(*, conversation_id: int, n: int) -> None:
    """Let the next turn of a practice conversation happen."""
    practice.play_turn(conversation_id=conversation_id, n=n, now=timezone.now())


def open_story(*, number: int) -> None:
    """Let somebody write for the first time on the practice floor."""
    practice.open_story(number=number, now=timezone.now())


def load_history() -> None:
    """Load a few more conversations of the practice floor's past; the rest is left for the next job."""
    practice.load_more(now=timezone.now())


def visit_mailboxes(timestamp: int) -> None:
    """Look into every mailbox whose time has come."""
    mail.arrange_visits(now=timezone.now())


def fetch_mail(*, door_id: int) -> None:
    """Fetch and take in the new mail of one inbox."""
    mail.fetch(door_id=door_id, now=timezone.now())


def order_again(*, after: int) -> None:
    """Put the next waiting conversations into the order that was decided."""
    policy.order_again(after=after, now=timezone.now())


def read_history() -> None:
    """Read a few more conversations anew that an earlier reader has read; the rest is left for the next job."""
    reread.read_more(now=timezone.now())


def every_minute(timestamp: int) -> None:
    """Bring up to date what time alone has changed."""
    sweep.sweep(now=timezone.now())


def every_night(timestamp: int) -> None:
    """Forget the answers to repeated requests that are older than a day."""
    answers.forget_old(now=timezone.now())


def recalibrate_now() -> None:
    """Work out what the corrections of readings would change, for a manager to look at."""
    recalibrate.propose(now=timezone.now())


def every_week(timestamp: int) -> None:
    """Work out once a week what the corrections of readings would change; nothing is switched on by it."""
    recalibrate.propose(now=timezone.now())


@dataclass(frozen=True, slots=True)
class Job:
    """A name for ever, what it calls, and how often it is tried again: after 3, 9, 27, 81 … seconds.

    `cron` is when it runs by itself; such a job never waits twice in the queue.
    """

    name: str
    run: Callable[..., None]
    tries: int = 7
    cron: str = ""

    @property
    def retry(self) -> RetryStrategy | bool:
        """When this job is tried again; seven tries take about an hour."""
        return self.tries > 0 and RetryStrategy(max_attempts=self.tries, exponential_wait=3)


JOBS: Final = (
    Job("deliver", deliver_reply),
    Job("send_staff_mail", send_staff_mail),
    Job("react", react, tries=3),
    Job("play_turn", play_turn, tries=3),
    Job("open_story", open_story, tries=3),
    Job("load_history", load_history),
    Job("read_again", read_again),
    Job("order_again", order_again),
    Job("read_history", read_history, tries=0),
    Job("visit_mailboxes", visit_mailboxes, tries=0, cron="* * * * * */20"),
    Job("fetch_mail", fetch_mail, tries=0),
    Job("sweep", every_minute, tries=0, cron="* * * * *"),
    Job("recalibrate", recalibrate_now, tries=3),
    Job("look_back", every_week, tries=3, cron="41 4 * * 1"),
    Job("forget", every_night, tries=3, cron="17 3 * * *"),
)


def _with_living_connections(run: Callable[..., None]) -> Callable[..., None]:
    """Return the job so that it does not begin or end on a connection that the database has dropped.

    It works by what holds in the organisation now, and by its clock.
    """

    @wraps(run)
    def job(*args: Any, **ids: Any) -> None:
        close_old_connections()
        house.forget()
        try:
            with timezone.override(house.in_force().zone):
                run(*args, **ids)
        finally:
            close_old_connections()

    return job


def _register(job: Job) -> None:
    waits_once = job.name if job.cron else None
    task = app.task(name=job.name, retry=job.retry, queueing_lock=waits_once)(_with_living_connections(job.run))
    if job.cron:
        app.periodic(cron=job.cron)(task)


for _job in JOBS:
    _register(_job)
