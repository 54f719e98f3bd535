"""What a report says, in one language each: plain values from a bank, a document and its result. No database needed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.utils import translation
from django.utils.translation import gettext as _

from assessments.charts import Cell
from assessments.readings import channels, dimensions, mitigation, notes, risks, verdict, words
from assessments.readings.channels import ChannelReading
from assessments.readings.dimensions import AnswerRow, Dimension, Explained
from assessments.readings.notes import GateRow, Note
from assessments.readings.reading import Reading, Score
from assessments.readings.risks import RiskRow
from assessments.readings.words import number_words, whole
from assessments.scoring import Bank, Document, write
from assessments.scoring.answers import ANSWERED
from assessments.scoring.applicability import applies, state
from assessments.scoring.bank_parts import Node
from assessments.scoring.document import canonical_json
from assessments.scoring.risks import band
from assessments.templatetags.bilingual import local
from reports import appendix, cases, findings, schedule
from reports.beside import Beside
from reports.measures import MeasureRow, listed_stops, measure_rows, plan_words
from reports.routes import Routes, routes
from reports.wording import bracketed, cut, day, width

COSTS_SHOWN, COST_WIDTH = 3, 66  # answers, and Latin letters on one line
STEPS_SHOWN = 3
CHANNEL = "channel"  # the dimension
ROWS_WITH_ALL = 8  # questions of a dimension beside which all else has room: each dimension is one page
HALF_WIDTH = 44  # Latin letters on two lines of half the page


@dataclass(frozen=True)
class Asked:
    """One question of a dimension, its answer in words, and the value that it got."""

    text: str
    answer: str
    open: bool
    evidence: str
    points: str


@dataclass(frozen=True)
class Cost:
    """What an answer takes away from merit; `share` of the largest, in percent, for the bar."""

    text: str
    points: float
    share: float


@dataclass(frozen=True)
class DimensionPage:
    explained: Explained
    finding: str
    asked: tuple[Asked, ...]
    costs: tuple[Cost, ...]
    factor: cases.Factor | None  # what helped a similar case, where one fits
    steps: tuple[schedule.Task, ...]  # of the action plan

    @property
    def dimension(self) -> Dimension:
        return self.explained.dimension

    @property
    def anchor(self) -> str:
        return f"dimension-{self.dimension.id}"

    @property
    def parts(self) -> list[tuple[Node, Score]]:
        """The criteria below the dimension."""
        return [(entry.node, entry.score) for entry in self.explained.criteria if entry.part is not None]


@dataclass(frozen=True)
class Weight:
    title: str
    depth: int
    here: str  # within its part
    whole: str


class Figures(NamedTuple):
    """What has no words, and is worked out once for all languages."""

    choice: mitigation.Choice
    likenesses: tuple[cases.Likeness, ...]
    beside: Beside


class Attached(NamedTuple):
    """The answers as a file inside the PDF."""

    name: str
    content: bytes
    description: str
    day: date


@dataclass(frozen=True)
class Contents:
    language: str
    sha256: str
    final: bool
    reading: Reading
    name: str
    summary: str
    as_of: str
    answered: int
    asked: int
    profile: str
    status: str
    statement: str
    basis: str  # what it rests on, and what holds it back
    range_words: str
    key_figures: tuple[tuple[str, str], ...]
    pages: tuple[DimensionPage, ...]
    overview: str  # one sentence about all dimensions
    strengths: tuple[findings.Point, ...]
    weaknesses: tuple[findings.Point, ...]
    unknowns: tuple[findings.Point, ...]
    first: tuple[findings.Point, ...]
    risks: tuple[RiskRow, ...]
    cells: tuple[Cell, ...]
    risk_finding: str
    measure_words: str
    measures: tuple[MeasureRow, ...]
    planned: mitigation.Planned
    plan_words: str
    adding_up: str
    stops: tuple[mitigation.StopLine, ...]
    months: tuple[schedule.Month, ...]
    schedule_words: str
    cases: tuple[cases.CaseBeside, ...]
    cases_words: str
    channel: ChannelReading | None
    channel_words: tuple[str, ...]
    routes: Routes | None
    gates: tuple[GateRow, ...]
    missing: tuple[Note, ...]
    checks: tuple[Note, ...]
    weights: tuple[Weight, ...]
    parts: tuple[appendix.Part, ...]

    @property
    def is_english(self) -> bool:
        return self.language == "en"

    @property
    def code(self) -> str:
        """Before the anchors of its pages: two languages may stand in one document."""
        return self.language[:2]

    @property
    def html_language(self) -> str:
        return "en" if self.is_english else "zh-Hans"

    @property
    def own_name(self) -> str:
        """The name of the language, in the language."""
        return "English" if self.is_english else "中文"

    @property
    def cover_label(self) -> str:
        """Instead of a page number, in the list of pages that a reader shows."""
        with translation.override(self.language):
            return _("Cover")

    @property
    def date(self) -> str:
        """For the metadata."""
        return self.reading.document.as_of.isoformat()

    @property
    def attached(self) -> Attached:
        """What the hash was made from, to the byte."""
        with translation.override(self.language):
            described = _("The answers this report was made from, in the format fairway.assessment/1")
        document = self.reading.document
        return Attached("assessment.json", canonical_json(write(document)), described, document.as_of)

    @property
    def title_size(self) -> str:
        """The class that makes a long name fit on the cover."""
        return " longer" if width(self.name) > 44 else " long" if width(self.name) > 15 else ""

    @property
    def drawn(self) -> list[Dimension]:
        """In the fixed order of every chart."""
        order = self.reading.bank.dimensions
        return sorted((page.dimension for page in self.pages), key=lambda dimension: order.index(dimension.id))

    @property
    def by_score(self) -> list[Dimension]:
        return sorted(self.drawn, key=lambda dimension: -(dimension.score.value or 0.0))

    @property
    def largest(self) -> list[RiskRow]:
        return risks.ranked(self.risks)[:3]

    @property
    def low_to(self) -> str:
        """Expected loss in percent up to which a single risk is low."""
        return f"{100 * self.reading.bank.bands.green_to:g}"

    @property
    def high_from(self) -> str:
        return f"{100 * self.reading.bank.bands.red_from:g}"

    @property
    def floors(self) -> str:
        return words.in_order(f"{band.id}\N{NO-BREAK SPACE}{band.floor:g}" for band in self.reading.bank.bands.grade)

    @property
    def law_unchecked(self) -> bool:
        return any(row.checked is None for row in self.gates)


def gather(
    bank: Bank,
    document: Document,
    result: Mapping[str, Any],
    languages: Iterable[str],
    *,
    sha256: str,
    final: bool,
    beside: Beside | None = None,
) -> tuple[Contents, ...]:
    """Everything the pages show, in each language. The figures are those of `result`.

    How they came about is worked out again, once for all languages.
    """
    reading, found = Reading.of(bank, document, result), []
    shown = beside or {}
    figures = Figures(mitigation.choice(reading), cases.likenesses(reading, shown), shown)
    for language in languages:
        with translation.override(language):
            found.append(told(reading, figures, language, sha256, final))
    return tuple(found)


def told(reading: Reading, figures: Figures, language: str, sha256: str, final: bool) -> Contents:
    bank, document, result, code = reading.bank, reading.document, reading.result, language[:2]
    rows, risk_rows = dimensions.dimension_rows(reading), risks.risk_rows(reading)
    measures, channel = measure_rows(reading, figures.choice), channels.channel_reading(reading)
    planned = mitigation.planned(reading, figures.choice)
    tasks = schedule.tasks(reading, figures.choice, figures.beside, code)
    factors = cases.factors(figures.likenesses, code)
    asked = [question.id for question in bank.questions if applies(bank, question, document.facts)]
    return Contents(
        language=language,
        sha256=sha256,
        final=final,
        reading=reading,
        name=document.venture_name or _("Unnamed venture"),
        summary=summary(document, language),
        as_of=day(document.as_of),
        answered=sum(state(document, ref) == ANSWERED for ref in asked),
        asked=len(asked),
        profile=words.profile_words(bank, document.profile),
        status=words.status_words(result["status"]),
        statement=verdict.statement(reading),
        basis=verdict.basis(rows) if result["quadrant"] else "",
        range_words=verdict.range_words(reading),
        key_figures=key_figures(reading),
        pages=tuple(dimension_page(reading, row.id, factors.get(row.id), tasks) for row in page_order(rows)),
        overview=dimensions.finding(rows),
        strengths=findings.strengths(reading),
        weaknesses=findings.weaknesses(reading),
        unknowns=findings.unknowns(reading),
        first=findings.first_steps(reading, measures),
        risks=risk_rows,
        cells=tuple(risks.cells(bank)),
        risk_finding=risks.risk_finding(risk_rows),
        measure_words=risks.measure_words(reading),
        measures=measures,
        planned=planned,
        plan_words=plan_words(planned),
        adding_up=mitigation.adding_up(planned) if sum(not row.in_place for row in measures) > 1 else "",
        stops=listed_stops(planned),
        months=schedule.by_month(tasks),
        schedule_words=schedule.plan_words(tasks),
        cases=tuple(cases.told(entry, code) for entry in figures.likenesses),
        cases_words=cases.closeness_words(figures.likenesses, code),
        channel=channel,
        channel_words=channel_words(channel),
        routes=routes(reading, channel),
        gates=notes.gate_rows(reading),
        missing=tuple(notes.missing_notes(reading)),
        checks=checks(reading),
        weights=weights(reading),
        parts=appendix.parts(bank, document),
    )


def summary(document: Document, language: str) -> str:
    """The venture's line, in the report's language where it has one."""
    line = document.venture_summary
    if isinstance(line, str):
        return line
    return line.get("en" if language == "en" else "zh") or next(iter(line.values()), "")


def key_figures(reading: Reading) -> tuple[tuple[str, str], ...]:
    result, merit = reading.result, reading.score(reading.bank.root.id)
    overall = result["risk"]["residual"]["overall"]
    levels = {entry.id: local(entry.text) for entry in reading.bank.bands.risk_overall}
    return (
        (_("Grade"), result["grade"] or _("none")),
        (_("Merit"), bracketed(merit.points, merit.ends) if merit.is_range else merit.points),
        (_("Expected loss"), bracketed(f"{whole(overall)}%", levels[band(reading.bank, overall)])),
        (_("Completeness"), f"{whole(100 * result['completeness'])}%"),
        (_("Confidence"), f"{result['confidence']:.2f}"),
    )


def page_order(rows: Sequence[Dimension]) -> list[Dimension]:
    """The channels first when they are the least certain dimension, else in the bank's order."""
    widest = max(rows, key=lambda row: row.score.width)
    first = [widest] if widest.id == CHANNEL and widest.score.is_range else []
    return [*first, *(row for row in rows if row not in first)]


