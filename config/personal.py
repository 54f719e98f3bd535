"""All that belongs to one person: take it along, or delete it. It spans the apps, so it lives above them."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.forms import DeleteForm
from accounts.http import UserRequest
from accounts.models import AuditEvent, User
from assessments.forms.step import DRAFT
from assessments.models import Answer, Assessment
from assessments.scoring import write
from reports.models import Report
from ventures.models import Membership, Venture


def export(request: UserRequest) -> HttpResponse:
    """Each assessment inside is a document that the command `assess` reads."""
    AuditEvent.record(AuditEvent.Act.EXPORTED, request.user, "account")
    response = JsonResponse(everything(request.user), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="fairway-{timezone.localdate()}.json"'
    return response


def everything(user: User) -> dict[str, Any]:
    memberships = user.memberships.select_related("venture").order_by("venture__created")
    return {
        "format": "fairway.export/1",
        "exported": timezone.now(),
        "account": {
            "email": user.email,
            "name": user.name,
            "language": user.language,
            "theme": user.theme,
            "number_keys": user.number_keys,
            "joined": user.date_joined,
        },
        "ventures": [about_venture(membership) for membership in memberships],
    }


def about_venture(membership: Membership) -> dict[str, Any]:
    venture = membership.venture
    links = venture.share_links.values("label", "sections", "created", "expires", "revoked")
    return {
        "code": venture.code,
        "name": venture.name,
        "summary": venture.summary,
        "your_role": membership.role,
        "created": venture.created,
        "archived": venture.archived,
        "steps": list(venture.step_progress.values("item", "ticked", "note")),
        "actions": list(venture.actions.values("kind", "ref", "status", "owner", "due", "cost", "evidence", "created")),
        "share_links": [] if membership.role == Membership.Role.VIEWER else list(links),
        "assessments": [
            about_assessment(one) for one in venture.assessments.select_related("bank", "final", "venture")
        ],
    }


def about_assessment(assessment: Assessment) -> dict[str, Any]:
    final = assessment.final
    typed = Answer.objects.filter(sheet__assessment=assessment, value__has_key=DRAFT).values_list("item", "value")
    reports = Report.objects.filter(snapshot__assessment=assessment).order_by("pk")
    return {
        "code": assessment.code,
        "round": assessment.round,
        "created": assessment.created,
        "finished": assessment.finished,
        "document": final.document if final else write(assessment.document()),
        "drafts": {item: value[DRAFT] for item, value in typed if value},  # kept as typed, not readable as answers yet
        "result": final.result if final else None,
        "reports": [about_report(report) for report in reports],
    }


def about_report(report: Report) -> dict[str, Any]:
    """With the plan of action that it shows, which may have changed since."""
    plan = report.beside.get("actions", [])
    return {"code": report.code, "language": report.language, "built": report.built, "actions": plan}


@reauthentication_required  # type: ignore[untyped-decorator]
def delete_account(request: UserRequest) -> HttpResponse:
    form = DeleteForm(request.user, request.POST or None)
    owned = Venture.objects.owned_by(request.user)
    if request.method == "POST" and form.is_valid():
        delete(request, request.user)
        messages.success(request, _("Your account is deleted, with everything in it."))
        return redirect("home")
    return render(request, "accounts/delete.html", {"form": form, "ventures": owned})


def delete(request: HttpRequest, user: User) -> None:
    """All or nothing: the account, the ventures it owns, its sign-ins, its name in the log of the administration."""
    named = LogEntry.objects.filter(content_type__app_label="accounts", content_type__model="user", object_id=user.pk)
    with transaction.atomic():
        AuditEvent.record(AuditEvent.Act.ACCOUNT_DELETED, user)
        named.update(object_repr=f"account {user.pk}")
        for session in UserSession.objects.filter(user=user):
            session.end()
        Venture.objects.filter(memberships__in=user.memberships.filter(role=Membership.Role.OWNER)).delete()
        user.delete()
    logout(request)
