"""A new reader reads the history anew: resumable, and what humans set stays."""

from dataclasses import replace

import pytest
from django.db import OperationalError
from procrastinate.contrib.django.models import ProcrastinateJob

from cast import NOW, fresh, jobs_left, minutes, said, told
from unruffled.desk.conversations import queries
from unruffled.desk.conversations.models import Conversation, Message
from unruffled.desk.conversations.need import CLOSED_FROM
from unruffled.desk.flows import correct, reread, sweep
from unruffled.desk.guidance.models import Guidance
from unruffled.desk.journal.models import Entry, Progress
from unruffled.desk.people import actions as people
from unruffled.engine import reader
from unruffled.engine.reader import fusion, model

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


def taken(job):
    """The worker takes what waits under this name."""
    ProcrastinateJob.objects.filter(task_name=job)._raw_delete("default")


def broken(*_, **__):
    raise RuntimeError


def readers(conversation):
    return set(Message.objects.filter(conversation=conversation).values_list("reader", flat=True))


def test_what_another_reader_read_is_read_anew_and_shows_in_the_list(read_by_another):
    reread.begin(now=NOW)
    far = reread.go_on(now=NOW)

    assert (far.done, far.total) == (1, 1)
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


@pytest.fixture
def two_read_by_another(read_by_another, an_angry_conversation, monkeypatch):
    """Two conversations that another reader has read, of which a transaction takes one."""
    an_angry_conversation.messages.update(reader="rules-0")
    monkeypatch.setattr(reread, "AT_ONCE", 1)
    return sorted((read_by_another, an_angry_conversation), key=lambda one: one.pk)


def test_it_goes_on_where_it_was_interrupted(two_read_by_another):
    reread.begin(now=NOW)
    far = reread.go_on(now=NOW)
    assert (far.done, far.total, far.finished_at) == (1, 2, None)

    reread.begin(now=NOW)  # interrupted here, and begun again
    far = reread.go_on(now=NOW)
    assert (far.done, far.finished_at) == (2, None)
    assert reread.go_on(now=NOW).finished_at == NOW  # nothing is behind the last one
    assert queries.count_read_by_others(reader.version()) == 0


def test_stopped_it_rests_and_begun_again_it_has_only_the_rest_to_do(two_read_by_another, maya):
    first, second = two_read_by_another
    reread.start(by=maya, now=NOW)
    reread.go_on(now=NOW)
    reread.stop(by=maya, now=NOW)

    assert reread.go_on(now=NOW) is None
    assert (readers(first), readers(second)) == ({reader.version()}, {"rules-0"})
    assert reread.how_far(now=NOW) == reread.HowFar(reader.version(), stale=1, conversations=2, stopped=True)

    far = reread.start(by=maya, now=NOW)
    assert (far.done, far.total, far.stopped_at) == (0, 1, None)


def test_nothing_is_to_be_done_where_todays_reader_has_read(a_conversation):
    assert reread.begin(now=NOW).finished_at == NOW
    assert reread.go_on(now=NOW) is None


def test_what_grows_stale_after_the_end_is_read_anew_too(read_by_another):
    reread.begin(now=NOW)
    reread.go_on(now=NOW)
    read_by_another.messages.update(reader="rules-0")  # a backup brought back, say

    far = reread.begin(now=NOW)
    assert (far.done, far.total, far.finished_at) == (0, 1, None)
    assert reread.go_on(now=NOW).finished_at == NOW
    assert readers(read_by_another) == {reader.version()}


def test_one_that_cannot_be_read_anew_holds_up_none_of_the_others(two_read_by_another, monkeypatch):
    first, second = two_read_by_another
    whole = reread.conversations.keep

    def failing(conversation, *, now):
        if conversation.pk == first.pk:
            raise RuntimeError
        whole(conversation, now=now)

    monkeypatch.setattr(reread.conversations, "keep", failing)
    reread.begin(now=NOW)
    while not (far := reread.go_on(now=NOW)).finished_at:
        pass

    assert (readers(first), readers(second)) == ({"rules-0"}, {reader.version()})
    assert (far.done, far.failed, far.total) == (1, 1, 2)
    assert Entry.objects.get(what="history.read").numbers == {"done": 1, "failed": 1}
    after = reread.how_far(now=NOW)
    assert (after.stale, after.failed) == (1, 1)

    far = reread.begin(now=NOW)  # begun again, it is tried again
    assert (far.done, far.failed, far.total) == (0, 0, 1)


