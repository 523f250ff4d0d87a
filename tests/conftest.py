"""What every test may use: a data folder of its own, and a throwaway PostgreSQL where a test asks for a database."""

import os
import tempfile
from collections import Counter
from pathlib import Path

_home = tempfile.TemporaryDirectory(prefix="unruffled-home-")
os.environ["UNRUFFLED_HOME"] = _home.name
_database_url = os.environ.pop("DATABASE_URL", "")  # named: the tests use that server, in a database of their own

import pytest  # noqa: E402

from unruffled.site import postgres  # noqa: E402

pytest_plugins = ["cast", "mailboxes"] if (Path(__file__).parent / "cast.py").exists() else []


@pytest.fixture(scope="session", autouse=True)
def quick_passwords():
    """Hash the cast's passwords quickly: the real way takes a third of a second each, on purpose."""
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


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


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Let Django empty the journal after tests that commit; in a real database nobody can."""
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER journal_is_never_emptied")


@pytest.fixture(autouse=True)
def no_jobs_are_left_over(request):
    """Empty the queue after a test that commits: it is not Django's own, and Django's clean-up passes it by."""
    mark = request.node.get_closest_marker("django_db")
    commits = "transactional_db" in request.fixturenames or (mark is not None and mark.kwargs.get("transaction"))
    if commits:
        request.getfixturevalue("transactional_db")
    yield
    if commits:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers CASCADE")


@pytest.fixture(autouse=True)
def no_policy_is_left_over(request):
    """Let each test ask anew what holds in its organisation."""
    yield
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        from unruffled.desk.people import house

        house.forget()


def pytest_itemcollected(item):
    """Mark what touches the database, early enough for `-m database`."""
    if item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(item.fixturenames):
        item.add_marker("database")


@pytest.hookimpl(trylast=True)  # the folders' own conftests mark first
def pytest_collection_modifyitems(items):
    """Put tests in their order.

    Tests with servers of their own come first, in one process, one after another. Those with browsers come last, in
    one process: the browser's event loop goes on in their thread, and nothing else could use one there afterwards.
    """
    for item in items:
        if place_of(item) != ANYWHERE:
            item.add_marker(pytest.mark.xdist_group(f"place{place_of(item)}"))
    items.sort(key=place_of)


FIRST, ANYWHERE, LAST = range(3)


def place_of(item):
    """Where in the run a test belongs."""
    if item.get_closest_marker("browser"):
        return LAST
    return FIRST if item.get_closest_marker("alone") else ANYWHERE


def pytest_terminal_summary(terminalreporter):
    """Name in the last lines what could not run here, and why."""
    skipped = terminalreporter.stats.get("skipped", [])
    why = Counter(str(report.longrepr[2]).removeprefix("Skipped: ") for report in skipped)
    if why:
        terminalreporter.section("could not run here")
        for reason, count in why.most_common():
            terminalreporter.line(f"{count} × {reason}")
