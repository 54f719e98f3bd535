import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from accounts.http import UserRequest
from accounts.models import AuditEvent
from assessments import scoring
from assessments.forms.step import sentence
from assessments.models import Assessment
from assessments.views.opened import Opened, opened
from reports.forms import LanguagesForm
from reports.models import MOST_AN_HOUR, Report, TooMany
from reports.tasks import publish
from ventures.models import Venture


def index(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    """All reports of a venture, and the form that asks for one."""
    return show_index(request, opened(request, code), LanguagesForm(initial={"languages": [get_language()]}))


def show_index(request: UserRequest, page: Opened, form: LanguagesForm) -> HttpResponse:
    reports = Report.objects.visible_to(request.user).filter(snapshot__assessment__venture=page.venture).with_parts()
    context = {"page": page, "venture": page.venture, "form": form, "reports": reports}
    return render(request, "reports/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    """Ask for reports of the answers as they are; a second click finds the first. `report` names a failed one.

    A refused form is shown again at this address, and a reload or another language leads from there to the list.
    """
    if request.method != "POST":
        get_object_or_404(Venture.objects.visible_to(request.user), code=code)
        return redirect("reports:index", code)
    if "report" in request.POST:
        return again(request, code, request.POST["report"])
    assessments = Assessment.objects.editable_by(request.user).with_parts()
    assessment = assessments.filter(venture__code=code).first()
    if assessment is None:
        raise Http404
    form = LanguagesForm(request.POST)
    if not form.is_valid():
        return show_index(request, opened(request, code), form)
    reports = []
    try:
        for language in form.cleaned_data["languages"]:
            reports.append(Report.request(assessment, request.user, language))
            publish(reports[-1])  # at once: the next language may meet the limit
    except scoring.CannotScore as refused:
        messages.warning(request, sentence(refused.problem))
        return redirect("reports:index", code)
    except TooMany as refused:
        messages.warning(request, limit_words(refused))
        return redirect("reports:index", code)
    return redirect("reports:detail", code, reports[0].code)


def limit_words(refused: TooMany) -> str:
    until = date_format(timezone.localtime(refused.until), "H:i")
    said = _("You asked for %(most)s reports within an hour. Ask for the next one after %(time)s.")
    return said % {"most": MOST_AN_HOUR, "time": until}


@require_POST
def make_again(request: UserRequest, code: uuid.UUID, report: uuid.UUID) -> HttpResponse:
    """Drop the file of a finished report and have it made once more."""
    editable = Assessment.objects.editable_by(request.user).filter(venture__code=code)
    found = get_object_or_404(Report, snapshot__assessment__in=editable, code=report)
    try:
        if found.make_again(request.user):
            publish(found)
    except TooMany as refused:
        messages.warning(request, limit_words(refused))
    return redirect("reports:detail", code, report)


def again(request: UserRequest, code: uuid.UUID, typed: str) -> HttpResponse:
    try:
        wanted = uuid.UUID(typed)
    except ValueError:
        raise Http404 from None
    editable = Assessment.objects.editable_by(request.user).filter(venture__code=code)
    report = get_object_or_404(Report, snapshot__assessment__in=editable, code=wanted)
    report.ask_again()
    publish(report)
    return redirect("reports:detail", code, report.code)


@vary_on_headers("HX-Request")
def detail(request: UserRequest, code: uuid.UUID, report: uuid.UUID) -> HttpResponse:
    """How far a report is, with its siblings in other languages. The part polls itself while one of them is open."""
    venture = get_object_or_404(Venture.objects.visible_to(request.user), code=code)
    mine = Report.objects.visible_to(request.user).filter(snapshot__assessment__venture=venture)
    asked = get_object_or_404(mine.with_parts(), code=report)
    alike = {name: getattr(asked, name) for name in ("snapshot_id", "template_version", "beside_sha256")}
    siblings = mine.filter(**alike).with_parts()
    reports = sorted(siblings, key=lambda sibling: Report.Language.values.index(sibling.language))
    seen = "-".join(f"{entry.state}{entry.step or entry.place if entry.is_open else ''}" for entry in reports)
    if request.htmx and request.GET.get("seen") == seen:
        return HttpResponse(status=204)  # nothing new, so nothing is read out again
    context = {
        "venture": venture, "report": asked, "reports": reports, "seen": seen,
        "waiting": any(entry.is_open for entry in reports),
        "may_edit": Venture.objects.editable_by(request.user).filter(pk=venture.pk).exists(),
    }  # fmt: skip
    return render(request, "reports/detail.html#report" if request.htmx else "reports/detail.html", context)


def download(request: UserRequest, code: uuid.UUID, report: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(
        Report.objects.visible_to(request.user).select_related("file", "snapshot__assessment__venture"),
        snapshot__assessment__venture__code=code,
        code=report,
        built__isnull=False,
        file__isnull=False,
    )
    AuditEvent.record(AuditEvent.Act.REPORT_DOWNLOADED, request.user, found)
    return pdf_response(found)


def pdf_response(found: Report) -> HttpResponse:
    response = HttpResponse(bytes(found.file.pdf), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{file_name(found)}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def file_name(report: Report) -> str:
    """Letters and digits alone: a header is no place for people's own text."""
    name = slugify(report.snapshot.document.get("venture", {}).get("name", ""))[:40].strip("-") or "fairway"
    return f"{name}-{report.snapshot.document['as_of']}-{'-'.join(entry[:2] for entry in report.languages)}.pdf"
