from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from casestudies import facets
from casestudies.models import CaseStudy

SORTS = {"newest": ("-as_of", "-changed"), "": ()}


@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    """The library; ?near=<venture> sorts by closeness, which only a page above this app can do."""
    near = request.GET.get("near", "")
    if near:
        rest = request.GET.copy()
        rest["venture"] = rest.pop("near")[-1]
        return redirect(f"{reverse('assessments:near')}?{rest.urlencode()}")
    return render(request, "casestudies/index.html", library_context(request))


def library_context(request: HttpRequest) -> dict[str, Any]:
    """What search and filters leave, for this page and for the one that sorts by closeness."""
    searched = request.GET.get("q", "").replace("\0", "").strip()[:200]
    chosen = facets.read(request.GET.dict())
    terms = CaseStudy.objects.published().search(searched).terms()
    found = [pk for pk, entry in terms.items() if facets.matches(entry, chosen)]
    sort = request.GET.get("sort", "")
    cases = CaseStudy.objects.filter(pk__in=found).for_rows()
    order = SORTS.get(sort)
    return {
        "cases": cases.order_by(*order, "pk") if order else cases,
        "sort": sort if order else "",
        "count": len(found),
        "groups": facets.groups(list(terms.values()), chosen),
        "searched": searched,
        "chosen": chosen,
    }


@login_not_required
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    case = get_object_or_404(CaseStudy.objects.visible_to(request.user).for_reading(), slug=slug)
    case.number_references()
    return render(request, "casestudies/detail.html", {"case": case})
