"""Why a score changed between two assessments, and how far a person and the reviewers are apart (M 2.7, 6.2)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import factorial

from . import reviewers
from .answers import Answer, ChannelRow, Document, read
from .bank import Bank
from .problems import Refused
from .result import assess, checked, score

FIGURES = ("merit", "expected_loss", "risk_adjusted", "completeness", "confidence")


@dataclass(frozen=True)
class Change:
    """The part of one cause in the change of each figure; the parts of all causes add up to the whole change."""

    cause: str  # answers, evidence, channels, risks, measures, weights, reviewers or bank
    merit: float
    expected_loss: float
    risk_adjusted: float
    completeness: float
    confidence: float


@dataclass(frozen=True)
class Side:
    """One mixture of the two assessments."""

    bank: Bank
    document: Document


Switch = Callable[[Side, Side], Side]  # the first side with one cause taken from the second


def attribution(before: tuple[Bank, Document], after: tuple[Bank, Document]) -> tuple[Change, ...]:
    """Which cause moved which figure by how much, largest effect on the risk-adjusted score first.

    Each cause gets its mean effect over all orders in which the causes could have changed (the Shapley value), so
    the parts add up and no order is preferred. Raises CannotScore when one of the two has no score.
    """
    one, other = Side(*before), Side(*after)
    active = [cause for cause in CAUSES if switched(cause, one, other) != one]
    known: dict[frozenset[str], tuple[float, ...]] = {}
    for size in range(len(active) + 1):
        for chosen in combinations(active, size):
            known[frozenset(chosen)] = figures(mixture(one, other, chosen))
    changes = [Change(cause, *share_of(cause, active, known)) for cause in active]
    return tuple(sorted(changes, key=lambda change: -abs(change.risk_adjusted)))


def share_of(cause: str, active: Sequence[str], known: Mapping[frozenset[str], tuple[float, ...]]) -> list[float]:
    """The Shapley value of one cause, for every figure."""
    others = [name for name in active if name != cause]
    total = [0.0] * len(FIGURES)
    for size in range(len(others) + 1):
        weight = factorial(size) * factorial(len(others) - size) / factorial(len(active))
        for chosen in combinations(others, size):
            without, with_it = known[frozenset(chosen)], known[frozenset((*chosen, cause))]
            total = [sum_ + weight * (b - a) for sum_, a, b in zip(total, without, with_it, strict=True)]
    return total


def mixture(one: Side, other: Side, chosen: Sequence[str]) -> Side:
    for cause in chosen:
        one = switched(cause, one, other)
    return one


def switched(cause: str, one: Side, other: Side) -> Side:
    return CAUSES[cause](one, other)


def figures(side: Side) -> tuple[float, ...]:
    result = assess(side.bank, fitted(side.bank, side.document))
    merit = result.nodes[side.bank.root.id]
    overall = result.risk.residual["overall"]
    return merit or 0.0, overall, result.risk_adjusted, result.completeness, result.confidence


def with_answers(one: Side, other: Side) -> Side:
    """Facts, currency and what was answered, with the evidence of before where the question was answered before."""
    answers = {id: carried(answer, one.document.answers.get(id)) for id, answer in other.document.answers.items()}
    theirs = other.document
    return replace(
        one,
        document=replace(
            one.document, answers=answers, facts=theirs.facts, currency=theirs.currency, rates=theirs.rates
        ),
    )


def carried(answer: Answer, earlier: Answer | None) -> Answer:
    if earlier is None:
        return answer
    return replace(answer, evidence=earlier.evidence, evidence_dated=earlier.evidence_dated)


def with_evidence(one: Side, other: Side) -> Side:
    """Evidence levels and dates of the answers that both have, and the day on which evidence is looked at."""
    theirs = other.document.answers
    answers = {
        id: carried(answer, theirs[id]) if id in theirs else answer for id, answer in one.document.answers.items()
    }
    return replace(one, document=replace(one.document, answers=answers, as_of=other.document.as_of))


def with_channels(one: Side, other: Side) -> Side:
    return replace(one, document=replace(one.document, channels=other.document.channels))


def with_risks(one: Side, other: Side) -> Side:
    return replace(one, document=replace(one.document, risks=other.document.risks))


def with_measures(one: Side, other: Side) -> Side:
    return replace(one, document=replace(one.document, mitigations=other.document.mitigations))


def with_weights(one: Side, other: Side) -> Side:
    return replace(one, document=replace(one.document, profile=other.document.profile))


def with_reviewers(one: Side, other: Side) -> Side:
    return replace(one, document=replace(one.document, reviews=other.document.reviews))


def with_bank(one: Side, other: Side) -> Side:
    return replace(one, bank=other.bank)


CAUSES: Mapping[str, Switch] = {
    "answers": with_answers,
    "evidence": with_evidence,
    "channels": with_channels,
    "risks": with_risks,
    "measures": with_measures,
    "weights": with_weights,
    "reviewers": with_reviewers,
    "bank": with_bank,
}


def fitted(bank: Bank, document: Document) -> Document:
    """The document as far as a bank understands it: what the bank does not know, or refuses, counts as not given."""
    if (document.bank_id, document.bank_version) == (bank.id, bank.version):
        return document
    return replace(
        document,
        bank_id=bank.id,
        bank_version=bank.version,
        profile=known_profile(bank, document.profile),
        facts={fact.id: document.facts[fact.id] for fact in bank.facts if fact.id in document.facts},
        gates={id: option for id, option in document.gates.items() if knows_option(bank, id, option)},
        answers={id: answer for id, answer in document.answers.items() if understands(bank, id, answer)},
        channels=tuple(known_cells(bank, row) for row in document.channels),
        risks={risk.id: document.risks[risk.id] for risk in bank.risks if risk.id in document.risks},
        mitigations={id: state for id, state in document.mitigations.items() if knows_measure(bank, id)},
        reviews=tuple(
            replace(
                review,
                answers={id: answer for id, answer in review.answers.items() if understands(bank, id, answer)},
                risks={risk.id: review.risks[risk.id] for risk in bank.risks if risk.id in review.risks},
            )
            for review in document.reviews
        ),
    )


def known_profile(bank: Bank, profile: str | Mapping[str, float]) -> str | Mapping[str, float]:
    if isinstance(profile, str):
        return profile if profile in bank.profiles else bank.default_profile
    ids = {node.id for node in bank.nodes}
    return {id: weight for id, weight in profile.items() if id in ids}


def knows_option(bank: Bank, gate: str, option: str) -> bool:
    return any(entry.id == gate and option in [known.id for known in entry.options] for entry in bank.gates)


def knows_measure(bank: Bank, id: str) -> bool:
    return id.startswith("own_") or any(entry.id == id for entry in bank.mitigations)


def understands(bank: Bank, id: str, answer: Answer) -> bool:
    question = next((entry for entry in bank.questions if entry.id == id), None)
    if question is None:
        return False
    try:
        return answer.raw is None or read(question, answer.raw) is not None
    except Refused:
        return False


def known_cells(bank: Bank, row: ChannelRow) -> ChannelRow:
    criteria = {column.id for column in bank.channel_table.criteria}
    return replace(row, cells={id: cell for id, cell in row.cells.items() if id in criteria})


@dataclass(frozen=True)
class Gap:
    """M 6.2: a dimension's score by the person's own answers and by the reviewers'; the gap is own - reviewers."""

    node: str
    own: float
    reviewers: float

    @property
    def gap(self) -> float:
        return self.own - self.reviewers


def optimism_gaps(bank: Bank, document: Document) -> tuple[Gap, ...]:
    """M 6.2 for every dimension that has a score both ways; none without a counted sheet."""
    if not reviewers.counted(document):
        return ()
    rate = checked(bank, document)
    own, theirs = score(bank, replace(document, reviews=()), rate), score(bank, document, rate)
    both = [node for node in bank.dimensions if node in own.nodes and node in theirs.nodes]
    return tuple(Gap(node, own.nodes[node], theirs.nodes[node]) for node in both)
