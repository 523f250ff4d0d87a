"""Who works here, and the triggers that tell open pages when what a person may see has changed, however that came about."""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

TELL = """
CREATE FUNCTION tell_person_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('unruffled', 'person/' || OLD.id);
    RETURN NULL;
END $$;
CREATE TRIGGER tell_person_changed AFTER UPDATE OF role, is_active, password ON people_user
    FOR EACH ROW WHEN (
        OLD.role IS DISTINCT FROM NEW.role
        OR OLD.is_active IS DISTINCT FROM NEW.is_active
        OR OLD.password IS DISTINCT FROM NEW.password
    ) EXECUTE FUNCTION tell_person_changed();
CREATE TRIGGER tell_person_gone AFTER DELETE ON people_user FOR EACH ROW EXECUTE FUNCTION tell_person_changed();

CREATE FUNCTION tell_teams_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM pg_notify('unruffled', 'person/' || OLD.user_id);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM pg_notify('unruffled', 'person/' || NEW.user_id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER tell_teams_changed AFTER INSERT OR UPDATE OR DELETE ON people_user_teams
    FOR EACH ROW EXECUTE FUNCTION tell_teams_changed();

CREATE FUNCTION tell_session_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('unruffled', 'session/' || md5(OLD.session_key));
    RETURN NULL;
END $$;
CREATE TRIGGER tell_session_ended AFTER DELETE ON django_session
    FOR EACH ROW EXECUTE FUNCTION tell_session_ended();
"""
DO_NOT_TELL = """
DROP TRIGGER tell_session_ended ON django_session;
DROP FUNCTION tell_session_ended();
DROP TRIGGER tell_teams_changed ON people_user_teams;
DROP FUNCTION tell_teams_changed();
DROP TRIGGER tell_person_gone ON people_user;
DROP TRIGGER tell_person_changed ON people_user;
DROP FUNCTION tell_person_changed();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [("sessions", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("practice", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
            ],
            options={"constraints": [models.CheckConstraint(condition=models.Q(("pk", 1)), name="there_is_one_organisation")]},
        ),
        migrations.CreateModel(
            name="Team",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
            ],
            options={"constraints": [models.UniqueConstraint(django.db.models.functions.text.Lower("name"), name="team_name_is_taken_once")]},
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("username", models.CharField(max_length=60)),
                ("email", models.EmailField(max_length=254)),
                ("name", models.CharField(max_length=120)),
                ("alias", models.CharField(blank=True, max_length=60)),
                ("role", models.CharField(choices=[("agent", "Agent"), ("supervisor", "Supervisor"), ("manager", "Manager")], default="agent", max_length=10)),
                ("is_active", models.BooleanField(default=True)),
                ("theme", models.CharField(choices=[("auto", "As the system"), ("light", "Light"), ("dark", "Dark")], default="auto", max_length=5)),
                ("keys_on", models.BooleanField(default=True)),
                ("teams", models.ManyToManyField(blank=True, related_name="people", to="people.team")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("username",), name="username_is_taken_once"),
                    models.UniqueConstraint(fields=("email",), name="email_is_taken_once"),
                    models.CheckConstraint(
                        condition=models.Q(("username", django.db.models.functions.text.Lower("username"))), name="username_is_in_small_letters"
                    ),
                    models.CheckConstraint(condition=models.Q(("email", django.db.models.functions.text.Lower("email"))), name="email_is_in_small_letters"),
                    models.CheckConstraint(condition=models.Q(("username__contains", "@"), _negated=True), name="username_is_no_email_address"),
                    models.CheckConstraint(condition=models.Q(("role__in", ["agent", "supervisor", "manager"])), name="person_has_a_known_role"),
                    models.CheckConstraint(condition=models.Q(("theme__in", ["auto", "light", "dark"])), name="theme_is_known"),
                ]
            },
        ),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hash", models.CharField(max_length=64)),
                ("label", models.CharField(blank=True, max_length=120)),
                ("created_at", models.DateTimeField()),
                ("last_used_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="api_tokens", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("hash",), name="token_opens_one_door"),
                    models.CheckConstraint(condition=models.Q(("hash__regex", "^[0-9a-f]{64}$")), name="token_is_kept_as_its_hash"),
                ]
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hash", models.CharField(max_length=64)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("role", models.CharField(choices=[("agent", "Agent"), ("supervisor", "Supervisor"), ("manager", "Manager")], max_length=10)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                (
                    "invited_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="invitations", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("team", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="invitations", to="people.team")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("hash",), name="invitation_link_is_unique"),
                    models.CheckConstraint(condition=models.Q(("hash__regex", "^[0-9a-f]{64}$")), name="invitation_is_kept_as_its_hash"),
                    models.CheckConstraint(condition=models.Q(("role__in", ["agent", "supervisor", "manager"])), name="invitation_is_for_a_known_role"),
                    models.CheckConstraint(condition=models.Q(("expires_at__gt", models.F("created_at"))), name="invitation_expires"),
                ]
            },
        ),
        migrations.RunSQL(TELL, DO_NOT_TELL),
    ]
