"""Fills the database: tables, question banks, case studies. Runs where Django is; every step may run twice.

`--static` collects the static files as well, `--sample` makes the sample venture and prints its sign-ins.
"""

import hashlib
import io
import os
import sys

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError


def main(static: bool, sample: bool) -> None:
    # A migration may take longer than a page may wait.
    os.environ["STATEMENT_TIMEOUT"] = "0"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    call_command("check", tags=["database"], databases=["default"], stdout=io.StringIO())
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    if static:
        collect_static()
    for name in ("load_banks", "load_cases"):
        call_command(name, stdout=io.StringIO())  # one line for each thing that was there already: of no interest
    if sample:
        call_command("load_sample")


def collect_static() -> None:
    """Hashing and packing takes most of a start, so it is left out when no file has changed."""
    done = settings.STATIC_ROOT / "collected"
    wanted = static_fingerprint()
    if done.exists() and done.read_text() == wanted:
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    done.write_text(wanted)


def static_fingerprint() -> str:
    total = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = os.stat(storage.path(path))
            total.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return total.hexdigest()


if __name__ == "__main__":
    try:
        main(static="--static" in sys.argv, sample="--sample" in sys.argv)
    except OperationalError as error:
        sys.exit(f"The database does not answer as DATABASE_URL says: {str(error).strip().splitlines()[0]}")
    except (CommandError, ImproperlyConfigured) as error:
        sys.exit(str(error))
