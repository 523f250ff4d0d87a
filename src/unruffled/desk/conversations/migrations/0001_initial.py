"""The tables of conversations and what surrounds them, and the triggers that keep their words for search."""

import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

SEARCH = """
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
"""One row of words a conversation: subject, names, all that was said.

Marks inside words part them, so that "HL-4471" is found by "4471" and an address by its name. Triggers, because no way
of adding a message may forget it and many messages at once stay one statement. Words without positions ('simple', no
language) keep the row small; text beyond 50,000 characters of one message is not searched.
"""
NO_SEARCH = """
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
    initial = True

    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, max_length=200)),
                ("language", models.CharField(blank=True, max_length=12)),
                ("created_at", models.DateTimeField()),
                ("notes", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="ContactAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("email", "Mail"), ("chat", "Chat"), ("phone", "Phone"), ("social", "Social"), ("review", "Review"), ("sms", "SMS")],
                        max_length=10,
                    ),
                ),
                ("value", models.CharField(max_length=320)),
                ("contact", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="addresses", to="conversations.contact")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "value"), name="address_belongs_to_one_contact"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["email", "chat", "phone", "social", "review", "sms"])), name="address_is_of_a_known_kind"
                    ),
                    models.CheckConstraint(condition=models.Q(("value", ""), _negated=True), name="address_is_not_empty"),
                ]
            },
        ),
        migrations.CreateModel(
            name="Inbox",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "Mail"), ("chat", "Chat"), ("phone", "Phone"), ("social", "Social"), ("review", "Review"), ("sms", "SMS")],
                        max_length=10,
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=320)),
                ("open", models.BooleanField(default=True)),
                ("team", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="inboxes", to="people.team")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("name",), name="inbox_name_is_taken_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("address", ""), _negated=True), fields=("channel", "address"), name="address_leads_to_one_inbox"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["email", "chat", "phone", "social", "review", "sms"])), name="inbox_has_a_known_channel"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Conversation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(blank=True, max_length=300)),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "Mail"), ("chat", "Chat"), ("phone", "Phone"), ("social", "Social"), ("review", "Review"), ("sms", "SMS")],
                        max_length=10,
                    ),
                ),
                ("status", models.CharField(choices=[("open", "Open"), ("snoozed", "Snoozed"), ("closed", "Closed")], default="open", max_length=10)),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("snoozed_until", models.DateTimeField(blank=True, null=True)),
                ("waiting_since", models.DateTimeField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("typing_at", models.DateTimeField(blank=True, null=True)),
                ("last_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("context", models.JSONField(blank=True, default=dict)),
                ("persona", models.JSONField(blank=True, null=True)),
                ("heat_score", models.FloatField(blank=True, null=True)),
                ("heat", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("stage", models.CharField(default="open", max_length=20)),
                ("difficulty", models.PositiveSmallIntegerField(default=0)),
                ("boundary", models.PositiveSmallIntegerField(default=0)),
                ("safety_open", models.BooleanField(default=False)),
                ("trace", models.JSONField(blank=True, default=list)),
                ("asks", models.CharField(blank=True, max_length=160)),
                ("need", models.CharField(default="answer", max_length=20)),
                ("need_at", models.DateTimeField(blank=True, null=True)),
                ("need_rank", models.BigIntegerField(default=0)),
                (
                    "assignee",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="conversations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("contact", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="conversations", to="conversations.contact")),
                ("team", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="conversations", to="people.team")),
                ("inbox", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="conversations", to="conversations.inbox")),
                ("escalation", models.CharField(blank=True, max_length=20)),
                ("promise_due_at", models.DateTimeField(blank=True, null=True)),
                ("settled_to", models.BigIntegerField(default=0)),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("need_rank__lt", 9000000000000)), fields=["team", "need_rank", "id"], name="need_in_a_team"),
                    models.Index(condition=models.Q(("need_rank__lt", 9000000000000)), fields=["need_rank", "id"], name="need_everywhere"),
                    models.Index(condition=models.Q(("need_rank__lt", 9000000000000)), fields=["assignee", "need_rank", "id"], name="need_of_yours"),
                    models.Index(condition=models.Q(("status", "closed")), fields=["team", "-last_at", "-id"], name="closed_in_a_team"),
                    models.Index(fields=["team", "-last_at", "-id"], name="newest_in_a_team"),
                    models.Index(fields=["-last_at", "-id"], name="newest_everywhere"),
                    models.Index(
                        models.F("team"),
                        models.OrderBy(django.db.models.functions.comparison.Coalesce("heat_score", -1.0), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="hottest_in_a_team",
                    ),
                    models.Index(
                        models.OrderBy(django.db.models.functions.comparison.Coalesce("heat_score", -1.0), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="hottest_everywhere",
                    ),
                    models.Index(condition=models.Q(("promise_due_at__isnull", False)), fields=["promise_due_at"], name="promised_by"),
                    models.Index(condition=models.Q(("status", "snoozed")), fields=["snoozed_until"], name="snoozed_until"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["email", "chat", "phone", "social", "review", "sms"])), name="conversation_has_a_known_channel"
                    ),
                    models.CheckConstraint(condition=models.Q(("status__in", ["open", "snoozed", "closed"])), name="conversation_has_a_known_status"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("status", "closed")),
                            models.Q(models.Q(("status", "closed"), _negated=True), ("closed_at", None)),
                            _connector="OR",
                        ),
                        name="a_closed_conversation_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("snoozed_until__isnull", False), ("status", "snoozed")),
                            models.Q(models.Q(("status", "snoozed"), _negated=True), ("snoozed_until", None)),
                            _connector="OR",
                        ),
                        name="a_snoozed_conversation_says_until_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("status", "closed"), _negated=True), ("waiting_since", None), _connector="OR"),
                        name="nobody_waits_in_a_closed_conversation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("heat", None), ("heat_score", None)),
                            models.Q(("heat__isnull", False), ("heat__lte", 4), ("heat_score__isnull", False)),
                            _connector="OR",
                        ),
                        name="heat_is_0_to_4_and_has_its_score",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "closed"), models.Q(("need_rank__lt", 9000000000000), _negated=True)),
                            models.Q(models.Q(("status", "closed"), _negated=True), ("need_rank__lt", 9000000000000)),
                            _connector="OR",
                        ),
                        name="only_a_closed_conversation_ranks_last",
                    ),
                    models.CheckConstraint(condition=models.Q(("difficulty__lte", 100)), name="difficulty_is_0_to_100"),
                    models.CheckConstraint(condition=models.Q(("boundary__lte", 6)), name="boundary_is_0_to_6"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Words",
            fields=[
                (
                    "conversation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="words", serialize=False, to="conversations.conversation"
                    ),
                ),
                ("words", django.contrib.postgres.search.SearchVectorField()),
            ],
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "by",
                    models.CharField(choices=[("customer", "Contact"), ("agent", "Agent"), ("supervisor", "Supervisor"), ("system", "System")], max_length=10),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "Mail"), ("chat", "Chat"), ("phone", "Phone"), ("social", "Social"), ("review", "Review"), ("sms", "SMS")],
                        max_length=10,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("html", models.TextField(blank=True)),
                ("sent_at", models.DateTimeField()),
                ("external_id", models.CharField(blank=True, max_length=300, null=True)),
                ("reading", models.JSONField(blank=True, null=True)),
                ("reader", models.CharField(blank=True, max_length=60)),
                ("corrected", models.JSONField(blank=True, default=dict)),
                ("unread_reason", models.CharField(blank=True, max_length=200)),
                (
                    "author",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="messages", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="messages", to="conversations.conversation"),
                ),
                ("event", models.CharField(blank=True, max_length=30)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["conversation", "id"], name="messages_in_order"),
                    models.Index(condition=models.Q(("unread_reason", ""), _negated=True), fields=["id"], name="messages_unread"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("conversation", "external_id"), name="message_arrives_once"),
                    models.CheckConstraint(condition=models.Q(("by__in", ["customer", "agent", "supervisor", "system"])), name="message_is_by_a_known_side"),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["email", "chat", "phone", "social", "review", "sms"])), name="message_has_a_known_channel"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("author", None), ("by__in", ["agent", "supervisor"]), _connector="OR"), name="only_our_messages_have_an_author"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reading", None), models.Q(("reader", ""), _negated=True), _connector="OR"), name="a_reading_names_its_reader"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reading", None), ("unread_reason", ""), _connector="OR"), name="a_message_is_read_or_says_why_not"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RawInbound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("external_id", models.CharField(max_length=300)),
                ("sha256", models.CharField(max_length=64)),
                ("body", models.BinaryField()),
                ("received_at", models.DateTimeField()),
                ("error", models.CharField(blank=True, max_length=300)),
                ("inbox", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="raw", to="conversations.inbox")),
                (
                    "message",
                    models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="raw", to="conversations.message"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("inbox", "external_id"), name="raw_is_kept_once"),
                    models.CheckConstraint(condition=models.Q(("external_id", ""), _negated=True), name="raw_has_an_external_id"),
                ]
            },
        ),
        migrations.CreateModel(
            name="Outbox",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "Goes in a moment"),
                            ("sending", "On its way"),
                            ("sent", "Sent"),
                            ("failed", "Not delivered"),
                            ("undone", "Taken back"),
                            ("uncertain", "Perhaps delivered"),
                        ],
                        default="held",
                        max_length=10,
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("header_id", models.CharField(max_length=200)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("last_error", models.CharField(blank=True, max_length=300)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("message", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="outbox", to="conversations.message")),
            ],
            options={
                "indexes": [models.Index(condition=models.Q(("state__in", ["held", "sending"])), fields=["due_at"], name="outbox_due")],
                "constraints": [
                    models.UniqueConstraint(fields=("header_id",), name="a_reply_has_one_message_id_for_ever"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["held", "sending", "sent", "failed", "undone", "uncertain"])), name="a_reply_is_somewhere_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", False), ("state", "sent")),
                            models.Q(models.Q(("state", "sent"), _negated=True), ("sent_at", None)),
                            _connector="OR",
                        ),
                        name="a_sent_reply_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("state", "failed"), _negated=True), models.Q(("last_error", ""), _negated=True), _connector="OR"),
                        name="a_failed_reply_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("saved_at", models.DateTimeField()),
                ("conversation", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="drafts", to="conversations.conversation")),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="drafts", to=settings.AUTH_USER_MODEL)),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("conversation", "user"), name="one_draft_a_person")]},
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("written_at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="notes", to=settings.AUTH_USER_MODEL),
                ),
                ("conversation", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="conversations.conversation")),
            ],
            options={"constraints": [models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="a_note_says_something")]},
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("field", models.CharField(max_length=10)),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(null=True)),
                ("at", models.DateTimeField()),
                ("by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="corrections", to=settings.AUTH_USER_MODEL)),
                ("message", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="corrections", to="conversations.message")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("field__in", ["heat", "conduct", "stage", "signal"])), name="a_correction_is_of_a_known_field")
                ]
            },
        ),
        migrations.RunSQL(SEARCH, NO_SEARCH),
    ]
