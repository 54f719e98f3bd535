"""All ventures of a person on one axis, and the front page of one of them."""

import uuid
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.http import UserRequest
from assessments.charts.rounds import Stop
from assessments.models import Assessment
from assessments.readings import RiskRow, dimension_rows, ranked, risk_rows, verdict
from assessments.readings.words import step_text, value_words
from assessments.scoring import Step, steps
from assessments.templatetags.bilingual import local
from assessments.views.actions import front_page
from assessments.views.looked import Look, looks
from assessments.views.opened import Opened, opened
from assessments.views.rounds import rounds_of
from ventures.models import Membership, Venture

MOST_STOPS = 6  # rounds in the chart of the front page; their own page has all


@dataclass(frozen=True)
class Row:
    """One venture of the portfolio."""

    page: Opened

    @property
    def worked(self) -> datetime:
        """When an answer changed last, or when the venture came to be."""
        look = self.page.look
        return look.worked if look and look.worked else self.page.venture.created

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
    found = Assessment.objects.with_parts().filter(venture__in=ventures).order_by("round")
    newest = {assessment.venture_id: assessment for assessment in found}
    seen = looks(newest.values(), few=True)
    rows = []
    for venture in ventures:
        assessment = newest.get(venture.pk)
        look = seen[assessment.pk] if assessment else None
        rows.append(Row(Opened(venture, venture.pk in editable, assessment, look)))
    return rows


def resume(rows: list[Row]) -> dict[str, Any] | None:
    """Where this person stopped: the next open step of the venture that was worked on last."""
    open_rows = [row for row in rows if row.page.may_edit and row.page.next_step]
    if not open_rows:
        return None
    row = max(open_rows, key=lambda row: row.worked)
    look = row.page.look
    if look is None or look.next_step is None:
        return None
    step = look.next_step
    number, of = place_of(look, step)
    return {
        "venture": row.page.venture,
        "step": step,
        "section": local(look.bank.section(step.section).title),
        "number": number,
        "of": of,
        "text": step_text(look.bank, step),
        "to_go": look.progress.of - look.progress.answered,
    }


def place_of(look: Look, step: Step) -> tuple[int, int]:
    """The number of a step in its section, and how many there are."""
    section = [other.ref for other in steps(look.bank, look.document.facts) if other.section == step.section]
    return section.index(step.ref) + 1, len(section)


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
        **front_page(page),
    }
    if page.reading is not None and not page.too_early:
        context |= {
            "reading": page.reading,
            "statement": verdict.statement(page.reading),
            "summary": verdict.summary(page.reading, dimension_rows(page.reading)),
            "range_words": verdict.range_words(page.reading),
            "stage_words": verdict.stage_words(page.reading),
            "stops": stops_of(page)[-MOST_STOPS:],
        }
    return render(request, "assessments/overview.html", context)


def stops_of(page: Opened) -> list[Stop]:
    """The scores of all rounds, once there was more than one."""
    if page.assessment is None or page.assessment.round == 1:
        return []
    return [row.stop for row in rounds_of(page) if row.stop]


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
