"""The table of jobs: every name calls its flow, is tried again as it says, and the clock runs what runs by itself."""

import pytest
from procrastinate.contrib.django import app

from cast import NOW, answered, fresh, jobs_left, minutes
from unruffled.desk.conversations import queries
from unruffled.desk.conversations.models import Outbox
from unruffled.desk.flows import reread
from unruffled.engine import reader
from unruffled.shells.worker import jobs


def test_every_job_has_a_name_of_its_own_and_is_known_to_the_worker():
    app.perform_import_paths()
    names = [job.name for job in jobs.JOBS]

    assert len(set(names)) == len(names)
    assert set(names) <= set(app.tasks)


def test_what_runs_by_itself_never_waits_twice():
    timed = {job.name: job for job in jobs.JOBS if job.cron}

    assert timed["sweep"].cron == "* * * * *"
    assert all(app.tasks[name].queueing_lock == name for name in timed)
    assert {task.task.name for task in app.periodic_registry.periodic_tasks.values()} >= set(timed)


def test_a_failed_job_waits_longer_each_time_and_ends():
    from procrastinate.jobs import Job as Row

    def decided(attempts):
        row = Row(id=1, queue="default", lock=None, queueing_lock=None, task_name="deliver", attempts=attempts)
        return app.tasks["deliver"].retry_strategy.get_retry_decision(exception=RuntimeError(), job=row)

    delays = [decided(n).retry_at for n in range(7)]
    assert delays == sorted(delays)
    assert decided(7) is None


def test_a_job_that_runs_by_itself_is_not_tried_again():
    assert app.tasks["sweep"].retry_strategy is None


@pytest.mark.django_db
def test_the_worker_delivers_what_was_left_for_it(a_conversation, mia, monkeypatch):
    message = answered(a_conversation, "It leaves today.", by=mia)
    (ids,) = jobs_left("deliver")
    monkeypatch.setattr(jobs.timezone, "now", lambda: NOW + minutes(1))
    monkeypatch.setattr(jobs, "close_old_connections", lambda: None)

    app.tasks["deliver"].func(**ids)

    assert Outbox.objects.get(message=message).state == "sent"


@pytest.mark.django_db
def test_a_message_that_is_still_unread_fails_the_job_so_that_it_is_tried_again(a_conversation, monkeypatch):
    monkeypatch.setattr(jobs.receive, "read_again", lambda **_: False)
    monkeypatch.setattr(jobs, "close_old_connections", lambda: None)

    with pytest.raises(jobs.StillUnread):
        app.tasks["read_again"].func(conversation_id=a_conversation.pk)


@pytest.mark.django_db
def test_the_minute_wakes_what_was_put_aside(a_conversation, mia, monkeypatch):
    from unruffled.desk.flows import close

    close.snooze(conversation=a_conversation, until=NOW + minutes(5), by=mia, now=NOW)
    monkeypatch.setattr(jobs.timezone, "now", lambda: NOW + minutes(6))
    monkeypatch.setattr(jobs, "close_old_connections", lambda: None)

    app.tasks["sweep"].func(0)

    assert fresh(a_conversation).status == "open"


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_works_off_what_the_flows_left(a_conversation, mia):
    """Through the queue itself: the reply's ten seconds are over, so it leaves; nothing is left behind."""
    from django.utils import timezone

    message = answered(a_conversation, "It leaves today.", by=mia, at=timezone.now() - minutes(1))

    with app.replace_connector(app.connector.get_worker_connector()) as working:
        working.run_worker(wait=False, install_signal_handlers=False, listen_notify=False, concurrency=1)

    assert fresh(message.outbox).state == "sent"
    assert {"message_id": message.pk} not in jobs_left("deliver")


