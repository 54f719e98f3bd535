"""Any answers on a scratch copy that lives in the address: see what they would do, keep them or throw them away."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.vary import vary_on_headers

from accounts.http import UserRequest
from assessments import scoring
from assessments.forms.channels import OWN, owner_shown
from assessments.forms.step import sentence
from assessments.forms.what_if import MOST, Row, WhatIfForm, as_typed
from assessments.models import Answer, Assessment, Change, Closed, Conflict
from assessments.readings import Reading
from assessments.readings import what_if as read
from assessments.readings.drawn import Drawn
from assessments.readings.words import in_order
from assessments.scoring import Bank, Document
from assessments.scoring.channels import sum_is_odd
from assessments.scoring.scratch import (
    EFFECTS,
    RIVAL,
    SIDES,
    TABLES,
    Target,
    better,
    current,
    open_tables,
    row_refs,
    rows_of,
    target,
    targets,
    with_new_channels,
    without_new_channel,
)
from assessments.templatetags.bilingual import local
from assessments.views.opened import Opened, opened

RISKS = (*SIDES, "risk_evidence", "measure", *EFFECTS)  # kinds of answers that stand in the section of risks


@vary_on_headers("HX-Request")
def what_if(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    """GET shows the copy with the answers of the address; POST keeps them. For htmx only the fragment `scratch`."""
    page = opened(request, code)
    if request.method == "POST":
        return keep(request, page)
    if page.assessment is None or page.document is None or page.too_early:
        return render(request, "assessments/what_if.html", {"page": page, "venture": page.venture})
    if request.GET.get("add"):
        return redirect(f"{here(page)}?{added(page.assessment.bank.parsed, page.document, request.GET)}")
    form = WhatIfForm(page.assessment.bank.parsed, page.document, request.GET.dict())
    return show(request, page, page.assessment, form)


def here(page: Opened) -> str:
    return reverse("assessments:what_if", args=[page.venture.code])


def added(bank: Bank, document: Document, typed: QueryDict) -> str:
    """The address with one more answer in it, one step up where there is one."""
    query = {name: str(value) for name, value in typed.dict().items()}
    ref = query.pop("add", "")
    if ref in TABLES:
        return urlencode({**query, **new_channel(bank, with_new_channels(bank, document, query), ref)})
    wanted = target(bank, document, ref)
    if wanted is not None and wanted.ref not in query:
        value = better(bank, document, wanted)
        query[wanted.ref] = as_typed(current(document, wanted) if value is None else value, wanted)
    return urlencode(query)


def new_channel(bank: Bank, document: Document, table: str) -> dict[str, str]:
    """One more channel, of one's own, with a share as large as the moves that the method tries (M 8.6)."""
    if table not in open_tables(bank, document):
        return {}
    number = len(rows_of(document, table))
    fields = dict.fromkeys(row_refs(bank, table, number), "")
    points = bank.constants["channels"]["move_points"]
    given = {"type": bank.channel_table.types[0].id, "owner": owner_shown(OWN), "share": f"{points:g}", "evidence": "0"}
    return fields | {f"{table}[{number}].{name}": value for name, value in given.items()}


def show(
    request: UserRequest, page: Opened, assessment: Assessment, form: WhatIfForm, status: int = 200, **extra: Any
) -> HttpResponse:
    valid = form.is_valid()
    typed = {name: form[name].value() or "" for name in form.fields}
    context: dict[str, Any] = {
        "page": page, "venture": page.venture, "form": form, "typed": typed, "action": here(page), "most": MOST,
        "choices": choices(form), **extra,
    }  # fmt: skip
    now = before(page, assessment)
    try:
        found = Drawn.of(form.bank, form.document, str(assessment.code))
    except scoring.CannotScore as refused:
        context["reason"] = sentence(refused.problem)
    else:
        context |= figures(now, found, typed, len(form.changes))
    context |= {"lines": lines(form, now, typed), "keeping": keeping(page, assessment, form) if valid else None}
    name = "assessments/_scratch.html" if request.htmx else "assessments/what_if.html"
    return render(request, name, context, status=status)


def before(page: Opened, assessment: Assessment) -> Reading:
    """The result as it is, with its ranges."""
    if page.reading is not None and page.reading.simulated:
        return page.reading
    bank = assessment.bank.parsed
    if page.document is None:
        raise Http404
    return Drawn.of(bank, page.document, str(assessment.code)).reading


def figures(now: Reading, found: Drawn, typed: Mapping[str, str], count: int) -> dict[str, Any]:
    then = found.reading
    return {
        "now": now,
        "then": then,
        "finding": read.finding(now, then, count),
        "headline": read.headline_rows(now, then),
        "dimensions": read.dimension_changes(now, then),
        "rival": read.rival_words(now, then),
        "odd_sums": {table: odd_sum(then, table) for table in TABLES},
        "help": read.what_would_help(found, typed),
        "count": count,
    }


def odd_sum(reading: Reading, table: str) -> float | None:
    """What the shares add up to, where that is not about 100 (M 8.2)."""
    rows = rows_of(reading.document, table)
    return sum(row.share for row in rows) if sum_is_odd(reading.bank, rows) else None


