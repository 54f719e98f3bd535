"""What our pages cost beside a bare view on the same stack: python benchmarks/pages.py

Processor time of one request through the whole application, sign-in included, without network. Two bare views make
the same database round trips and answer "ok": one lets the object-relational mapper read the rows, as a view of Django
does, but gets its queries ready made; the other sends the statements as plain SQL. Times differ between machines, so
what counts are the ratios, taken in turns in the same run. DATABASE_URL may name an empty PostgreSQL database;
otherwise SQLite in a temporary folder is used.
"""

import os
import sys
import tempfile
import uuid
from collections.abc import Callable
from contextlib import nullcontext
from io import BytesIO, StringIO
from itertools import count
from pathlib import Path
from time import process_time
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
FOLDER = tempfile.TemporaryDirectory(prefix="fairway-benchmark-")
os.environ |= {"DATA_DIR": FOLDER.name, "SECRET_KEY": "of a benchmark", "HOSTS": "testserver", "DEBUG": ""}
os.environ |= {"PLAIN_STATIC": "1", "STATIC_ROOT": FOLDER.name, "DJANGO_SETTINGS_MODULE": "config.settings"}

import django

django.setup()

from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path, reverse

import config.urls
from accounts.models import User
from assessments.models import Answer
from ventures.models import Venture

ROUNDS = 300
LEFT_OUT = ("BEGIN", "COMMIT", 'FROM "django_session"', 'FROM "accounts_user"')  # made for the bare views as well
FETCH_ALL = QuerySet._fetch_all
COUNTER = count()
TRIPS: list[tuple[QuerySet[Any] | None, str]] = []  # each with the mapper's query, where it made one


def bare(request: HttpRequest, mapped: bool) -> HttpResponse:
    """Reads the sign-in and the body as our pages do, and makes the same round trips."""
    saves = request.user.is_authenticated and request.POST.get("choice") is not None
    with transaction.atomic() if saves else nullcontext():
        for queryset, statement in TRIPS:
            if mapped and queryset is not None:
                list(queryset.all())
            else:
                execute(statement)
    return HttpResponse("ok")


def execute(statement: str) -> None:
    if statement.startswith('INSERT INTO "assessments_operation"'):  # its key must be a new one
        before, _values, after = statement.partition("VALUES ('")
        statement = f"{before}VALUES ('{uuid.uuid4().hex}'{after.partition("'")[2]}"
    with connection.cursor() as cursor:
        cursor.execute(statement)
        if cursor.description:
            cursor.fetchall()


def record(work: Callable[[], None]) -> None:
    """The round trips of one request, without those that the bare views make anyway."""
    with CaptureQueriesContext(connection) as captured, patch.object(QuerySet, "_fetch_all", autospec=True) as fetch:
        log, places = captured.connection.queries_log, []

        def noted(queryset: QuerySet[Any]) -> None:
            fresh, before = queryset._result_cache is None, len(log)
            FETCH_ALL(queryset)
            if fresh and len(log) == before + 1:
                places.append((before - captured.initial_queries, queryset.all()))

        fetch.side_effect = noted
        work()
    mapped = dict(places)
    TRIPS.clear()
    for place, query in enumerate(captured.captured_queries):
        if not any(part in query["sql"] for part in LEFT_OUT):
            TRIPS.append((mapped.get(place), query["sql"]))


def main() -> None:
    for command in ("migrate", "load_banks", "load_cases", "load_sample"):
        call_command(command, verbosity=0, stdout=StringIO())
    for name, mapped in (("mapped", True), ("plain", False)):
        config.urls.urlpatterns.append(path(f"{name}/", bare, {"mapped": mapped}, name=name))
    founder = User.objects.get(email="founder@fairway.example")
    client = Client()
    client.force_login(founder, backend="allauth.account.auth_backends.AuthenticationBackend")
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    venture = Venture.objects.get(memberships__user=founder, name="Brightloom")
    step = reverse("assessments:question", args=[venture.code, "strategy", "strategy_positioning"])
    print(f"{'':16}{'page':>10}{'bare, ORM':>12}{'ratio':>7}{'bare, SQL':>12}{'ratio':>7}   statements")
    compare("wizard save", cookie, step, lambda: answer_body(venture))
    compare("wizard page", cookie, step)
    compare("portfolio page", cookie, reverse("assessments:portfolio"))
    compare("results page", cookie, reverse("assessments:result", args=[venture.code]))


def answer_body(venture: Venture) -> str:
    """What the script of the page sends: another answer, and the version that it follows."""
    version = Answer.objects.get(sheet__assessment__venture=venture, item="strategy_positioning").version
    return urlencode({
        "version": version, "operation": uuid.uuid4(), "previous": "", "choice": next(COUNTER) % 5, "evidence": 1,
        "note": f"Note {next(COUNTER)}", "links": "", "evidence_dated": "", "csrfmiddlewaretoken": "x" * 64,
    })  # fmt: skip


def compare(name: str, cookie: str, address: str, body: Callable[[], str] = str) -> None:
    """In turns, so that other work on the machine disturbs both alike."""
    addresses = (address, reverse("mapped"), reverse("plain"))
    record(lambda: answer(environment(cookie, address, body())))
    found: tuple[list[float], ...] = ([], [], [])
    for _round in range(ROUNDS):
        for times, place in zip(found, addresses, strict=True):
            sent = environment(cookie, place, body())
            start = process_time()
            answer(sent)
            times.append(1000 * (process_time() - start))
    page, mapped, plain = (min(times) for times in found)  # the run that other work on the machine disturbed least
    beside = "".join(f"{other:9.2f} ms{page / other:7.2f}" for other in (mapped, plain))
    print(f"{name:16}{page:7.2f} ms{beside}   {len(TRIPS)}")


def environment(cookie: str, address: str, body: str) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "POST" if body else "GET", "PATH_INFO": address, "SERVER_NAME": "testserver",
        "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body.encode()), "wsgi.errors": sys.stderr, "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": "application/x-www-form-urlencoded", "HTTP_COOKIE": cookie,
        **({"HTTP_HX_REQUEST": "true"} if body else {}),
    }  # fmt: skip


def answer(environ: dict[str, Any]) -> None:
    status: list[str] = []

    def start_response(line: str, headers: object, failed: object = None, /) -> Callable[[bytes], object]:
        status.append(line)
        return BytesIO().write

    for _part in APPLICATION(environ, start_response):
        pass
    if status != ["200 OK"]:
        raise SystemExit(f"{environ['PATH_INFO']} answers {status}")


class Application(WSGIHandler):
    """Without the check of the form token: there is no page here to take it from."""

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        vars(request)["_dont_enforce_csrf_checks"] = True
        return super().get_response(request)


APPLICATION = Application()

if __name__ == "__main__":
    main()
