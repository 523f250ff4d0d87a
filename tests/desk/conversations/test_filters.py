"""Lists narrowed to what somebody looks for, said in an address or kept as a view."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cast import NOW, an_inbound, answered, fresh, minutes
from unruffled.desk.conversations import queries
from unruffled.desk.conversations.models import Conversation
from unruffled.desk.conversations.queries import Filter
from unruffled.desk.flows import assign, receive, saved_view

pytestmark = pytest.mark.django_db

GIVEN = st.builds(
    Filter,
    channel=st.sampled_from(["", "chat", "email"]),
    assignee=st.sampled_from(["", "me", "nobody", "7"]),
    heat=st.sampled_from(["", *queries.HEATS]),
    stage=st.sampled_from(["", "vent", "safety"]),
    promise=st.booleans(),
    safety=st.booleans(),
    team=st.integers(0, 9),
)


def found(user, view="team", **only):
    page = queries.inbox_for(user, now=NOW, view=view, only=Filter(**only))
    return {row.contact_name for row in page.rows}


@pytest.fixture
def a_mail(care):
    inbound = an_inbound("Where is my invoice?", channel="email", from_address="lena@x.example", from_name="Lena")
    return receive.receive(inbound=inbound, now=NOW).conversation


def test_each_filter_leaves_what_fits(mia, a_conversation, a_mail, an_angry_conversation, a_dangerous_conversation):
    assign.assign(conversation=an_angry_conversation, to=mia, by=mia, now=NOW)

    assert found(mia) == {"Ana", "Lena", "Rob", "Ida"}
    assert found(mia, channel="email") == {"Lena"}
    assert found(mia, assignee="nobody") == {"Ana", "Lena", "Ida"}
    assert found(mia, assignee="me") == found(mia, assignee=str(mia.pk)) == {"Rob"}
    assert found(mia, safety=True) == {"Ida"}
    assert "Rob" in found(mia, heat="upset")
    assert "Ana" in found(mia, heat="calm")
    assert found(mia, channel="email", assignee="me") == set()
    assert found(mia, stage=fresh(a_mail).stage) >= {"Lena"}


def test_a_promise_that_is_due_can_be_asked_for(mia, a_conversation, an_angry_conversation):
    answered(a_conversation, "I will ring you tomorrow at 10:00. Mia", by=mia)

    assert found(mia, promise=True) == {"Ana"}


def test_somebody_in_several_teams_narrows_to_one(a_conversation, maya, omar, elsewhere):
    inbound = an_inbound("Pallets?", from_address="b-1", from_name="Bo")
    conversation = receive.receive(inbound=inbound, now=NOW, by=omar).conversation

    assert found(maya) == {"Ana", "Bo"}
    assert found(maya, team=conversation.team_id) == {"Bo"}


def test_a_filter_never_shows_what_may_not_be_seen(a_conversation, omar):
    for only in ({"channel": "chat"}, {"assignee": "nobody"}, {"team": a_conversation.team_id}):
        assert found(omar, **only) == set()


def test_pages_of_a_narrowed_list_follow_each_other_without_gap(mia, care, a_mail):
    made = [
        receive.receive(inbound=an_inbound("Hello?", from_address=f"c-{n}"), now=NOW + minutes(n)).conversation.pk
        for n in range(7)
    ]
    seen, after = [], None
    while True:
        page = queries.inbox_for(mia, now=NOW, only=Filter(channel="chat"), after=after, limit=3)
        seen += [row.id for row in page.rows]
        after = page.next
        if after is None:
            break

    assert seen == made


@given(GIVEN)
def test_what_an_address_says_is_understood_again(only):
    assert queries.filter_of(only.given()) == only


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"channel": "fax"}, r"channel: 'fax' is not known. Good ones: email, chat"),
        ({"heat": "9"}, r"heat: '9' is not known"),
        ({"stage": "furious"}, r"stage: 'furious' is not known"),
        ({"assignee": "x"}, r"assignee: 'x' is nobody"),
        ({"assignee": "-1"}, r"is nobody"),
        ({"team": "all"}, r"is not a number"),
        ({"promise": "yes"}, r"promise: 'yes'"),
    ],
)
def test_a_filter_that_does_not_exist_is_refused_with_the_good_ones(said, sentence):
    with pytest.raises(queries.BadFilter, match=sentence):
        queries.filter_of(said)


def test_the_next_promise_is_named_with_its_contact(mia, noor, a_conversation):
    assert queries.next_promise_for(mia, now=NOW) is None
    answered(a_conversation, "I will ring you tomorrow at 10:00. Mia", by=mia)

    promise = queries.next_promise_for(mia, now=NOW)
    assert (promise.contact_name, promise.due_at) == ("Ana", NOW + timedelta(hours=20))
    assert queries.next_promise_for(noor, now=NOW, view="yours") is None


# Saved views --------------------------------------------------------------------------------------------------------


def keep(owner, name="Chats", **given):
    return saved_view.keep(
        **({"owner": owner, "name": name, "view": "team", "only": Filter(channel="chat"), "now": NOW} | given)
    )


def names(user):
    return [view.name for view in queries.saved_views_for(user)]


def test_a_saved_view_is_its_owners_alone(mia, noor):
    keep(mia)

    assert (names(mia), names(noor)) == (["Chats"], [])
    assert queries.saved_views_for(mia)[0].said == {"view": "team", "channel": "chat"}


def test_a_supervisor_shares_with_the_team_and_nobody_else_sees_it(sam, mia, maya, omar, care):
    keep(sam, team=care.pk)

    assert names(mia) == names(maya) == names(sam) == ["Chats"]
    assert names(omar) == []


def test_an_agent_does_not_share_and_nobody_shares_with_a_team_of_others(mia, sam, care, elsewhere):
    for owner, team in ((mia, care.pk), (sam, elsewhere.pk)):
        with pytest.raises(saved_view.NotAllowed) as refused:
            keep(owner, team=team)
        assert [reason.holds for reason in refused.value.decision.reasons].count(False) == 1


@pytest.mark.parametrize("team", [2**40, 10**18 - 1])
def test_nobody_shares_with_a_team_that_is_not_there(maya, care, team):
    with pytest.raises(saved_view.NotAllowed):
        keep(maya, team=team)

    assert names(maya) == []


def test_the_same_name_again_replaces_it(mia):
    keep(mia)
    keep(mia, only=Filter(channel="email"))

    assert [view.said["channel"] for view in queries.saved_views_for(mia)] == ["email"]


@pytest.mark.parametrize("name", ["", "   ", "x" * 41])
def test_a_view_needs_a_name(mia, name):
    with pytest.raises(saved_view.NoName):
        keep(mia, name=name)


def test_a_thirteenth_view_is_one_too_many(mia):
    for n in range(saved_view.AT_MOST):
        keep(mia, name=f"View {n}")

    with pytest.raises(saved_view.TooMany, match="Forget one first"):
        keep(mia, name="One more")
    keep(mia, name="View 3")


def test_who_may_share_may_also_forget_a_shared_view_of_others_and_an_agent_may_not(sam, maya, mia, care):
    kept = keep(maya, team=care.pk)

    with pytest.raises(saved_view.NotAllowed):
        saved_view.forget(saved=kept, by=mia)
    saved_view.forget(saved=kept, by=sam)
    assert names(maya) == []


def test_nobody_forgets_what_is_a_persons_own(sam, mia):
    with pytest.raises(saved_view.NotAllowed):
        saved_view.forget(saved=keep(mia), by=sam)


def test_a_narrowed_list_is_one_query(mia, a_conversation, django_assert_num_queries):
    queries.counts_for(mia)
    assert Conversation.objects.exists()
    with django_assert_num_queries(1):
        queries.inbox_for(mia, now=NOW, only=Filter(channel="chat", assignee="nobody", heat="calm"))
