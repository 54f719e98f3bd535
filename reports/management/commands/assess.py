import hashlib
import json
import sys
from argparse import ArgumentTypeError
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from assessments import scoring
from assessments.forms.step import sentence
from assessments.readings import Reading, dimension_rows, dimensions, missing_notes, risk_rows, verdict
from assessments.readings.words import level_words, status_words
from assessments.scoring import Bank, Document, Problem
from assessments.templatetags.bilingual import local
from reports.models import Report, told_in

BANKS = settings.BASE_DIR / "assessments" / "content" / "banks"


class Command(BaseCommand):
    help = (
        "Score a fairway.assessment/1 document (YAML or JSON), with no database and no service: "
        "prints a readable summary, or a fairway.result/1, and writes the PDF report. A faulty document exits with 2."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the document; - reads standard input")
        parser.add_argument("--json", action="store_true", help="print the result as fairway.result/1")
        parser.add_argument("--pdf", type=Path, metavar="OUT", help="write the PDF report to this file")
        parser.add_argument("--language", choices=Report.Language.values, default="en", help="of summary and report")
        parser.add_argument(
            "--draws", type=draws, metavar="N", help="simulate the ranges with N draws; a report does so by itself"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        languages = told_in(options["language"])
        with translation.override(languages[0]):
            bank, document = read(options["file"])
            try:
                made = scoring.assess(bank, document, draws=wanted_draws(bank, options))
            except scoring.CannotScore as refused:
                raise faulty(options["file"], [refused.problem]) from refused
        if options["json"]:
            self.stdout.write(json.dumps(made.as_document(), ensure_ascii=False, indent=2))
        else:
            reading = Reading.of(bank, document, made.as_shown())
            self.stdout.write("\n\n".join(summary_in(language, reading) for language in languages))
        if options["pdf"]:
            write(options["pdf"], bank, document, made.as_shown(), languages)


def wanted_draws(bank: Bank, options: dict[str, Any]) -> int:
    if options["draws"] is not None:
        return int(options["draws"])
    return int(bank.constants["draws"]["report"]) if options["pdf"] else 0


def draws(typed: str) -> int:
    number = int(typed)
    if not 0 <= number <= 1_000_000:
        raise ArgumentTypeError("from 0 to 1000000")
    return number


def read(name: str) -> tuple[Bank, Document]:
    """The document and the shipped bank that it names."""
    try:
        source = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}", returncode=2) from error
    try:
        bank = find_bank(*scoring.peek(source))
        return bank, scoring.read(source, bank)
    except scoring.DocumentError as error:
        raise faulty(name, error.problems) from error


def find_bank(id: str, version: str) -> Bank:
    for file in sorted(BANKS.glob("*.yaml")):
        bank = scoring.parse(scoring.load(file.read_bytes()))
        if (bank.id, bank.version) == (id, version):
            return bank
    message = _("There is no question bank %(id)s %(version)s here.") % {"id": id, "version": version}
    raise CommandError(f"bank: {message}", returncode=2)


def faulty(name: str, problems: list[Problem] | tuple[Problem, ...]) -> CommandError:
    lines = [told(problem) for problem in problems]
    head = _("%(name)s cannot be scored") % {"name": name}
    return CommandError("\n".join([head, *lines]), returncode=2)


def told(problem: Problem) -> str:
    said = f"{problem.path}: {sentence(problem)}" if problem.path else sentence(problem)
    return f"{said} ({problem.detail})" if problem.detail else said


def summary_in(language: str, reading: Reading) -> str:
    with translation.override(language):
        return "\n".join(summary(reading))


def summary(reading: Reading) -> Iterator[str]:
    rows, result = dimension_rows(reading), reading.result
    yield reading.document.venture_name or _("Unnamed venture")
    yield verdict.statement(reading)
    yield verdict.headline(reading)
    yield _("%(status)s. %(coverage)s") % {
        "status": status_words(result["status"]), "coverage": verdict.coverage(reading)
    }  # fmt: skip
    yield ""
    yield dimensions.finding(rows)
    for row in rows:
        yield f"{row.score.points:>5}  {row.score.ends:>7}  {local(row.title)}"
    yield ""
    yield _("Expected loss by risk, before and after measures")
    for risk in risk_rows(reading):
        level = level_words(risk.after_level)
        yield f"{risk.before:6.1f}%  {risk.after:6.1f}%  {risk.label} {local(risk.risk.title)}, {level}"
    notes = missing_notes(reading)
    if notes:
        yield ""
        yield _("What is missing, and what holds the grade down")
        yield from (f"- {note.text}" for note in notes)


def write(target: Path, bank: Bank, document: Document, result: dict[str, Any], languages: Sequence[str]) -> None:
    from reports import beside, contents, pdf  # WeasyPrint takes long to load, and only a report needs it

    frozen = hashlib.sha256(scoring.canonical_json(scoring.write(document))).hexdigest()
    complete = not scoring.missing(bank, document)
    shown = beside.of_files(Reading.of(bank, document, result))
    told = contents.gather(bank, document, result, languages, sha256=frozen, final=complete, beside=shown)
    try:
        with pdf.collected_after():
            target.write_bytes(pdf.make(*told)[0])
    except OSError as error:
        raise CommandError(f"{target}: {error.strerror}") from error
