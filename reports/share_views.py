"""Links to a result: made, listed and revoked by those who may edit, opened by anybody who has one."""

import uuid
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import UserRequest
from assessments import scoring
from assessments.forms.step import sentence
from assessments.models import Assessment
from assessments.readings import Reading, risk_rows
from assessments.views.looked import looks
from assessments.views.results import note_context, verdict_context
from reports.forms import PasswordForm, ShareForm
from reports.models import Report
from reports.sharing import Section, ShareLink, ShareOpening, hash_of
from reports.views import pdf_response
from ventures.models import Venture

OPEN_SECONDS = 12 * 3600  # a password is asked for again after this time
TRIES, ALL_TRIES, TRY_SECONDS = 5, 50, 300  # of one visitor and of all, within so many seconds
SHOWN_OPENINGS = 20  # of those that were let in, and of those that were not
Outcome = ShareOpening.Outcome


def shares(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    """All links of a venture, and the form that makes one. Its address is told once, after it is made."""
    venture = get_object_or_404(Venture.objects.editable_by(request.user), code=code)
    assessment = Assessment.objects.with_parts().filter(venture=venture).first()
    form = ShareForm(request.POST or None, initial={"sections": ["summary", "dimensions", "risks"]})
    if request.method == "POST" and form.is_valid() and assessment is not None:
        try:
            _link, token = ShareLink.make(assessment, request.user, **form.chosen())
        except scoring.CannotScore as refused:
            form.add_error("frozen", sentence(refused.problem))
        else:
            address = request.build_absolute_uri(reverse("public:shared", args=[token]))
            said = _("The link is made. Copy it now, it is not shown again: %(address)s")
            messages.success(request, said % {"address": address})
            return redirect("reports:shares", code)
    links = ShareLink.objects.editable_by(request.user).filter(venture=venture).select_related("snapshot")
    context = {
        "venture": venture, "form": form, "assessment": assessment,
        "links": [(link, link.newest_openings(SHOWN_OPENINGS)) for link in links],
    }  # fmt: skip
    return render(request, "reports/shares.html", context)


@require_POST
def revoke(request: UserRequest, code: uuid.UUID, link: int) -> HttpResponse:
    found = ShareLink.objects.editable_by(request.user).select_related("venture")
    get_object_or_404(found, venture__code=code, pk=link).revoke(request.user)
    messages.success(request, _("The link is revoked. It shows nothing any more."))
    return redirect("reports:shares", code)


@login_not_required
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """The chosen parts of a result. Expiry, revocation and password are looked at again each time."""
    link, refusal = admitted(request, token)
    if refusal is not None:
        return private(refusal)
    reading = reading_of(link)
    context: dict[str, Any] = {"link": link, "venture": link.venture, "sections": link.sections, "token": token}
    if reading is not None:
        context |= verdict_context(reading) | note_context(reading) | {"risks": risk_rows(reading), "shared": True}
    if Section.FILES in link.sections:
        context["reports"] = reports_of(link)
    if request.method != "HEAD":
        link.log(Outcome.OPENED)
    return private(render(request, "reports/shared.html", context))


@login_not_required
def shared_file(request: HttpRequest, token: str, report: uuid.UUID) -> HttpResponse:
    link, refusal = admitted(request, token)
    if refusal is not None:
        return private(refusal)
    found = next((one for one in reports_of(link) if one.code == report), None)
    if Section.FILES not in link.sections or found is None:
        raise Http404
    if request.method != "HEAD":
        link.log(Outcome.FILE)
    return private(pdf_response(found))


def reading_of(link: ShareLink) -> Reading | None:
    """Frozen figures, or those of the newest round as they are; none before there is a score."""
    if link.snapshot is not None:
        frozen = link.snapshot
        return Reading.of(frozen.assessment.bank.parsed, frozen.parsed(), frozen.result)
    assessment = Assessment.objects.with_parts().filter(venture=link.venture).first()
    return looks([assessment])[assessment.pk].reading if assessment else None


def reports_of(link: ShareLink) -> list[Report]:
    """The finished PDFs of what the link shows; of an open round the newest of each language."""
    built = Report.objects.with_parts().filter(built__isnull=False, snapshot__assessment__venture=link.venture)
    if link.snapshot is not None:
        return list(built.filter(snapshot__sha256=link.snapshot.sha256, snapshot__assessment=link.snapshot.assessment))
    newest: dict[str, Report] = {}
    for report in built:
        newest.setdefault(report.language, report)
    return list(newest.values())


def admitted(request: HttpRequest, token: str) -> tuple[ShareLink, HttpResponse | None]:
    """The link, and the page to show instead of what it leads to. Raises 404 for a token that never was."""
    link = get_object_or_404(ShareLink.objects.with_token(token))
    if link.revoked or link.is_over:
        link.log(Outcome.REVOKED if link.revoked else Outcome.OVER)
        return link, render(request, "reports/shared_over.html", {"link": link}, status=410)
    if link.password and not has_opened(request, link):
        return link, ask(request, link)
    return link, None


def has_opened(request: HttpRequest, link: ShareLink) -> bool:
    found = request.get_signed_cookie(f"share{link.pk}", "", salt=link.token_sha256, max_age=OPEN_SECONDS)
    return bool(found == hash_of(link.password))


def ask(request: HttpRequest, link: ShareLink) -> HttpResponse:
    """The password form; after the right one the same address again."""
    form, status = PasswordForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        if too_many(request, link):
            if cache.add(f"share-{link.pk}-told", 1, TRY_SECONDS):  # once; whoever has the link can try without end
                link.log(Outcome.LIMITED)
            form.add_error("password", _("Too many tries. Wait five minutes, then try again"))
            status = 429
        elif not link.fits(form.cleaned_data["password"]):
            link.log(Outcome.WRONG)
            form.add_error("password", _("This is not the password. Ask the person who gave you the link"))
        else:
            response = redirect(request.path)
            response.set_signed_cookie(
                f"share{link.pk}", hash_of(link.password), salt=link.token_sha256, max_age=OPEN_SECONDS,
                secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax",
            )  # fmt: skip
            return response
    return render(request, "reports/shared_password.html", {"form": form}, status=status)


def too_many(request: HttpRequest, link: ShareLink) -> bool:
    """Counts a try. Addresses are kept hashed, and for five minutes."""
    visitor = hash_of(f"{settings.SECRET_KEY} {get_adapter().get_client_ip(request)}")[:32]
    over = False
    for key, most in ((visitor, TRIES), ("all", ALL_TRIES)):
        name = f"share-{link.pk}-{key}"
        cache.add(name, 0, TRY_SECONDS)
        try:
            over = cache.incr(name) > most or over
        except ValueError:  # it ran out between the two calls
            cache.set(name, 1, TRY_SECONDS)
    return over


def private(response: HttpResponse) -> HttpResponse:
    """Out of caches and of search engines.

    The site's own Referrer-Policy tells the address to no other site. A stricter one would have browsers send the
    password from nowhere ("Origin: null"), and a form from nowhere is refused.
    """
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
