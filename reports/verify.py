"""Does a report belong to the answers it shows? Its hash leads to a public page, and the answers lie inside the PDF."""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db.models import Min
from django.urls import reverse
from django.utils import translation
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from assessments import scoring
from assessments.scoring.document import canonical_json
from assessments.scoring.problems import DocumentError
from reports.models import Report

HASH = re.compile("[0-9a-f]{64}")
ATTACHED = "assessment.json"  # name of the answers inside the PDF


def frozen_at(sha256: str) -> datetime | None:
    """When the answers with this hash were frozen, if a finished report shows them."""
    built = Report.objects.filter(snapshot__sha256=sha256, built__isnull=False)
    found: datetime | None = built.aggregate(first=Min("snapshot__created"))["first"]
    return found


def hash_of(text: str) -> str | None:
    """The hash of pasted answers, however they are spaced; None for what is no such document."""
    try:
        found = scoring.load(text)
        return hashlib.sha256(canonical_json(found)).hexdigest() if isinstance(found, Mapping) else None
    except (DocumentError, ValueError, TypeError, RecursionError):
        return None


def address(sha256: str, language: str) -> str:
    """Of the public page; empty where the site does not know its own."""
    with translation.override(language):
        return settings.SITE_URL and settings.SITE_URL + reverse("public:verify", args=[sha256])


def drawn(text: str) -> tuple[int, str]:
    """A QR code as the side of its square and one SVG path, each run of dark modules a bar."""
    code = QRCode(border=0, error_correction=ERROR_CORRECT_M)
    code.add_data(text)
    code.make(fit=True)
    rows = ["".join("x" if dark else " " for dark in row) for row in code.get_matrix()]
    bars = [
        f"M{run.start()} {y}h{len(run.group())}v1h-{len(run.group())}z"
        for y, row in enumerate(rows)
        for run in re.finditer("x+", row)
    ]
    return len(rows), "".join(bars)
