"""All ventures of a person on one axis, and the front page of one of them."""

import uuid
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.http import UserRequest
from assessments.models import Assessment, Sheet, Snapshot
from assessments.models.answered import document_of
from assessments.readings import RiskRow, dimension_rows, ranked, risk_rows, verdict
from assessments.readings.words import step_text, value_words
from assessments.scoring import Step
from assessments.templatetags.bilingual import local
from assessments.views.opened import Opened, opened, scored
from ventures.models import Membership, Venture


@dataclass(frozen=True)
class Row:
    """One venture of the portfolio."""

    page: Opened
    worked: datetime  # last change of an answer, or of nothing yet the venture's own beginning
    last: str  # the item answered last

    @property
    def largest(self) -> RiskRow | None:
        """The largest judged risk after measures."""
        if self.page.reading is None or self.page.too_early:
            return None
        rows = [row for row in ranked(risk_rows(self.page.reading)) if row.judged]
        return rows[0] if rows else None

    @property
    def score(self) -> float:
        """For sorting; below zero where there is none."""
        shown = self.page.reading is not None and not self.page.too_early
        return float(self.page.reading.risk_adjusted.value or 0) if shown and self.page.reading else -1.0


SORTS: Mapping[str, Callable[[Row], Any]] = {
    "worked": lambda row: -row.worked.timestamp(),
    "name": lambda row: row.page.venture.name.casefold(),
    "answered": lambda row: -(row.page.progress.answered if row.page.progress else 0),
    "score": lambda row: -row.score,
    "risk": lambda row: -(row.largest.after if row.largest else -1),
}


def portfolio(request: UserRequest) -> HttpResponse:
    """On one shared axis, last worked on first. Archived ventures sit behind a link."""
    archived, sort = request.GET.get("archived") == "1", request.GET.get("sort", "worked")
    ventures = list(Venture.objects.visible_to(request.user))
    editable = set(Venture.objects.editable_by(request.user).values_list("pk", flat=True))
    rows = portfolio_rows([venture for venture in ventures if bool(venture.archived) == archived], editable)
    rows.sort(key=SORTS.get(sort, SORTS["worked"]))
    context = {
        "rows": rows,
        "archived": archived,
        "archived_count": sum(bool(venture.archived) for venture in ventures),
        "scored_count": sum(not row.page.too_early for row in rows),
        "resume": None if archived else resume(rows),
        "sort": sort if sort in SORTS else "worked",
    }
    return render(request, "assessments/portfolio.html", context)


def portfolio_rows(ventures: list[Venture], editable: Container[int]) -> list[Row]:
    """A fixed number of queries, however many ventures there are."""
    sheets = Sheet.objects.filter(role=Sheet.Role.FOUNDER).prefetch_related("answers")
    found = Assessment.objects.with_parts().filter(venture__in=ventures).order_by("round")
    newest = {assessment.venture_id: assessment for assessment in found}
    prefetch_related_objects(list(newest.values()), Prefetch("sheets", sheets))
    finals = [assessment.final.pk for assessment in newest.values() if assessment.final]
    frozen = dict(Snapshot.objects.filter(pk__in=finals).values_list("assessment", "result"))
    return [row_of(venture, venture.pk in editable, newest.get(venture.pk), frozen) for venture in ventures]


def row_of(venture: Venture, may_edit: bool, assessment: Assessment | None, frozen: Mapping[int, Any]) -> Row:
    if assessment is None:
        return Row(Opened(venture, may_edit), venture.created, "")
    answers = [answer for sheet in assessment.sheets.all() for answer in sheet.answers.all()]
    page = scored(venture, may_edit, assessment, document_of(assessment, answers), frozen.get(assessment.pk))
    last = max(answers, key=lambda answer: answer.updated, default=None)
    return Row(page, last.updated if last else venture.created, last.item if last else "")


def resume(rows: list[Row]) -> dict[str, Any] | None:
    """Where this person stopped: the next open step of the venture that was worked on last."""
    open_rows = [row for row in rows if row.page.may_edit and row.page.next_step]
    if not open_rows:
        return None
    row = max(open_rows, key=lambda row: row.worked)
    page, step = row.page, row.page.next_after(row.last)
    if step is None or page.bank is None or page.progress is None:
        return None
    number, of = page.place_of(step)
    return {
        "venture": page.venture,
        "step": step,
        "section": local(page.bank.section(step.section).title),
        "number": number,
        "of": of,
        "text": step_text(page.bank, step),
        "to_go": page.progress.of - page.progress.answered,
    }


def overview(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    """What a venture is, where it stands and what comes next."""
    page = opened(request, code)
    people = page.venture.memberships.select_related("user").order_by("role", "pk")
    context: dict[str, Any] = {
        "page": page,
        "venture": page.venture,
        "facts": facts(page),
        "people": people,
        "may_delete": any(one.user == request.user and one.role == Membership.Role.OWNER for one in people),
    }
    if page.reading is not None and not page.too_early:
        context |= {
            "reading": page.reading,
            "statement": verdict.statement(page.reading),
            "summary": verdict.summary(page.reading, dimension_rows(page.reading)),
            "range_words": verdict.range_words(page.reading),
        }
    return render(request, "assessments/overview.html", context)


def facts(page: Opened) -> list[tuple[Step, str, str]]:
    """The bank's facts with the answer given."""
    if page.bank is None or page.document is None:
        return []
    section = next(section.id for section in page.bank.sections if section.holds == "facts")
    given = page.document.facts
    return [
        (
            Step(section, "fact", fact.id, fact.required),
            local(fact.text),
            value_words(fact, given[fact.id]) if fact.id in given else _("Not answered yet"),
        )
        for fact in page.bank.facts
    ]