def dimension_page(
    reading: Reading, id: str, factor: cases.Factor | None, tasks: tuple[schedule.Task, ...]
) -> DimensionPage:
    found = dimensions.explained(reading, id)
    fits = len(found.rows) <= ROWS_WITH_ALL
    steps = tuple(task for task in tasks if task.dimension == id and not task.done)[:STEPS_SHOWN]
    return DimensionPage(
        factor=factor if fits else None,
        steps=steps,
        explained=found,
        finding=dimensions.dimension_finding(found),
        asked=tuple(asked_row(reading, row) for row in found.rows),
        costs=costs(found, HALF_WIDTH if factor else COST_WIDTH) if fits or not steps else (),
    )


def asked_row(reading: Reading, row: AnswerRow) -> Asked:
    entry = appendix.question_entry(reading.bank, reading.document, row.question.id)
    return Asked(
        text=entry.asked,
        answer=entry.answer,
        open=entry.open,
        evidence=str(row.leaf.evidence) if row.leaf is not None and row.informed else "",
        points=whole(row.leaf.value) if row.leaf is not None and row.informed else "",
    )


def costs(found: Explained, size: int) -> tuple[Cost, ...]:
    known = sorted((row for row in found.rows if row.informed and row.cost >= 0.05), key=lambda row: -row.cost)
    return tuple(
        Cost(cut(local(row.question.text), size), row.cost, 100 * row.cost / known[0].cost)
        for row in known[:COSTS_SHOWN]
    )


