"""An upgrade of the journal's tables begins nothing by itself."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from cast import NOW
from unruffled.desk.flows import reread
from unruffled.desk.journal.models import Progress

pytestmark = pytest.mark.django_db

FIRST = ("journal", "0001_initial")
ROW = {"total": 9, "done": 2, "started_at": NOW}


def migrated(targets):
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


@pytest.fixture
def upgraded():
    """Jobs of an earlier version, and the upgrade: one interrupted, one at its end, one of another kind."""
    newest = [node for node in MigrationExecutor(connection).loader.graph.leaf_nodes() if node[0] == "journal"]
    old = migrated([FIRST]).get_model("journal", "Progress").objects
    old.create(name="read anew by rules-2", **ROW)
    old.create(name="read anew by rules-1", finished_at=NOW, **ROW)
    old.create(name="loading the past", **ROW)
    migrated(newest)


def test_a_reading_anew_that_was_interrupted_before_rests_until_somebody_begins_it(upgraded):
    assert dict(Progress.objects.values_list("name", "stopped_at")) == {
        "read anew by rules-2": NOW,
        "read anew by rules-1": None,
        "loading the past": None,
    }
    assert reread.go_on(now=NOW) is None
