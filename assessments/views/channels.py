"""The channels of a venture: how strong they are, who holds the key, what happens without them, what would help."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.vary import vary_on_headers

from accounts.http import UserRequest
from assessments import scoring
from assessments.models.answered import RIVAL_CHANNELS
from assessments.readings import Reading, Score, channel_reading
from assessments.readings import channel_advice as advice
from assessments.readings.channels import ChannelReading, standing_words
from assessments.readings.dimensions import answer_rows
from assessments.scoring.assessment import seed_of
from assessments.scoring.channels import channels as counted
from assessments.scoring.channels import fragility, sum_is_odd
from assessments.scoring.simulation import ChannelBands, Model, channel_bands
from assessments.views.kept import kept
from assessments.views.opened import Opened, opened


@vary_on_headers("HX-Request")
def channels(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    """The whole page. For htmx only the stress test, when it is asked for another owner: ?without=<owner>."""
    page = opened(request, code)
    context: dict[str, Any] = {"page": page, "venture": page.venture}
    if page.look is None or page.reading is None:
        return render(request, "assessments/channels.html", context)
    reading, found = page.reading, channel_reading(page.reading)
    context |= {"reading": reading, "link": reading.link(table_node(reading))}
    if found is None:
        return render(request, "assessments/channels.html", context | management_context(reading))
    if request.htmx and request.htmx.target == "stress":
        stress = {"channels": found, **owner_context(request, reading, found)}
        return render(request, "assessments/_channel_stress.html", context | stress)

    def told() -> dict[str, Any]:
        own = {"channels": found, "table_open": page.may_edit and page.draft, **owner_context(request, reading, found)}
        figures = figures_context(page, reading, found) | advice_context(reading, found)
        return context | own | figures | management_context(reading)

    context["whole"] = kept(request, page, page.look, "assessments/_channels.html", told)
    return render(request, "assessments/channels.html", context)


def owner_context(request: UserRequest, reading: Reading, found: ChannelReading) -> dict[str, Any]:
    owners = advice.owner_lines(reading)
    stress = advice.stress(reading, found, owners, request.GET.get("without", ""))
    return {"owners": owners, "stress": stress, "finding": advice.finding(owners)}


def management_context(reading: Reading) -> dict[str, Any]:
    return {"management": management_rows(reading), "dimension": reading.bank.node(table_node(reading)).parent}


def table_node(reading: Reading) -> str:
    return reading.bank.channel_table.node


def management_rows(reading: Reading) -> list[Any]:
    """The questions beside the table in its dimension."""
    table = reading.bank.node(table_node(reading))
    dimension = table.parent or ""
    siblings = [node.id for node in reading.bank.children(dimension) if node.id != table.id]
    return [row for node in siblings for row in answer_rows(reading, node, dimension)]


def figures_context(page: Opened, reading: Reading, found: ChannelReading) -> dict[str, Any]:
    """Strength, fragility and index with their ranges, and how they come about."""
    bands, figures = drawn(page, reading), found.figures
    penalty = reading.bank.channel_table.fragility_penalty
    return {
        "terms": advice.terms(found, bands),
        "strength": ranged(figures["strength"], bands.strength if bands else None),
        "index": ranged(figures["index"], bands.index if bands else None),
        "fragility": figures["fragility"],
        "penalty": penalty,
        "kept": 1 - penalty * figures["fragility"],
        "lost": figures["strength"] - figures["index"],
        "figures": figures,
        "marks": reading.bank.constants["hhi_marks"],
        "concentration": advice.concentration(reading, figures["hhi"]),
        "columns": advice.criterion_titles(reading.bank.channel_table.criteria),
        "odd_sum": sum_is_odd(reading.bank, reading.document.channels),
        "entered_sum": advice.total(reading.document.channels),
    }


def drawn(page: Opened, reading: Reading) -> ChannelBands | None:
    bank, document = reading.bank, reading.document
    id = str(page.assessment.code) if page.assessment else None
    model = Model(bank, scoring.assess(bank, document))
    return channel_bands(model, bank.constants["draws"]["page"], seed_of(bank, document, id))


def ranged(value: float, band: tuple[float, float, float] | None) -> Score:
    return Score(value, band[0], band[2]) if band else Score(value)


def advice_context(reading: Reading, found: ChannelReading) -> dict[str, Any]:
    gains = advice.gains(reading, found)
    rival = counted(reading.bank, reading.document.rival_channels)
    return {
        "moves": advice.move_lines(reading, found),
        "rows_can_move": len(found.lines) > 1,
        "rival": advice.rival_lines(reading),
        "rival_item": RIVAL_CHANNELS,
        "rival_fragility": fragility(rival),
        "standing": standing_words(found),
        "margin": reading.bank.constants["channels"]["advantage"],
        "move_points": reading.bank.constants["channels"]["move_points"],
        "gains": gains,
        "largest_gains": advice.largest_gains(gains),
        "contradictions": advice.channel_contradictions(reading),
    }
