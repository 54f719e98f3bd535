"""The action plan of a venture, and what of it shows on the venture's front page."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.http import UserRequest
from assessments.forms.action import ActionForm
from assessments.models import Assessment
from assessments.readings.actions import (
    action_words,
    expiring,
    item_suggestions,
    lever_suggestions,
    overdue,
    planned_measures,
    unplanned_measures,
)
from assessments.readings.progress import ticked
from assessments.readings.words import number_words
from assessments.views.guidance import book
from assessments.views.opened import Opened, opened
from ventures.models import Action, Venture


def actions(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    """Everything that is to be done, in one list. A POST takes something in, changes it or takes it out."""
    if request.method == "POST":
        return change(request, code)
    return show(request, opened(request, code))


def show(request: UserRequest, page: Opened, faulty: ActionForm | None = None) -> HttpResponse:
    rows = list(page.venture.actions.all())
    words = [(action, action_words(action, page.bank, book())) for action in rows]
    reading = page.reading
    measures = planned_measures(reading, book()) if reading else []
    today = timezone.localdate()
    context: dict[str, Any] = {
        "page": page,
        "venture": page.venture,
        "measures": measures,
        "rows": [(action, text, cost_words(action), form_of(action, faulty)) for action, text in words],
        "faulty": faulty,
        "late": overdue(measures, words, today),
        "expiring": expiring(reading, today) if reading else [],
        "today": today,
    }
    if page.may_edit:
        taken = {(action.kind, action.ref) for action in rows}
        items = [ref for kind, ref in taken if kind == Action.Kind.ITEM]
        risen = [ref for kind, ref in taken if kind == Action.Kind.LEVER]
        context["item_suggestions"] = item_suggestions(page.venture, book(), items)
        scored = reading if not page.too_early else None
        context["lever_suggestions"] = lever_suggestions(scored, risen) if scored else []
        context["unplanned"] = unplanned_measures(scored) if scored and page.draft else []
    return render(request, "assessments/actions.html", context)


def form_of(action: Action, faulty: ActionForm | None) -> ActionForm:
    if faulty is not None and faulty.instance.pk == action.pk:
        return faulty
    return ActionForm(instance=action, prefix=f"action-{action.pk}")


def cost_words(action: Action) -> str:
    return "" if action.cost is None else number_words(float(action.cost))


def change(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    venture = get_object_or_404(Venture.objects.editable_by(request.user), code=code)
    if "add" in request.POST:
        take_in(venture, request.POST["add"])
        return redirect("assessments:actions", code)
    number = request.POST.get("action", "")
    action = get_object_or_404(venture.actions, pk=int(number) if number.isdecimal() and len(number) < 18 else 0)
    if "remove" in request.POST:
        action.delete()
        messages.success(request, _("It is taken out of the plan."))
        return redirect("assessments:actions", code)
    form = ActionForm(request.POST, instance=action, prefix=f"action-{action.pk}")
    if not form.is_valid():
        return show(request, opened(request, code), form)
    form.save()
    if action.kind == Action.Kind.ITEM and action.status == Action.Status.DONE:
        venture.tick(action.ref, request.user, ticked=True)  # one truth: done in the plan is done in the checklist
    messages.success(request, _("The plan is saved."))
    return redirect("assessments:actions", code)


def take_in(venture: Venture, wanted: str) -> None:
    """`item:<id>` or `lever:<question>`; what is there already stays as it is. Raises 404 for what does not exist."""
    kind, _colon, ref = wanted.partition(":")
    assessment = Assessment.objects.with_parts().filter(venture=venture).first()
    questions = {question.id for question in assessment.bank.parsed.questions} if assessment else set()
    known = {Action.Kind.ITEM.value: set(book().items), Action.Kind.LEVER.value: questions}
    if ref not in known.get(kind, set()):
        raise Http404
    venture.actions.get_or_create(kind=kind, ref=ref)


def front_page(page: Opened) -> dict[str, Any]:
    """What the overview says of steps and plan."""
    today = timezone.localdate()
    measures = planned_measures(page.reading, book()) if page.reading else []
    words = [(action, action_words(action, page.bank, book())) for action in page.venture.actions.all()]
    return {
        "checklists": ticked(book(), page.venture),
        "late": overdue(measures, words, today),
        "expiring": expiring(page.reading, today) if page.reading else [],
        "open_actions": len(measures) + sum(action.status != Action.Status.DONE for action, _text in words),
    }
