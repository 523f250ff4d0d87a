"""Search over subjects, names and all that was said: one row of words a conversation, kept by triggers.

Marks inside words part them, so that "HL-4471" is found by "4471" and an address by its name. Triggers, because no way of adding a message may forget it and many messages at once stay one statement. Words without
positions ('simple', no language) keep the row small; text beyond 50,000 characters of one message is not searched.
"""

from django.db import migrations

FORWARD = """
CREATE INDEX words_of_conversations ON conversations_words USING gin (words);

CREATE FUNCTION words_of(given text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$
    SELECT strip(to_tsvector('simple', translate(left(coalesce(given, ''), 400000), '-/_.@#+', '       ')))
$$;

CREATE FUNCTION add_words(to_conversation bigint, added tsvector) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO conversations_words AS kept (conversation_id, words) VALUES (to_conversation, added)
    ON CONFLICT (conversation_id) DO UPDATE SET words = kept.words || added;
EXCEPTION WHEN program_limit_exceeded THEN
    NULL;  -- more different words than a row can hold: the message counts more than finding it
END $$;

CREATE FUNCTION words_of_messages() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    one record;
BEGIN
    INSERT INTO conversations_words AS kept (conversation_id, words)
    SELECT conversation_id, words_of(string_agg(left(text, 50000), ' ')) FROM added_messages
    GROUP BY conversation_id ORDER BY conversation_id
    ON CONFLICT (conversation_id) DO UPDATE SET words = kept.words || excluded.words;
    RETURN NULL;
EXCEPTION WHEN program_limit_exceeded THEN  -- one of them is too long: each by itself, then only that one is left out
    FOR one IN SELECT conversation_id, text FROM added_messages ORDER BY conversation_id, id LOOP
        PERFORM add_words(one.conversation_id, words_of(left(one.text, 50000)));
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER words_of_messages AFTER INSERT ON conversations_message
    REFERENCING NEW TABLE AS added_messages FOR EACH STATEMENT EXECUTE FUNCTION words_of_messages();

CREATE FUNCTION words_of_subject() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM add_words(NEW.id, words_of(NEW.subject || ' ' ||
        coalesce((SELECT name FROM conversations_contact WHERE id = NEW.contact_id), '')));
    RETURN NULL;
END $$;
CREATE TRIGGER words_of_a_new_subject AFTER INSERT ON conversations_conversation
    FOR EACH ROW EXECUTE FUNCTION words_of_subject();
CREATE TRIGGER words_of_a_changed_subject AFTER UPDATE OF subject, contact_id ON conversations_conversation
    FOR EACH ROW WHEN (OLD.subject IS DISTINCT FROM NEW.subject OR OLD.contact_id <> NEW.contact_id)
    EXECUTE FUNCTION words_of_subject();

CREATE FUNCTION words_of_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM add_words(id, words_of(NEW.name)) FROM conversations_conversation WHERE contact_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER words_of_a_changed_name AFTER UPDATE OF name ON conversations_contact
    FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION words_of_name();
"""
BACK = """
DROP TRIGGER words_of_a_changed_name ON conversations_contact;
DROP TRIGGER words_of_a_changed_subject ON conversations_conversation;
DROP TRIGGER words_of_a_new_subject ON conversations_conversation;
DROP TRIGGER words_of_messages ON conversations_message;
DROP FUNCTION words_of_name();
DROP FUNCTION words_of_subject();
DROP FUNCTION words_of_messages();
DROP FUNCTION add_words(bigint, tsvector);
DROP FUNCTION words_of(text);
DROP INDEX words_of_conversations;
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
