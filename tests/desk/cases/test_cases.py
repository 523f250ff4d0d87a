"""A case opens itself when a conversation is difficult, stays open when it calms, and exists once."""

import pytest
from django.db import IntegrityError, transaction

from cast import NOW, answered, fresh, said, told
from unruffled.desk.cases import actions, queries
from unruffled.desk.cases.models import Case, Promise
from unruffled.desk.conversations.queries import NotFound
from unruffled.engine.vocabulary import Reading, Situation, Step, Turn

pytestmark = pytest.mark.django_db


def a_step(*, difficulty=0, flags=()):
    turn = Turn(1, "customer", 0.0, "Hello", "chat")
    situation = Situation(n=1, stage="open", main_stage="open", facts={}, signals=frozenset(), lasting=frozenset())
    return Step(Reading(turn=turn), situation, difficulty=difficulty, flags=flags)


@pytest.mark.parametrize(
    ("step", "because"),
    [
        (a_step(difficulty=60), ["difficulty"]),
        (a_step(difficulty=100), ["difficulty"]),
        (a_step(flags=("safety",)), ["safety"]),
        (a_step(flags=("root_cause_candidate", "escalate", "legal")), ["escalate", "legal"]),
        (a_step(flags=("boundary_incident",), difficulty=70), ["boundary_incident"]),
    ],
)
def test_sixty_points_or_a_gate_open_a_case_and_say_which(a_conversation, step, because):
    case = actions.open_if_difficult(a_conversation, step, now=NOW)

    assert (case.opened_because, case.opened_at, case.closed_at) == (because, NOW, None)


@pytest.mark.parametrize(
    "step", [a_step(), a_step(difficulty=59), a_step(flags=("vulnerable", "followup_due", "adjust_language", "public"))]
)
def test_what_is_not_difficult_opens_none(a_conversation, step):
    assert actions.open_if_difficult(a_conversation, step, now=NOW) is None
    assert not Case.objects.exists()


def test_a_case_is_opened_once_and_remembers_its_peak(a_conversation):
    opened = actions.open_if_difficult(a_conversation, a_step(difficulty=65), now=NOW)
    for difficulty in (90, 10, 70):
        assert (
            actions.open_if_difficult(a_conversation, a_step(difficulty=difficulty, flags=("legal",)), now=NOW) is None
        )

    assert Case.objects.get() == opened
    assert fresh(opened).peak_difficulty == 90


def test_the_database_allows_one_open_case_a_conversation(a_conversation):
    Case.objects.create(conversation=a_conversation, opened_at=NOW, closed_at=NOW)
    Case.objects.create(conversation=a_conversation, opened_at=NOW)

    with pytest.raises(IntegrityError, match="one_open_case_a_conversation"), transaction.atomic():
        Case.objects.create(conversation=a_conversation, opened_at=NOW)


def test_an_abusive_conversation_is_a_case_from_its_first_message(an_abusive_conversation):
    assert told(an_abusive_conversation) == ["conversation.opened", "message.received", "case.opened"]


def test_a_kind_question_is_no_case(a_conversation):
    assert not Case.objects.exists()


def test_omar_finds_no_case_of_care(an_abusive_conversation, mia, omar):
    case = Case.objects.get()

    assert queries.case_for(mia, case.pk) == case
    for pk in (case.pk, 10**9):
        with pytest.raises(NotFound):
            queries.case_for(omar, pk)


def test_only_our_promises_with_substance_are_kept(a_conversation, mia):
    said(a_conversation, "I will ring you tomorrow at 9.")
    answered(a_conversation, "We will look into it soon.", by=mia)
    assert not Promise.objects.exists()

    message = answered(a_conversation, "I will ring you tomorrow at 9:00.", by=mia)
    promise = Promise.objects.get()
    assert (promise.message, promise.state) == (message, "open")
    assert promise.due_at.isoformat() == "2026-11-20T09:00:00+00:00"


def test_the_clock_of_a_promise_is_the_one_on_our_wall(a_conversation, mia, settings):
    from django.utils import timezone

    with timezone.override("Europe/Berlin"):
        answered(a_conversation, "I will ring you today at 16:30.", by=mia)

    assert Promise.objects.get().due_at.isoformat() == "2026-11-19T15:30:00+00:00"
