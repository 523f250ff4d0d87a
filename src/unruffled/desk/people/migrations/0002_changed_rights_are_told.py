"""Whoever changes what a person may see, and however: the person's open pages are told and their streams end."""

from django.db import migrations

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
BACK = """
DROP TRIGGER tell_session_ended ON django_session;
DROP FUNCTION tell_session_ended();
DROP TRIGGER tell_teams_changed ON people_user_teams;
DROP FUNCTION tell_teams_changed();
DROP TRIGGER tell_person_gone ON people_user;
DROP TRIGGER tell_person_changed ON people_user;
DROP FUNCTION tell_person_changed();
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("sessions", "0001_initial")]

    operations = [migrations.RunSQL(TELL, BACK)]
