#!/usr/bin/env python
import os
import secrets
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if sys.argv[1:2] == ["assess"]:
        os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe())  # it signs nothing, so it needs no set-up
    from django.core.management import execute_from_command_line  # after the settings module is named

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
