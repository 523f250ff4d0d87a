"""A new reader reads the history anew: resumable, and what humans set stays."""

import pytest

from cast import NOW, fresh, said
from unruffled.desk.conversations import queries
from unruffled.desk.conversations.models import Message
from unruffled.desk.flows import correct, reread
from unruffled.desk.guidance.models import Guidance
from unruffled.engine import reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def read_by_another(a_conversation):
    """A conversation whose readings another reader made, which saw nothing in them."""
    said(a_conversation, "This is the third time that I ask. I am furious.")
    for message in a_conversation.messages.all():
        message.reading = message.reading | {"heat_score": 0.0, "signals": []}
        message.reader = "rules-0"
        message.save()
    return a_conversation


def readers(conversation):
    return set(Message.objects.filter(conversation=conversation).values_list("reader", flat=True))


def test_what_another_reader_read_is_read_anew_and_shows_in_the_list(read_by_another):
    reread.begin(now=NOW)
    after, far = reread.go_on(now=NOW)

    assert (after, far.done, far.total) == (0, 1, 1)
    assert far.finished_at == NOW
    assert readers(read_by_another) == {reader.version()}
    assert fresh(read_by_another).heat_score > 1
    assert Guidance.objects.filter(conversation=read_by_another).latest("message").step["facts"]["heat"] >= 1


def test_what_a_human_set_stays(read_by_another, mia):
    first = read_by_another.messages.earliest("pk")
    correct.correct(message=first, by=mia, field="heat", value=4, now=NOW)
    reread.begin(now=NOW)
    reread.go_on(now=NOW)

    first.refresh_from_db()
    assert (first.reading["heat_score"], first.corrected) == (4.0, {"heat": 4})


def test_it_goes_on_where_it_was_stopped(read_by_another, an_angry_conversation, monkeypatch):
    an_angry_conversation.messages.update(reader="rules-0")
    monkeypatch.setattr(reread, "AT_ONCE", 1)
    reread.begin(now=NOW)
    _, far = reread.go_on(now=NOW)
    assert (far.done, far.total, far.finished_at) == (1, 2, None)

    reread.begin(now=NOW)  # stopped here, and begun again
    _, far = reread.go_on(now=NOW)

    assert (far.done, far.finished_at) == (2, NOW)
    assert queries.count_read_by_others(reader.version()) == 0


def test_nothing_is_to_be_done_where_todays_reader_has_read(a_conversation):
    assert reread.begin(now=NOW).total == 0
    assert reread.go_on(now=NOW)[0] == 0


def test_what_grows_stale_after_the_end_is_read_anew_too(read_by_another):
    reread.begin(now=NOW)
    reread.go_on(now=NOW)
    read_by_another.messages.update(reader="rules-0")  # a backup brought back, say

    far = reread.begin(now=NOW)
    assert (far.done, far.total, far.finished_at) == (0, 1, None)
    assert reread.go_on(now=NOW)[1].finished_at == NOW
    assert readers(read_by_another) == {reader.version()}


def test_what_todays_reader_cannot_read_keeps_the_reading_that_it_has(read_by_another, monkeypatch):
    before = list(read_by_another.messages.order_by("pk").values_list("reading", "reader", "unread_reason"))

    def broken(*_):
        raise RuntimeError

    monkeypatch.setattr(reader, "read", broken)
    reread.begin(now=NOW)
    reread.go_on(now=NOW)

    assert list(read_by_another.messages.order_by("pk").values_list("reading", "reader", "unread_reason")) == before
