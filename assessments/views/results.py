"""What a venture's answers come to: the result, one dimension of it, its risks."""

import uuid
from functools import cache
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.vary import vary_on_headers

from accounts.http import UserRequest
from assessments.readings import (
    Reading,
    channel_reading,
    channels,
    check_notes,
    dimension_rows,
    dimensions,
    explained,
    gate_rows,
    missing_notes,
    ranked,
    risk_rows,
    verdict,
    warning_notes,
)
from assessments.readings.derived import means, score_words
from assessments.readings.risks import cell_key, matrix, measure_words, risk_finding, together
from assessments.readings.similar import known_nodes, lessons_met, quartiles, similar_cases
from assessments.readings.words import joined, profile_words, quadrant_words, status_words
from assessments.scoring.values import money_rate
from assessments.views.kept import kept
from assessments.views.opened import opened
from assessments.views.sensitivity import loss_context, result_context

SHORT = 4  # risks in the list below the matrix


@vary_on_headers("HX-Request")
def result(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    """The whole result. For htmx only the section of the risks, when it shows before or after measures."""
    page = opened(request, code)
    if page.look is None or page.reading is None or page.too_early:
        return render(request, "assessments/result.html", {"page": page, "venture": page.venture})
    if request.htmx and request.htmx.target == "riskfig":
        context = {"page": page, "venture": page.venture, **risk_context(request, page.reading)}
        return render(request, "assessments/_riskfig.html", context)
    reading, look = page.reading, page.look

    @cache
    def told() -> dict[str, Any]:
        own = {"page": page, "venture": page.venture, **risk_context(request, reading), **verdict_context(reading)}
        return own | note_context(reading) | result_context(request, reading)

    context = {"page": page, "venture": page.venture, "reading": reading, "similar": similar_cases(reading)}
    context["upper"] = kept(request, page, look, "assessments/_result_upper.html", told)
    context["lower"] = kept(request, page, look, "assessments/_result_lower.html", told)
    return render(request, "assessments/result.html", context)


def verdict_context(reading: Reading) -> dict[str, Any]:
    result, rows = reading.result, dimension_rows(reading)
    return {
        "reading": reading,
        "statement": verdict.statement(reading),
        "summary": verdict.summary(reading, rows),
        "range_words": verdict.range_words(reading),
        "stage_words": verdict.stage_words(reading),
        "bounds_words": verdict.bounds_words(reading),
        "status": status_words(result["status"]),
        "quadrant": quadrant_words(result["quadrant"]) if result["quadrant"] else "",
        "dimensions": rows,
        "sorted_dimensions": sorted(rows, key=lambda row: -(row.score.value or -1.0)),
        "finding": dimensions.finding(rows),
        "profile": profile_words(reading.bank, reading.document.profile),
        "means": means(reading),
        "score_words": score_words(reading),
    }


def note_context(reading: Reading) -> dict[str, Any]:
    return {
        **channel_context(reading),
        "missing": missing_notes(reading),
        "contradictions": check_notes(reading, "contradictions"),
        "notices": check_notes(reading, "notices"),
        "warnings": warning_notes(reading),
        "gates": gate_rows(reading),
    }


def channel_context(reading: Reading) -> dict[str, Any]:
    found = channel_reading(reading)
    if found is None:
        return {"channels": None, "channel_link": reading.link(reading.bank.channel_table.node)}
    return {
        "channels": found,
        "channel_link": reading.link(reading.bank.channel_table.node),
        "exposure": channels.exposure_words(found),
        "channel_summary": joined(
            [channels.concentration_words(found), channels.stress_words(found), channels.standing_words(found)]
        ),
    }


def risk_context(request: UserRequest, reading: Reading) -> dict[str, Any]:
    before, rows = request.GET.get("show") == "before", risk_rows(reading)
    return {
        "before": before,
        "risks": rows,
        "largest": [row for row in ranked(rows) if row.judged][:SHORT],
        "matrix": matrix(reading.bank, rows, before),
        "impacts": reading.bank.scales.impact,
        "risk_finding": risk_finding(rows, before),
        "measures": measure_words(reading),
        "together": together(reading, rows),
        "cell_key": cell_key(reading.bank),
        "bank": reading.bank,
    }


def dimension(request: UserRequest, code: uuid.UUID, node: str) -> HttpResponse:
    """One dimension: the answers that made its score, each with what it adds and what it costs."""
    page = opened(request, code)
    if page.bank is None or node not in page.bank.dimensions:
        raise Http404
    context: dict[str, Any] = {"page": page, "venture": page.venture, "node": page.bank.node(node)}
    if page.reading is not None and not page.too_early:
        found = explained(page.reading, node)
        context |= {
            "reading": page.reading,
            "found": found,
            "finding": dimensions.dimension_finding(found),
            "bounds_words": verdict.bounds_words(page.reading, node),
            "rate": money_rate(page.bank, page.reading.document) or 1.0,
            "others": dimension_rows(page.reading),
            "planned": found.planned(page.venture.actions.all()),
            **beside_library(page.reading, node),
        }
        if page.bank.channel_table.node in [part.node.id for part in found.criteria]:
            context |= channel_context(page.reading)
            context["finding"] = context.get("exposure", context["finding"])
    return render(request, "assessments/dimension.html", context)


def beside_library(reading: Reading, node: str) -> dict[str, Any]:
    """Nothing for a dimension in which no answer is known: what is assumed for it is compared with nobody."""
    own = reading.score(node).value
    middle = quartiles(node) if node in known_nodes(reading) else None
    return {"quartiles": middle, "quartile_words": middle.words(own) if middle and own is not None else ""}


@vary_on_headers("HX-Request")
def risks(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    """The risk register. For htmx only the section with the matrix."""
    page = opened(request, code)
    context: dict[str, Any] = {"page": page, "venture": page.venture}
    if page.look is not None and page.reading is not None and not page.too_early:
        reading = page.reading

        def told() -> dict[str, Any]:
            return context | risk_context(request, reading) | loss_context(request, reading)

        if request.htmx and request.htmx.target == "riskfig":
            return render(request, "assessments/_riskfig.html", told())
        register = kept(request, page, page.look, "assessments/_risks.html", told)
        context |= {"register": register, "lessons": lessons_met(reading, risk_rows(reading))}
    return render(request, "assessments/risks.html", context)
