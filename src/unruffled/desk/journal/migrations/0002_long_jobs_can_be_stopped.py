"""A long job says where it is and when somebody stopped it."""

from typing import Any

from django.db import migrations, models
from django.db.models import F


def rest(apps: Any, _: Any) -> None:
    """Let a reading anew that a command left unended rest: until somebody begins it, the worker does not."""
    unended = apps.get_model("journal", "Progress").objects.filter(finished_at=None, name__startswith="read anew by ")
    unended.update(stopped_at=F("started_at"))


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [
        migrations.AddField("Progress", "stopped_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunPython(rest, migrations.RunPython.noop),
        migrations.AddField("Progress", "place", models.BigIntegerField(db_default=0, default=0)),
        migrations.AddConstraint(
            "Progress",
            models.CheckConstraint(
                condition=models.Q(finished_at=None) | models.Q(stopped_at=None),
                name="what_came_to_its_end_was_not_stopped",
            ),
        ),
    ]
