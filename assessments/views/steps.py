"""The six steps and four decisions, ticked off by a venture."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.http import UserRequest
from assessments.readings.progress import ticked
from assessments.views.guidance import book
from guide.handbook import Checklist
from ventures.models import StepProgress, Venture


def steps(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    """All checklists; a POST saves one of them."""
    if request.method == "POST":
        return save(request, code)
    venture = get_object_or_404(Venture.objects.visible_to(request.user), code=code)
    may_edit = Venture.objects.editable_by(request.user).filter(pk=venture.pk).exists()
    found = ticked(book(), venture)
    context = {
        "venture": venture,
        "may_edit": may_edit,
        "checklists": found,
        "done": sum(entry.done for entry in found),
        "of": sum(entry.of for entry in found),
    }
    return render(request, "assessments/steps.html", context)


def save(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    venture = get_object_or_404(Venture.objects.editable_by(request.user), code=code)
    checklist = next((entry for entry in book().checklists if entry.id == request.POST.get("checklist")), None)
    if checklist is None:
        raise Http404
    apply(request, venture, checklist)
    messages.success(request, _("%(title)s is saved.") % {"title": checklist.title})
    return redirect(f"{reverse('assessments:steps', args=[code])}#{checklist.id}")


def apply(request: UserRequest, venture: Venture, checklist: Checklist) -> None:
    """Only what differs from what the page showed, so that two people do not undo each other's ticks."""
    longest = StepProgress._meta.get_field("note").max_length
    now = set(request.POST.getlist("ticked"))
    shown = set(request.POST.getlist("shown"))
    for item in checklist.items:
        note = request.POST.get(f"note-{item.id}", "").replace("\0", "").strip()[:longest]
        changed_note = note if note != request.POST.get(f"noted-{item.id}", "") else None
        changed_tick = (item.id in now) if (item.id in now) != (item.id in shown) else None
        if changed_note is not None or changed_tick is not None:
            venture.tick(item.id, request.user, changed_tick, changed_note)
