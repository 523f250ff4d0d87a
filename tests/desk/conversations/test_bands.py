"""Where a supervisor sees a conversation: facts put it on top, heat tells the rest apart, people never count."""

from hypothesis import given
from hypothesis import strategies as st

from cast import NOW, minutes
from unruffled.desk.conversations import need
from unruffled.desk.conversations.bands import BANDS, band_of


def band(**given):
    return band_of(
        **({"reason": "answer", "reason_at": NOW + minutes(5), "safety_open": False, "held": True, "heat": 1,
            "trace": (1.0,), "now": NOW} | given)
    )  # fmt: skip


def test_danger_late_promises_and_calls_for_authority_need_someone_now():
    for reason in ("safety", "promise_late", "supervisor_demand", "escalation"):
        assert band(reason=reason, heat=0, trace=(0.0,)) == "now"
    assert band(safety_open=True, reason="promise_late") == "now"


def test_an_answer_that_is_overdue_needs_someone_only_while_nobody_has_it():
    assert band(reason_at=NOW - minutes(1), held=False) == "now"
    assert band(reason_at=NOW - minutes(1), held=True) == "calm"
    assert band(reason_at=NOW + minutes(1), held=False) == "calm"


def test_hotter_than_a_turn_ago_is_rising_and_hot_for_long_is_steady():
    assert band(heat=3, trace=(1.0, 3.0)) == "rising"
    assert band(heat=3, trace=(3.0, 3.2)) == "steady"
    assert band(heat=3, trace=(4.0, 3.0)) == "steady"
    assert band(heat=1, trace=(2.0, 1.0)) == "calm"


def test_what_nobody_has_read_is_called_neither_calm_nor_hot():
    assert band(heat=None, trace=()) == "unread"
    assert band(heat=None, trace=(), reason="theirs") == "unread"


def test_what_nobody_has_read_needs_someone_now_for_the_same_facts_as_any_other():
    assert band(heat=None, trace=(), safety_open=True) == "now"
    assert band(heat=None, trace=(), reason_at=NOW - minutes(1), held=False) == "now"


def test_a_goodbye_does_not_rise():
    assert band(reason="goodbye", heat=1, trace=(0.0, 0.6)) == "calm"


@given(
    st.sampled_from(sorted(need.REASONS)),
    st.integers(0, 4),
    st.lists(st.floats(0, 4), max_size=5),
    st.booleans(),
    st.booleans(),
)
def test_heat_alone_never_calls_anybody(reason, heat, trace, safety, held):
    at = NOW + minutes(1)
    cold = band(reason=reason, reason_at=at, heat=0, trace=(), safety_open=safety, held=held)
    hot = band(reason=reason, reason_at=at, heat=heat, trace=trace, safety_open=safety, held=held)

    assert hot in BANDS
    assert (hot == "now") == (cold == "now")
