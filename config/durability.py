"""A save is acknowledged once it is committed, so a commit must be on the disk: PostgreSQL can be told otherwise."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

NEEDED = ("fsync", "full_page_writes", "synchronous_commit")


@register(Tags.database)
def durable(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Run by `migrate` and by the set-up of each start, which go no further on an error."""
    found: list[CheckMessage] = []
    for connection in (connections[alias] for alias in databases or ()):
        if connection.vendor != "postgresql":
            continue  # SQLite is told by the settings themselves
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(NEEDED)])
            off = [name for name, setting in sorted(cursor.fetchall()) if setting == "off"]
        said = "PostgreSQL runs with {} off, so that saved answers could be lost. Switch it on."
        found += [Error(said.format(name), id="config.E001") for name in off]
    return found
