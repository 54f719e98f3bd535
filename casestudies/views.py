from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from casestudies import facets
from casestudies.models import CaseLine, CaseStudy, CaseText
from casestudies.models.queries import CaseStudyQuerySet

ON_A_PAGE = 12
NEWEST = ("-as_of", "-changed", "pk")


@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    """The library; ?near=<venture> sorts by closeness, which only a page above this app can do."""
    near = request.GET.get("near", "")
    if near:
        rest = request.GET.copy()
        rest["venture"] = rest.pop("near")[-1]
        return redirect(f"{reverse('assessments:near')}?{rest.urlencode()}")
    context = library_context(request)
    if context["sort"]:
        context["pks"] = in_order(CaseStudy.objects.published().order_by(*NEWEST), context["pks"])
    return render(request, "casestudies/index.html", context | one_page(request, context["pks"]))


def library_context(request: HttpRequest) -> dict[str, Any]:
    """What search and filters leave, for this page and for the one that sorts by closeness.

    `pks` are in the order of the library or, after a search, with the best fit first.
    """
    searched = request.GET.get("q", "").replace("\0", "").strip()[:200]
    chosen = facets.read(request.GET.dict())
    shelf = CaseLine.objects.shelf()
    ranks = CaseText.objects.ranks(searched) if searched else dict.fromkeys(shelf.pks, 0.0)
    fitting = shelf.mask(ranks)
    pks = shelf.taken(fitting & shelf.columns.having(chosen))
    return {
        "pks": sorted(pks, key=lambda pk: -ranks[pk]),
        "groups": facets.groups(shelf.columns, fitting, chosen, dict(request.GET.lists())),
        "searched": searched,
        "chosen": chosen,
        "sort": "newest" if request.GET.get("sort") == "newest" else "",
    }


def in_order(cases: CaseStudyQuerySet, pks: list[int]) -> list[int]:
    left = set(pks)
    return [pk for pk in cases.values_list("pk", flat=True) if pk in left]


def one_page(request: HttpRequest, pks: list[int]) -> dict[str, Any]:
    """One page of the cases found."""
    page = Paginator(pks, ON_A_PAGE).get_page(request.GET.get("page"))
    rows = CaseStudy.objects.for_rows().in_bulk(list(page.object_list))
    return {"cases": [rows[pk] for pk in page.object_list], "count": len(pks), "page_of": page}


@login_not_required
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    case = get_object_or_404(CaseStudy.objects.visible_to(request.user).for_reading(), slug=slug)
    case.number_references()
    return render(request, "casestudies/detail.html", {"case": case})
