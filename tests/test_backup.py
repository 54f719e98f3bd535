"""A backup made by the commands of the guide comes back row by row, and a damaged one is refused."""

import os
import re
import secrets
import shlex
import sqlite3
import subprocess
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connection

from tests.test_leaving import founded
from tools import ROOT, servers

GUIDE = (ROOT / "docs" / "deploy.md").read_text()
pytestmark = pytest.mark.django_db(transaction=True)


def command(program):
    """The options that the guide gives a program, but for who and where."""
    (line,) = re.findall(rf"\b{program} (.*?)(?: fairway)? [<>] ", GUIDE)
    words = shlex.split(line)
    for place in ("--username", "--dbname"):
        if place in words:
            del words[words.index(place) : words.index(place) + 2]
    return [str(servers.postgres_programs() / program), *words]


def run(arguments, **more):
    return subprocess.run(arguments, check=False, capture_output=True, **more)


def rows(execute):
    """Each row of each table, as text."""
    if connection.vendor == "sqlite":
        tables = execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    else:
        tables = execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return {name: sorted(map(str, execute(f'SELECT * FROM "{name}"').fetchall())) for (name,) in tables.fetchall()}


def checksum(file):
    (file.parent / "sums").write_text(run(["sha256sum", file.name], cwd=file.parent, text=True).stdout)


def is_whole(file):
    return run(["sha256sum", "--check", "sums"], cwd=file.parent).returncode == 0


def damage(file):
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


@pytest.fixture
def elsewhere():
    """The address of an empty database on the server of the tests, and that of the one in use."""
    name, used = f"restored_{secrets.token_hex(4)}", connection.settings_dict["NAME"]
    parts = urlsplit(os.environ["DATABASE_URL"])
    there, here = (urlunsplit(parts._replace(path=f"/{database}")) for database in (name, used))
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        yield there, here
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the database of this run is SQLite")
def test_a_dump_comes_back_row_by_row_and_a_damaged_one_is_refused(charlie, bank, request, tmp_path):
    there, here = request.getfixturevalue("elsewhere")
    founded(charlie, "kept")
    dump = tmp_path / "fairway.dump"
    with dump.open("wb") as output:
        assert subprocess.run([*command("pg_dump"), here], stdout=output).returncode == 0
    checksum(dump)
    restore = [*command("pg_restore"), "--dbname", there]
    for _ in range(2):  # into an empty database, and over a full one
        done = run([*restore, str(dump)])
        assert done.returncode == 0, done.stderr
    with psycopg.connect(here) as before, psycopg.connect(there) as after:
        assert rows(before.execute) == rows(after.execute)
        with pytest.raises(psycopg.Error, match="never updated"):
            after.execute("UPDATE assessments_snapshot SET sha256 = ''")
    assert is_whole(dump)
    cut = tmp_path / "cut.dump"
    cut.write_bytes(dump.read_bytes()[: dump.stat().st_size // 2])
    assert run([*restore, str(cut)]).returncode != 0
    with psycopg.connect(here) as before, psycopg.connect(there) as after:
        assert rows(before.execute) == rows(after.execute)
    damage(dump)
    assert not is_whole(dump)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the database of this run is PostgreSQL")
def test_a_copy_of_sqlite_made_in_use_comes_back_row_by_row_and_a_damaged_one_is_seen(charlie, bank, tmp_path):
    founded(charlie, "kept")
    (line,) = re.findall(r'^sqlite3 var/fairway\.sqlite3 "(\.backup .*)"$', GUIDE, re.M)
    copy, used = tmp_path / "fairway.sqlite3", connection.settings_dict["NAME"]
    with sqlite3.connect(used) as writing:
        before = rows(writing.execute)
        writing.execute("UPDATE ventures_venture SET name = 'not committed yet'")
        done = run(["sqlite3", used, line.replace("$name", str(copy))])
        assert done.returncode == 0, done.stderr
        writing.rollback()
    writing.close()
    checksum(copy)
    with sqlite3.connect(copy) as restored:
        assert rows(restored.execute) == before
        assert any("kept name" in row for row in before["ventures_venture"])
        with pytest.raises(sqlite3.Error, match="never updated"):
            restored.execute("UPDATE assessments_snapshot SET sha256 = ''")
    restored.close()
    assert is_whole(copy)
    damage(copy)
    assert not is_whole(copy)
