"""What every test may use: a data folder of its own, and a throwaway PostgreSQL where a test asks for a database."""

import os
import tempfile
from pathlib import Path

_home = tempfile.TemporaryDirectory(prefix="unruffled-home-")
os.environ["UNRUFFLED_HOME"] = _home.name
_database_url = os.environ.pop("DATABASE_URL", "")  # named: the tests use that server, in a database of their own

import pytest  # noqa: E402

from unruffled.site import postgres  # noqa: E402

pytest_plugins = ["cast"] if (Path(__file__).parent / "cast.py").exists() else []


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_xdist_suffix: None):
    """Point Django at a PostgreSQL that lives as long as this run, the first time that a test wants a database."""
    from django.conf import settings
    from django.db import connections

    from unruffled.site.settings import _database

    def point_at(url):
        wanted = _database(url)
        wanted["OPTIONS"].pop("pool", None)  # tests roll back on one connection
        test_name = connections["default"].settings_dict["TEST"]["NAME"]
        for entry in (settings.DATABASES["default"], connections["default"].settings_dict):
            entry.update(wanted)
        connections["default"].settings_dict["TEST"]["NAME"] = test_name

    if _database_url:
        point_at(_database_url)
        yield
        return
    with postgres.throwaway() as url:
        point_at(url)
        yield
        connections.close_all()
