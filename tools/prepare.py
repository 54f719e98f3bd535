"""Fills the database and collects the static files. Runs inside .venv, every step may run twice.

What it prints is for the person: the sign-ins of the sample accounts.
"""

import io
import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command, get_commands
from django.db import OperationalError


def main(sample: bool) -> None:
    # A migration may take longer than a page may wait.
    os.environ["STATEMENT_TIMEOUT"] = "0"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    for name in ("load_banks", "load_cases"):
        if name in get_commands():
            call_command(name, stdout=io.StringIO())  # one line for each thing that was there already: of no interest
    if sample and "load_sample" in get_commands():
        call_command("load_sample")


if __name__ == "__main__":
    try:
        main(sample="--sample" in sys.argv[1:])
    except OperationalError as error:
        sys.exit(f"The database does not answer as DATABASE_URL says: {str(error).strip().splitlines()[0]}")
    except (CommandError, ImproperlyConfigured) as error:
        sys.exit(str(error))
