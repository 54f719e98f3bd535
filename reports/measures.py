"""The measures of a report, one line each, and which of them a budget would buy (M 3.7)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.readings.mitigation import Choice, Planned, StopLine, loss_words, stop_lines
from assessments.readings.reading import Reading
from assessments.readings.words import in_order, number_words
from assessments.scoring.risks import OWN
from assessments.scoring.risks import measures as acting
from assessments.templatetags.bilingual import local
from reports.wording import day

STOPS_LISTED = 8  # lines of the table below the chart


@dataclass(frozen=True)
class MeasureRow:
    id: str
    title: str
    targets: str  # R1, R2
    status: str
    in_place: bool
    effect: str
    owner: str
    due: str
    cost: str
    drop: float  # alone, in points of the expected loss; 0 for what is in place
    chosen: bool


def measure_rows(reading: Reading, choice: Choice) -> tuple[MeasureRow, ...]:
    """Everything that is planned, in progress or in place; what was chosen first, then what takes most away."""
    bank, states = reading.bank, reading.document.mitigations
    labels = {risk.id: f"R{number}" for number, risk in enumerate(bank.risks, start=1)}
    statuses = {entry.id: local(entry.text) for entry in bank.scales.mitigation_status}
    effects = {entry.level: local(entry.text) for entry in bank.scales.mitigation_effect}
    idle, chosen = bank.scales.mitigation_status[0].id, choice.plan.chosen if choice.plan else ()
    rows = [
        MeasureRow(
            id=measure.id,
            title=state.title if measure.id.startswith(OWN) else local(bank.mitigation(measure.id).title),
            targets=in_order(labels[risk] for risk in measure.targets),
            status=statuses[state.status],
            in_place=state.status == "in_place",
            effect=effects[max(measure.levels)],
            owner=state.owner,
            due=day(state.due) if state.due is not None else "",
            cost=number_words(state.cost) if state.cost is not None else "",
            drop=0.0 if state.status == "in_place" else choice.drop(measure.id),
            chosen=measure.id in chosen,
        )
        for measure in acting(bank, states)
        if (state := states[measure.id]).status != idle or measure.id in chosen
    ]
    return tuple(sorted(rows, key=lambda row: (not row.chosen, row.in_place, -row.drop)))


def plan_words(found: Planned) -> str:
    """What the budget buys, for somebody who cannot change it."""
    if found.in_place and not found.candidates and not found.without_cost:
        return _("Every measure is in place; nothing is left to choose.")
    if found.plan is None or found.budget is None:
        return _("No budget is set, so no measures are chosen.")
    if not found.candidates:
        return _("No measure has a stated cost yet, so there is nothing to choose from.")
    values = {"budget": number_words(found.budget), "cost": number_words(found.plan.cost), **loss_words(found)}
    if not found.chosen:
        return _("With a budget of %(budget)s no measure can be taken.") % values
    return ngettext(
        "%(cost)s of the budget of %(budget)s puts %(n)s measure in place and takes the expected loss from %(now)s%% "
        "to %(after)s%%.",
        "%(cost)s of the budget of %(budget)s puts %(n)s measures in place and takes the expected loss from %(now)s%% "
        "to %(after)s%%.",
        len(found.chosen),
    ) % {"n": len(found.chosen), **values}


def listed_stops(found: Planned) -> tuple[StopLine, ...]:
    """The steps of the frontier as a table: all of them, or some between both ends with the chosen one."""
    lines = stop_lines(found)
    if len(lines) <= STOPS_LISTED:
        return lines
    step = (len(lines) - 1) / (STOPS_LISTED - 1)
    places = {round(place * step) for place in range(STOPS_LISTED)}
    return tuple(line for place, line in enumerate(lines) if place in places or line.chosen)