def test_what_could_not_be_read_counts_for_how_long_it_takes(two_read_by_another, monkeypatch):
    monkeypatch.setattr(reread.conversations, "keep", broken)
    reread.begin(now=NOW)
    reread.go_on(now=NOW)

    far = reread.how_far(now=NOW + minutes(3))
    assert (far.done, far.failed, far.left) == (0, 1, minutes(3))


def test_where_the_database_fails_nothing_is_counted_and_all_is_tried_again(two_read_by_another, monkeypatch):
    def lost(*_, **__):
        raise OperationalError("deadlock detected")

    reread.begin(now=NOW)
    with monkeypatch.context() as broken_for_now:
        broken_for_now.setattr(reread.conversations, "keep", lost)
        with pytest.raises(OperationalError):
            reread.go_on(now=NOW)
    assert Progress.objects.values_list("done", "failed", "place").get() == (0, 0, 0)

    assert reread.go_on(now=NOW).done == 1


def learnt_elsewhere(maya):
    """Another process switches on what corrections taught: this one has asked before, and is told of nothing."""
    before = reread.guidance.todays_reader()
    heads = {next(iter(fusion.movable())): 0.5}
    taught = {"number": 1, "weights": model.version(), "by": heads, "learnt": []}
    people.keep_policy(changes={"reading": taught}, by=maya, now=NOW)
    assert reread.guidance.todays_reader() == before
    return f"{before}+house-1"


def test_it_begins_with_the_reader_of_today_though_this_process_asked_before(read_by_another, maya):
    todays = learnt_elsewhere(maya)

    assert reread.begin(now=NOW).name == f"read anew by {todays}"


def test_a_switch_of_learning_in_another_process_does_not_end_it(two_read_by_another, maya):
    reread.begin(now=NOW)
    reread.go_on(now=NOW)
    todays = learnt_elsewhere(maya)
    Progress.objects.update(name=f"read anew by {todays}", done=0, place=0)  # and begins it over

    while not reread.go_on(now=NOW).finished_at:
        pass

    assert {*readers(two_read_by_another[0]), *readers(two_read_by_another[1])} == {todays}
    assert Progress.objects.get().name == f"read anew by {todays}"


# By the worker, one at a time --------------------------------------------------------------------------------------


def test_each_job_leaves_the_next_until_all_is_done(two_read_by_another, maya):
    reread.start(by=maya, now=NOW)
    assert jobs_left("read_history") == [{}]
    done = []
    while jobs_left("read_history"):
        taken("read_history")
        done.append(reread.read_more(now=NOW))

    assert done == [True, True, False]
    assert queries.count_read_by_others(reader.version()) == 0
    assert [entry.what for entry in Entry.objects.filter(what__startswith="history.").order_by("pk")] == [
        "history.begun",
        "history.read",
    ]


def test_pressed_twice_or_left_behind_one_job_waits(two_read_by_another, maya):
    reread.start(by=maya, now=NOW)
    reread.start(by=maya, now=NOW + minutes(1))
    reread.leave_if_left_behind()

    assert jobs_left("read_history") == [{}]
    assert Progress.objects.get().started_at == NOW


def test_a_job_that_was_lost_is_left_again_within_the_minute(two_read_by_another, maya):
    reread.start(by=maya, now=NOW)
    taken("read_history")

    sweep.sweep(now=NOW + minutes(1))
    assert jobs_left("read_history") == [{}]


def test_once_stopped_or_done_the_minute_leaves_no_job(two_read_by_another, maya):
    reread.start(by=maya, now=NOW)
    reread.stop(by=maya, now=NOW)
    taken("read_history")

    assert not reread.read_more(now=NOW)
    sweep.sweep(now=NOW + minutes(1))
    assert jobs_left("read_history") == []


