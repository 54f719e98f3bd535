"""Cases beside a venture: the library sorted by closeness, and one case compared."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.vary import vary_on_headers

from accounts.http import UserRequest
from assessments.readings.similar import closest, compared
from assessments.views.guidance import chosen
from casestudies.models import CaseStudy
from casestudies.views import library_context, one_page
from ventures.models import Venture


def near(request: UserRequest) -> HttpResponse:
    """The library, closest to one of my ventures first; cases with too little in common come last."""
    context = library_context(request) | mine(request)
    page = context["page"]
    percents = {}
    if page and page.reading and not page.too_early:
        percents = {pk: f"{100 * score:.0f}" for pk, score in closest(page.reading)}
    left = set(context["pks"])
    pks = [*(pk for pk in percents if pk in left), *(pk for pk in context["pks"] if pk not in percents)]
    context |= one_page(request, pks)
    for case in context["cases"]:
        case.percent = percents.get(case.pk, "")
    return render(request, "casestudies/index.html", context | {"sort": "near"})


@vary_on_headers("HX-Request")
def case_compared(request: UserRequest, slug: str) -> HttpResponse:
    """One case beside one of my ventures."""
    case = get_object_or_404(CaseStudy.objects.visible_to(request.user).for_comparing(), slug=slug)
    context = mine(request) | {"case": case}
    page = context["page"]
    if page and page.reading and not page.too_early:
        context["found"] = compared(page.reading, case)
    part = "assessments/_case_compared.html" if request.htmx else "assessments/case_compared.html"
    return render(request, part, context)


def mine(request: UserRequest) -> dict[str, Any]:
    ventures = list(Venture.objects.visible_to(request.user).active())
    page = chosen(request, ventures)
    return {"ventures": ventures, "page": page, "venture": page.venture if page else None}
