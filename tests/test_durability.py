"""Saved means: on the disk."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from config.durability import NEEDED

pytestmark = pytest.mark.django_db


def test_a_commit_waits_for_the_disk():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            full = 2
            assert cursor.execute("PRAGMA synchronous").fetchone()[0] >= full
        else:
            call_command("check", tags=["database"], databases=["default"])


@pytest.mark.parametrize("name", NEEDED)
def test_the_set_up_refuses_a_postgresql_that_may_forget(name):
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL can be told to forget")
    with connection.cursor() as cursor:
        # Only synchronous_commit can be changed for one session; the others are shown as off by a view in front.
        cursor.execute("CREATE TEMPORARY VIEW pg_settings AS SELECT %s AS name, 'off' AS setting", [name])
        cursor.execute("SET LOCAL search_path TO pg_temp, pg_catalog, public")
    with pytest.raises(CommandError, match=f"runs with {name} off"):
        call_command("check", tags=["database"], databases=["default"])
