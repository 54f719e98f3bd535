"""The wizard: one step a page, plain POST and redirect; htmx saves on change and swaps only what a save changes."""

import uuid
from contextlib import nullcontext

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.http import UserRequest
from assessments import scoring
from assessments.forms import ChannelsForm, QuestionForm, RiskForm, StepForm
from assessments.forms.step import sentence
from assessments.models import Assessment, Closed, Conflict, Unfinished
from assessments.views.sitting import Sitting
from assessments.views.wording import line, review_lines, versions
from ventures.models import Venture

BACK = ("review", "section")  # pages to which a change returns


@require_POST
def start(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    """Begin the first round where there is none, and go to the first open step."""
    venture = get_object_or_404(Venture.objects.editable_by(request.user), code=code)
    Assessment.begin(venture, request.user)
    return redirect(Sitting(request, code, write=True).url_after(None))


@require_safe
def tasks(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    venture = get_object_or_404(Venture.objects.visible_to(request.user), code=code)
    if not venture.assessments.exists():
        return render(request, "assessments/tasks.html", {"venture": venture, "may_edit": may_edit(request, code)})
    sitting = Sitting(request, code)
    may = may_edit(request, code) and not sitting.assessment.finished
    context = {**sitting.context(), "next_url": sitting.url_after(None), "may_edit": may}
    return render(request, "assessments/tasks.html", context)


def may_edit(request: UserRequest, code: uuid.UUID) -> bool:
    return Venture.objects.editable_by(request.user).filter(code=code).exists()


@require_safe
def section(request: UserRequest, code: uuid.UUID, section: str) -> HttpResponse:
    """All steps of a section on one page, each saved by itself."""
    sitting = Sitting(request, code, write=True)
    place = [step for step in sitting.steps if step.section == section]
    if not place:
        raise Http404
    if sitting.assessment.finished:
        return redirect("assessments:review", code)
    entries = [sitting.described(step, sitting.form(step)) for step in place]
    context = {**sitting.context(place[0]), "entries": entries, "next_url": sitting.url_after(place[-1])}
    return render(request, "assessments/section.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def question(request: UserRequest, code: uuid.UUID, section: str, item: str) -> HttpResponse:
    """One step. A request of htmx saves; the Continue button saves and goes on; Skip goes on, and keeps what was typed.

    A save answers with the fragment `saved`; out of band go the version fields, the section's row in the rail, the
    counter, the progress line and the preview.
    """
    sitting = Sitting(request, code, write=True)
    step = sitting.step(section, item)
    if request.method != "POST":
        return show(request, sitting, step, sitting.form(step))
    form = sitting.form(step, request.POST)
    if "skip" in request.POST and not form.is_touched():
        return redirect(sitting.url_after(step))
    try:
        save(sitting, form)
    except Conflict as conflict:
        return show_conflict(request, sitting, step, form, conflict)
    except Closed:
        return show_closed(request, sitting, step)
    if request.htmx:
        context = {**sitting.changed(step), **sitting.described(step, form), "next": request.POST.get("next", "")}
        return render(request, "assessments/question.html#saved", context)
    if "skip" in request.POST:
        return redirect(sitting.url_after(step))
    if not form.is_valid():
        form.go_on_from(sitting.rows[step.ref])
        return show(request, sitting, step, form)
    return redirect(return_url(request, sitting, step, form))


def save(sitting: Sitting, form: StepForm) -> None:
    """Store what the form holds: the answers where they can be read, else the draft as it was typed."""
    form.is_valid()
    operation = form.cleaned_data.get("operation")
    if operation is None or form.cleaned_data.get("version") is None:
        raise SuspiciousOperation("a wizard form without version or operation")
    changes = form.changes()
    money = form.money() if isinstance(form, QuestionForm) and changes[0].touched else None
    with transaction.atomic() if money else nullcontext():
        if money:
            sitting.assessment.set_money(money)
        rows = sitting.sheet.save_answers(changes, operation, form.own_operations())
    sitting.rows.update({row.item: row for row in rows})
    if isinstance(form, RiskForm):
        form.stored_measures.update({row.item: row for row in rows[1:]})
    sitting.reread()


def show(request: UserRequest, sitting: Sitting, step: scoring.Step, form: StepForm) -> HttpResponse:
    if sitting.assessment.finished:
        return redirect("assessments:review", sitting.venture.code)
    back = request.POST.get("next") or request.GET.get("next", "")
    context = {**sitting.context(step), **sitting.described(step, form), "next": back}
    return render(request, "assessments/question.html", context)


def show_conflict(
    request: UserRequest, sitting: Sitting, step: scoring.Step, form: StepForm, conflict: Conflict
) -> HttpResponse:
    """Both texts, side by side. Nothing was overwritten; saving again from here is a choice."""
    sitting.assessment.refresh_from_db(fields=["currency", "rate", "rate_dated"])
    sitting.rows.update({row.item: row for row in conflict.stored})
    sitting.reread()
    mine = form.money() if isinstance(form, QuestionForm) else None
    currencies = (mine.currency if mine else "", sitting.assessment.currency)
    context = {
        **sitting.context(step), **sitting.described(step, form), "next": request.POST.get("next", ""),
        "conflict": versions(step, sitting.bank, form.changes(), conflict.stored, currencies),
        "overwrite": "\n".join(f"{row.version}:{row.item}" for row in conflict.stored),
    }  # fmt: skip
    name = "assessments/question.html#conflict" if request.htmx else "assessments/question.html"
    return render(request, name, context, status=409)


def show_closed(request: UserRequest, sitting: Sitting, step: scoring.Step) -> HttpResponse:
    if request.htmx:  # what was typed stays on the page, where it can be copied
        return render(request, "assessments/_saved.html", {"step": step, "closed": True}, status=409)
    messages.warning(request, _("This assessment is finished. Its answers can no longer be changed."))
    return redirect("assessments:review", sitting.venture.code)


def return_url(request: UserRequest, sitting: Sitting, step: scoring.Step, form: StepForm) -> str:
    """Back to the page that asked for the change, to the same page for another row or a second look, or on."""
    code, back = sitting.venture.code, request.POST.get("next", "")
    again = f"{sitting.url(step)}{f'?next={back}' if back in BACK else ''}"
    if "more" in request.POST:
        return f"{again}#more-{step.ref}"
    if isinstance(form, ChannelsForm) and form.odd_sum() is not None and not form.is_told():
        return f"{again}#share-sum"
    if back in BACK:
        places = [code] if back == "review" else [code, step.section]
        return f"{reverse(f'assessments:{back}', args=places)}#{step.ref}"
    return sitting.url_after(step)


@require_safe
def review(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    """Every answer in words, with what is still open; the way to finish."""
    sitting = Sitting(request, code)
    rows, currency, shown = sitting.rows, sitting.assessment.currency, request.GET.get("show", "all")
    missing, edits = scoring.missing(sitting.bank, sitting.document), may_edit(request, code)
    context = {
        **sitting.context(),
        "groups": review_lines(sitting.bank, sitting.steps, rows, shown, currency),
        "shown": shown,
        "missing": [line(step, sitting.bank, rows.get(step.ref), currency) for step in missing],
        "may_edit": edits and not sitting.assessment.finished,
        "may_begin": edits and sitting.assessment.finished,
    }
    return render(request, "assessments/review.html", context)


@require_POST
def finish(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    """Freeze the answers. A second click does nothing."""
    sitting = Sitting(request, code, write=True)
    try:
        sitting.assessment.finish()
    except Unfinished:
        messages.error(request, _("Some required answers are still open. They are listed below."))
        return redirect("assessments:review", code)
    except scoring.CannotScore as error:
        messages.error(request, sentence(error.problem))
        return redirect("assessments:review", code)
    messages.success(request, _("The assessment is finished, and its answers are frozen."))
    return redirect("assessments:result", code)
