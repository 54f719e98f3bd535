from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from casestudies import facets
from casestudies.models import CaseStudy


@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    searched = request.GET.get("q", "").replace("\0", "").strip()[:200]
    chosen = facets.read(request.GET.dict())
    terms = CaseStudy.objects.published().search(searched).terms()
    found = [pk for pk, entry in terms.items() if facets.matches(entry, chosen)]
    ctx = {
        "cases": CaseStudy.objects.filter(pk__in=found).for_rows(),
        "count": len(found),
        "groups": facets.groups(list(terms.values()), chosen),
        "searched": searched,
        "chosen": chosen,
    }
    return render(request, "casestudies/index.html", ctx)


@login_not_required
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    case = get_object_or_404(CaseStudy.objects.visible_to(request.user).for_reading(), slug=slug)
    case.number_references()
    return render(request, "casestudies/detail.html", {"case": case})
