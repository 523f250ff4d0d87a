"""Cards that stand open already say which danger they are about, where it was kept."""

from django.db import migrations

WHICH = """
UPDATE conversations_conversation AS one SET danger = latest.danger
FROM (
    SELECT DISTINCT ON (conversation_id) conversation_id, coalesce(step->'facts'->>'danger', '') AS danger
    FROM guidance_guidance ORDER BY conversation_id, message_id DESC
) AS latest
WHERE one.safety_open AND latest.conversation_id = one.id;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("guidance", "0002_what_corrections_taught"),
        ("conversations", "0005_which_danger"),
    ]

    operations = [migrations.RunSQL(WHICH, migrations.RunSQL.noop)]