@dataclass(frozen=True)
class Line:
    """One changed answer: what it is, what it was, its field, and what it does alone."""

    row: Row
    words: str
    now: str
    alone: float | None
    without: str | None  # the address without it; None where another line takes it away
    new: bool  # of a channel that is not in the table

    @property
    def is_rival(self) -> bool:
        """What it does alone is then said of the advantage over the rival, as the score does not move."""
        return self.row.target.item == RIVAL


def lines(form: WhatIfForm, now: Reading, typed: Mapping[str, str]) -> list[Line]:
    bank, document = form.bank, form.stored
    changes = {entry.ref: value for entry, value in form.changes}
    found = []
    for row in form.rows():
        ref = row.target.ref
        alone = read.alone(now, document, row.target, changes[ref]) if ref in changes else None
        found.append(
            Line(
                row,
                read.target_words(bank, document, row.target),
                read.now_words(bank, document, row.target, row.now),
                alone,
                without(form, row.target, typed),
                form.is_new(row.target),
            )
        )
    return found


def without(form: WhatIfForm, entry: Target, typed: Mapping[str, str]) -> str | None:
    """The address without one answer. The first field of a new channel takes all of them away."""
    if form.is_new(entry):
        return urlencode(without_new_channel(typed, entry.table, entry.row)) if entry.kind == "channel_type" else None
    gone = (entry.ref, f"{entry.item}.evidence" if entry.kind == "question" else "")
    return urlencode({name: value for name, value in typed.items() if name not in gone})


def choices(form: WhatIfForm) -> list[tuple[str, list[tuple[str, str]]]]:
    """Everything else that could be changed, in groups."""
    bank, document = form.bank, form.stored
    sections = {question.id: section for section in bank.sections for question in bank.section_questions(section)}
    groups: dict[str, list[tuple[str, str]]] = {}
    for entry in targets(bank, document):
        if entry.ref not in form.fields:
            title = group(bank, entry, sections)
            groups.setdefault(title, []).append((entry.ref, read.target_words(bank, document, entry)))
    for table in open_tables(bank, document):
        groups.setdefault(table_words(bank, table), []).append((table, _("A new channel")))
    return list(groups.items())


def table_words(bank: Bank, table: str) -> str:
    if table == RIVAL:
        return _("The strongest rival's channels")
    return local(next(section.title for section in bank.sections if section.holds == "channel_table"))


def group(bank: Bank, entry: Target, sections: Mapping[str, Any]) -> str:
    if entry.item in sections:
        return local(sections[entry.item].title)
    if entry.row >= 0:
        return table_words(bank, entry.table)
    kind = "risks" if entry.kind in RISKS else f"{entry.kind}s"
    return local(next(section.title for section in bank.sections if section.holds == kind))


def keeping(page: Opened, assessment: Assessment, form: WhatIfForm) -> dict[str, Any] | None:
    """What the form that keeps the answers holds besides them; None for those who may not keep."""
    if not form.changes or not page.may_edit or assessment.finished:
        return None
    rows = stored(assessment, form)
    return {
        "operation": uuid.uuid4(),
        "versions": [(item, rows[item].version if item in rows else 0) for item in form.items()],
    }


def stored(assessment: Assessment, form: WhatIfForm) -> dict[str, Answer]:
    return {row.item: row for row in assessment.sheet.answers.filter(item__in=form.items())}


def keep(request: UserRequest, page: Opened) -> HttpResponse:
    """Save every changed answer, or none where one was changed elsewhere meanwhile."""
    assessment = page.assessment
    if not page.may_edit or assessment is None or page.document is None:
        raise Http404
    form = WhatIfForm(assessment.bank.parsed, page.document, request.POST.dict())
    if not form.is_valid():
        return show(request, page, assessment, form)
    rows = stored(assessment, form)
    form.check_links(rows)
    if form.errors:
        return show(request, page, assessment, form)
    try:
        save(request.POST, assessment, form, rows)
    except Conflict as conflict:
        return show(request, page, assessment, form, status=409, conflict=names(form, conflict))
    except Closed:
        messages.warning(request, _("This assessment is finished. Its answers can no longer be changed."))
        return redirect(here(page))
    count = len(form.changes)
    messages.success(request, ngettext("%(n)s answer is kept.", "%(n)s answers are kept.", count) % {"n": count})
    return redirect("assessments:result", page.venture.code)


def names(form: WhatIfForm, conflict: Conflict) -> str:
    items = {answer.item for answer in conflict.stored}
    found = {entry.item: entry for entry, _value in form.changes if entry.item in items}
    return in_order(f"“{read.target_words(form.bank, form.stored, entry)}”" for entry in found.values())


def save(data: QueryDict, assessment: Assessment, form: WhatIfForm, rows: Mapping[str, Answer]) -> None:
    try:
        operation = uuid.UUID(data.get("operation", ""))
        versions = {item: int(data.get(f"version:{item}", "")) for item in form.items()}
    except ValueError as error:
        raise SuspiciousOperation("kept answers without version or operation") from error
    changes = [Change(item, form.given(item, rows.get(item)), versions[item]) for item in form.items()]
    assessment.sheet.save_answers(changes, operation)
