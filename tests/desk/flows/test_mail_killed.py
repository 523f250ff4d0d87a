"""A worker that fetches mail is killed without warning, again and again: nothing is lost, nothing is doubled."""

import os
import random
import subprocess
import sys
import time

import pytest
from django.conf import settings as django_settings
from django.db import connection
from psycopg.conninfo import make_conninfo

from cast import NOW
from mailboxes import INSIDE, PASSWORD, a_mail
from unruffled.desk.conversations.models import Inbox, Message, RawInbound
from unruffled.desk.flows import mail
from unruffled.desk.mail.models import MailDoor
from unruffled.site import home

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.alone]

MAILS, KILLS = 40, 3
WORK = """
import django
django.setup()
from datetime import UTC, datetime
from unruffled.desk.flows import mail
print("ready", flush=True)
mail.fetch(door_id={door}, now=datetime(2026, 11, 19, 15, 0, tzinfo=UTC))
"""


def a_worker(door):
    """Start a process that fetches; return it once it begins."""
    parameters = connection.get_connection_params()
    wanted = {k: parameters[k] for k in ("dbname", "host", "port", "user", "password") if parameters.get(k)}
    home.write_private(home.folder() / "secret.key", django_settings.SECRET_KEY)
    environment = os.environ | {
        "DATABASE_URL": make_conninfo(**wanted),
        "DJANGO_SETTINGS_MODULE": "unruffled.site.settings",
        "UNRUFFLED_MAIL_INSIDE": ",".join(INSIDE),
    }
    process = subprocess.Popen(
        [sys.executable, "-c", WORK.format(door=door.pk)], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "ready\n"
    return process


def test_forty_mails_survive_three_kills(care, sam, mailbox, settings):
    settings.MAIL_INSIDE = list(INSIDE)
    line = mail.Line("127.0.0.1", mailbox.plain, "plain", mailbox.user, PASSWORD)
    inbox = Inbox.objects.get(name="Letters")
    door = mail.connect(
        by=sam, inbox=inbox, address="help@harbour.example", fetching=line, sending=None, now=NOW,
        first_day=NOW.date().replace(year=2000),
    )  # fmt: skip
    words = [f"Mail number {n}." for n in range(MAILS)]
    mailbox.put(*(a_mail(text, sender=f"c{n}@home.example") for n, text in enumerate(words)))

    moments = random.Random(7)
    for _ in range(KILLS):
        worker = a_worker(door)
        time.sleep(moments.uniform(0.02, 0.4))
        worker.kill()
        worker.wait()
        assert mailbox.unseen() >= MAILS - RawInbound.objects.count()
    last = a_worker(door)
    assert last.wait(60) == 0

    assert list(Message.objects.order_by("pk").values_list("text", flat=True)) == words
    assert (RawInbound.objects.count(), MailDoor.objects.get().error) == (MAILS, "")
