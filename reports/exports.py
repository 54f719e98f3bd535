"""An assessment for other programs: JSON as the method defines it, and tables of answers, risks and channels."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import xlsxwriter
from django.utils.translation import gettext as _

from assessments import scoring
from assessments.readings.comparison import ComparedRow
from assessments.readings.words import category_words
from assessments.scoring import Bank, ChannelRow, Document
from assessments.templatetags.bilingual import local

type Cell = str | int | float | None
# What spreadsheets take for a formula, as OWASP lists it: those of Chinese and Japanese systems read wide signs too
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the format's first day: equal tables give equal bytes
MOST_SIGNS = 32_000  # an XLSX cell holds 32,767 characters


class Table(NamedTuple):
    name: str  # of the file and the sheet
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def json_text(mapping: Mapping[str, Any]) -> bytes:
    """One text for one content, with line ends for people."""
    return (json.dumps(mapping, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def tables(bank: Bank, document: Document, result: Mapping[str, Any] | None) -> dict[str, Table]:
    found = (answers_table(bank, document), risks_table(bank, document, result), channels_table(bank, document))
    return {table.name: table for table in found}


def answers_table(bank: Bank, document: Document) -> Table:
    head = (
        "id", _("Question"), _("State"), _("Answer"), _("Evidence"), _("Dated"), _("Links"), _("Reason"), _("Note"),
    )  # fmt: skip
    return Table("answers", head, tuple(answer_rows(bank, document)))


def answer_rows(bank: Bank, document: Document) -> Iterator[tuple[Cell, ...]]:
    for fact in bank.facts:
        known = document.facts.get(fact.id)
        yield (fact.id, local(fact.text), said(known), cell(known), *[None] * 5)
    for gate in bank.gates:
        chosen = document.gates.get(gate.id)
        yield (gate.id, local(gate.text), said(chosen), chosen, *[None] * 5)
    for question in bank.questions:
        answer = document.answers.get(question.id)
        asked = question.id, local(question.text)
        if answer is None:
            yield (*asked, "unanswered", *[None] * 6)
            continue
        dated = answer.evidence_dated.isoformat() if answer.evidence_dated else None
        told = cell(answer.raw), answer.evidence, dated, "\n".join(answer.links), answer.reason, answer.note
        yield (*asked, answer.state, *told)


def said(known: object) -> str:
    return "unanswered" if known is None else "answered"


def cell(raw: object) -> Cell:
    if isinstance(raw, tuple | list):
        return ", ".join(map(str, raw))
    return raw if isinstance(raw, int | float | None) else str(raw)


def risks_table(bank: Bank, document: Document, result: Mapping[str, Any] | None) -> Table:
    head = (
        "id", _("Risk"), _("Category"), _("Likelihood"), _("Impact"), _("Evidence"),
        _("Expected loss before measures"), _("Expected loss after measures"), _("Note"),
    )  # fmt: skip
    figures = result["risk"]["items"] if result else {}
    rows = []
    for risk in bank.risks:
        judged, figure = document.risks.get(risk.id, scoring.RiskJudgement()), figures.get(risk.id, {})
        levels = judged.likelihood, judged.impact, judged.evidence
        named = risk.id, local(risk.title), category_words(risk.category)
        rows.append((*named, *levels, figure.get("inherent"), figure.get("residual"), judged.note))
    return Table("risks", head, tuple(rows))


def channels_table(bank: Bank, document: Document) -> Table:
    columns = [bank.channel_table.column(name) for name in ("owner", "share", "dependence")]
    columns += bank.channel_table.criteria
    head = (_("Whose"), _("Type"), *(local(column.text) for column in columns), _("Evidence"))
    own = [channel_cells(bank, row, "own") for row in document.channels]
    return Table("channels", head, tuple(own + [channel_cells(bank, row, "rival") for row in document.rival_channels]))


def channel_cells(bank: Bank, row: ChannelRow, whose: str) -> tuple[Cell, ...]:
    criteria = [cell(row.cells.get(column.id)) for column in bank.channel_table.criteria]
    return (whose, row.type, row.owner, row.share, row.dependence, *criteria, row.evidence)


def compared_table(rows: Sequence[ComparedRow]) -> Table:
    """The dimensions of ventures side by side: for each its best estimate and its likely range, then who leads."""
    names = [cell.contender.name for cell in rows[0].cells]
    figures = [f"{name}: {column}" for name in names for column in (_("Score"), _("Low end"), _("High end"))]
    head = ("id", _("Dimension"), *figures, _("Who leads"), _("How sure"))
    found = []
    for row in rows:
        leads = (row.lead.contender.name, row.lead.words) if row.lead else (None, _("Too close to call"))
        scores = [cell.score for cell in row.cells]
        points = [end for score in scores for end in (score.value, score.low, score.high)]
        found.append((row.id or "risk_adjusted", row.title, *points, *leads))
    return Table("compare", head, tuple(found))


def harmless(value: Cell) -> Cell:
    """No text of a person becomes a formula of whoever opens the table; numbers stay numbers."""
    return "'" + value if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA_STARTS) else value


def as_csv(table: Table) -> bytes:
    """With a byte order mark, without which Excel takes Chinese for something else."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([harmless(value) for value in row] for row in (table.head, *table.rows))
    return text.getvalue().encode("utf-8-sig")


def as_zip(found: Mapping[str, Table]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, table in found.items():
            archive.writestr(zipfile.ZipInfo(f"{name}.csv", ZIP_DATE), as_csv(table), zipfile.ZIP_DEFLATED)
    return content.getvalue()


def as_xlsx(found: Mapping[str, Table]) -> bytes:
    """Each table on a sheet. Cells are written by their type: no text is read as a number, a formula or a link."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        for name, table in found.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(table.head) - 1, 24, wrapped)
            for place, row in enumerate((table.head, *table.rows)):
                for column, value in enumerate(row):
                    write_cell(sheet, place, column, harmless(value), wrapped if place else bold)
    return content.getvalue()


def write_cell(sheet: Any, row: int, column: int, value: Cell, style: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, value[:MOST_SIGNS], style)
    elif value is not None:
        sheet.write_number(row, column, value, style)
