"""What another reader than today's has read is found at once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0007_openings_of_earlier_ones")]

    operations = [
        migrations.AddIndex(
            "Message",
            models.Index(
                fields=["reader", "conversation"],
                name="messages_by_reader",
                condition=models.Q(reading__isnull=False, corrected={}),
            ),
        ),
    ]
