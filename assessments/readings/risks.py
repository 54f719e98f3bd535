"""The risks of a result: where each sits before and after measures, and what is done about it (M 3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.charts import Cell, RiskPoint
from assessments.readings.reading import Link, Reading
from assessments.readings.words import (
    HIGH,
    LOW,
    MODERATE,
    category_words,
    cell_letter,
    in_order,
    inside,
    level_words,
    one_decimal,
    whole,
)
from assessments.scoring import Bank, MeasureState, RiskJudgement
from assessments.scoring.bank_parts import Level, Risk, Text
from assessments.scoring.reviewers import judgements
from assessments.scoring.risks import OWN, cell_colour, inherent, measure, step
from assessments.templatetags.bilingual import local

COLOURS = {LOW: "green", MODERATE: "amber", HIGH: "red"}  # of the grid's cells, by level


@dataclass(frozen=True)
class Measure:
    """A measure against a risk that is planned, in progress or in place."""

    title: str
    status: Text
    state: MeasureState
    off_likelihood: float  # what it takes off today, as a share of one (M 3.2)
    off_impact: float


@dataclass(frozen=True)
class RiskRow:
    """`before` and `after` are expected losses in percent; `placed_*` are levels (likelihood, impact) in the grid."""

    label: str
    risk: Risk
    category: str
    likelihood: Level | None
    impact: Level | None
    evidence: int
    note: str
    before: float
    after: float
    before_level: str
    after_level: str
    placed_before: tuple[int, int]
    placed_after: tuple[int, int]
    measures: tuple[Measure, ...]
    point: RiskPoint
    link: Link | None

    @property
    def judged(self) -> bool:
        return self.likelihood is not None and self.impact is not None

    @property
    def before_colour(self) -> str:
        return COLOURS[self.before_level]

    @property
    def after_colour(self) -> str:
        return COLOURS[self.after_level]

    @property
    def before_words(self) -> str:
        return level_words(self.before_level)

    @property
    def after_words(self) -> str:
        return level_words(self.after_level)

    @property
    def derivation(self) -> list[str]:
        """M 3.2 in numbers: before, what each measure takes off today, after."""
        point = self.point
        acting = [entry for entry in self.measures if entry.off_likelihood or entry.off_impact]
        return [
            _("Before: likelihood %(p)s × share lost %(d)s = %(loss)s.") % product(point.p0, point.d0),
            *(
                _("%(measure)s: takes %(p)s off the likelihood, %(d)s off the share lost.")
                % {"measure": entry.title, "p": tenth(entry.off_likelihood), "d": tenth(entry.off_impact)}
                for entry in acting
            ),
            _("After: %(p)s × %(d)s = %(loss)s.") % product(point.p, point.d),
        ]

    @property
    def before_percent(self) -> str:
        return percent_words(self.before)

    @property
    def after_percent(self) -> str:
        return percent_words(self.after)


def tenth(share: float) -> str:
    return f"{one_decimal(100 * share)}%"


def product(p: float, d: float) -> dict[str, str]:
    return {"p": tenth(p), "d": tenth(d), "loss": tenth(p * d)}


def together(reading: Reading, rows: Sequence[RiskRow]) -> str:
    """M 3.3 in numbers."""
    left = " × ".join(f"(1 − {tenth(row.after / 100)})" for row in rows)
    values = {"left": left, "loss": tenth(reading.result["risk"]["residual"]["overall"] / 100)}
    pattern = _("All risks together, after measures: 1 − %(left)s = %(loss)s. Each loss acts on what the others leave.")
    return pattern % values


def percent_words(value: float) -> str:
    """Whole percent; one decimal where little is left of it."""
    return f"{whole(value)}%" if value >= 2 else f"{one_decimal(value)}%"


def share_words(value: float) -> str:
    """The same in a sentence, where 0.0% would say that nothing is lost."""
    return percent_words(value) if value >= 0.05 else _("under %(share)s%%") % {"share": "0.1"}


def level_of(bank: Bank, product: float) -> str:
    """The level of a single risk: by its product, never by a cell (M 3.5)."""
    if product <= bank.bands.green_to:
        return LOW
    return HIGH if product >= bank.bands.red_from else MODERATE


def risk_rows(reading: Reading) -> tuple[RiskRow, ...]:
    """In the bank's order, R1 first."""
    given = judgements(reading.bank, reading.document)
    return tuple(
        risk_row(reading, number, risk, given.get(risk.id, RiskJudgement()))
        for number, risk in enumerate(reading.bank.risks, start=1)
    )


