"""The short lists of a report's summary: what holds the score up and back, what is not known, what to do first."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.readings.reading import Reading
from assessments.readings.words import value_words
from assessments.scoring.bank_parts import Raw
from assessments.templatetags.bilingual import local
from reports.measures import MeasureRow
from reports.wording import cut

TEXT, PLACE = 58, 36  # Latin letters that fit on two lines, and on one small line, of a third of the page
SHOWN = 3


@dataclass(frozen=True)
class Point:
    """What it is, and below it where it belongs."""

    text: str
    place: str


def strengths(reading: Reading) -> tuple[Point, ...]:
    return tuple(said(reading, ref) for ref in strongest(reading))


def strongest(reading: Reading) -> list[str]:
    """The answers that lift merit most, measured against an unknown answer (M 2.5)."""
    prior = float(reading.bank.constants["prior_mean"])
    weights = reading.scored.global_weights()
    gains = {leaf.ref: weights[leaf.ref] * (leaf.value - prior) for leaf in reading.scored.leaves if leaf.informed}
    return sorted((ref for ref in gains if gains[ref] > 0), key=lambda ref: -gains[ref])[:SHOWN]


def weaknesses(reading: Reading) -> tuple[Point, ...]:
    """The answers that cost most merit (M 2.7), without those that hold it up.

    A heavy question can do both at once: a good answer that is not the best one.
    """
    losses, lifting = reading.scored.losses(), strongest(reading)
    known = [leaf.ref for leaf in reading.scored.leaves if leaf.informed and leaf.ref not in lifting]
    worst = sorted((ref for ref in known if losses.get(ref, 0.0) > 0), key=lambda ref: -losses[ref])
    return tuple(said(reading, ref) for ref in worst[:SHOWN])


def unknowns(reading: Reading) -> tuple[Point, ...]:
    """What is open, by its weight in the whole."""
    weights = reading.scored.global_weights()
    gaps = [leaf.ref for leaf in reading.scored.leaves if not leaf.informed]
    gaps += [] if reading.scored.portfolio else [reading.bank.channel_table.node]
    widest = sorted(gaps, key=lambda ref: -weights.get(ref, 0.0))
    return tuple(Point(cut(asked(reading, ref), TEXT), place(reading, ref)) for ref in widest[:SHOWN])


def said(reading: Reading, ref: str) -> Point:
    """What was answered, in the level's own words or as a value, and what was asked."""
    question, answer = reading.bank.question(ref), reading.document.answers.get(ref)
    raw: Raw = answer.raw if answer is not None and answer.raw is not None else ""
    if question.anchors and isinstance(raw, int):
        text = local(question.anchors[raw - (1 if question.type == "readiness9" else 0)])
    else:
        text = value_words(question, raw, reading.document.currency or reading.bank.money_unit)
    return Point(cut(text, TEXT), cut(local(question.text), PLACE))


def asked(reading: Reading, ref: str) -> str:
    bank = reading.bank
    return local(bank.node(ref).title if ref == bank.channel_table.node else bank.question(ref).text)


def place(reading: Reading, ref: str) -> str:
    """The dimension that a question or the channel table belongs to."""
    bank = reading.bank
    nodes = bank.path(ref if ref == bank.channel_table.node else bank.question(ref).node)
    return next(local(bank.node(node).title) for node in nodes if node in bank.dimensions)


def first_steps(reading: Reading, measures: Sequence[MeasureRow]) -> tuple[Point, ...]:
    """Settle the legal baseline, then the measures that take most of the loss away, then the widest open answers."""
    result, bank = reading.result, reading.bank
    unsettled = {*result["blocked_by"], *result["unknown_gates"], *(cap["source"] for cap in result["caps"])}
    found = [Point(local(gate.text), _("Legal baseline")) for gate in bank.gates if gate.id in unsettled]
    for row in sorted((row for row in measures if row.drop > 0), key=lambda row: -row.drop):
        found.append(Point(row.title, row.due or row.status))
    found += [Point(point.text, _("Not known yet")) for point in unknowns(reading)]
    return tuple(Point(cut(point.text, TEXT), point.place) for point in found[:SHOWN])
