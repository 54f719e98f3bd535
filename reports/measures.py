"""The measures of a report, one line each."""

from dataclasses import dataclass

from assessments.readings.reading import Reading
from assessments.readings.words import in_order, number_words
from assessments.scoring.risks import OWN
from assessments.scoring.risks import measures as acting
from assessments.templatetags.bilingual import local
from reports.wording import day


@dataclass(frozen=True)
class MeasureRow:
    id: str
    title: str
    targets: str  # R1, R2
    status: str
    effect: str
    owner: str
    due: str
    cost: str


def measure_rows(reading: Reading) -> tuple[MeasureRow, ...]:
    """Everything that is planned, in progress or in place."""
    bank, states = reading.bank, reading.document.mitigations
    labels = {risk.id: f"R{number}" for number, risk in enumerate(bank.risks, start=1)}
    statuses = {entry.id: local(entry.text) for entry in bank.scales.mitigation_status}
    effects = {entry.level: local(entry.text) for entry in bank.scales.mitigation_effect}
    idle = bank.scales.mitigation_status[0].id
    return tuple(
        MeasureRow(
            id=measure.id,
            title=state.title if measure.id.startswith(OWN) else local(bank.mitigation(measure.id).title),
            targets=in_order(labels[risk] for risk in measure.targets),
            status=statuses[state.status],
            effect=effects[max(measure.levels)],
            owner=state.owner,
            due=day(state.due) if state.due is not None else "",
            cost=number_words(state.cost) if state.cost is not None else "",
        )
        for measure in acting(bank, states)
        if (state := states[measure.id]).status != idle
    )
