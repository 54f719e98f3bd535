"""The choice of measures under a budget, in rows and sentences (M 3.7)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.charts import Stop
from assessments.readings.reading import Link, Reading
from assessments.readings.words import in_order, number_words, whole
from assessments.scoring import MeasureState
from assessments.scoring.bank_parts import Text
from assessments.scoring.plan import MeasureEffect, MitigationPlan, Register, effects, frontier, plan, register
from assessments.scoring.reviewers import judgements
from assessments.scoring.risks import OWN, Measure
from assessments.templatetags.bilingual import local

STOPS_DRAWN = 240  # steps that would lie closer together are not seen


@dataclass(frozen=True)
class MeasureLine:
    """One measure that is not in place; `effect` is None where it has no stated cost and so is no candidate."""

    title: str
    risks: str
    status: Text
    state: MeasureState
    link: Link | None  # to the first of its risks, where its cost is entered
    effect: MeasureEffect | None = None

    @property
    def per_cost(self) -> str:
        """Points of expected loss per unit of cost, in three digits."""
        found = self.effect.drop_per_cost if self.effect else None
        if found is None:
            return ""
        if 0 < found < 0.0001:  # money counted in millions; nobody reads 1.04e-11
            return "<0.0001"
        return f"{found:,.0f}" if found >= 1000 else f"{found:.3g}"

    @property
    def cost_words(self) -> str:
        return number_words(self.effect.cost) if self.effect else ""


@dataclass(frozen=True)
class Planned:
    """`now` and `after` are expected losses in percent; `plan` is None without a budget."""

    budget: float | None
    now: float
    merit: float
    plan: MitigationPlan | None
    candidates: tuple[MeasureLine, ...]  # the chosen ones first, then by drop per unit of cost
    without_cost: tuple[MeasureLine, ...]
    in_place: tuple[str, ...]
    stops: tuple[MitigationPlan, ...] | None  # None: too many overlapping candidates for an exact frontier
    titles: dict[str, str]

    @property
    def chosen(self) -> list[MeasureLine]:
        return [line for line in self.candidates if line.effect and line.effect.chosen]

    @property
    def after(self) -> float:
        return self.plan.risk_after if self.plan else self.now

    @property
    def fall(self) -> float:
        return self.now - self.after

    @property
    def alone(self) -> float:
        """The drops of the chosen measures, each alone, added up: not what they do together."""
        return sum(line.effect.drop for line in self.chosen if line.effect)

    @property
    def score(self) -> float:
        """The risk-adjusted score under today's expected loss (M 4.1)."""
        return self.merit * (1 - self.now / 100)

    @property
    def score_after(self) -> float:
        return self.merit * (1 - self.after / 100)

    @property
    def proven(self) -> bool:
        return self.plan is None or self.plan.proven is not False

    @property
    def cheapest(self) -> float | None:
        costs = [line.effect.cost for line in self.candidates if line.effect]
        return min(costs, default=None)

    @property
    def too_small(self) -> bool:
        """The budget is below the cost of every measure."""
        return self.budget is not None and self.cheapest is not None and self.budget < self.cheapest


@dataclass(frozen=True)
class Choice:
    """The choice in figures alone, which are the same in every language."""

    register: Register
    plan: MitigationPlan | None
    effects: tuple[MeasureEffect, ...]
    stops: tuple[MitigationPlan, ...] | None

    def drop(self, id: str) -> float:
        """What one measure takes off the expected loss alone, in percent of value."""
        return self.register.risk(()) - self.register.risk((id,))


def choice(reading: Reading) -> Choice:
    bank, document = reading.bank, reading.document
    found = register(bank, judgements(bank, document), document.mitigations)
    made = plan(found, document.mitigation_budget)
    stops = frontier(found) if found.candidates else ()
    return Choice(found, made, effects(found, made.chosen if made else ()), stops)


def planned(reading: Reading, worked_out: Choice | None = None) -> Planned:
    worked_out = worked_out or choice(reading)
    bank, found, made = reading.bank, worked_out.register, worked_out.plan
    lines = {line.id: line for line in worked_out.effects}
    candidates = [measure_line(reading, entry, lines[entry.id]) for entry in found.candidates]
    open_ones = [entry for entry in found.measures if entry.status != "in_place" and entry.cost is None]
    return Planned(
        budget=reading.document.mitigation_budget,
        now=found.risk(()),
        merit=reading.result["nodes"][bank.root.id],
        plan=made,
        candidates=tuple(sorted(candidates, key=rank)),
        without_cost=tuple(measure_line(reading, entry) for entry in open_ones),
        in_place=tuple(title(reading, entry.id) for entry in found.measures if entry.status == "in_place"),
        stops=worked_out.stops,
        titles={entry.id: title(reading, entry.id) for entry in found.measures},
    )


