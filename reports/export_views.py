"""What people take along beside the report."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.text import slugify

from accounts.http import UserRequest
from accounts.models import AuditEvent
from assessments import scoring
from assessments.models import Assessment
from assessments.readings.comparison import compared_rows
from assessments.views.compare import compared
from assessments.views.opened import Opened, opened
from reports import exports

TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FILES = ("assessment.json", "result.json", "answers.csv", "risks.csv", "channels.csv", "tables.zip", "tables.xlsx")


def export(request: UserRequest, code: uuid.UUID, file: str) -> HttpResponse:
    """One file of the newest round, or of ?round=N."""
    page = opened(request, code)
    if file not in FILES or page.assessment is None or page.bank is None or page.document is None:
        raise Http404
    if file == "result.json" and page.reading is None:
        raise Http404
    name, kind = file.split(".")
    day = page.document.as_of.isoformat()
    venture = slugify(page.venture.name)[:40].strip("-") or "fairway"
    AuditEvent.record(AuditEvent.Act.EXPORTED, request.user, f"{file} of venture {code}")
    return attached(content_of(page, page.bank, page.document, name, kind), kind, f"{venture}-{day}-{file}")


def compare_csv(request: UserRequest) -> HttpResponse:
    """The table of the page that compares, of the ventures in the address. 404 where that page has no table."""
    found = compared(request)
    if found.versions != 1 or len(found.contenders) < 2:
        raise Http404
    rows = compared_rows(found.contenders[0].reading.bank, found.contenders)
    day = timezone.localdate().isoformat()
    AuditEvent.record(AuditEvent.Act.EXPORTED, request.user, "comparison")
    return attached(exports.as_csv(exports.compared_table(rows)), "csv", f"compare-{day}.csv")


def attached(content: bytes, kind: str, file: str) -> HttpResponse:
    response = HttpResponse(content, content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def content_of(page: Opened, bank: scoring.Bank, document: scoring.Document, name: str, kind: str) -> bytes:
    result = page.reading.result if page.reading else None
    if kind == "json":
        return exports.json_text(document_of(page.assessment, document) if name == "assessment" else result or {})
    found = exports.tables(bank, document, result)
    if kind == "csv":
        return exports.as_csv(found[name])
    return exports.as_zip(found) if kind == "zip" else exports.as_xlsx(found)


def document_of(assessment: Assessment | None, document: scoring.Document) -> Mapping[str, Any]:
    """Of a finished round as it was frozen, to the sign: its hash is printed in the report."""
    frozen: Mapping[str, Any] | None = assessment.final.document if assessment and assessment.final else None
    return frozen if frozen is not None else scoring.write(document)
