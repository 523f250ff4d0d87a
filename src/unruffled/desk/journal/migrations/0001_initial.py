"""The journal, answers and progress; the database itself refuses to change an entry, and any word in it that is no id."""

from django.db import migrations, models

APPEND_ONLY = """
CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER journal_is_append_only BEFORE UPDATE OR DELETE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_is_append_only();
CREATE TRIGGER journal_is_never_emptied BEFORE TRUNCATE ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only();
"""
NOT_APPEND_ONLY = """
DROP TRIGGER journal_is_never_emptied ON journal_entry;
DROP TRIGGER journal_is_append_only ON journal_entry;
DROP FUNCTION journal_is_append_only();
"""
IDS_AND_NUMBERS = """
ALTER TABLE journal_entry ADD CONSTRAINT entry_holds_ids_and_numbers_only CHECK (
    jsonb_typeof(numbers) = 'object'
    AND NOT jsonb_path_exists(numbers, '$.** ? (@.type() == "string" && !(@ like_regex "^[a-z0-9_.:+-]{0,60}$"))')
);
"""
ANYTHING = "ALTER TABLE journal_entry DROP CONSTRAINT entry_holds_ids_and_numbers_only"


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("what", models.CharField(max_length=60)),
                ("by", models.BigIntegerField(blank=True, null=True)),
                ("about_kind", models.CharField(max_length=30)),
                ("about_id", models.BigIntegerField()),
                ("conversation", models.BigIntegerField(blank=True, null=True)),
                ("numbers", models.JSONField(default=dict)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["conversation", "id"], name="journal_of_a_conversation"),
                    models.Index(fields=["what", "id"], name="journal_by_what_happened"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("what__regex", "^[a-z_]+\\.[a-z_]+$")), name="entry_says_what_happened"),
                    models.CheckConstraint(condition=models.Q(("about_kind__regex", "^[a-z_]+$")), name="entry_says_what_it_is_about"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Remembered",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.BigIntegerField()),
                ("key", models.CharField(max_length=200)),
                ("request_sha256", models.CharField(max_length=64)),
                ("status", models.PositiveSmallIntegerField()),
                ("body", models.BinaryField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["at"], name="remembered_by_age")],
                "constraints": [models.UniqueConstraint(fields=("token", "key"), name="a_key_is_answered_once")],
            },
        ),
        migrations.CreateModel(
            name="Progress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField()),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("name",), name="a_long_job_runs_once"),
                    models.CheckConstraint(condition=models.Q(("done__lte", models.F("total"))), name="no_more_is_done_than_there_is"),
                ]
            },
        ),
        migrations.RunSQL(APPEND_ONLY, NOT_APPEND_ONLY),
        migrations.RunSQL(IDS_AND_NUMBERS, ANYTHING),
    ]
