"""Which measures to take under a budget (M 3.7)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, inf, log, prod
from operator import mul

from .answers import MeasureState, RiskJudgement
from .bank import Bank
from .risks import Measure, factors, inherent, loss, measures

TIE = 1e-9  # M 3.7: residual risks closer than this, in percent, are equal
NOTHING_LEFT = 1e-300  # stands for zero where a logarithm is taken


@dataclass(frozen=True)
class MitigationPlan:
    """`risk_after` in percent with the chosen measures in place; `proven` only says something beyond 16 candidates."""

    chosen: tuple[str, ...]
    cost: float
    risk_after: float
    proven: bool | None = None

    def as_document(self) -> dict[str, object]:
        return {key: value for key, value in vars(self).items() if value is not None}


@dataclass(frozen=True)
class MeasureEffect:
    """What one candidate does, in percent of value; drops of several do not add up (M 3.7)."""

    id: str
    cost: float
    drop: float  # alone
    drop_per_cost: float | None  # None at cost 0
    drop_in_set: float | None  # on top of the others that are chosen; None for one that is not

    @property
    def chosen(self) -> bool:
        return self.drop_in_set is not None


@dataclass(frozen=True)
class Choice:
    """A set of candidates: what it costs, and the logarithm of the share of value that it leaves."""

    cost: float
    kept: float
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Register:
    """Everything that a choice of measures needs: the risks before measures, and who acts on them today."""

    bank: Bank
    before: Mapping[str, tuple[float, float]]
    measures: tuple[Measure, ...]

    @property
    def candidates(self) -> tuple[Measure, ...]:
        """M 3.7: measures that are not in place and have a stated cost."""
        return tuple(entry for entry in self.measures if entry.status != "in_place" and entry.cost is not None)

    def kept(self, chosen: Iterable[str], only: Iterable[str] | None = None) -> float:
        """The share of value that is left, over all risks or some, with the chosen measures in place."""
        taken = set(chosen)
        activity = {entry.id: 1.0 if entry.id in taken else entry.activity for entry in self.measures}
        left = []
        for risk in self.before if only is None else only:
            p, d = self.before[risk]
            likelihood, impact = factors(self.bank, risk, self.measures, activity)
            left.append(1 - p * likelihood * d * impact)
        return prod(left)

    def risk(self, chosen: Iterable[str]) -> float:
        """The expected loss in percent with the chosen measures in place."""
        return loss([1 - self.kept(chosen)])


def register(bank: Bank, judgements: Mapping[str, RiskJudgement], states: Mapping[str, MeasureState]) -> Register:
    before = {risk.id: inherent(bank, judgements.get(risk.id)) for risk in bank.risks}
    return Register(bank, before, measures(bank, states))


def plan(found: Register, budget: float | None) -> MitigationPlan | None:
    """The best set within the budget; None without a budget (M 3.7)."""
    if budget is None:
        return None
    limits, candidates = found.bank.constants["plan"], found.candidates
    many = len(candidates) > limits["exact_candidates"]
    separate = all(len(group) == 1 for group in groups(candidates))
    small = budget <= limits["max_units"] * limits["cost_unit"]
    if many and not (separate and small):
        chosen, proven = tuple(Greedy(found, budget).choose()), False
    else:
        chosen, proven = (
            best([option for option in frontier_choices(found) if affordable(option.cost, budget)]).ids,
            True,
        )
    cost = sum(entry.cost or 0.0 for entry in candidates if entry.id in chosen)
    return MitigationPlan(tuple(sorted(chosen)), cost, found.risk(chosen), proven if many else None)


def affordable(cost: float, budget: float) -> bool:
    return cost <= budget + TIE


def best(options: Sequence[Choice]) -> Choice:
    """M 3.7: the lowest risk; ties by lower cost, then fewer measures, then the order of the sorted ids."""
    top = max(option.kept for option in options)
    tied = [option for option in options if 100 * (kept_share(top) - kept_share(option.kept)) <= TIE]
    return min(tied, key=order)


def kept_share(logarithm: float) -> float:
    return exp(logarithm)


def order(option: Choice) -> tuple[float, int, tuple[str, ...]]:
    return option.cost, len(option.ids), tuple(sorted(option.ids))


def groups(candidates: Sequence[Measure]) -> list[list[Measure]]:
    """Candidates that share a target, directly or through others, belong together."""
    found: list[tuple[set[str], list[Measure]]] = []
    for entry in candidates:
        joined: tuple[set[str], list[Measure]] = (set(entry.targets), [entry])
        apart = []
        for targets, members in found:
            if targets & set(entry.targets):
                joined = (joined[0] | targets, members + joined[1])
            else:
                apart.append((targets, members))
        found = [*apart, joined]
    return [members for _, members in found]


def frontier_choices(found: Register, budget: float = inf) -> list[Choice]:
    """Every affordable set that no cheaper or equally dear set beats: group by group, as groups do not interact."""
    candidates = found.candidates
    touched = {target for entry in candidates for target in entry.targets}
    still = found.kept((), [risk for risk in found.before if risk not in touched])
    options = [Choice(0.0, log(max(still, NOTHING_LEFT)), ())]
    for group in groups(candidates):
        options = combine(options, subsets(found, group, budget), budget)
    return options


def subsets(found: Register, group: Sequence[Measure], budget: float) -> list[Choice]:
    """The undominated sets of one group; a measure that costs nothing is always taken (M 3.7).

    The sets are numbered so that each measure is a bit, the first id the highest: of equally good sets of one size
    the higher number has the earlier ids.
    """
    free = tuple(entry.id for entry in group if entry.cost == 0)
    priced = sorted((entry for entry in group if entry.cost != 0), key=lambda entry: entry.id, reverse=True)
    costs = [0.0]
    for entry in priced:
        costs += [cost + (entry.cost or 0.0) for cost in costs]
    kept = [1.0] * len(costs)
    for risk in sorted({target for entry in group for target in entry.targets}):
        kept = list(map(mul, kept, kept_of_risk(found, risk, free, priced)))
    options = undominated(
        (cost, log(max(share, NOTHING_LEFT)), bits.bit_count(), -bits)
        for bits, (cost, share) in enumerate(zip(costs, kept, strict=True))
        if affordable(cost, budget)
    )
    return [Choice(cost, share, free + members(priced, -bits)) for cost, share, _, bits in options]


def members(priced: Sequence[Measure], bits: int) -> tuple[str, ...]:
    return tuple(entry.id for place, entry in enumerate(priced) if bits >> place & 1)


def kept_of_risk(found: Register, risk: str, free: Sequence[str], priced: Sequence[Measure]) -> list[float]:
    """1 - p d of one risk under every set of the priced measures, in the order of the sets' numbers (M 3.2)."""
    floor = found.bank.constants["mitigation_floor"]
    likelihoods = impacts = [1.0]
    for entry in found.measures:
        if entry not in priced and risk in entry.targets:
            activity = 1.0 if entry.id in free else entry.activity
            likelihoods = [likelihoods[0] * (1 - activity * entry.effect_likelihood)]
            impacts = [impacts[0] * (1 - activity * entry.effect_impact)]
    for entry in priced:
        acts = risk in entry.targets
        likelihoods = doubled(likelihoods, entry.activity, entry.effect_likelihood, acts)
        impacts = doubled(impacts, entry.activity, entry.effect_impact, acts)
    p, d = found.before[risk]
    return [1 - p * max(floor, one) * d * max(floor, other) for one, other in zip(likelihoods, impacts, strict=True)]


