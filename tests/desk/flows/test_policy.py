"""What an organisation decides otherwise holds from then on: in the guidance, and in the order of the inbox."""

import pytest

from cast import NOW, answered, fresh, minutes, said
from unruffled.desk.conversations import queries
from unruffled.desk.flows import policy
from unruffled.desk.flows.allowed import NotAllowed
from unruffled.desk.guidance.models import Guidance
from unruffled.desk.people import house
from unruffled.desk.people.models import Policy

ONE_NOTICE = {"house": {"boundary": {"again": {"insult": 3}}}}
INSULT = "You stupid idiot, you useless brainless moron."


def decide(changes, by):
    return policy.decide(changes=changes, by=by, now=NOW)


def level_of(conversation):
    return Guidance.objects.filter(conversation=conversation).latest("pk").step["boundary"]


def test_a_shorter_ladder_shows_in_the_next_guidance(an_abusive_conversation, maya):
    before = level_of(an_abusive_conversation)
    decide({"house": {"boundary": {"start": {"insult": 3, "abuse": 3}, "again": {"insult": 3, "abuse": 3}}}}, maya)

    said(an_abusive_conversation, INSULT, at=NOW + minutes(1))

    assert before < 3
    assert level_of(an_abusive_conversation) == 3


def test_without_a_decision_the_second_insult_is_a_notice(an_abusive_conversation, maya):
    said(an_abusive_conversation, INSULT, at=NOW + minutes(1))

    assert level_of(an_abusive_conversation) == 2


def test_a_longer_answer_time_moves_a_conversation_back_in_the_inbox(a_conversation, a_letter, mia, maya):
    """Ana's chat comes before her letter; who promises chats in a day, and letters in an hour, sees it turn."""
    shown = lambda: [row.id for row in queries.inbox_for(mia, now=NOW, view="team").rows]  # noqa: E731
    assert shown() == [a_conversation.pk, a_letter.pk]

    decide({"answer_within": {"chat": 1440, "email": 60}}, maya)

    assert shown() == [a_letter.pk, a_conversation.pk]


def test_who_waits_for_nothing_keeps_their_place(a_conversation, a_letter, mia, maya):
    answered(a_conversation, "I have found it, and it leaves today.", by=mia)
    before = fresh(a_conversation).version

    decide({"answer_within": {"chat": 30}}, maya)

    assert fresh(a_conversation).version == before


def test_a_long_list_is_put_in_order_piece_by_piece(a_conversation, an_angry_conversation, a_letter, maya, monkeypatch):
    from cast import jobs_left

    monkeypatch.setattr(policy, "AT_ONCE", 2)
    decide({"answer_within": {"chat": 30}}, maya)

    second = max(a_conversation.pk, an_angry_conversation.pk)
    assert jobs_left("order_again") == [{"after": second}]
    assert policy.order_again(after=second, now=NOW) == 1


def test_each_decision_is_a_version_and_the_same_again_is_none(maya):
    assert decide(ONE_NOTICE, maya) is not None
    assert decide(ONE_NOTICE, maya) is None
    assert decide({}, maya) is not None

    assert Policy.objects.count() == 2
    assert house.in_force().house.ladder.again["insult"] == 2


@pytest.mark.parametrize("who", ["mia", "sam", "omar"])
def test_only_a_manager_decides(who, request):
    with pytest.raises(NotAllowed):
        decide(ONE_NOTICE, request.getfixturevalue(who))


@pytest.mark.parametrize(
    "changes",
    [
        {"answer_within": {"pigeon": 5}},
        {"answer_within": {"chat": 0}},
        {"answer_within": {"chat": True}},
        {"answer_within": {"chat": 10**9}},
        {"house": {"boundary": {"highest": 7}}},
        {"heat": {"most": 3}},
    ],
)
def test_a_policy_that_cannot_be_used_is_refused_and_the_old_one_holds(changes, maya):
    with pytest.raises(policy.BadPolicy):
        decide(changes, maya)

    assert not Policy.objects.exists()
    assert house.in_force().answer_within == {}


def test_a_kept_policy_that_a_newer_version_does_not_know_stops_nobody(a_conversation, maya):
    Policy.objects.create(changes={"house": {"moods": {}}}, at=NOW)
    house.forget()

    assert fresh(said(a_conversation, "Are you there?", at=NOW + minutes(1))).reading is not None


def test_what_holds_is_asked_for_once(maya, django_assert_num_queries):
    house.forget()
    with django_assert_num_queries(2):
        house.in_force()
        house.in_force()
