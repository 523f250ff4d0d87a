"""No cache keeps what people wrote: neither a page, nor a part of one, nor an answer of the API."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def mias(mia):
    browser = Client()
    browser.force_login(mia)
    return browser


@pytest.mark.parametrize("address", ["/inbox", "/search?q=lamp", "/conversations/{pk}", "/conversations/{pk}/islands"])
def test_pages_with_what_people_wrote_are_kept_nowhere(mias, a_conversation, address):
    page = mias.get(address.format(pk=a_conversation.pk))

    assert page.status_code == 200
    assert page["Cache-Control"] == "private, no-store"


def test_nor_is_what_a_missing_page_says(mias):
    assert mias.get("/conversations/987654321")["Cache-Control"] == "private, no-store"


def test_files_that_never_change_may_be_kept(client):
    assert "no-store" not in client.get("/static/console/mark.svg").get("Cache-Control", "")


def test_what_a_view_says_of_its_own_answer_stands(client):
    assert "max-age=0" in client.get("/healthz")["Cache-Control"]
