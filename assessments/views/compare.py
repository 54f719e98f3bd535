"""Two to four ventures side by side. The address holds the choice, so that it can be shared.

The order in the address gives each venture its place, and with it its colour and shape. One that is removed leaves an
empty `v=` behind, so that the others keep theirs.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.vary import vary_on_headers

from accounts.http import UserRequest
from assessments.models import Assessment
from assessments.readings import comparison
from assessments.readings.comparison import Contender
from assessments.readings.words import joined, value_words
from assessments.scoring.portfolio import AROUND_PROFILE, NO_AGREEMENT
from assessments.views.looked import looks
from assessments.views.opened import Opened
from ventures.models import Venture

MOST = 4


@vary_on_headers("HX-Request")
def compare(request: UserRequest) -> HttpResponse:
    """`v` names a venture. For htmx only the fragment `compare`, and out of band `compare-said`: what has changed."""
    found = compared(request)
    context: dict[str, Any] = {
        "entries": [
            entry(page, place, without(request.GET, found.seats, page.venture))
            for place, page in zip(found.places, found.pages, strict=True)
        ],
        "others": found.others,
        "seats": found.seats,
        "too_many": found.too_many,
        "most": MOST,
        "waiting": [page for page in found.pages if page.too_early],
    }
    if found.versions > 1:
        context["versions"] = comparison.version_words(found.contenders)
    elif len(found.contenders) > 1:
        context |= figures(found.contenders) | ranking(request.GET, found.contenders)
    if request.htmx:
        context["said"] = said(request, found, context.get("ranking"))
        return render(request, "assessments/compare.html#compare", context)
    return render(request, "assessments/compare.html", context)


@dataclass(frozen=True)
class Compared:
    """The ventures of an address, in the order of their places on the page."""

    pages: list[Opened]
    places: list[int]
    others: list[Venture]  # what could be added
    too_many: bool

    @property
    def codes(self) -> list[uuid.UUID]:
        return [page.venture.code for page in self.pages]

    @property
    def seats(self) -> list[str]:
        """What the address says: the codes up to the last place that is taken, empty where a place is free."""
        taken = dict(zip(self.places, self.codes, strict=True))
        return [str(taken.get(place, "")) for place in range(max(taken, default=-1) + 1)]

    @property
    def contenders(self) -> list[Contender]:
        """Those with a score."""
        return [
            Contender(place, page.venture.name, str(page.assessment.code), page.reading)
            for place, page in zip(self.places, self.pages, strict=True)
            if page.assessment and page.reading and not page.too_early
        ]

    @property
    def versions(self) -> int:
        """How many versions of the question set they answer."""
        return len({page.assessment.bank_id for page in self.pages if page.assessment and not page.too_early})


def compared(request: UserRequest) -> Compared:
    """Raises 404 for a venture that the person may not see."""
    mine = {venture.code: venture for venture in Venture.objects.visible_to(request.user).order_by("pk")}
    listed = chosen(request.GET)
    codes = {code for code in listed if code is not None}
    if not codes <= mine.keys():
        raise Http404
    found = comparison.places(listed, MOST)
    ventures = sorted((mine[code] for code in found), key=lambda venture: found[venture.code])
    others = [one for one in mine.values() if one.code not in codes and not one.archived]
    return Compared(opened_all(ventures), sorted(found.values()), others, len(codes) > MOST)


def chosen(query: QueryDict) -> list[uuid.UUID | None]:
    """As the address lists them, None for an empty place. What is no code leads nowhere, like a venture of others."""
    try:
        return [uuid.UUID(text) if text else None for text in query.getlist("v")]
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


def said(request: UserRequest, found: Compared, ranking: comparison.Ranking | None) -> str:
    """Which ventures were added or removed since the page that asked; else what the ranking says now."""
    listed = chosen(QueryDict(urlsplit(request.htmx.current_url or "").query))
    before = list(dict.fromkeys(code for code in listed if code is not None))
    names = dict(Venture.objects.visible_to(request.user).filter(code__in=before).values_list("code", "name"))
    names |= {page.venture.code: page.venture.name for page in found.pages}
    gone = [names[code] for code in before if code in names and code not in found.codes]
    moved = [_("%(name)s removed.") % {"name": name} for name in gone]
    moved += [_("%(name)s added.") % {"name": names[code]} for code in found.codes if code not in before]
    if not moved:
        return joined(ranking.sentences) if ranking else ""
    count = ngettext("%(n)s venture is compared.", "%(n)s ventures are compared.", len(found.pages))
    return joined([*moved, count % {"n": len(found.pages)}])


def without(query: QueryDict, seats: Sequence[str], venture: Venture) -> str:
    """The address of the same page without one venture, whose place stays empty."""
    left = query.copy()
    left.setlist("v", ["" if seat == str(venture.code) else seat for seat in seats])
    return f"?{left.urlencode()}"


def entry(page: Opened, place: int, address: str) -> dict[str, Any]:
    """A venture in the list on top, with the address of the page without it."""
    stage = ""
    if page.bank and page.document and "fact_stage" in page.document.facts:
        stage = value_words(page.bank.fact("fact_stage"), page.document.facts["fact_stage"])
    return {"page": page, "place": place, "series": place + 1, "stage": stage, "without": address}


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
        profile = bank.default_profile
    weights = NO_AGREEMENT if query.get("weights") == "none" else AROUND_PROFILE
    found = comparison.ranking(bank, contenders, profile, weights)
    return {
        "ranking": found,
        "profiles": bank.profiles.values(),
        "profile": profile,
        "no_agreement": weights == NO_AGREEMENT,
        "ranks": [_("Rank %(rank)s") % {"rank": place + 1} for place in range(len(found.rows))],
    }
