"""Rounds of a venture: starting the next one, all of them in a row, and what changed between two."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from accounts.http import UserRequest
from assessments.charts.rounds import Stop, window
from assessments.models import Assessment
from assessments.readings.rounds import explained, finding
from assessments.templatetags.bilingual import day
from assessments.views.looked import looks
from assessments.views.opened import Opened, opened
from ventures.models import Venture

MOST = 24  # rounds in the chart; the table has all


@require_POST
def new_round(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    """Start the next round with the answers of the last one. A second click finds the round that is open."""
    venture = get_object_or_404(Venture.objects.editable_by(request.user), code=code)
    found = Assessment.begin_round(venture, request.user)
    words = _("Round %(round)s is open. It begins with the answers of the round before.") % {"round": found.round}
    messages.success(request, words if found.round > 1 else _("The first round is open."))
    return redirect("assessments:review", code)


@dataclass(frozen=True)
class Round:
    page: Opened
    previous: int | None  # the number of the round before
    new_bank: bool

    @property
    def number(self) -> int:
        return self.page.assessment.round if self.page.assessment else 0

    @property
    def label(self) -> str:
        finished = self.page.assessment.finished if self.page.assessment else None
        return day(timezone.localdate(finished)) if finished else pgettext("round", "open")

    @property
    def stop(self) -> Stop | None:
        """Its place in the chart, once it has a score."""
        if self.page.reading is None or self.page.too_early:
            return None
        score = self.page.reading.risk_adjusted
        return Stop(self.number, self.label, score.value or 0.0, score.low, score.high, self.new_bank)


def rounds_of(page: Opened) -> list[Round]:
    """Oldest first, with a fixed number of queries."""
    found = list(Assessment.objects.with_parts().filter(venture=page.venture).order_by("round"))
    seen = looks(found)
    rows, before = [], None
    for assessment in found:
        of_round = Opened(page.venture, page.may_edit, assessment, seen[assessment.pk])
        new_bank = before is not None and before.bank_id != assessment.bank_id
        rows.append(Round(of_round, before.round if before else None, new_bank))
        before = assessment
    return rows


@require_safe
def history(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    """Every round with its score."""
    page = opened(request, code)
    rounds = rounds_of(page)
    stops = [row.stop for row in rounds if row.stop][-MOST:]
    context = {"page": page, "venture": page.venture, "rounds": rounds[::-1], "stops": stops}
    return render(request, "assessments/history.html", context)


@require_safe
def changes(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    """What moved the score from one round to another: ?from=1&to=2, else the last two."""
    page = opened(request, code)
    rounds = {row.number: row for row in rounds_of(page)}
    context: dict[str, Any] = {"page": page, "venture": page.venture, "rounds": list(rounds.values())}
    if len(rounds) > 1:
        first, second = chosen(request.GET.get("from"), request.GET.get("to"), list(rounds))
        context |= {"first": rounds[first], "second": rounds[second], "same": first == second}
        before, after = rounds[first].page.reading, rounds[second].page.reading
        if before and after and first != second:
            found = explained(before, after)
            ends = [found.start, found.end, *(part.after for part in found.parts)]
            context |= {"found": found, "finding": finding(found), "shown": window(ends)}
    return render(request, "assessments/changes.html", context)


def chosen(first: str | None, second: str | None, rounds: list[int]) -> tuple[int, int]:
    """Two rounds of this venture; a number that is none of them leads nowhere."""
    try:
        wanted = int(first) if first else rounds[-2], int(second) if second else rounds[-1]
    except ValueError:
        raise Http404 from None
    if any(number not in rounds for number in wanted):
        raise Http404
    return wanted
