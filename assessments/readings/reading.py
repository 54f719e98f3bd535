"""A result together with what it was made from, and the one rule for ranges."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from django.utils.translation import gettext as _

from assessments import scoring
from assessments.readings.words import step_text, whole
from assessments.scoring import Bank, Document, MeasureState, Problem, Step
from assessments.scoring.assessment import seed_of
from assessments.scoring.result import Scored, node_bounds, plain
from assessments.scoring.stability import stability

if TYPE_CHECKING:
    from assessments.scoring.simulation.tornado import Point
    from assessments.scoring.simulation.tornado import Step as Change

ENOUGH = 20  # responses below which no score is shown


@dataclass(frozen=True)
class Score:
    """A figure from 0 to 100 and the range it lies in; without figures where nothing applies."""

    value: float | None
    low: float | None = None
    high: float | None = None

    @property
    def points(self) -> str:
        return "–" if self.value is None else whole(self.value)

    @property
    def whole_ends(self) -> tuple[str, str] | None:
        """Both ends as they are shown; None where they do not differ."""
        if self.low is None or self.high is None:
            return None
        low, high = whole(self.low), whole(self.high)
        return None if low == high else (low, high)

    @property
    def is_range(self) -> bool:
        """Whether both ends differ once they are rounded for display."""
        return self.whole_ends is not None

    @property
    def ends(self) -> str:
        """For tables; nothing where no answer is open."""
        return "–".join(self.whole_ends or ())

    @property
    def words(self) -> str:
        """For sentences."""
        if self.whole_ends is None:
            return self.points
        low, high = self.whole_ends
        return _("%(low)s to %(high)s") % {"low": low, "high": high}

    @property
    def width(self) -> float:
        return (self.high or 0.0) - (self.low or 0.0) if self.is_range else 0.0


@dataclass(frozen=True)
class Link:
    """A step of the wizard, in words."""

    text: str
    section: str
    ref: str


@dataclass(frozen=True)
class Reading:
    """`result` is a fairway.result/1, frozen or of the answers as they are; `scored` is how its merit came about."""

    bank: Bank
    document: Document
    result: Mapping[str, Any]
    scored: Scored
    final: bool = False

    @classmethod
    def of(cls, bank: Bank, document: Document, frozen: Mapping[str, Any] | None = None) -> Self:
        """Raises scoring.CannotScore. Frozen figures are shown as they are; only their derivation is made again."""
        made = scoring.assess(bank, document)
        found = made.as_document() if frozen is None else frozen
        return cls(bank, document, found, made.scored, final=frozen is not None)

    @classmethod
    def drawn_from(cls, bank: Bank, document: Document, draws: int, assessment_id: str) -> Self:
        """The answers as they are, with ranges. Raises scoring.CannotScore.

        What moves the score and what to answer next wait until they are asked for: they take as long again.
        """
        made = scoring.assess(bank, document)
        from assessments.scoring.simulation import Model, simulate  # numpy is loaded only where it is needed

        seed = seed_of(bank, document, assessment_id)
        found = replace(made, simulation=simulate(Model(bank, made), draws, seed))
        return cls(bank, document, found.as_shown(), made.scored)

    @cached_property
    def bounds(self) -> Mapping[str, tuple[float, float]]:
        return {**node_bounds(self.bank, self.scored, self.document), **self.result["bounds"]}

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        return scoring.steps(self.bank, self.document.facts)

    @property
    def simulated(self) -> bool:
        return bool(self.result.get("simulation"))

    @cached_property
    def advice(self) -> Mapping[str, Any]:
        """Tornado, what to answer next and stability: the frozen ones, or those of the answers as they are."""
        if "tornado" in self.result:
            return self.result
        from assessments.scoring.simulation import (  # numpy is loaded only where it is needed
            Model,
            answer_next,
            tornado,
        )

        made = scoring.assess(self.bank, self.document)
        model, drawn = Model(self.bank, made), self.result.get("simulation")
        seed = int(drawn["seed"]) if drawn else seed_of(self.bank, self.document, "")
        draws = self.bank.constants["draws"]["page"]
        return {
            "tornado": plain(tornado(model)),
            "answer_next": plain(answer_next(model, self.document, draws, seed)),
            "stability": plain(stability(self.bank, self.document, made)),
        }

    @cached_property
    def step_changes(self) -> Mapping[str, float]:
        """What one level up in each answer does to the risk-adjusted score, in points (M 5.2)."""
        from assessments.scoring.simulation.tornado import question_steps  # numpy is loaded only where it is needed

        return self.changes(self.document, question_steps)

    @cached_property
    def measure_changes(self) -> Mapping[str, float]:
        """The same for each measure, those of the catalogue too, once it is in place."""
        from assessments.scoring.simulation.tornado import measure_steps

        catalogue = {entry.id: MeasureState("not_planned") for entry in self.bank.mitigations}
        named = replace(self.document, mitigations={**catalogue, **self.document.mitigations})
        return self.changes(named, measure_steps)

    def changes(self, document: Document, steps_of: "Callable[[Point], list[Change]]") -> Mapping[str, float]:
        """What each of the steps does to the risk-adjusted score of the document, in points."""
        from assessments.scoring.simulation import Model
        from assessments.scoring.simulation.tornado import Point, Variant

        point = Point(Model(self.bank, scoring.assess(self.bank, document)))
        steps = steps_of(point)
        now, *scores = point.scores([Variant(), *(variant for *_rest, variant in steps)]).tolist()
        return {ref: score - now for (ref, *_rest), score in zip(steps, scores, strict=True)}

    @cached_property
    def under(self) -> "Mapping[str, Reading | Problem]":
        """The same answers under every profile of the bank, drawn alike; or why they cannot be scored (M 2.6)."""
        from assessments.scoring.simulation import Model, simulate  # numpy is loaded only where it is needed

        drawn, found = self.result.get("simulation"), dict[str, Reading | Problem]()
        seed = int(drawn["seed"]) if drawn else seed_of(self.bank, self.document, "")
        for profile in self.bank.profiles:
            if profile == self.document.profile and drawn:
                found[profile] = self
                continue
            document = replace(self.document, profile=profile)
            try:
                made = scoring.assess(self.bank, document)
            except scoring.CannotScore as refused:
                found[profile] = refused.problem
                continue
            figures = simulate(Model(self.bank, made), self.bank.constants["draws"]["page"], seed)
            shown = replace(made, simulation=figures).as_shown()
            found[profile] = Reading(self.bank, document, shown, made.scored)
        return found

    def score(self, node: str) -> Score:
        """A node with its range: P10 to P90 once they are drawn, until then the completeness bounds (M 2.5)."""
        value = self.result["nodes"].get(node)
        if value is None:
            return Score(None)
        return Score(value, *(self.drawn(node) or self.bounds.get(node, (value, value))))

    def drawn(self, name: str) -> tuple[float, float] | None:
        simulation = self.result.get("simulation") or {}
        found = simulation.get("nodes", {}).get(name) or simulation.get(name)
        return (found[0], found[2]) if found else None

    @cached_property
    def risk_adjusted(self) -> Score:
        """The headline. Its bounds are those of merit under today's expected loss: risk is not moved (M 5.5)."""
        value = self.result["risk_adjusted"]
        kept = 1 - self.result["risk"]["residual"]["overall"] / 100
        low, high = self.result["bounds"][self.bank.root.id]
        return Score(value, *(self.drawn("risk_adjusted") or (low * kept, high * kept)))

    @property
    def expected_loss(self) -> Score:
        """Today's, in percent of value."""
        value = self.result["risk"]["residual"]["overall"]
        return Score(value, *(self.drawn("expected_loss") or (value, value)))

    def link(self, ref: str) -> Link | None:
        """To the wizard step of a question, fact, gate, risk or the channel table; None where it does not apply."""
        for step in self.steps:
            if step.ref == ref:
                return Link(step_text(self.bank, step), step.section, step.ref)
        return None

    def links(self, refs: object) -> tuple[Link, ...]:
        wanted = set(refs) if isinstance(refs, list | tuple | set | frozenset) else {refs}
        return tuple(
            Link(step_text(self.bank, step), step.section, step.ref) for step in self.steps if step.ref in wanted
        )
