"""What is written in notes is found as what was said is: the words of a new note join those of its conversation."""

from django.db import migrations

WORDS = """
CREATE FUNCTION words_of_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM add_words(NEW.conversation_id, words_of(left(NEW.text, 50000)));
    RETURN NULL;
END $$;
CREATE TRIGGER words_of_a_new_note AFTER INSERT ON conversations_note
    FOR EACH ROW EXECUTE FUNCTION words_of_note();
"""
EARLIER = """
SELECT add_words(conversation_id, words_of(string_agg(left(text, 50000), ' ' ORDER BY id)))
FROM conversations_note GROUP BY conversation_id ORDER BY conversation_id;
"""
NO_WORDS = """
DROP TRIGGER words_of_a_new_note ON conversations_note;
DROP FUNCTION words_of_note();
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0003_files_and_presence")]

    operations = [
        migrations.RunSQL(WORDS, NO_WORDS),
        migrations.RunSQL(EARLIER, migrations.RunSQL.noop),
    ]
