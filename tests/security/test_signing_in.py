"""Finding passwords by trying, taking a seat from elsewhere, being led astray (RELIABILITY holes 12, 13, 14)."""

import pytest
from django.contrib import auth
from django.urls import reverse

from cast import NOW
from unruffled.desk.people import actions
from unruffled.shells.console import tries


def tried(client, password="wrong", *, name="mia", place="203.0.113.7"):
    return client.post("/sign-in", {"username": name, "password": password}, REMOTE_ADDR=place).status_code


def wrong(client, times, **how):
    return [tried(client, **how) for _ in range(times)]


# Trying --------------------------------------------------------------------------------------------------------------


def test_after_ten_wrong_passwords_the_right_one_does_not_help_either(client, mia):
    assert set(wrong(client, tries.OF_A_NAME_FROM_A_PLACE)) == {422}

    assert tried(client, "mia-mia-1") == 429
    assert client.get("/inbox").status_code == 302


def test_a_refused_try_costs_us_no_hashing(client, mia, monkeypatch):
    hashed = []
    monkeypatch.setattr(auth, "authenticate", lambda *given, **more: hashed.append(1))

    assert set(wrong(client, tries.OF_A_NAME_FROM_A_PLACE + 5)) == {422, 429}
    assert len(hashed) == tries.OF_A_NAME_FROM_A_PLACE


def test_a_name_that_nobody_has_is_refused_just_the_same(client, mia):
    known, unknown = wrong(client, 12), wrong(client, 12, name="nobody", place="203.0.113.8")

    assert known == unknown


def test_writing_the_name_otherwise_is_no_new_name(client, mia):
    wrong(client, tries.OF_A_NAME_FROM_A_PLACE)

    assert tried(client, name=" MIA ") == 429


def test_who_sits_elsewhere_is_not_locked_out_by_it(client, mia):
    wrong(client, 30)

    assert tried(client, "mia-mia-1", place="198.51.100.4") == 302


def test_many_names_from_one_place_are_stopped(client, mia):
    for n in range(tries.OF_A_PLACE):
        tries.count(f"somebody-{n}", "203.0.113.7")

    assert tried(client, "mia-mia-1") == 429


def test_one_name_from_many_places_is_stopped(client, mia):
    for n in range(tries.OF_A_NAME):
        tries.count("mia", f"198.51.100.{n}")

    assert tried(client, "mia-mia-1") == 429


def test_all_addresses_of_one_household_are_one_place(client, mia):
    for n in range(tries.OF_A_NAME_FROM_A_PLACE):
        tries.count("mia", f"2001:db8:7:1::{n:x}")

    assert tried(client, place="2001:db8:7:1:ffff::1") == 429
    assert tried(client, place="2001:db8:7:2::1") == 422


def test_who_mistypes_and_then_signs_in_begins_anew(client, mia):
    for _ in range(3):
        wrong(client, tries.OF_A_NAME_FROM_A_PLACE - 1)
        assert tried(client, "mia-mia-1") == 302
        client.logout()


# The practice seats --------------------------------------------------------------------------------------------------


@pytest.fixture
def practice(mia):
    return actions.make_organisation(name="Harbour Lane", now=NOW, practice=True)


def seat(client, **how):
    return client.post("/practice-seat", {"who": "mia"}, **how).status_code


def test_from_this_machine_a_seat_is_free(client, practice):
    assert seat(client) == 302


@pytest.mark.parametrize(
    "how",
    [
        {"REMOTE_ADDR": "192.168.1.20"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_X_REAL_IP": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_VIA": "1.1 proxy"},
    ],
)
def test_from_anywhere_else_there_is_no_seat(client, practice, how):
    assert seat(client, **how) == 404
    assert b"practice-seat" not in client.get("/sign-in", **how).content


def test_where_people_come_in_by_another_address_there_is_no_seat(client, practice, settings):
    from urllib.parse import urlsplit

    settings.URL = urlsplit("https://help.example.com")

    assert seat(client) == 404


def test_a_practice_floor_that_others_reach_has_a_password_of_its_own(monkeypatch, tmp_path):
    from unruffled.site import demo

    monkeypatch.setenv("UNRUFFLED_HOME", str(tmp_path))
    monkeypatch.delenv("HOST", raising=False)
    monkeypatch.setenv("UNRUFFLED_URL", "https://help.example.com")

    assert demo._password() != demo.PASSWORD


def test_in_a_real_organisation_there_is_no_seat(client, mia):
    actions.make_organisation(name="Harbour", now=NOW)

    assert seat(client) == 404


# Where it leads ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", ["home", "practice_seat", "x", "0", "%00", "{}", "..", "?next=/inbox", "\x00"])
def test_the_way_on_is_an_address_and_never_the_name_of_a_view(client, mia, wanted):
    client.force_login(mia)

    assert client.get("/sign-in", {"next": wanted})["Location"] == "/"


def test_the_session_of_before_is_not_the_session_of_after(client, mia):
    client.get(reverse("sign_in"))
    session = client.session
    session["planted"] = "yes"
    session.save()
    before = session.session_key

    tried(client, "mia-mia-1")

    assert client.session.session_key != before
    assert not type(session)(before).exists(before)
