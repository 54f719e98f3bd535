from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from casestudies import library
from casestudies.models import CaseStudy, Loaded
from casestudies.problems import CaseError
from casestudies.vocabulary import CONTENT, VOCABULARY_FILE

WORDS = {
    Loaded.ADDED: "added",
    Loaded.UPDATED: "updated from the file",
    Loaded.UNCHANGED: "unchanged",
    Loaded.KEPT: "kept: a curator has edited it since it was loaded (--overwrite takes the file instead)",
}


class Command(BaseCommand):
    help = (
        "Loads case studies into the library, each file whole or not at all. Loading twice changes nothing, and "
        "a case that was edited in the admin stays as it is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="case files; else the shipped ones")
        parser.add_argument("--overwrite", action="store_true", help="also replace cases that a curator has edited")

    def handle(self, *args: Any, files: list[Path], overwrite: bool, **options: Any) -> None:
        refused = 0
        for file in files or shipped():
            try:
                case = library.read(file.read_bytes(), file.stem)
            except (CaseError, OSError) as error:
                refused += 1
                lines = error.problems if isinstance(error, CaseError) else (error.strerror,)
                self.stderr.write(f"{file.name}: refused\n" + "\n".join(f"  {line}" for line in lines))
                continue
            loaded = CaseStudy.load(case, overwrite)
            if options["verbosity"] > (loaded is Loaded.UNCHANGED):
                self.stdout.write(f"{file.name}: {WORDS[loaded]}")
        if refused:
            raise CommandError(f"{refused} of {len(files or shipped())} files were refused and not loaded.")


def shipped() -> list[Path]:
    return [file for file in sorted(CONTENT.glob("*.yaml")) if file != VOCABULARY_FILE]
