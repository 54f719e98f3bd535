from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from casestudies import facets
from casestudies.models import CaseStudy
from casestudies.models.queries import CaseStudyQuerySet

ON_A_PAGE = 20
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
    found = context["found"].for_rows()
    if context["sort"]:
        found = found.order_by(*NEWEST)
    elif context["ranked"] is not None:
        return render(request, "casestudies/index.html", context | ordered(request, context["ranked"], found))
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "casestudies/index.html", context | shown(page, page))


def library_context(request: HttpRequest) -> dict[str, Any]:
    """What search and filters leave, for this page and for the one that sorts by closeness."""
    searched = request.GET.get("q", "").replace("\0", "").strip()[:200]
    chosen = facets.read(request.GET.dict())
    public = CaseStudy.objects.published()
    ranked = public.search(searched) if searched else None
    fitting = public if ranked is None else public.filter(pk__in=ranked)
    return {
        "found": fitting.chosen(chosen),
        "ranked": ranked,
        "groups": facets.groups(fitting, chosen),
        "searched": searched,
        "chosen": chosen,
        "sort": "newest" if request.GET.get("sort") == "newest" else "",
    }


def ordered(request: HttpRequest, pks: Iterable[int], found: CaseStudyQuerySet) -> dict[str, Any]:
    """One page of the cases found, in the order of the pks."""
    left = set(found.values_list("pk", flat=True))
    page = Paginator([pk for pk in pks if pk in left], ON_A_PAGE).get_page(request.GET.get("page"))
    rows = found.in_bulk(list(page.object_list))
    return shown(page, [rows[pk] for pk in page.object_list])


def shown(page: Page[Any], cases: Iterable[CaseStudy]) -> dict[str, Any]:
    """One page of the library; each case counts its sources."""
    rows = list(cases)
    for case in rows:
        sources = case.sources.all()
        case.source_count, case.reread_count = len(sources), sum(source.verified for source in sources)
    return {"cases": rows, "count": page.paginator.count, "page_of": page}


@login_not_required
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    case = get_object_or_404(CaseStudy.objects.visible_to(request.user).for_reading(), slug=slug)
    case.number_references()
    return render(request, "casestudies/detail.html", {"case": case})