def risk_row(reading: Reading, number: int, risk: Risk, given: RiskJudgement) -> RiskRow:
    bank = reading.bank
    figures = reading.result["risk"]["items"][risk.id]
    point = point_of(bank, f"R{number}", figures, given)
    return RiskRow(
        label=point.label,
        risk=risk,
        category=category_words(risk.category),
        likelihood=None if given.likelihood is None else step(bank.scales.likelihood, given.likelihood),
        impact=None if given.impact is None else step(bank.scales.impact, given.impact),
        evidence=given.evidence,
        note=given.note,
        before=100 * figures["inherent"],
        after=100 * figures["residual"],
        before_level=level_of(bank, figures["inherent"]),
        after_level=level_of(bank, figures["residual"]),
        placed_before=placed(bank, point.p0, point.d0),
        placed_after=placed(bank, point.p, point.d),
        measures=measures(reading, risk.id),
        point=point,
        link=reading.link(risk.id),
    )


def point_of(bank: Bank, label: str, figures: Mapping[str, float], given: RiskJudgement) -> RiskPoint:
    """Where a risk is and was, with the range of the judgement under the measures that act on it."""
    p0, d0 = inherent(bank, given)
    unknown = bank.scales.unknown_risk
    likelihood = unknown.likelihood if given.likelihood is None else step(bank.scales.likelihood, given.likelihood)
    impact = unknown.impact if given.impact is None else step(bank.scales.impact, given.impact)
    p, d = figures["p"], figures["d"]
    p_range = (likelihood.lo * p / p0, likelihood.hi * p / p0)
    return RiskPoint(label, p, d, p_range, (impact.lo * d / d0, impact.hi * d / d0), p0, d0)


def placed(bank: Bank, p: float, d: float) -> tuple[int, int]:
    """The cell of the grid in which a risk lies."""
    return (
        max(entry.level for entry in bank.scales.likelihood if entry.lo <= p),
        max(entry.level for entry in bank.scales.impact if entry.lo <= d),
    )


def measures(reading: Reading, risk: str) -> tuple[Measure, ...]:
    """The bank's measures first, as the document names them."""
    bank, states = reading.bank, reading.document.mitigations
    words = {entry.id: entry.text for entry in bank.scales.mitigation_status}
    activity = [entry.id for entry in bank.scales.mitigation_status][1:]  # the first one is "not planned"
    found = []
    for id, state in states.items():
        known = None if id.startswith(OWN) else bank.mitigation(id)
        targets = known.targets if known else state.targets
        if risk in targets and state.status in activity:
            acting = measure(bank, id, state)
            off = acting.activity * acting.effect_likelihood, acting.activity * acting.effect_impact
            found.append(Measure(local(known.title) if known else state.title, words[state.status], state, *off))
    return tuple(found)


def ranked(rows: Sequence[RiskRow]) -> list[RiskRow]:
    """The largest after measures first (M 3.3), ties in the bank's order; those not judged come last."""
    return sorted(rows, key=lambda row: (not row.judged, -row.after))


def cells(bank: Bank) -> list[Cell]:
    """The grid of the risk map."""
    found = []
    for row in bank.scales.likelihood:
        for column in bank.scales.impact:
            colour = cell_colour(bank, row.level, column.level)
            found.append(Cell((row.lo, row.hi), (column.lo, column.hi), colour, cell_letter(colour)))
    return found


