"""How many questions a call may ask the database: few, and no more for long lists and long conversations."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import NOW, answered, last_of, minutes, said
from shells.api.conftest import arrival

KEY = {"Idempotency_Key": "once"}


def asked(call, *, wanted=(200, 201, 204)):
    """Make a call and return how many questions it asked, savepoints apart (they are the test's own)."""
    with CaptureQueriesContext(connection) as asked:
        answer = call()
    assert answer.status_code in wanted, answer.content
    return sum("SAVEPOINT" not in query["sql"] for query in asked)


@pytest.fixture
def warm(as_mia):
    """Mia's token was used a moment ago."""
    as_mia.get("/conversations")
    return as_mia


def test_a_first_message_is_taken_in_read_and_guided_with_sixteen_questions(warm, care):
    assert asked(lambda: warm.post("/inbound", arrival())) <= 16


def test_a_further_message_needs_fourteen_and_three_more_where_a_case_opens(warm, a_conversation, mia):
    warm.post("/inbound", arrival(n=0))
    second = asked(lambda: warm.post("/inbound", arrival(n=1)))
    for n in range(2, 20):
        warm.post("/inbound", arrival(n=n, text=f"And another thing, the {n}th"))
    twentieth = asked(lambda: warm.post("/inbound", arrival(n=20, text="Still nothing")))

    assert second <= 14
    assert twentieth <= second + 3


def test_a_copy_needs_five(warm, care):
    warm.post("/inbound", arrival())

    assert asked(lambda: warm.post("/inbound", arrival())) <= 5


def test_lists_need_two_however_long_they_are(warm, care, a_conversation):
    def lists():
        return [
            asked(lambda: warm.get("/conversations")),
            asked(lambda: warm.get("/conversations", order="newest")),
            asked(lambda: warm.get("/search", q="lamp")),
        ]

    with_one = lists()
    for n in range(20):
        warm.post("/inbound", arrival(n=n, text="My lamp too", **{"from": {"address": f"c-{n}"}}))

    assert lists() == with_one
    assert max(with_one) <= 2


def test_a_conversation_needs_four_however_long_it_is(warm, a_conversation, mia):
    path = f"/conversations/{a_conversation.pk}"
    short = asked(lambda: warm.get(path))
    for n in range(1, 15):
        said(a_conversation, f"And the {n}th lamp?", at=NOW + minutes(2 * n))
        answered(a_conversation, "I look for it.", by=mia, at=NOW + minutes(2 * n + 1))

    assert asked(lambda: warm.get(path)) == short <= 4


def test_a_reply_needs_sixteen_and_its_key_three_more(warm, a_conversation, an_angry_conversation):
    def reply(conversation, **headers):
        body = {"text": "I will ring you at 12:15 today.", "seen": last_of(conversation)}
        return lambda: warm.post(f"/conversations/{conversation.pk}/replies", body, **headers)

    plain, keyed = reply(a_conversation), reply(an_angry_conversation, **KEY)

    assert asked(plain) <= 16
    assert asked(keyed) <= 19
    assert asked(keyed) <= 3


def test_who_is_refused_costs_one_question_at_most(warm, as_nobody):
    assert asked(lambda: as_nobody.get("/conversations"), wanted=(401,)) == 0
    assert asked(lambda: warm.post("/inbound", {}), wanted=(422,)) <= 1
    assert asked(lambda: warm.get("/nothing"), wanted=(404,)) == 0
