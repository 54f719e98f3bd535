"""Likelihood, impact, measures and their sum: the expected share of value lost (M 3.1 to 3.5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

from .answers import MeasureState, RiskJudgement
from .bank import Bank
from .bank_parts import Level, Range

OWN = "own_"  # how the ids of users' own measures start


@dataclass(frozen=True)
class Measure:
    """A measure with its mid-point effects (shares of one) and its activity now."""

    id: str
    targets: tuple[str, ...]
    status: str
    activity: float
    effect_likelihood: float
    effect_impact: float
    levels: tuple[int, int]  # effect levels on likelihood and impact
    cost: float | None


@dataclass(frozen=True)
class RiskItem:
    """`p` and `d` after measures; `inherent` and `residual` are products p x d, 0 to 1."""

    p: float
    d: float
    inherent: float
    residual: float


@dataclass(frozen=True)
class RiskFigures:
    """Expected loss in percent, by category and `overall`, without measures, with today's, and with all planned."""

    inherent: Mapping[str, float]
    residual: Mapping[str, float]
    target: Mapping[str, float]
    items: Mapping[str, RiskItem]


def step(scale: Sequence[Level], level: float) -> Level:
    """The step of a level that starts at 1; a half level lies half-way between its neighbours (M 6.2)."""
    lower = int(level)
    below = scale[lower - 1]
    if lower == level:
        return below
    above, part = scale[lower], level - lower
    return Level(
        level=lower,
        lo=below.lo + part * (above.lo - below.lo),
        hi=below.hi + part * (above.hi - below.hi),
        mid=below.mid + part * (above.mid - below.mid),
        text=below.text,
    )


def middle(scale: Sequence[Level], unknown: Range, level: float | None) -> float:
    """M 3.2: the mid-point of a level, or of the range of a missing judgement."""
    return unknown.mid if level is None else step(scale, level).mid


def inherent(bank: Bank, judgement: RiskJudgement | None) -> tuple[float, float]:
    """M 3.2: p0 and d0."""
    scales, found = bank.scales, judgement or RiskJudgement()
    return (
        middle(scales.likelihood, scales.unknown_risk.likelihood, found.likelihood),
        middle(scales.impact, scales.unknown_risk.impact, found.impact),
    )


def measures(bank: Bank, states: Mapping[str, MeasureState]) -> tuple[Measure, ...]:
    """Every measure that the document names, the bank's first; own measures without a target are left out (M 3.2)."""
    named = [entry.id for entry in bank.mitigations if entry.id in states]
    own = [id for id in states if id.startswith(OWN) and states[id].targets]
    return tuple(measure(bank, id, states[id]) for id in named + own)


def measure(bank: Bank, id: str, state: MeasureState) -> Measure:
    """Effects that the user does not give are the bank's; for an own measure they are level 0."""
    entry = None if id.startswith(OWN) else bank.mitigation(id)
    usual = (entry.effect_likelihood, entry.effect_impact) if entry else (0, 0)
    likelihood = usual[0] if state.effect_likelihood is None else state.effect_likelihood
    impact = usual[1] if state.effect_impact is None else state.effect_impact
    return Measure(
        id=id,
        targets=entry.targets if entry else state.targets,
        status=state.status,
        activity=bank.scales.activity(state.status),
        effect_likelihood=bank.scales.mitigation_effect[likelihood].mid,
        effect_impact=bank.scales.mitigation_effect[impact].mid,
        levels=(likelihood, impact),
        cost=state.cost,
    )


def target_activity(entry: Measure) -> float:
    """M 3.2: for the target residual, planned and running measures count as in place."""
    return 1.0 if entry.status in ("planned", "in_progress") else entry.activity


def factors(bank: Bank, risk: str, acting: Sequence[Measure], activity: Mapping[str, float]) -> tuple[float, float]:
    """M 3.2: what is left of a likelihood and of an impact under the measures that target the risk."""
    floor = bank.constants["mitigation_floor"]
    mine = [entry for entry in acting if risk in entry.targets]
    return (
        max(floor, prod(1 - activity[entry.id] * entry.effect_likelihood for entry in mine)),
        max(floor, prod(1 - activity[entry.id] * entry.effect_impact for entry in mine)),
    )


def residual(
    bank: Bank,
    judgements: Mapping[str, RiskJudgement],
    acting: Sequence[Measure],
    activity: Mapping[str, float],
) -> dict[str, tuple[float, float]]:
    """p and d of every risk, in bank order, under measures of the given activity."""
    found = {}
    for risk in bank.risks:
        p, d = inherent(bank, judgements.get(risk.id))
        likelihood, impact = factors(bank, risk.id, acting, activity)
        found[risk.id] = (p * likelihood, d * impact)
    return found


def loss(products: Sequence[float]) -> float:
    """M 3.3: 100 (1 - prod (1 - p d)), the expected loss in percent."""
    return 100 * (1 - prod(1 - product for product in products))


def by_category(bank: Bank, levels: Mapping[str, tuple[float, float]]) -> dict[str, float]:
    """M 3.3: the expected loss of every category, and `overall`."""
    products = {id: p * d for id, (p, d) in levels.items()}
    found = {
        category: loss([products[risk.id] for risk in bank.risks if risk.category == category])
        for category in bank.categories
    }
    return {**found, "overall": loss(list(products.values()))}


def figures(bank: Bank, judgements: Mapping[str, RiskJudgement], states: Mapping[str, MeasureState]) -> RiskFigures:
    acting = measures(bank, states)
    before = residual(bank, judgements, (), {})
    now = residual(bank, judgements, acting, {entry.id: entry.activity for entry in acting})
    later = residual(bank, judgements, acting, {entry.id: target_activity(entry) for entry in acting})
    return RiskFigures(
        inherent=by_category(bank, before),
        residual=by_category(bank, now),
        target=by_category(bank, later),
        items={
            id: RiskItem(p=p, d=d, inherent=before[id][0] * before[id][1], residual=p * d) for id, (p, d) in now.items()
        },
    )


def completeness(bank: Bank, judgements: Mapping[str, RiskJudgement]) -> float:
    """M 2.5: the part of the judgements, two per risk, that is given."""
    found = [judgements.get(risk.id, RiskJudgement()) for risk in bank.risks]
    given = sum((entry.likelihood is not None) + (entry.impact is not None) for entry in found)
    return given / (2 * len(bank.risks)) if bank.risks else 1.0


def band(bank: Bank, overall: float) -> str:
    """M 3.3: the band of an expected loss in percent; at a cut the worse side."""
    cut = bank.constants["tolerance"]["cut"]
    return [entry.id for entry in bank.bands.risk_overall if overall >= entry.floor - cut][-1]


def cell_colour(bank: Bank, likelihood: int, impact: int) -> str:
    """M 3.5: the whole-cell rule of the heat map: 'green', 'red', or 'amber' where it depends on the numbers."""
    row, column = bank.scales.likelihood[likelihood - 1], bank.scales.impact[impact - 1]
    if row.hi * column.hi <= bank.bands.green_to:
        return "green"
    return "red" if row.lo * column.lo >= bank.bands.red_from else "amber"
