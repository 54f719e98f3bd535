"""Two to four ventures side by side. The address holds the choice, so that it can be shared."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.http import UserRequest
from assessments.models import Assessment
from assessments.readings import comparison
from assessments.readings.comparison import Contender
from assessments.readings.words import value_words
from assessments.scoring.portfolio import AROUND_PROFILE, NO_AGREEMENT
from assessments.views.looked import looks
from assessments.views.opened import Opened
from ventures.models import Venture

MOST = 4


def compare(request: UserRequest) -> HttpResponse:
    """`v` names a venture, in the order of colours and shapes."""
    mine = {venture.code: venture for venture in Venture.objects.visible_to(request.user)}
    codes = chosen(request.GET)
    if any(code not in mine for code in codes):
        raise Http404
    ventures = [mine[code] for code in codes[:MOST]]
    pages = opened_all(ventures)
    shown = [page for page in pages if page.reading is not None and not page.too_early]
    context: dict[str, Any] = {
        "entries": [entry(page, codes) for page in pages],
        "others": [one for one in mine.values() if one.code not in codes and not one.archived],
        "codes": codes[:MOST],
        "too_many": len(codes) > MOST,
        "most": MOST,
        "waiting": [page for page in pages if page not in shown],
    }
    contenders = [
        Contender(pages.index(page), page.venture.name, str(page.assessment.code), page.reading)
        for page in shown
        if page.assessment and page.reading
    ]
    if len({page.assessment.bank_id for page in shown if page.assessment}) > 1:
        context["versions"] = comparison.version_words(contenders)
    elif len(contenders) > 1:
        context |= figures(contenders) | ranking(request.GET, contenders)
    return render(request, "assessments/compare.html", context)


def chosen(query: QueryDict) -> list[uuid.UUID]:
    """Each venture once. What is no code leads nowhere, like a venture of somebody else."""
    try:
        return list(dict.fromkeys(uuid.UUID(text) for text in query.getlist("v") if text))
    except ValueError:
        raise Http404 from None


def opened_all(ventures: Sequence[Venture]) -> list[Opened]:
    """The newest round of each, with a fixed number of queries."""
    found = Assessment.objects.with_parts().filter(venture__in=ventures).order_by("round")
    newest = {assessment.venture_id: assessment for assessment in found}
    seen = looks(newest.values())
    pages = []
    for venture in ventures:
        assessment = newest.get(venture.pk)
        pages.append(Opened(venture, False, assessment, seen[assessment.pk] if assessment else None))
    return pages


def entry(page: Opened, codes: Sequence[uuid.UUID]) -> dict[str, Any]:
    """A venture in the list on top, with the address of the page without it."""
    stage = ""
    if page.bank and page.document and "fact_stage" in page.document.facts:
        stage = value_words(page.bank.fact("fact_stage"), page.document.facts["fact_stage"])
    return {"page": page, "stage": stage, "without": address(code for code in codes if code != page.venture.code)}


def address(codes: Any) -> str:
    query = QueryDict(mutable=True)
    query.setlist("v", [str(code) for code in codes])
    return f"?{query.urlencode()}"


def figures(contenders: Sequence[Contender]) -> dict[str, Any]:
    bank = contenders[0].reading.bank
    rows = comparison.compared_rows(bank, contenders)
    return {
        "contenders": contenders,
        "rows": rows,
        "finding": comparison.finding(rows),
        "shape": comparison.shape_words(bank, contenders),
        "categories": comparison.category_rows(bank, contenders),
        "facts": comparison.fact_rows(bank, contenders),
    }


def ranking(query: QueryDict, contenders: Sequence[Contender]) -> dict[str, Any]:
    """The chances of each rank under one profile for all, or without any agreement on weights."""
    bank = contenders[0].reading.bank
    profile = query.get("profile", "")
    if profile not in bank.profiles:
        profile = next(iter(bank.profiles))
    weights = NO_AGREEMENT if query.get("weights") == "none" else AROUND_PROFILE
    found = comparison.ranking(bank, contenders, profile, weights)
    return {
        "ranking": found,
        "profiles": bank.profiles.values(),
        "profile": profile,
        "no_agreement": weights == NO_AGREEMENT,
        "ranks": [_("Rank %(rank)s") % {"rank": place + 1} for place in range(len(found.rows))],
    }
