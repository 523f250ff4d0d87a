"""Who needs somebody first: facts in their order, then time; heat only between two answers due in the same minute."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cast import NOW, minutes
from unruffled.desk.conversations import need
from unruffled.desk.conversations.need import Facts, need_of

CALM = Facts(status="open", channel="chat", last_at=NOW)
WAITING = replace(CALM, waiting_since=NOW - minutes(1), answered=True)

TIMES = st.datetimes(datetime(2026, 11, 1), datetime(2026, 12, 1), timezones=st.just(UTC))
FACTS = st.builds(
    Facts,
    status=st.sampled_from(["open", "snoozed", "closed"]),
    channel=st.sampled_from(["chat", "email", "phone", "social", "review", "sms"]),
    last_at=TIMES,
    waiting_since=st.none() | TIMES,
    answered=st.booleans(),
    safety_open=st.booleans(),
    escalation=st.sampled_from(["", "supervisor_demand", "escalation"]),
    promise_due_at=st.none() | TIMES,
    snoozed_until=st.none() | TIMES,
    asks=st.sampled_from(["", "What now?"]),
    heat_of_late=st.floats(0, 4),
    goodbye=st.booleans(),
)


def code(facts, now=NOW):
    return need_of(facts, now=now).code


def first(*many, now=NOW):
    """The codes in the order of the list."""
    return [n.code for n in sorted((need_of(facts, now=now) for facts in many), key=lambda n: n.rank)]


def test_the_order_of_reasons():
    assert first(
        CALM,
        WAITING,
        replace(WAITING, escalation="supervisor_demand"),
        replace(WAITING, promise_due_at=NOW + minutes(10)),
        replace(WAITING, promise_due_at=NOW - minutes(1)),
        replace(WAITING, safety_open=True),
        replace(WAITING, goodbye=True),
        replace(CALM, status="snoozed", snoozed_until=NOW + timedelta(days=1)),
        replace(CALM, status="closed"),
    ) == [
        "safety", "promise_late", "promise_soon", "supervisor_demand", "answer", "goodbye", "theirs", "snoozed",
        "closed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "open_still",
    [{"answered": False}, {"asks": "And the invoice?"}, {"promise_due_at": NOW + timedelta(days=2)}],
)
def test_a_goodbye_leaves_somebody_waiting_while_anything_is_open(open_still):
    assert code(replace(WAITING, goodbye=True)) == "goodbye"
    assert code(replace(WAITING, goodbye=True, **open_still)) != "goodbye"


def test_a_promise_counts_from_a_quarter_of_an_hour_before_its_time():
    promised = replace(WAITING, promise_due_at=NOW + minutes(16))

    assert code(promised) == "answer"
    assert code(promised, now=NOW + minutes(1)) == "promise_soon"
    assert code(promised, now=NOW + minutes(16)) == "promise_late"


def test_the_first_answer_is_due_then_what_was_asked_then_an_answer():
    assert code(replace(WAITING, answered=False)) == "first_answer"
    assert code(replace(WAITING, asks="What happens now?")) == "asks"
    assert code(WAITING) == "answer"


def test_a_chat_of_a_minute_comes_before_a_mail_of_two_hours():
    mail = replace(WAITING, channel="email", waiting_since=NOW - timedelta(hours=2))

    assert need_of(WAITING, now=NOW).rank < need_of(mail, now=NOW).rank


def test_a_mail_of_a_whole_day_comes_before_a_chat_of_a_minute():
    mail = replace(WAITING, channel="email", waiting_since=NOW - timedelta(days=1))

    assert need_of(mail, now=NOW).rank < need_of(WAITING, now=NOW).rank


def test_the_heat_of_late_decides_only_between_answers_due_in_the_same_minute():
    hot, upset = replace(WAITING, heat_of_late=4.0), replace(WAITING, heat_of_late=1.9)
    earlier = replace(WAITING, waiting_since=WAITING.waiting_since - minutes(1))

    assert need_of(hot, now=NOW).rank < need_of(upset, now=NOW).rank < need_of(WAITING, now=NOW).rank
    assert need_of(earlier, now=NOW).rank < need_of(hot, now=NOW).rank


@pytest.mark.parametrize("why", [{"escalation": "supervisor_demand"}, {"promise_due_at": NOW}, {"safety_open": True}])
def test_where_something_else_is_the_reason_heat_orders_not_even_equals(why):
    facts = replace(WAITING, **why)
    assert need_of(replace(facts, heat_of_late=4.0), now=NOW) == need_of(facts, now=NOW)


def test_danger_and_promises_are_seen_though_the_conversation_sleeps():
    asleep = replace(CALM, status="snoozed", snoozed_until=NOW + timedelta(days=3))

    assert code(replace(asleep, safety_open=True)) == "safety"
    assert code(replace(asleep, promise_due_at=NOW)) == "promise_late"


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (replace(WAITING, promise_due_at=NOW + minutes(20)), "Waits for our answer"),
        (replace(WAITING, promise_due_at=NOW + minutes(14)), "Promise due 14:14"),
        (replace(WAITING, promise_due_at=NOW - timedelta(days=1)), "Promise was due Wed 14:00"),
        (replace(WAITING, asks="What happens now?"), "Asks “What happens now?”"),
        (replace(CALM, status="snoozed", snoozed_until=NOW + timedelta(days=5)), "Back Tue 14:00"),
        (replace(CALM, status="snoozed", snoozed_until=NOW + timedelta(days=20)), "Back 9 Dec 14:00"),
        (replace(WAITING, escalation="supervisor_demand"), "Asked for someone in charge"),
    ],
)
def test_reasons_are_said_in_words(facts, words):
    found = need_of(facts, now=NOW)

    assert need.words(found.code, at=found.at, asks=facts.asks, now=NOW) == words


def test_times_are_said_as_people_there_read_them():
    from zoneinfo import ZoneInfo

    here = NOW.astimezone(ZoneInfo("Europe/Berlin"))
    assert need.words("promise_soon", at=NOW, now=here) == "Promise due 15:00"


@given(FACTS, TIMES)
def test_every_conversation_has_one_reason_with_words(facts, now):
    found = need_of(facts, now=now)

    assert need.words(found.code, at=found.at, asks=facts.asks, now=now)
    assert 0 < found.rank < 2**63


@given(FACTS, FACTS, TIMES)
def test_the_reason_decides_before_the_time(one, other, now):
    a, b = need_of(one, now=now), need_of(other, now=now)
    tier = {code: tier for code, (tier, _) in need.REASONS.items()}

    if tier[a.code] < tier[b.code]:
        assert a.rank < b.rank


@given(FACTS, TIMES, st.floats(0, 4))
def test_heat_gives_no_other_reason_and_moves_nobody_out_of_their_minute(facts, now, heat):
    one, other = need_of(facts, now=now), need_of(replace(facts, heat_of_late=heat), now=now)
    assert (one.code, one.at) == (other.code, other.at)
    assert one.rank // 10 == other.rank // 10


@given(FACTS, TIMES, TIMES)
def test_only_promises_change_the_reason_while_nobody_does_anything(facts, now, later):
    without = replace(facts, promise_due_at=None)

    assert need_of(without, now=now) == need_of(without, now=later)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("promise_soon = 15", r"answer_within is missing"),
        ("promise_soon = 15\n[answer_within]\nfax = 3", r"answer_within.chat is missing"),
        (
            "promise_late = 1\npromise_soon = 1\n[answer_within]",
            r"promise_late is not a key. Good ones: answer_within, promise_soon",
        ),
    ],
)
def test_a_bad_order_is_refused_with_the_key_and_the_good_ones(text, sentence):
    with pytest.raises(need.BadOrder, match=sentence):
        need.parsed(text)


@pytest.mark.parametrize("minutes_given", ["0", "-1", "1.5", '"soon"', "true"])
def test_a_time_that_is_no_minutes_is_refused(minutes_given):
    channels = "\n".join(f"{c} = 1" for c in ("email", "phone", "social", "review", "sms"))

    with pytest.raises(need.BadOrder, match=r"chat = .* is not a whole number of minutes above 0"):
        need.parsed(f"promise_soon = 15\n[answer_within]\nchat = {minutes_given}\n{channels}")
