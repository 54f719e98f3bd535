from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.models import Bank
from assessments.models.bank import BankChanged
from assessments.scoring import BankError, DocumentError, load

SHIPPED = Path(__file__).resolve().parents[2] / "content" / "banks"


class Command(BaseCommand):
    help = "Publish question banks: the shipped ones, or those of the given files. May be run twice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        for file in options["files"] or sorted(SHIPPED.glob("*.yaml")):
            try:
                bank, made = Bank.objects.publish(load(file.read_bytes()))
            except (BankError, DocumentError) as error:
                raise CommandError(f"{file.name} is not a question bank:\n{error}") from error
            except (BankChanged, OSError) as error:
                raise CommandError(f"{file.name}: {error}") from error
            self.stdout.write(f"{bank}: {'published' if made else 'was there already'}")
