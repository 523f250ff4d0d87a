from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0005_which_danger")]

    operations = [
        migrations.AddField(
            model_name="conversation",
            name="opening",
            field=models.CharField(blank=True, db_default="", default="", max_length=60),
        ),
    ]
