"""Whoever tries, begins with a clean slate."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def no_tries_yet():
    """Forget the tries to sign in that other tests made."""
    cache.clear()
    yield
    cache.clear()
