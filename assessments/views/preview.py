"""What the answer on the screen changes: the range of its dimension, or the loss that its risk may bring."""

from dataclasses import dataclass

from assessments import scoring
from assessments.readings.risks import cell_key, placed
from assessments.readings.words import profile_words, whole
from assessments.scoring import Bank, Document, RiskJudgement, Step, risks
from assessments.scoring.bank_parts import Text
from assessments.scoring.result import Scored, checked, node_bounds, score


@dataclass(frozen=True)
class DimensionPreview:
    title: Text
    score: float
    low: float
    high: float
    weights: str  # what they are called, unless they are the usual ones

    @property
    def is_open(self) -> bool:
        """Whether answers are missing that could still move the score by a point."""
        return whole(self.low) != whole(self.high)


@dataclass(frozen=True)
class Place:
    """A cell of the small risk matrix, and what lies in it."""

    colour: str
    before: bool
    after: bool


@dataclass(frozen=True)
class RiskPreview:
    """Expected share of value lost, in percent: as if nothing were done, today, and by all risks together today."""

    inherent: float
    residual: float
    overall: float
    judged: bool
    grid: list[list[Place]]  # the highest likelihood first
    key: list[tuple[str, str]]


def preview(bank: Bank, document: Document, step: Step) -> DimensionPreview | RiskPreview | None:
    """None for steps that move no number, and while the assessment cannot be scored.

    Only what is shown is worked out, as this happens on every save.
    """
    if step.kind in ("fact", "gate"):
        return None
    try:
        scored = score(bank, document, checked(bank, document))
    except scoring.CannotScore:
        return None
    if step.kind == "risk":
        return of_risk(bank, document, step.ref)
    return of_dimension(bank, document, scored, dimension_of(bank, step))


def dimension_of(bank: Bank, step: Step) -> str:
    """The dimension of the result that a question, or the channel table, belongs to."""
    node: str | None = bank.question(step.ref).node if step.kind == "question" else bank.channel_table.node
    while node is not None and node not in bank.dimensions:
        node = bank.node(node).parent
    return node or bank.root.id


def of_dimension(bank: Bank, document: Document, scored: Scored, dimension: str) -> DimensionPreview | None:
    value = scored.values.get(dimension, scored.nodes.get(dimension))
    if value is None:
        return None
    low, high = node_bounds(bank, scored, document)[dimension]
    weights = "" if document.profile == bank.default_profile else profile_words(bank, document.profile)
    return DimensionPreview(bank.node(dimension).title, value, low, high, weights)


def of_risk(bank: Bank, document: Document, risk: str) -> RiskPreview:
    judgement = document.risks.get(risk, RiskJudgement())
    figures = risks.figures(bank, document.risks, document.mitigations)
    item = figures.items[risk]
    judged = judgement.likelihood is not None and judgement.impact is not None
    before, after = placed(bank, *risks.inherent(bank, judgement)), placed(bank, item.p, item.d)
    grid = [
        [
            Place(risks.cell_colour(bank, *here), judged and here == before, judged and here == after)
            for here in ((likelihood.level, impact.level) for impact in bank.scales.impact)
        ]
        for likelihood in reversed(bank.scales.likelihood)
    ]
    overall = figures.residual["overall"]
    return RiskPreview(100 * item.inherent, 100 * item.residual, overall, judged, grid, cell_key(bank))
