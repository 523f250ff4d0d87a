"""Browsers that are signed in, without a server between."""

import pytest
from django.test import Client

from cast import NOW
from unruffled.desk.people import actions as people


@pytest.fixture
def browser_of():
    """Give a person a browser that is signed in."""

    def signed_in(user, **headers):
        browser = Client(headers=headers)
        browser.force_login(user)
        return browser

    return signed_in


@pytest.fixture
def mias(browser_of, mia):
    """Mia's browser."""
    return browser_of(mia)


@pytest.fixture
def mias_open_page(browser_of, mia):
    """What an open page of Mia's asks for by itself."""
    return browser_of(mia, hx_request="true")


@pytest.fixture
def shop(care):
    """The organisation that the four questions made."""
    return people.make_organisation(name="Quay Street Shop", now=NOW)


@pytest.fixture
def mayas(browser_of, maya, shop):
    """The browser of Maya, who decides for the shop."""
    return browser_of(maya)