def rank(line: MeasureLine) -> tuple[bool, bool, float]:
    """What costs nothing leads its group."""
    effect = line.effect
    per_cost = effect.drop_per_cost if effect else None
    return (not (effect and effect.chosen), per_cost is not None, -(per_cost or 0.0))


def title(reading: Reading, id: str) -> str:
    return reading.document.mitigations[id].title if id.startswith(OWN) else local(reading.bank.mitigation(id).title)


def measure_line(reading: Reading, entry: Measure, effect: MeasureEffect | None = None) -> MeasureLine:
    bank = reading.bank
    return MeasureLine(
        title=title(reading, entry.id),
        risks=in_order(local(bank.risk(target).title) for target in entry.targets),
        status=next(status.text for status in bank.scales.mitigation_status if status.id == entry.status),
        state=reading.document.mitigations[entry.id],
        link=next((link for target in entry.targets if (link := reading.link(target))), None),
        effect=effect,
    )


def finding(found: Planned) -> str:
    """The sentence of M 10."""
    if not found.candidates and not found.without_cost and found.in_place:
        return _("Every measure that was named is in place, so there is nothing left to choose.")
    if not found.candidates:
        return _("No measure has a stated cost yet, so there is nothing to choose from.")
    if found.plan is None or found.budget is None:
        return ngettext(
            "%(n)s measure could be chosen. Enter a budget to see whether to take it.",
            "%(n)s measures could be chosen. Enter a budget to see which of them lower the loss most.",
            len(found.candidates),
        ) % {"n": len(found.candidates)}
    if not found.chosen:
        return _("With a budget of %(budget)s no measure can be taken.") % {"budget": number_words(found.budget)}
    return _(
        "With %(cost)s of the budget of %(budget)s, put in place: %(measures)s. "
        "The expected loss falls from %(now)s%% to %(after)s%%."
    ) % {
        "cost": number_words(found.plan.cost), "budget": number_words(found.budget),
        "measures": in_order(f"“{line.title}”" for line in found.chosen), **loss_words(found),
    }  # fmt: skip


def loss_words(found: Planned) -> dict[str, str]:
    """Whole percent, with one decimal where the change is small (M 10), and more where it would not be seen."""
    if found.fall >= 2:
        return {"now": whole(found.now), "after": whole(found.after)}
    for decimals in (1, 2, 3):
        now, after = f"{found.now:.{decimals}f}", f"{found.after:.{decimals}f}"
        if now != after:
            break
    return {"now": now, "after": after}


def adding_up(found: Planned) -> str:
    """Why the drops do not add up (M 3.7)."""
    if len(found.chosen) < 2:
        return _(
            "Drops do not add up: two measures against one risk overlap, measures against different risks reinforce "
            "each other."
        )
    return _(
        "Drops do not add up: alone the chosen measures take away %(alone)s points, together %(together)s. Two "
        "measures against one risk overlap, measures against different risks reinforce each other."
    ) % {"alone": f"{found.alone:.2f}", "together": f"{found.fall:.2f}"}


@dataclass(frozen=True)
class StopLine:
    """One step of the frontier: from this budget on, these measures."""

    cost: str
    loss: float
    measures: str
    chosen: bool


def stop_lines(found: Planned) -> tuple[StopLine, ...]:
    chosen = found.plan.chosen if found.plan else None
    return tuple(
        StopLine(
            number_words(stop.cost),
            stop.risk_after,
            in_order(found.titles[id] for id in stop.chosen) or _("no measure"),
            stop.chosen == chosen,
        )
        for stop in found.stops or ()
    )


def drawn_stops(stops: Iterable[MitigationPlan]) -> list[Stop]:
    """The frontier for the chart, without the steps that nobody could tell apart."""
    every = [Stop(stop.cost, stop.risk_after) for stop in stops]
    least = (every[-1].cost - every[0].cost) / STOPS_DRAWN if every else 0.0
    kept: list[Stop] = []
    for stop in every:
        if not kept or stop.cost - kept[-1].cost >= least or stop is every[-1]:
            kept.append(stop)
    return kept


def chosen_stop(found: Planned) -> Stop | None:
    return Stop(found.plan.cost, found.plan.risk_after) if found.plan else None