def doubled(factors: list[float], activity: float, effect: float, acts: bool) -> list[float]:
    """The factors without a measure's completion, then those with it."""
    if not acts:
        return factors * 2
    return [factor * (1 - activity * effect) for factor in factors] + [factor * (1 - effect) for factor in factors]


def combine(one: Sequence[Choice], other: Sequence[Choice], budget: float = inf) -> list[Choice]:
    """All affordable pairs of choices of two groups, without those that another pair beats."""
    pairs = (Choice(a.cost + b.cost, a.kept + b.kept, a.ids + b.ids) for a in one for b in other)
    ranked = ((entry.cost, entry.kept, len(entry.ids), sorted(entry.ids)) for entry in pairs)
    return [
        Choice(cost, kept, tuple(ids))
        for cost, kept, _, ids in undominated(entry for entry in ranked if affordable(entry[0], budget))
    ]


def undominated[T](options: Iterable[tuple[float, float, int, T]]) -> list[tuple[float, float, int, T]]:
    """By rising cost, only options that keep more than every cheaper one; of equals the smallest set, the first one."""
    found: list[tuple[float, float, int, T]] = []
    for option in sorted(options, key=lambda entry: (round(entry[0], 9), -round(entry[1], 13), *entry[2:])):
        if not found or option[1] > found[-1][1] + 1e-13:
            found.append(option)
    return found


