"""Passwords of mail servers are kept so that the database alone does not give them away."""

import pytest

from unruffled.desk.mail.seal import Unreadable, opened, sealed


def test_a_sealed_password_shows_nothing_and_opens_again():
    kept = sealed("a lamp & a cot – é")

    assert "lamp" not in kept
    assert opened(kept) == "a lamp & a cot – é"


def test_the_same_password_is_kept_differently_each_time():
    assert sealed("lamp") != sealed("lamp")


def test_no_password_is_kept_as_none():
    assert (sealed(""), opened("")) == ("", "")


def test_another_secret_key_opens_nothing_and_says_what_helps(settings):
    kept = sealed("lamp")
    settings.SECRET_KEY = "another one"

    with pytest.raises(Unreadable, match=r"Enter it again, or bring back the secret\.key"):
        opened(kept)


@pytest.mark.parametrize("changed", [lambda kept: kept[:-4] + "AAAA", lambda kept: "x", lambda kept: kept[:40]])
def test_a_changed_one_opens_nothing(changed):
    with pytest.raises(Unreadable):
        opened(changed(sealed("lamp")))
