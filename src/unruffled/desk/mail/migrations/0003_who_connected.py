"""Who said where an inbox sends, for links go only by a server that a manager chose; of before, the journal knows."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FROM_THE_JOURNAL = """
    UPDATE mail_maildoor SET out_set_by_id = person.id
    FROM people_user AS person
    WHERE person.id = (
        SELECT entry.by FROM journal_entry AS entry
        WHERE entry.what = 'inbox.connected' AND entry.about_kind = 'inbox' AND entry.about_id = mail_maildoor.inbox_id
        ORDER BY entry.id DESC LIMIT 1
    )
"""


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0001_initial"),
        ("mail", "0002_mails_to_colleagues"),
        ("people", "0002_own_organisation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="maildoor",
            name="out_set_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunSQL(FROM_THE_JOURNAL, migrations.RunSQL.noop),
    ]
