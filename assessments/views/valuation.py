"""The valuation cross-check: beside the score, never in it."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import UserRequest
from assessments import scoring
from assessments.forms.valuation import METHODS, ValuationForm
from assessments.readings.valuation import axis, open_fields, started, valued
from assessments.scoring.valuation import payne_factors
from assessments.views.opened import opened


@require_safe
def valuation(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    """The address holds what was typed. Nothing is stored, so nothing can find its way into the score."""
    page = opened(request, code)
    context: dict[str, Any] = {"page": page, "venture": page.venture}
    if page.reading is None or page.too_early:
        return render(request, "assessments/valuation.html", context)
    factors = payne_factors(scoring.assess(page.reading.bank, page.reading.document))
    typed = any(name == "unit" or name.partition("_")[0] in METHODS for name in request.GET)
    form = ValuationForm(factors, request.GET if typed else None)
    form.is_valid()
    given = form.cleaned_data if typed else {}
    broken = {name.partition("_")[0] for name in form.errors}
    usable = {name: value for name, value in given.items() if name.partition("_")[0] not in broken}
    found, misfits = valued(usable, factors)
    for misfit in misfits:
        form.add_error(misfit.field, misfit.sentence)
    begun = [method for method in METHODS if method not in broken and started(usable, method)]
    context |= {
        "reading": page.reading,
        "form": form,
        "found": found,
        "axis": axis(found) if found else None,
        "unit": given.get("unit", ""),
        "open": [(METHODS[method], [form[name] for name in missing])
                 for method in begun if (missing := open_fields(usable, method))],
    }  # fmt: skip
    return render(request, "assessments/valuation.html", context)
