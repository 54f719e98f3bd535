"""The part of a guide page that knows the assessment: its questions, and what a reader's venture has there.

The guide itself knows no venture. Its pages link here, and htmx puts the block in the link's place.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.vary import vary_on_headers

from accounts.http import UserRequest
from assessments import scoring
from assessments.models import Bank
from assessments.readings.guidance import matches
from assessments.views.opened import Opened, opened
from guide.handbook import Checklist, Handbook, Topic, handbook
from ventures.models import Venture


def book() -> Handbook:
    """In the language of the page."""
    return handbook(get_language() or "en")


@login_not_required
@vary_on_headers("HX-Request")
def guide_matches(request: UserRequest, slug: str) -> HttpResponse:
    """Everybody sees the questions; a member sees the scores of one venture, chosen by ?venture=."""
    found = page_of(slug)
    if found is None:
        raise Http404
    ventures = list(Venture.objects.visible_to(request.user).active()) if request.user.is_authenticated else []
    page = chosen(request, ventures)
    bank = page.bank if page and page.bank else current_bank()
    reading = page.reading if page and not page.too_early else None
    context = {
        "found": found,
        "matches": matches(bank, found.criteria, reading) if bank else [],
        "ventures": ventures,
        "page": page,
        "venture": page.venture if page else None,
        "reading": reading,
    }
    whole = "assessments/guide_matches.html"
    return render(request, "assessments/_guide_matches.html" if request.htmx else whole, context)


def page_of(slug: str) -> Topic | Checklist | None:
    checklists = {entry.slug: entry for entry in book().checklists}
    return book().topics.get(slug) or checklists.get(slug)


def current_bank() -> scoring.Bank | None:
    found = Bank.objects.defer("document").order_by("published", "pk").last()
    return found.parsed if found else None


def chosen(request: UserRequest, ventures: list[Venture]) -> Opened | None:
    """The venture that the address names, else the newest."""
    if not ventures:
        return None
    wanted = request.GET.get("venture", "")
    code = next((venture.code for venture in ventures if str(venture.code) == wanted), ventures[0].code)
    return opened(request, code)
