"""Pages that belong to no app: landing, words about the site, health checks, error pages."""

import logging
import sys
import uuid

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import loader
from django.templatetags.static import static
from django.utils.translation import get_language

from accounts.models import AuditEvent
from casestudies.models import CaseStudy
from config.example import example
from config.logs import page_of
from config.method import method_page

logger = logging.getLogger(__name__)


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    cases = CaseStudy.objects.published()[:3]
    return render(request, "home.html", {"example": example(), "cases": cases})


@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy.html")


@login_not_required
def method(request: HttpRequest) -> HttpResponse:
    return render(request, "method.html", {"text": method_page(get_language() or "en")})


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "accessibility.html")


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers and is migrated. Redis does not matter: no page talks to it."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return HttpResponse("migrations are missing" if waiting else "ok", status=503 if waiting else 200)


@login_not_required
def favicon(request: HttpRequest) -> HttpResponse:
    """Pages name the picture; browsers ask here when a page does not, as those of the administration."""
    return redirect(static("img/favicon.svg"))


def error_page(request: HttpRequest, status: int, **context: object) -> HttpResponse:
    return render(request, f"{status}.html", {"reference": reference(request, status), **context}, status=status)


def reference(request: HttpRequest, status: int) -> str:
    """A number on the page and in the log, so that the one can be found in the other."""
    number = uuid.uuid4().hex[:8]
    logger.warning("error page %s, reference %s: %s", status, number, page_of(request))
    return number


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE if isinstance(exception, RequestDataTooBig) else None
    return error_page(request, 400, most=most)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    AuditEvent.record(AuditEvent.Act.REFUSED, request.user, page_of(request))
    return error_page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 404)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    return error_page(request, 429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without the request: its user, its session or the database may be what broke."""
    away = isinstance(sys.exception(), OperationalError | InterfaceError)
    status = 503 if away else 500
    context = {"reference": reference(request, status), "chinese": get_language() == "zh-hans"}
    response = HttpResponse(loader.render_to_string("500.html", context), status=status)
    if away:
        response["Retry-After"] = "30"
    return response
