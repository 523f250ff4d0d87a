"""The journal is append-only, and holds ids and numbers only: the database itself refuses anything else."""

from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER journal_is_append_only BEFORE UPDATE OR DELETE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_is_append_only();
"""
BACK = """
DROP TRIGGER journal_is_append_only ON journal_entry;
DROP FUNCTION journal_is_append_only();
"""
IDS_AND_NUMBERS = """
ALTER TABLE journal_entry ADD CONSTRAINT entry_holds_ids_and_numbers_only CHECK (
    jsonb_typeof(numbers) = 'object'
    AND NOT jsonb_path_exists(numbers, '$.** ? (@.type() == "string" && !(@ like_regex "^[a-z0-9_.:+-]{0,60}$"))')
);
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [
        migrations.RunSQL(APPEND_ONLY, BACK),
        migrations.RunSQL(
            IDS_AND_NUMBERS, "ALTER TABLE journal_entry DROP CONSTRAINT entry_holds_ids_and_numbers_only"
        ),
    ]
