"""Keys to the API: shown once, used, and ended one by one or all together."""

from cast import NOW, minutes
from unruffled.desk.flows import token
from unruffled.desk.people import queries


def test_a_token_opens_the_door_until_its_person_ends_it(mia):
    raw = token.issue(person=mia, label="Chat", now=NOW)
    (kept,) = queries.tokens_of(mia)

    assert (kept.label, kept.last_used_at) == ("Chat", None)
    assert raw not in (kept.hash, kept.label)
    assert token.use(raw, now=NOW + minutes(5)).user == mia
    assert queries.tokens_of(mia)[0].last_used_at == NOW + minutes(5)

    assert token.end(token=kept.pk, person=mia, now=NOW)
    assert token.use(raw, now=NOW) is None
    assert queries.tokens_of(mia) == []


def test_nobody_ends_the_token_of_somebody_else(mia, noor):
    raw = token.issue(person=mia, label="", now=NOW)

    assert not token.end(token=queries.tokens_of(mia)[0].pk, person=noor, now=NOW)
    assert token.use(raw, now=NOW).user == mia


def test_all_of_a_persons_tokens_end_together(mia, noor):
    theirs = [token.issue(person=who, label="", now=NOW) for who in (mia, mia, noor)]

    assert token.end_all(person=mia, now=NOW) == 2
    assert [token.use(raw, now=NOW) is not None for raw in theirs] == [False, False, True]