def cell_key(bank: Bank) -> list[tuple[str, str]]:
    """What the colours and letters of the grid mean (M 3.5)."""
    limits = {"low": whole(100 * bank.bands.green_to), "high": whole(100 * bank.bands.red_from)}
    words = {
        "green": _("low, at most %(low)s%% of the value"),
        "amber": _("depends on the exact figures"),
        "red": _("high, at least %(high)s%% of the value"),
    }
    # Translators: a letter of the risk grid and what it means
    pattern = _("%(letter)s: %(text)s")
    return [
        (colour, pattern % {"letter": cell_letter(colour), "text": text % limits}) for colour, text in words.items()
    ]


@dataclass(frozen=True)
class MatrixCell:
    colour: str
    letter: str
    pins: tuple[RiskRow, ...]


def matrix(bank: Bank, rows: Sequence[RiskRow], before: bool) -> list[tuple[Level, list[MatrixCell]]]:
    """The grid as a table, likelihood downwards from the highest."""
    found = []
    for likelihood in reversed(bank.scales.likelihood):
        line = []
        for impact in bank.scales.impact:
            here = (likelihood.level, impact.level)
            colour = cell_colour(bank, *here)
            pins = tuple(row for row in rows if (row.placed_before if before else row.placed_after) == here)
            line.append(MatrixCell(colour, cell_letter(colour), pins))
        found.append((likelihood, line))
    return found


def risk_finding(rows: Sequence[RiskRow], before: bool = False) -> str:
    """How many single risks cost a tenth of the value or more; of those that were judged."""
    judged = [row for row in rows if row.judged]
    if not judged:
        return _("No risk is judged yet. Until then each counts with a wide assumption.")
    high = [row for row in judged if (row.before_level if before else row.after_level) == HIGH]
    top = max(judged, key=lambda row: row.before if before else row.after)
    values = {
        "count": len(high),
        "risks": in_order(inside(row.risk.title) for row in high),
        "top": inside(top.risk.title),
        "loss": share_words(top.before if before else top.after),
        "n": len(judged),
    }
    if not high:
        return none_high(values, len(judged), all_judged=len(judged) == len(rows))
    if before:
        sentence = ngettext("%(count)s risk is high: %(risks)s.", "%(count)s risks are high: %(risks)s.", len(high))
    else:
        sentence = ngettext(
            "%(count)s high risk remains: %(risks)s.", "%(count)s high risks remain: %(risks)s.", len(high)
        )
    return sentence % values


def none_high(values: Mapping[str, object], count: int, all_judged: bool) -> str:
    if all_judged:
        return _("No single risk is high. The largest is %(top)s, which costs %(loss)s of the value.") % values
    sentence = ngettext(
        "The only risk judged so far is not high: %(top)s, which costs %(loss)s of the value.",
        "None of the %(n)s risks judged so far is high. The largest is %(top)s, which costs %(loss)s of the value.",
        count,
    )
    return sentence % values


def measure_words(reading: Reading) -> str:
    """What the measures do to the expected loss (M 3.2)."""
    figures = {name: reading.result["risk"][name]["overall"] for name in ("inherent", "residual", "target")}
    values = {name: whole(value) for name, value in figures.items()}
    if figures["inherent"] < 0.5:
        return _("The expected loss is below half a percent, with measures or without.")
    if figures["inherent"] - figures["target"] < 1e-9:
        return _("No measure lowers the expected loss of %(residual)s%% yet.") % values
    if figures["inherent"] - figures["target"] < 0.5:
        return _("Measures change the expected loss of %(residual)s%% by less than half a point.") % values
    if figures["residual"] - figures["target"] < 0.5:
        return _("Measures take the expected loss from %(inherent)s%% to %(residual)s%%.") % values
    if figures["inherent"] - figures["residual"] < 0.5:
        return _("The expected loss is %(residual)s%%; with all that is planned it falls to %(target)s%%.") % values
    return _(
        "Measures take the expected loss from %(inherent)s%% to %(residual)s%%; "
        "with all that is planned it falls to %(target)s%%."
    ) % values  # fmt: skip
