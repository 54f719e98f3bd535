"""How alike two assessments are, term by term: Gower on value scores (M 7.3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .answers import Document
from .bank import Bank
from .bank_parts import Raw
from .result import Result

FACTS = ("fact_fields", "fact_stack_layer", "fact_stage")


@dataclass(frozen=True)
class Term:
    """One thing that both sides know: how alike it is, 0 to 1, and how much it counts."""

    ref: str
    weight: float
    alike: float

    @property
    def effect(self) -> float:
        return self.weight * self.alike


@dataclass(frozen=True)
class Similarity:
    """`overlap` is the part of the leaf weight that both sides know; below one half nothing should be shown."""

    score: float
    overlap: float
    shown: bool
    together: tuple[Term, ...]
    apart: tuple[Term, ...]


def gower(terms: Sequence[Term]) -> float:
    """M 7.3: sum W s / sum W; 0 when nothing is known on both sides."""
    total = sum(term.weight for term in terms)
    return sum(term.effect for term in terms) / total if total > 0 else 0.0


def number_term(ref: str, weight: float, one: float, other: float, spread: float = 100.0) -> Term:
    """M 7.3: 1 - |difference| / range; the range of value scores is fixed at 100."""
    return Term(ref, weight, 1 - abs(one - other) / spread)


def fact_term(ref: str, weight: float, one: Raw | None, other: Raw | None) -> Term | None:
    """M 7.3: equal or not for one option, shared part for several; None when a side is missing or both are empty."""
    if one is None or other is None:
        return None
    if isinstance(one, tuple) and isinstance(other, tuple):
        union = set(one) | set(other)
        return Term(ref, weight, len(set(one) & set(other)) / len(union)) if union else None
    return Term(ref, weight, 1.0 if one == other else 0.0)


def known_leaves(bank: Bank, result: Result) -> dict[str, float]:
    """The values of answered leaves; the portfolio counts as one leaf when there is a table."""
    found = {leaf.ref: leaf.value for leaf in result.scored.leaves if leaf.informed}
    if result.scored.portfolio:
        found[bank.channel_table.node] = result.scored.values[bank.channel_table.node]
    return found


def similarity(bank: Bank, one: tuple[Document, Result], other: tuple[Document, Result]) -> Similarity:
    """M 7.3 between two assessments of one bank; a leaf counts with the mean of its weights on both sides."""
    settings = bank.constants["similarity"]
    ours, others = one[1].scored.global_weights(), other[1].scored.global_weights()
    mine, theirs = known_leaves(bank, one[1]), known_leaves(bank, other[1])
    shared = [ref for ref in mine if ref in theirs]
    weights = {ref: (ours[ref] + others[ref]) / 2 for ref in shared}
    terms = [number_term(ref, settings["leaves"] * weights[ref], mine[ref], theirs[ref]) for ref in shared]
    overlap = sum(weights[ref] for ref in shared)
    terms += fact_terms(settings, one[0].facts, other[0].facts)
    count = settings["terms"]
    return Similarity(
        score=gower(terms),
        overlap=overlap,
        shown=overlap >= settings["min_overlap"] - bank.constants["tolerance"]["weights"],
        together=tuple(sorted(terms, key=lambda term: -term.effect)[:count]),
        apart=tuple(sorted(terms, key=lambda term: term.effect - term.weight)[:count]),
    )


def fact_terms(settings: Mapping[str, float], one: Mapping[str, Raw], other: Mapping[str, Raw]) -> list[Term]:
    terms = [fact_term(ref, settings[ref], one.get(ref), other.get(ref)) for ref in FACTS]
    return [term for term in terms if term is not None]
