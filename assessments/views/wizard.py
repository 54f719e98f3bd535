"""The wizard: one step a page, plain POST and redirect; htmx saves on change and swaps only what a save changes."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.decorators.vary import vary_on_headers

from accounts.http import UserRequest
from assessments import scoring
from assessments.forms import ChannelsForm, FactForm, GateForm, QuestionForm, RiskForm, StepForm
from assessments.models import Answer, Assessment, Closed, Conflict, Unfinished
from assessments.models.answered import RIVAL_CHANNELS, document_of
from assessments.views.preview import preview
from assessments.views.wording import Line, review_lines
from ventures.models import Venture


class Sitting:
    """What every wizard page of one request needs: the assessment, its rows, document and steps, each read once."""

    def __init__(self, request: UserRequest, code: uuid.UUID, write: bool = False) -> None:
        found = Assessment.objects.editable_by(request.user) if write else Assessment.objects.visible_to(request.user)
        assessment = found.with_parts().filter(venture__code=code).first()
        if assessment is None:
            raise Http404
        self.assessment = assessment
        self.bank = assessment.bank.parsed
        self.rows = {answer.item: answer for answer in assessment.sheet.answers.all()}
        self.reread()

    def reread(self) -> None:
        """After a save: document, steps and progress from the rows as they are now."""
        self.document = document_of(self.assessment, self.rows.values())
        self.steps = scoring.steps(self.bank, self.document.facts)
        self.progress = scoring.progress(self.bank, self.document)

    def step(self, section: str, item: str) -> scoring.Step:
        """The step at this address; the rival's table is an extra page of the channel section."""
        if item == RIVAL_CHANNELS and self.bank.channel_table.rival_allowed:
            return scoring.Step("channels", "channels", RIVAL_CHANNELS, required=False)
        for step in self.steps:
            if (step.section, step.ref) == (section, item):
                return step
        raise Http404

    def url(self, step: scoring.Step) -> str:
        return reverse("assessments:question", args=[self.assessment.venture.code, step.section, step.ref])

    def url_after(self, step: scoring.Step | None) -> str:
        """The next open step, or the review page when none is left."""
        following = scoring.next_step(self.bank, self.document, step)
        if following is None:
            return reverse("assessments:review", args=[self.assessment.venture.code])
        return self.url(following)

    def form(self, step: scoring.Step, data: Any = None) -> StepForm:
        row = self.rows.get(step.ref)
        if step.kind == "risk":
            measures = {item: row for item, row in self.rows.items() if item.startswith(("mitigation_", "own_"))}
            return RiskForm(self.bank, step.ref, row, data, measures=measures)
        if step.kind == "question":
            assessment = self.assessment
            money = {name: getattr(assessment, name) for name in ("currency", "rate", "rate_dated")}
            return QuestionForm(self.bank, step.ref, row, data, also={**money, "currency": assessment.currency or None})
        kinds = {"fact": FactForm, "gate": GateForm, "channels": ChannelsForm}
        return kinds[step.kind](self.bank, step.ref, row, data)

    def context(self, step: scoring.Step | None = None) -> dict[str, Any]:
        place = [other for other in self.steps if step and other.section == step.section]
        return {
            "assessment": self.assessment, "venture": self.assessment.venture, "bank": self.bank,
            "progress": self.progress, "step": step, "here": step.section if step else "",
            "sections": list(zip(self.bank.sections, self.progress.sections, strict=True)),
            "number": place.index(step) + 1 if step in place else 0, "of": len(place),
            "preview": preview(self.bank, self.document, step) if step else None,
        }  # fmt: skip


