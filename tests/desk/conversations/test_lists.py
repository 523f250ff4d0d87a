"""Lists: what may be seen, who comes first, page after page without a gap, and never a question for each row."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cast import NOW, an_inbound, answered, fresh, minutes, said
from unruffled.desk.conversations import queries
from unruffled.desk.conversations.models import Contact, Conversation, Inbox
from unruffled.desk.flows import assign, close, receive

pytestmark = pytest.mark.django_db


def ids(page):
    return [row.id for row in page.rows]


def several(n, *, at=NOW):
    return [
        receive.receive(inbound=an_inbound(f"Question {i}?", from_address=f"c-{i}"), now=at + minutes(i)).conversation
        for i in range(n)
    ]


def test_a_row_shows_name_reason_heat_and_who_has_it(an_angry_conversation, mia):
    assign.assign(conversation=an_angry_conversation, to=mia, by=mia, now=NOW)

    (row,) = queries.inbox_for(mia, now=NOW, view="yours").rows

    assert (row.contact_name, row.reason_code, row.assignee_name, row.channel) == (
        "Rob",
        "first_answer",
        "Mia",
        "chat",
    )
    assert row.waiting_since == NOW
    assert row.trace == (pytest.approx(row.heat_score, abs=0.01),)
    assert row.heat_word in ("Upset", "Intense", "Extreme")


def test_of_two_answers_due_in_the_same_minute_the_hotter_of_late_comes_first_and_of_no_others(mia, care):
    calm, hot, later = (
        receive.receive(
            inbound=an_inbound(text, from_address=text[:5]), now=NOW + timedelta(seconds=after)
        ).conversation
        for text, after in (
            ("Which floor is the showroom on?", 0),
            ("This is ridiculous! I am furious, for the third time nobody came!", 20),
            ("I am so angry! Nobody answers, this is a disgrace!", 70),
        )
    )

    assert ids(queries.inbox_for(mia, now=NOW + minutes(2), view="team")) == [hot.pk, calm.pk, later.pk]


def test_each_view_has_what_belongs_to_it(mia, noor, care):
    mine, free, theirs, done = several(4)
    assign.assign(conversation=mine, to=mia, by=mia, now=NOW)
    answered(theirs, "It is.", by=noor, at=NOW + minutes(9))
    close.close(conversation=done, by=mia, now=NOW)

    views = {view: set(ids(queries.inbox_for(mia, now=NOW, view=view))) for view in queries.VIEWS}

    assert views == {
        "yours": {mine.pk},
        "team": {mine.pk, free.pk, theirs.pk},
        "waiting": {theirs.pk},
        "closed": {done.pk},
    }
    assert queries.counts_for(mia) == {"yours": 1, "team": 3, "waiting": 1, "closed": 1}


def test_what_is_put_aside_waits_until_its_time(a_conversation, mia):
    close.snooze(conversation=a_conversation, until=NOW + timedelta(days=1), by=mia, now=NOW)

    assert ids(queries.inbox_for(mia, now=NOW, view="team")) == []
    (row,) = queries.inbox_for(mia, now=NOW, view="waiting").rows
    assert (row.reason, row.status) == ("Back Fri 14:00", "snoozed")


def test_who_has_waited_longest_for_the_channel_comes_first_and_danger_before_all(mia, care, a_dangerous_conversation):
    first, second = several(2, at=NOW - minutes(30))
    answered(first, "Yes.", by=mia)

    order = ids(queries.inbox_for(mia, now=NOW, view="team"))
    assert order == [a_dangerous_conversation.pk, second.pk, first.pk]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 50])
@pytest.mark.parametrize("view", ["team", "closed"])
def test_pages_follow_each_other_without_gap_or_double(mia, care, limit, view):
    made = several(7)
    if view == "closed":
        for conversation in made:
            close.close(conversation=conversation, by=mia, now=NOW)

    seen, after = [], None
    while True:
        page = queries.inbox_for(mia, now=NOW, view=view, after=after, limit=limit)
        seen += ids(page)
        after = page.next
        if after is None:
            break

    assert sorted(seen) == sorted(c.pk for c in made)
    assert seen == ids(queries.inbox_for(mia, now=NOW, view=view))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    heats=st.lists(st.none() | st.floats(0, 4).map(lambda h: round(h, 4)), min_size=1, max_size=9),
    limit=st.integers(1, 4),
)
def test_hottest_first_has_no_gap_whatever_the_heats(care, maya, heats, limit):
    Conversation.objects.all().delete()
    inbox, contact = Inbox.objects.first(), Contact.objects.create(name="X", created_at=NOW)
    Conversation.objects.bulk_create(
        Conversation(
            inbox=inbox, team=care, contact=contact, channel="chat", opened_at=NOW, last_at=NOW, heat_score=h,
            heat=None if h is None else round(h),
        )
        for h in heats
    )  # fmt: skip

    seen, after = [], None
    while True:
        page = queries.listed_for(maya, now=NOW, order="hottest", after=after, limit=limit)
        seen += [-1 if row.heat_score is None else row.heat_score for row in page.rows]
        after = page.next
        if after is None:
            break

    assert seen == sorted((-1 if h is None else h for h in heats), reverse=True)


@pytest.mark.parametrize(
    "cursor", ["", "x", "1", "1.2.3", "1.x", f"{2**70}.1", "1.1;DROP TABLE", "-", ".", "1e5.1", "²."]
)
@pytest.mark.parametrize("order", ["hottest", "newest", "inbox", "closed", "search"])
def test_a_cursor_that_no_page_gave_out_is_refused_in_a_sentence(mia, a_conversation, cursor, order):
    ask = {
        "inbox": lambda: queries.inbox_for(mia, now=NOW, after=cursor),
        "closed": lambda: queries.inbox_for(mia, now=NOW, view="closed", after=cursor),
        "search": lambda: queries.search_for(mia, "lamp", now=NOW, after=cursor),
    }.get(order, lambda: queries.listed_for(mia, now=NOW, order=order, after=cursor))

    with pytest.raises(queries.BadCursor, match="This page does not exist"):
        ask()


def test_counting_stops_at_ninety_nine(care, mia):
    inbox, contact = Inbox.objects.first(), Contact.objects.create(name="X", created_at=NOW)
    Conversation.objects.bulk_create(
        Conversation(inbox=inbox, team=care, contact=contact, channel="chat", opened_at=NOW, last_at=NOW)
        for _ in range(120)
    )

    assert queries.counts_for(mia)["team"] == 99


def test_a_full_inbox_is_two_questions_whatever_its_size(mia, care, django_assert_num_queries):
    several(30)
    mia = fresh(mia)
    with django_assert_num_queries(2):
        page = queries.inbox_for(mia, now=NOW, limit=50)
    assert len(page.rows) == 30


def test_counts_are_two_questions(mia, care, django_assert_num_queries):
    mia = fresh(mia)
    with django_assert_num_queries(2):
        queries.counts_for(mia)


# The stranger --------------------------------------------------------------------------------------------------------


def test_omar_gets_the_same_answer_for_what_he_may_not_see_as_for_what_is_not_there(a_conversation, omar):
    message = a_conversation.messages.get()
    asked = {
        "conversation": lambda pk: queries.one_for(omar, pk),
        "message": lambda pk: queries.message_for(omar, pk),
        "contact": lambda pk: queries.contact_for(omar, pk),
    }
    known = {"conversation": a_conversation.pk, "message": message.pk, "contact": a_conversation.contact_id}

    for kind, ask in asked.items():
        for pk in (known[kind], 10**12, -1, 0, 2**64, "x", None):
            with pytest.raises(queries.NotFound):
                ask(pk)


def test_omar_sees_nothing_of_care_in_any_list(a_conversation, an_angry_conversation, omar):
    for view in queries.VIEWS:
        assert queries.inbox_for(omar, now=NOW, view=view).rows == []
    for order in ("hottest", "newest"):
        assert queries.listed_for(omar, now=NOW, order=order).rows == []
    assert queries.search_for(omar, "lamp", now=NOW).rows == []
    assert queries.rows_of(omar, [a_conversation.pk], now=NOW) == []
    assert set(queries.counts_for(omar).values()) == {0}


def test_a_manager_sees_every_team(a_conversation, a_strange_conversation, maya):
    assert set(ids(queries.listed_for(maya, now=NOW))) == {a_conversation.pk, a_strange_conversation.pk}


def test_who_moves_to_another_team_sees_that_one(a_conversation, a_strange_conversation, mia, elsewhere):
    mia.teams.set([elsewhere])

    assert ids(queries.listed_for(fresh(mia), now=NOW)) == [a_strange_conversation.pk]


def test_a_conversation_of_yours_in_a_team_that_is_no_longer_yours_is_not_shown(a_conversation, mia, elsewhere):
    assign.assign(conversation=a_conversation, to=mia, by=mia, now=NOW)
    mia.teams.set([elsewhere])

    assert ids(queries.inbox_for(fresh(mia), now=NOW, view="yours")) == []


# Search --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["lamp", "LAMP", "ana lamp", "HL-4471", "hl 4471", "4471", "lam", "monday", "ana  "])
def test_search_finds_by_name_order_and_what_either_side_said(a_conversation, mia, words):
    answered(a_conversation, "It leaves today, you have it on Monday.", by=mia)

    assert ids(queries.search_for(mia, words, now=NOW)) == [a_conversation.pk]


@pytest.mark.parametrize("words", ["", "   ", "sofa", "lamp sofa", "'", "\\", "a & b", "!sofa", "\x00", "(", "<->"])
def test_search_finds_nothing_for_what_is_not_there_and_never_fails(a_conversation, mia, words):
    assert ids(queries.search_for(mia, words, now=NOW)) == []


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=60))
def test_search_takes_any_text(a_conversation, mia, words):
    queries.search_for(mia, words.encode("utf-8", "ignore").decode(), now=NOW)


def test_search_finds_subjects_and_new_names(a_letter, mia):
    assert ids(queries.search_for(mia, "invoice 88", now=NOW)) == [a_letter.pk]
    a_letter.contact.name = "Anneliese"
    a_letter.contact.save()

    assert ids(queries.search_for(mia, "annel", now=NOW)) == [a_letter.pk]


def test_search_shows_the_newest_first_page_after_page(mia, care):
    made = several(5)
    said(made[0], "Question again", at=NOW + timedelta(hours=1))

    first = queries.search_for(mia, "question", now=NOW, limit=3)
    second = queries.search_for(mia, "question", now=NOW, limit=3, after=first.next)

    assert ids(first) + ids(second) == [made[0].pk, *(c.pk for c in reversed(made[1:]))]
