import pytest

from unruffled.desk.people import actions as people


def sign_in(client, username="mia", password="mia-mia-1", **more):
    return client.post("/sign-in", {"username": username, "password": password, **more})


def test_whoever_knows_name_and_password_comes_in(client, mia):
    assert sign_in(client)["Location"] == "/"
    assert client.get("/inbox").status_code == 200


def test_the_e_mail_address_is_as_good_as_the_name(client, mia):
    assert sign_in(client, username="MIA@harbour.example").status_code == 302


def test_a_wrong_name_and_a_wrong_password_look_the_same(client, mia):
    wrong_name, wrong_password = sign_in(client, username="nobody"), sign_in(client, password="x")

    assert wrong_name.status_code == wrong_password.status_code == 422
    assert b"do not belong together" in wrong_name.content
    assert b"do not belong together" in wrong_password.content


def test_whoever_has_left_does_not_come_in(client, mia):
    mia.is_active = False
    mia.save()

    assert sign_in(client).status_code == 422


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
        " //evil",
    ],
)
def test_signing_in_never_leads_away_from_the_site(client, mia, elsewhere):
    assert sign_in(client, next=elsewhere)["Location"] == "/"


def test_signing_in_leads_on_to_the_page_that_was_asked_for(client, mia):
    assert sign_in(client, next="/conversations/7")["Location"] == "/conversations/7"


def test_signing_out_ends_it(mias):
    mias.post("/sign-out")

    assert mias.get("/inbox").status_code == 302


def test_the_password_is_never_shown_again(client, mia):
    assert b"hunter2hunter2" not in sign_in(client, password="hunter2hunter2").content


def test_the_first_link_makes_the_manager_once(client, db):
    secret = people.invite(email="", role="manager", team=None, by=None, now=_now())
    given = {"name": "Maya", "username": "Maya", "email": "maya@harbour.example", "password": "nine-boats-home"}

    assert b"You will be the manager." in client.get(f"/welcome/{secret}").content
    assert client.post(f"/welcome/{secret}", given)["Location"] == "/set-up/1"
    assert client.get("/inbox").status_code == 200
    assert client.get(f"/welcome/{secret}").status_code == 404


def test_a_weak_password_is_refused_and_the_link_stays_good(client, db):
    secret = people.invite(email="", role="manager", team=None, by=None, now=_now())
    given = {"name": "Maya", "username": "maya", "email": "maya@harbour.example", "password": "short"}

    assert client.post(f"/welcome/{secret}", given).status_code == 422
    assert client.get(f"/welcome/{secret}").status_code == 200


def test_a_link_that_nobody_sent_says_what_to_do(client, db):
    page = client.get("/welcome/made-up")

    assert page.status_code == 404
    assert b"Ask whoever sent it" in page.content


def test_the_theme_is_kept(mias, mia):
    assert mias.post("/theme", {"theme": "dark"}).status_code == 204
    assert b'data-theme="dark"' in mias.get("/inbox").content


def test_an_unknown_theme_is_refused(mias):
    assert mias.post("/theme", {"theme": "pink"}).status_code == 422


def _now():
    from django.utils import timezone

    return timezone.now()