def start(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    """Begin the first round where there is none, and go to the first open step."""
    venture = get_object_or_404(Venture.objects.editable_by(request.user), code=code)
    Assessment.begin(venture, request.user)
    sitting = Sitting(request, code, write=True)
    return redirect(sitting.url_after(None))


def tasks(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    venture = get_object_or_404(Venture.objects.visible_to(request.user), code=code)
    if not venture.assessments.exists():
        return render(request, "assessments/tasks.html", {"venture": venture, "may_edit": may_edit(request, code)})
    sitting = Sitting(request, code)
    context = {**sitting.context(), "next_url": sitting.url_after(None), "may_edit": may_edit(request, code)}
    return render(request, "assessments/tasks.html", context)


def may_edit(request: UserRequest, code: uuid.UUID) -> bool:
    return Venture.objects.editable_by(request.user).filter(code=code).exists()


def section(request: UserRequest, code: uuid.UUID, section: str) -> HttpResponse:
    """All steps of a section on one page, each saved by itself."""
    sitting = Sitting(request, code, write=True)
    place = [step for step in sitting.steps if step.section == section]
    if not place:
        raise Http404
    if sitting.assessment.finished:
        return redirect("assessments:review", code)
    forms = [(step, sitting.form(step)) for step in place]
    context = {**sitting.context(place[0]), "forms": [described(sitting, step, form) for step, form in forms]}
    return render(request, "assessments/section.html", {**context, "next_url": sitting.url_after(place[-1])})


@vary_on_headers("HX-Request")
def question(request: UserRequest, code: uuid.UUID, section: str, item: str) -> HttpResponse:
    """One step. A request of htmx saves; the Continue button saves and goes on; Skip goes on.

    A save answers with the fragment `saved`; out of band go the version fields, the rail, the counter and the preview.
    """
    sitting = Sitting(request, code, write=True)
    step = sitting.step(section, item)
    if request.method != "POST":
        return show(request, sitting, step, sitting.form(step))
    if "skip" in request.POST:
        return redirect(sitting.url_after(step))
    form = sitting.form(step, request.POST)
    try:
        saved = save(sitting, step, form)
    except Conflict as conflict:
        return show_conflict(request, sitting, step, form, conflict.stored)
    except Closed:
        messages.warning(request, _("This assessment is finished. Its answers can no longer be changed."))
        return redirect("assessments:review", code)
    if request.htmx:
        context = {**sitting.context(step), **described(sitting, step, form), "saved": saved, "oob": True}
        return render(request, "assessments/question.html#saved", context)
    if not form.is_valid():
        return show(request, sitting, step, form)
    if "more" in request.POST:
        return redirect(f"{sitting.url(step)}?rows={len(form.fields)}")
    return redirect(return_url(request, sitting, step))


def save(sitting: Sitting, step: scoring.Step, form: StepForm) -> Answer:
    """Store what the form holds: the answer where it can be read, else the draft as it was typed."""
    valid = form.is_valid()
    answer_given = form.answer if valid else form.draft()
    version, operation, own = form.base_version(), form.cleaned_data.get("operation"), form.own_operations()
    if version is None or operation is None:
        raise SuspiciousOperation("a wizard form without version or operation")
    sheet = sitting.assessment.sheet
    answer = sheet.save_answer(step.ref, answer_given, version, operation, own)
    sitting.rows[step.ref] = answer
    if valid and "currency" in form.fields:
        sitting.assessment.set_currency(
            **{name: form.cleaned_data[name] for name in ("currency", "rate", "rate_dated")}
        )
    if valid and isinstance(form, RiskForm):
        for measure in form.changed_measures():
            ids = [uuid.uuid5(code, measure.item) for code in (operation, *own)]
            saved = sheet.save_answer(measure.item, measure.given, measure.version, ids[0], frozenset(ids[1:]))
            sitting.rows[measure.item] = form.stored_measures[measure.item] = saved
    sitting.reread()
    return answer


def show(request: UserRequest, sitting: Sitting, step: scoring.Step, form: StepForm) -> HttpResponse:
    if sitting.assessment.finished:
        return redirect("assessments:review", sitting.assessment.venture.code)
    if isinstance(form, ChannelsForm):
        form.add_rows(form.row_count() + 1 if "rows" in request.GET else form.row_count())
    context = {**sitting.context(step), **described(sitting, step, form), "next": request.GET.get("next", "")}
    return render(request, "assessments/question.html", context)


def described(sitting: Sitting, step: scoring.Step, form: StepForm) -> dict[str, Any]:
    """What a template says about one step."""
    parts = {
        "fact": sitting.bank.fact, "gate": sitting.bank.gate, "question": sitting.bank.question,
        "risk": sitting.bank.risk,
    }  # fmt: skip
    asked = parts[step.kind](step.ref) if step.kind in parts else sitting.bank.channel_table
    return {
        "step": step, "form": form, "asked": asked, "action": sitting.url(step), "row": sitting.rows.get(step.ref),
    }  # fmt: skip


def show_conflict(
    request: UserRequest, sitting: Sitting, step: scoring.Step, form: StepForm, stored: Answer
) -> HttpResponse:
    """Both texts, side by side. Nothing was overwritten; saving again from here is a choice."""
    sitting.rows[stored.item] = stored
    sitting.reread()
    mine = Line.of(
        step, sitting.bank, Answer(item=step.ref, **(form.answer if form.is_valid() else form.draft())._asdict())
    )
    theirs = Line.of(step, sitting.bank, sitting.rows.get(step.ref))
    context = {
        **sitting.context(step), **described(sitting, step, form), "conflict": {"mine": mine, "theirs": theirs},
        "stored_version": stored.version,
    }  # fmt: skip
    name = "assessments/question.html#conflict" if request.htmx else "assessments/question.html"
    return render(request, name, context, status=409)


def return_url(request: UserRequest, sitting: Sitting, step: scoring.Step) -> str:
    """Back to the page that asked for the change, or on to the next open step."""
    code = sitting.assessment.venture.code
    if request.POST.get("next") == "review":
        return f"{reverse('assessments:review', args=[code])}#{step.ref}"
    if request.POST.get("next") == "section":
        return f"{reverse('assessments:section', args=[code, step.section])}#{step.ref}"
    return sitting.url_after(step)


def review(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    """Every answer in words, with what is still open; the way to finish."""
    sitting = Sitting(request, code)
    missing = scoring.missing(sitting.bank, sitting.document)
    shown = request.GET.get("show", "all")
    context = {
        **sitting.context(),
        "groups": review_lines(sitting.bank, sitting.steps, sitting.rows, shown),
        "shown": shown,
        "missing": [{"step": step, "url": sitting.url(step)} for step in missing],
        "missing_lines": [Line.of(step, sitting.bank, sitting.rows.get(step.ref)) for step in missing],
        "may_edit": may_edit(request, code) and not sitting.assessment.finished,
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
        messages.error(request, _(error.problem.message) % error.problem.values)
        return redirect("assessments:review", code)
    messages.success(request, _("The assessment is finished, and its answers are frozen."))
    return redirect("assessments:result", code)
