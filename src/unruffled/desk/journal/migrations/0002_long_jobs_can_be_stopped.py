"""A long job says where it is and when somebody stopped it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [
        migrations.AddField("Progress", "stopped_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("Progress", "place", models.BigIntegerField(db_default=0, default=0)),
        migrations.AddConstraint(
            "Progress",
            models.CheckConstraint(
                condition=models.Q(finished_at=None) | models.Q(stopped_at=None),
                name="what_came_to_its_end_was_not_stopped",
            ),
        ),
    ]
