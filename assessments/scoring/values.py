"""One answer to a value from 0 to 100 and its half-width (M 1.3, 1.5, 2.5)."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from math import log10

from .answers import ANSWERED, NOT_APPLICABLE, Answer, Document
from .bank import Bank
from .bank_parts import Column, Question, Raw, ValueFunction


@dataclass(frozen=True)
class Leaf:
    """One scored question that applies. `weight` is relative to its siblings.

    A missing answer has the prior mean as its value, half-width 50 and confidence 0.
    """

    ref: str
    node: str
    weight: float
    value: float
    half_width: float
    confidence: float
    informed: bool
    evidence: int = 0
    pool: tuple[tuple[float, float], ...] = ()  # value and half-width of each reviewer, where there are any


def piecewise(function: ValueFunction, raw: float) -> float:
    """M 1.3: linear between the goalposts, in x or in log10 x; clipped outside, never extrapolated."""
    if function.scale == "log10":
        if raw <= 0:
            return function.at_or_below_zero or 0.0
        t, x = log10(raw), [log10(post) for post in function.x]
    else:
        t, x = raw, list(function.x)
    v = function.v
    if t <= x[0]:
        return v[0]
    if t >= x[-1]:
        return v[-1]
    k = max(place for place, post in enumerate(x) if post <= t)
    return v[k] + (v[k + 1] - v[k]) * (t - x[k]) / (x[k + 1] - x[k])


def value(bank: Bank, question: Question | Column, raw: Raw, rate: float = 1.0) -> float:
    """M 1.2: the value of a raw answer, 0 to 100; `rate` turns money into the bank's unit."""
    if question.value_function is not None and isinstance(raw, int | float):
        return piecewise(question.value_function, raw * rate if question.type == "money" else raw)
    if question.type == "level5" and isinstance(raw, int):
        return (question.values or bank.scales.level5_values)[raw]
    if question.type == "readiness9" and isinstance(raw, int | float):
        return 100 * (raw - 1) / 8
    if question.type == "yesno" and isinstance(question, Question):
        return 100.0 if (raw == "yes") != question.reverse else 0.0
    chosen = (raw,) if isinstance(raw, str) else raw
    points = {option.id: option.value or 0.0 for option in question.options}
    return min(100.0, sum(points[id] for id in chosen)) if isinstance(chosen, tuple) else 0.0


def money_rate(bank: Bank, document: Document) -> float | None:
    """What one unit of the document's currency is worth in the bank's unit; None where the rate is missing (M 1.3)."""
    if document.currency in ("", bank.money_unit):
        return 1.0
    entry = document.rates.get(document.currency)
    return entry.rate if entry is not None else None


def is_aged(dated: date | None, as_of: date, months: int) -> bool:
    """M 1.5: `dated` plus `months` calendar months, cut to the last day of a shorter month, lies before `as_of`."""
    if dated is None:
        return False
    count = dated.year * 12 + dated.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(dated.day, monthrange(year, month)[1])) < as_of


def evidence_level(bank: Bank, answer: Answer, as_of: date) -> int:
    """M 1.5: the level after the age rule: one lower when the evidence is old, not below 0."""
    aged = is_aged(answer.evidence_dated, as_of, bank.constants["evidence_max_age_months"])
    return max(0, answer.evidence - 1) if aged else answer.evidence


def half_width(bank: Bank, evidence: int) -> float:
    """M 1.5, in value points."""
    return bank.scales.evidence[evidence].half_width


def confidence(bank: Bank, half_width: float) -> float:
    """M 1.5: kappa = 1 - delta/50."""
    return float(1 - half_width / bank.constants["half_width_scale"])


def answered_leaf(bank: Bank, question: Question, value: float, evidence: int) -> Leaf:
    delta = half_width(bank, evidence)
    return Leaf(question.id, question.node, question.weight, value, delta, confidence(bank, delta), True, evidence)


def missing_leaf(bank: Bank, ref: str, node: str, weight: float) -> Leaf:
    """M 2.5: the prior mean, nothing known."""
    scale = bank.constants["half_width_scale"]
    return Leaf(ref, node, weight, bank.constants["prior_mean"], scale, 0.0, False)


def question_leaf(bank: Bank, question: Question, answer: Answer | None, as_of: date, rate: float) -> Leaf | None:
    """The leaf of a question that the stage lets through; None when it is not applicable."""
    if answer is not None and answer.state == NOT_APPLICABLE:
        return None
    if answer is None or answer.state != ANSWERED or answer.raw is None:
        return missing_leaf(bank, question.id, question.node, question.weight)
    found = value(bank, question, answer.raw, rate)
    return answered_leaf(bank, question, found, evidence_level(bank, answer, as_of))