@pytest.mark.django_db(transaction=True)
def test_a_mail_and_its_answer_go_through_a_real_worker(care, sam, mia, mailbox, post_office, settings):
    """From the mailbox to the page and back out to the mail server, with nothing but the queue in between."""
    from django.utils import timezone

    from mailboxes import INSIDE, PASSWORD, a_mail
    from unruffled.desk.conversations.models import Conversation, Inbox
    from unruffled.desk.flows import mail

    settings.MAIL_INSIDE = list(INSIDE)
    mailbox.put(a_mail("Where is my lamp?", message_id="<1@home.example>"))
    mail.connect(
        by=sam,
        inbox=Inbox.objects.get(name="Letters"),
        address="help@harbour.example",
        fetching=mail.Line("127.0.0.1", mailbox.plain, "plain", mailbox.user, PASSWORD),
        sending=mail.Line("127.0.0.1", post_office.port, "plain"),
        first_day=timezone.now().date() - minutes(24 * 60),
        now=timezone.now() - minutes(1),
    )
    app.tasks["visit_mailboxes"].func(0)
    work_off()
    conversation = Conversation.objects.get()
    answered(conversation, "It leaves today.", by=mia, at=timezone.now() - minutes(1))
    work_off()

    ((_, recipients, raw),) = post_office.taken
    assert recipients == ["ana@home.example"]
    assert b"In-Reply-To: <1@home.example>" in raw
    assert mailbox.unseen() == 0


@pytest.mark.django_db(transaction=True)
def test_an_invitation_goes_through_a_real_worker(care, maya, post_office, settings):
    from django.utils import timezone

    from mailboxes import INSIDE
    from unruffled.desk.conversations.models import Inbox
    from unruffled.desk.flows import invite, mail

    settings.MAIL_INSIDE = list(INSIDE)
    sending, now = mail.Line("127.0.0.1", post_office.port, "plain"), timezone.now()
    inbox = Inbox.objects.get(name="Letters")
    mail.connect(by=maya, inbox=inbox, address="help@harbour.example", fetching=None, sending=sending, now=now)
    (made,) = invite.invite(
        wanted=[invite.Wanted("nell@shop.example", "agent")],
        team=care,
        by=maya,
        now=now,
        at="https://x.example/welcome/",
    )
    work_off()

    ((_, recipients, raw),) = post_office.taken
    assert recipients == ["nell@shop.example"]
    assert made.secret.encode() in raw.replace(b"=\r\n", b"")


def work_off():
    with app.replace_connector(app.connector.get_worker_connector()) as working:
        working.run_worker(wait=False, install_signal_handlers=False, listen_notify=False, concurrency=1)


@pytest.mark.django_db(transaction=True)
def test_the_history_is_read_anew_by_a_real_worker_from_one_job_to_the_next(two_read_by_another, maya):
    from django.utils import timezone

    reread.start(by=maya, now=timezone.now())
    work_off()

    assert queries.count_read_by_others(reader.version()) == 0
    assert reread.how_far(now=timezone.now()) == reread.HowFar(reader.version())
    assert jobs_left("read_history") == []


@pytest.mark.django_db(transaction=True)
def test_what_a_killed_worker_was_reading_anew_goes_on_when_its_job_comes_back(two_read_by_another, maya):
    """Meanwhile the minute has left another job: both come to the queue, one after another, and nothing is blocked."""
    from django.db import connection
    from django.utils import timezone

    reread.start(by=maya, now=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE task_name = 'read_history'")
        reread.leave_if_left_behind()
        cursor.execute(
            "SELECT procrastinate_retry_job_v2(id, now(), NULL, NULL, NULL) FROM procrastinate_jobs "
            "WHERE status = 'doing'"
        )
    assert len(jobs_left("read_history")) == 2
    work_off()

    assert queries.count_read_by_others(reader.version()) == 0
    assert jobs_left("read_history") == []


@pytest.fixture
def two_read_by_another(a_conversation, an_angry_conversation, monkeypatch):
    """Two conversations that an earlier reader has read, of which a job takes one."""
    for conversation in (a_conversation, an_angry_conversation):
        conversation.messages.update(reader="rules-0")
    monkeypatch.setattr(reread, "AT_ONCE", 1)