def channel_words(found: ChannelReading | None) -> tuple[str, ...]:
    if found is None:
        return (_("No channel is entered yet."),)
    said = [channels.exposure_words(found), channels.concentration_words(found), channels.stress_words(found)]
    return tuple(sentence for sentence in [*said, channels.standing_words(found)] if sentence)


def checks(reading: Reading) -> tuple[Note, ...]:
    found = [*notes.check_notes(reading, "contradictions"), *notes.check_notes(reading, "notices")]
    return (*found, *notes.warning_notes(reading))


def weights(reading: Reading) -> tuple[Weight, ...]:
    """The tree as it counted, without the questions."""
    bank, every = reading.bank, reading.scored.global_weights()
    here = {ref: share for branch in reading.scored.branches for ref, share in branch.children}
    return tuple(
        Weight(
            title=local(node.title),
            depth=len(bank.path(node.id)) - 1,
            here=f"{whole(100 * here.get(node.id, 1))}%",
            whole=f"{number_words(round(100 * every[node.id], 2))}%",  # exact enough to add up
        )
        for node in tree_order(bank, bank.root.id)
        if node.id in every
    )


def tree_order(bank: Bank, id: str) -> Iterator[Node]:
    """A node, then everything below it."""
    yield bank.node(id)
    for child in bank.children(id):
        yield from tree_order(bank, child.id)
