"""Cases beside a venture: the library sorted by closeness, and one case compared."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.vary import vary_on_headers

from accounts.http import UserRequest
from assessments.readings.guidance import matches
from assessments.readings.similar import beside, closest, compared, side_by_side
from assessments.views.guidance import chosen, current_bank
from casestudies.models import CaseStudy
from casestudies.views import library_context, one_page
from ventures.models import Venture


def near(request: UserRequest) -> HttpResponse:
    """The library, closest to one of my ventures first, each with the reasons; those with too little in common come
    last."""
    context = library_context(request) | mine(request)
    page = context["page"]
    reading = page.reading if page and not page.too_early else None
    near_ones = dict(closest(reading)) if reading else {}
    left = set(context["pks"])
    pks = [*(pk for pk in near_ones if pk in left), *(pk for pk in context["pks"] if pk not in near_ones)]
    context |= one_page(request, pks)
    if reading:
        for alike in beside(reading, [case for case in context["cases"] if case.pk in near_ones]):
            alike.case.alike = alike
    return render(request, "casestudies/index.html", context | {"sort": "near", "unsorted": reading is None})


@login_not_required
@vary_on_headers("HX-Request")
def case_compared(request: UserRequest, slug: str) -> HttpResponse:
    """One case beside one of my ventures, and what the assessment asks about the risks that it met."""
    case = get_object_or_404(CaseStudy.objects.visible_to(request.user).for_comparing(), slug=slug)
    context = mine(request) | {"case": case}
    page = context["page"]
    reading = page.reading if page and not page.too_early else None
    if reading:
        context |= {"found": compared(reading, case), "rows": side_by_side(reading, case)}
    bank = page.bank if page and page.bank else current_bank()
    risks = dict.fromkeys(lesson.risk for lesson in case.failure_lessons.all())
    context["matches"] = matches(bank, risks, reading) if bank else []
    part = "assessments/_case_compared.html" if request.htmx else "assessments/case_compared.html"
    return render(request, part, context)


def mine(request: UserRequest) -> dict[str, Any]:
    ventures = list(Venture.objects.visible_to(request.user).active()) if request.user.is_authenticated else []
    page = chosen(request, ventures)
    return {"ventures": ventures, "page": page, "venture": page.venture if page else None}
