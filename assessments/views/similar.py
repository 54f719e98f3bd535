"""Cases beside a venture: the library sorted by closeness, and one case compared."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.vary import vary_on_headers

from accounts.http import UserRequest
from assessments.readings.similar import compared, similar_cases
from assessments.views.guidance import chosen
from casestudies.models import CaseStudy
from casestudies.views import library_context
from ventures.models import Venture


def near(request: UserRequest) -> HttpResponse:
    """The library, closest to one of my ventures first; cases with too little in common come last."""
    context = library_context(request) | mine(request)
    page = context["page"]
    if page and page.reading and not page.too_early:
        ranked = similar_cases(page.reading, CaseStudy.objects.published().for_comparing(), count=10_000)
        percents = {entry.case.pk: entry.percent for entry in ranked}
        places = {pk: place for place, pk in enumerate(percents)}
        cases = sorted(context["cases"], key=lambda case: places.get(case.pk, len(places)))
        for case in cases:
            case.percent = percents.get(case.pk, "")
        context["cases"] = cases
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
