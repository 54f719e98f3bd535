"""What the answer on the screen changes: the range of its dimension, or the loss that its risk may bring."""

from dataclasses import dataclass

from assessments import scoring
from assessments.scoring import Bank, Document, Step
from assessments.scoring.bank_parts import Text
from assessments.scoring.result import Result, node_bounds


@dataclass(frozen=True)
class DimensionPreview:
    title: Text
    score: float
    low: float
    high: float


@dataclass(frozen=True)
class RiskPreview:
    """Expected share of value lost, in percent: as if nothing were done, today, and with all that is planned."""

    inherent: float
    residual: float
    overall: float


def preview(bank: Bank, document: Document, step: Step) -> DimensionPreview | RiskPreview | None:
    """None for steps that move no number, and while the assessment cannot be scored."""
    if step.kind in ("fact", "gate"):
        return None
    try:
        result = scoring.assess(bank, document)
    except scoring.CannotScore:
        return None
    if step.kind == "risk":
        item = result.risk.items[step.ref]
        return RiskPreview(item.inherent * 100, item.residual * 100, result.risk.residual["overall"])
    return of_dimension(bank, document, result, dimension_of(bank, step))


def dimension_of(bank: Bank, step: Step) -> str:
    """The dimension of the result that a question, or the channel table, belongs to."""
    node: str | None = bank.question(step.ref).node if step.kind == "question" else bank.channel_table.node
    while node is not None and node not in bank.dimensions:
        node = bank.node(node).parent
    return node or bank.root.id


def of_dimension(bank: Bank, document: Document, result: Result, dimension: str) -> DimensionPreview | None:
    score = result.nodes[dimension]
    if score is None:
        return None
    low, high = node_bounds(bank, result.scored, document)[dimension]
    return DimensionPreview(bank.node(dimension).title, score, low, high)
