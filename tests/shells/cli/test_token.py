"""`unruffled token` prints a token alone on the last line, and it opens the API."""

import pytest
from django.utils import timezone

from unruffled.desk.people import queries
from unruffled.shells.cli import token


def last_line(capsys):
    return capsys.readouterr().out.splitlines()[-1]


@pytest.mark.parametrize("name", ["mia", "MIA", "mia@harbour.example"])
def test_the_last_line_is_a_token_that_opens_the_door(mia, capsys, name):
    assert token.main(["--user", name]) == 0
    raw = last_line(capsys)

    assert raw == raw.strip()
    assert " " not in raw
    assert queries.key_of(raw).user == mia


def test_each_call_makes_another_one_and_all_are_good(mia, capsys):
    token.main(["--user", "mia"])
    first = last_line(capsys)
    token.main(["--user", "mia", "--label", "x" * 500])
    second = last_line(capsys)

    assert first != second
    assert queries.key_of(first).user == queries.key_of(second).user == mia


def test_nobody_of_this_name_is_said_on_the_error_line(db, capsys):
    assert token.main(["--user", "nobody"]) == 2
    shown = capsys.readouterr()

    assert "'nobody'" in shown.err
    assert shown.out == ""


def test_who_has_left_gets_no_token(mia, capsys):
    mia.is_active = False
    mia.save()

    assert token.main(["--user", "mia"]) == 2


def test_all_tokens_of_a_person_can_be_revoked(mia, capsys):
    token.main(["--user", "mia"])
    raw = last_line(capsys)

    assert token.main(["--user", "mia", "--revoke"]) == 0
    assert queries.key_of(raw) is None
    assert not mia.api_tokens.filter(revoked_at=None, created_at__lte=timezone.now()).exists()


def test_without_a_name_the_call_is_wrong(capsys):
    with pytest.raises(SystemExit) as refused:
        token.main([])

    assert refused.value.code == 2