def knapsack(costs: Sequence[float], gains: Sequence[float], capacity: float) -> tuple[int, ...]:
    """The places of the items with the highest total gain within the capacity: the 0/1 knapsack behind the plan."""
    options = [Choice(0.0, 0.0, ())]
    for place, (cost, gain) in enumerate(zip(costs, gains, strict=True)):
        options = combine(options, [Choice(0.0, 0.0, ()), Choice(cost, gain, (str(place),))], capacity)
    return tuple(sorted(int(place) for place in options[-1].ids))


class Greedy:
    """M 3.7: the largest drop per cost, again and again, then one-for-one swaps while one helps; not proven best."""

    def __init__(self, found: Register, budget: float) -> None:
        self.found = found
        self.budget = budget
        self.candidates = {entry.id: entry for entry in found.candidates}
        self.chosen = [id for id, entry in self.candidates.items() if not entry.cost]
        self.kept = {risk: found.kept(self.chosen, [risk]) for risk in found.before}

    def cost(self, ids: Iterable[str]) -> float:
        return sum(self.candidates[id].cost or 0.0 for id in ids)

    def drop(self, chosen: Sequence[str], touched: Iterable[str]) -> float:
        """How far the risk, in percent, falls from now when this set is chosen, if only these risks are touched."""
        after = {risk: self.found.kept(chosen, [risk]) for risk in touched}
        now = prod(self.kept.values())
        return 100 * (prod(after.get(risk, kept) for risk, kept in self.kept.items()) - now)

    def take(self, chosen: list[str]) -> None:
        self.chosen = chosen
        self.kept = {risk: self.found.kept(chosen, [risk]) for risk in self.found.before}

    def choose(self) -> list[str]:
        while (pick := self.pick()) is not None:
            self.take([*self.chosen, pick])
        while (better := self.swap()) is not None:
            self.take(better)
        return self.chosen

    def pick(self) -> str | None:
        """The affordable candidate with the largest drop per cost; None when none lowers the risk."""
        room = self.budget - self.cost(self.chosen)
        ratios = {
            id: self.drop([*self.chosen, id], entry.targets) / (entry.cost or 1.0)
            for id, entry in self.candidates.items()
            if id not in self.chosen and affordable(entry.cost or 0.0, room)
        }
        best_id = max(ratios, key=ratios.__getitem__, default=None)
        return best_id if best_id is not None and ratios[best_id] > 0 else None

    def swap(self) -> list[str] | None:
        """The first exchange of one chosen measure for another that lowers the risk within the budget."""
        for out in [id for id in self.chosen if self.candidates[id].cost]:
            rest = [id for id in self.chosen if id != out]
            room = self.budget - self.cost(rest)
            for id, entry in self.candidates.items():
                if id in self.chosen or not affordable(entry.cost or 0.0, room):
                    continue
                if self.drop([*rest, id], {*entry.targets, *self.candidates[out].targets}) > TIE:
                    return [*rest, id]
        return None


def effects(found: Register, chosen: Sequence[str] = ()) -> tuple[MeasureEffect, ...]:
    """Every candidate: its drop alone, per unit of cost, and in the chosen set (M 3.7)."""
    now, after = found.risk(()), found.risk(chosen)
    rows = []
    for entry in found.candidates:
        drop, cost = now - found.risk([entry.id]), entry.cost or 0.0
        others = [id for id in chosen if id != entry.id]
        in_set = found.risk(others) - after if entry.id in chosen else None
        rows.append(MeasureEffect(entry.id, cost, drop, drop / cost if cost else None, in_set))
    return tuple(rows)


def frontier(found: Register) -> tuple[MitigationPlan, ...] | None:
    """The efficient sets from the cheapest to the dearest: each lowers the risk below all that cost less.

    None where there are too many overlapping candidates for an exact answer.
    """
    limits, candidates = found.bank.constants["plan"], found.candidates
    if len(candidates) > limits["exact_candidates"] and any(len(group) > 1 for group in groups(candidates)):
        return None
    return tuple(
        MitigationPlan(tuple(sorted(option.ids)), option.cost, found.risk(option.ids))
        for option in frontier_choices(found)
    )
