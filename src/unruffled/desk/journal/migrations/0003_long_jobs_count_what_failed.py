"""A long job counts what could not be done."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_long_jobs_can_be_stopped")]

    operations = [
        migrations.AddField("Progress", "failed", models.PositiveIntegerField(db_default=0, default=0)),
    ]