def test_a_reader_that_comes_meanwhile_begins_from_the_front(two_read_by_another, maya, monkeypatch):
    first, second = two_read_by_another
    monkeypatch.setattr(reread.guidance, "todays_reader", lambda: "rules-1")  # what read before the upgrade
    reread.start(by=maya, now=NOW)
    Progress.objects.update(done=1, place=first.pk)
    first.messages.update(reader="rules-1")
    monkeypatch.undo()
    monkeypatch.setattr(reread, "AT_ONCE", 1)

    while reread.read_more(now=NOW):
        pass

    assert readers(first) == readers(second) == {reader.version()}
    assert Progress.objects.get().name == f"read anew by {reader.version()}"


def test_an_open_conversation_in_which_a_danger_shows_asks_whoever_leads_to_join(a_conversation, sam):
    said(a_conversation, "There is a smell of gas in the kitchen since your engineer left.")
    taken_back = a_conversation.messages.latest("pk")
    taken_back.reading |= {"heat_score": 0.0, "signals": []}
    taken_back.reader = "rules-0"
    taken_back.save()
    Conversation.objects.update(safety_open=False, danger="", danger_words="")
    asked = told(a_conversation).count("safety.asked")
    reread.begin(now=NOW)
    reread.go_on(now=NOW)

    assert fresh(a_conversation).safety_open
    assert told(a_conversation).count("safety.asked") == asked + 1


def test_what_is_closed_calls_nobody(a_conversation, mia, sam):
    said(a_conversation, "There was a smell of gas in the kitchen, it is gone.")
    a_conversation.messages.update(reader="rules-0")
    Conversation.objects.update(
        safety_open=False, danger="", danger_words="", status="closed", closed_at=NOW, waiting_since=None,
        need_rank=CLOSED_FROM,
    )  # fmt: skip
    before = told(a_conversation)
    reread.begin(now=NOW)
    reread.go_on(now=NOW)

    assert told(a_conversation) == before
    assert fresh(a_conversation).status == "closed"
    assert readers(a_conversation) == {reader.version()}


# Who may ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["mia", "sam", "omar"])
def test_nobody_but_a_manager_begins_or_stops_it(who, read_by_another, maya, request):
    person = request.getfixturevalue(who)
    with pytest.raises(reread.NotAllowed):
        reread.start(by=person, now=NOW)
    assert jobs_left("read_history") == []
    reread.start(by=maya, now=NOW)
    with pytest.raises(reread.NotAllowed):
        reread.stop(by=person, now=NOW)

    assert reread.how_far(now=NOW).goes_on


def test_it_is_news_to_each_manager_once(read_by_another, maya):
    far = reread.how_far(now=NOW)
    assert reread.is_news(far, to=maya)

    reread.look(by=maya, now=NOW)
    reread.look(by=maya, now=NOW)
    assert not reread.is_news(far, to=maya)
    assert Entry.objects.filter(what="reader.seen").count() == 1
    assert reread.is_news(replace(far, reader="rules-9"), to=maya)


def test_how_long_it_takes_is_known_from_what_was_done(two_read_by_another):
    reread.begin(now=NOW)
    assert reread.how_far(now=NOW).left is None
    reread.go_on(now=NOW)

    far = reread.how_far(now=NOW + minutes(3))
    assert (far.done, far.total, far.left) == (1, 2, minutes(3))


def test_what_todays_reader_cannot_read_keeps_the_reading_that_it_has(read_by_another, monkeypatch):
    before = list(read_by_another.messages.order_by("pk").values_list("reading", "reader", "unread_reason"))
    monkeypatch.setattr(reader, "read", broken)
    reread.begin(now=NOW)
    reread.go_on(now=NOW)

    assert list(read_by_another.messages.order_by("pk").values_list("reading", "reader", "unread_reason")) == before
    assert reread.how_far(now=NOW).failed == 1
