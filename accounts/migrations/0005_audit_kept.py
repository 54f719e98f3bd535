"""Triggers: an event is never changed and never deleted, whoever tries."""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION accounts_auditevent_is_kept() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'audit events are kept as they are'; END $$;
CREATE TRIGGER accounts_auditevent_kept BEFORE UPDATE OR DELETE ON accounts_auditevent
FOR EACH ROW EXECUTE FUNCTION accounts_auditevent_is_kept();
"""
SQLITE = """
CREATE TRIGGER accounts_auditevent_kept_{lower} BEFORE {act} ON accounts_auditevent
BEGIN SELECT RAISE(ABORT, 'audit events are kept as they are'); END;
"""
ACTS = ("UPDATE", "DELETE")


def add(apps, schema_editor):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL)
            return
        for act in ACTS:
            cursor.execute(SQLITE.format(act=act, lower=act.lower()))


def drop(apps, schema_editor):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP TRIGGER accounts_auditevent_kept ON accounts_auditevent")
            cursor.execute("DROP FUNCTION accounts_auditevent_is_kept()")
            return
        for act in ACTS:
            cursor.execute(f"DROP TRIGGER accounts_auditevent_kept_{act.lower()}")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_audit_event")]
    operations = [migrations.RunPython(add, drop)]
