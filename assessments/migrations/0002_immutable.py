"""Triggers: a published bank and a snapshot are never updated, whoever tries."""

from django.db import migrations

TABLES = ["assessments_bank", "assessments_snapshot"]

POSTGRESQL = """
CREATE FUNCTION {table}_is_immutable() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'rows of {table} are never updated'; END $$;
CREATE TRIGGER {table}_immutable BEFORE UPDATE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_is_immutable();
"""
SQLITE = """
CREATE TRIGGER {table}_immutable BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, 'rows of {table} are never updated'); END;
"""


def add(apps, schema_editor):
    connection = schema_editor.connection
    for table in TABLES:
        with connection.cursor() as cursor:
            cursor.execute((POSTGRESQL if connection.vendor == "postgresql" else SQLITE).format(table=table))


def drop(apps, schema_editor):
    connection = schema_editor.connection
    for table in TABLES:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER {table}_immutable ON {table}; DROP FUNCTION {table}_is_immutable()")
            else:
                cursor.execute(f"DROP TRIGGER {table}_immutable")


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial")]
    operations = [migrations.RunPython(add, drop)]
