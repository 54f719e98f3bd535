"""Reading a pasted document in: first a look at what it would do, then the change."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.http import UserRequest
from assessments.forms.step import sentence
from assessments.models import Assessment, Closed, Conflict
from assessments.scoring import Problem
from assessments.scoring.problems import DocumentError
from reports import imports
from reports.forms import NewVentureForm, PasteForm

MOST_FAULTS = 200  # shown at once


def import_document(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    """Into the newest round, which has to be open. The text stays in the field until it is taken over."""
    assessment = Assessment.objects.editable_by(request.user).with_parts().filter(venture__code=code).first()
    if assessment is None:
        raise Http404
    form = PasteForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "venture": assessment.venture, "closed": bool(assessment.finished)}
    if request.method == "POST" and form.is_valid() and not assessment.finished:
        text = form.cleaned_data["text"]
        try:
            if "confirm" in request.POST:
                done = imports.apply(assessment, text, request.POST.get("seen", ""))
                messages.success(request, told(len(done.differences)))
                return redirect("assessments:review", code)
            context["plan"] = imports.plan(assessment, text)
        except DocumentError as refused:
            context |= faults(refused.problems)
        except (imports.Moved, Conflict):
            context |= {"plan": imports.plan(assessment, text), "moved": True}
        except Closed:
            context["closed"] = True
    return render(request, "reports/import.html", context)


def told(count: int) -> str:
    said = ngettext("%(count)s answer is taken over.", "%(count)s answers are taken over.", count)
    return said % {"count": count}


def faults(problems: Iterable[Problem]) -> dict[str, Any]:
    found = [(problem.path, sentence(problem)) for problem in problems]
    return {"faults": found[:MOST_FAULTS], "more_faults": max(0, len(found) - MOST_FAULTS)}


def import_new(request: UserRequest) -> HttpResponse:
    """A venture of its own from a document."""
    form = NewVentureForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            venture, left_out = imports.found_venture(
                form.cleaned_data["text"], request.user, form.cleaned_data["operation"]
            )
        except DocumentError as refused:
            context |= faults(refused.problems)
        else:
            messages.success(
                request, _("%(name)s is there, with the answers of the document.") % {"name": venture.name}
            )
            for said in left_out:
                messages.info(request, said)
            return redirect("assessments:overview", venture.code)
    return render(request, "reports/import_new.html", context)
