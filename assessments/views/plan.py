"""Which measures to take under a budget."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.http import UserRequest
from assessments.forms.plan import BudgetForm
from assessments.models import Assessment, Closed
from assessments.readings.mitigation import adding_up, finding, planned, stop_lines
from assessments.readings.words import number_words
from assessments.views.opened import Opened, opened

FOLDED = 12  # longer tables are folded


def plan(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    """The plan; a POST stores the budget while the assessment is open."""
    if request.method == "POST":
        return store(request, code)
    return show(request, opened(request, code))


def store(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    assessment = Assessment.objects.editable_by(request.user).with_parts().filter(venture__code=code).first()
    if assessment is None:
        raise Http404
    form = BudgetForm(request.POST)
    if not form.is_valid():
        return show(request, opened(request, code), form)
    try:
        assessment.set_budget(form.cleaned_data["budget"])
    except Closed:
        messages.warning(request, _("This assessment is finished. Its budget can no longer be changed."))
    return redirect("assessments:plan", code)


def show(request: UserRequest, page: Opened, form: BudgetForm | None = None) -> HttpResponse:
    context: dict[str, Any] = {"page": page, "venture": page.venture}
    if page.reading is not None:
        found = planned(page.reading)
        typed = "" if found.budget is None else number_words(found.budget)
        context |= {
            "found": found,
            "finding": finding(found),
            "adding_up": adding_up(found),
            "stops": stop_lines(found),
            "folded": len(found.stops or ()) > FOLDED,
            "cheapest": "" if found.cheapest is None else number_words(found.cheapest),
            "budget_words": typed,
            "form": (form or BudgetForm(initial={"budget": typed})) if page.may_edit and page.draft else None,
        }
    return render(request, "assessments/plan.html", context)
