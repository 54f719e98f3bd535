"""Several reviewers: consensus, disagreement and agreement (M 6.2 to 6.4)."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import floor
from statistics import fmean, median, quantiles

from .answers import ANSWERED, NOT_APPLICABLE, Answer, Document, Review, RiskJudgement
from .applicability import applies
from .bank import Bank
from .bank_parts import Question
from .values import Leaf, answered_leaf, evidence_level, half_width, question_leaf, value

ORDINAL = ("level5", "readiness9")
NUMERIC = ("numeric", "percent", "money")
FEW_UNITS, NO_VARIATION = "few_units", "no_variation"


@dataclass(frozen=True)
class Disagreement:
    """The reviewers' values of one question; flagged ones go to the discussion list (M 6.3)."""

    ref: str
    values: tuple[float, ...]
    range: float
    flagged: bool


@dataclass(frozen=True)
class Agreement:
    """Krippendorff's ordinal alpha with its 90% interval; None with a reason where it cannot be computed (M 6.4)."""

    units: int
    alpha: float | None
    interval: tuple[float, float] | None
    reason: str | None  # few_units or no_variation


def counted(document: Document) -> tuple[Review, ...]:
    """The sheets that count: submitted, and without a conflict of interest (M 6.1)."""
    return tuple(review for review in document.reviews if review.counts)


def consensus(values: Sequence[float], trim: float = 0.0) -> float:
    """M 6.2: one value, the mean of two, the median of more; with `trim` (from five on) a mean without the ends."""
    if trim > 0:
        cut = floor(trim * len(values))
        return fmean(sorted(values)[cut : len(values) - cut])
    return float(median(values))


def opinions(bank: Bank, document: Document, question: Question, rate: float) -> list[tuple[float, int]]:
    """The reviewers' values of a question with their evidence levels."""
    given = [review.answers[question.id] for review in counted(document) if question.id in review.answers]
    return [
        (value(bank, question, answer.raw, rate), evidence_level(bank, answer, document.as_of))
        for answer in given
        if answer.state == ANSWERED and answer.raw is not None
    ]


def voted_out(document: Document, question: Question) -> bool:
    """M 6.2: more than half of the reviewers who responded say that the question does not apply."""
    states = [review.answers[question.id].state for review in counted(document) if question.id in review.answers]
    return question.na_allowed and states.count(NOT_APPLICABLE) > len(states) / 2


def reviewed_leaf(bank: Bank, document: Document, question: Question, rate: float) -> Leaf | None:
    """M 6.2: the consensus of the reviewers where there is one, else the person's own answer."""
    if voted_out(document, question):
        return None
    given = opinions(bank, document, question, rate)
    if not given:
        return question_leaf(bank, question, document.answers.get(question.id), document.as_of, rate)
    evidence = floor(median(level for _, level in given))
    leaf = answered_leaf(bank, question, consensus([found for found, _ in given]), evidence)
    return replace(leaf, pool=tuple((found, half_width(bank, level)) for found, level in given))


def leaves(bank: Bank, document: Document, rate: float) -> tuple[Leaf, ...]:
    """One leaf per question that applies, in bank order."""
    asked = (question for question in bank.questions if applies(bank, question, document.facts))
    if counted(document):
        found = (reviewed_leaf(bank, document, question, rate) for question in asked)
    else:
        own = document.answers
        found = (question_leaf(bank, question, own.get(question.id), document.as_of, rate) for question in asked)
    return tuple(leaf for leaf in found if leaf is not None)


def judgements(bank: Bank, document: Document) -> dict[str, RiskJudgement]:
    """M 6.2: likelihoods and impacts by consensus, half levels kept; the person's own where no reviewer judged."""
    found = dict(document.risks)
    for risk in bank.risks:
        given = [review.risks[risk.id] for review in counted(document) if risk.id in review.risks]
        given = [entry for entry in given if entry.likelihood is not None or entry.impact is not None]
        if given:
            own = found.get(risk.id, RiskJudgement())
            found[risk.id] = RiskJudgement(
                likelihood=middle([entry.likelihood for entry in given], own.likelihood),
                impact=middle([entry.impact for entry in given], own.impact),
                evidence=floor(median(entry.evidence for entry in given)),
                note=own.note,
            )
    return found


def middle(levels: Sequence[float | None], own: float | None) -> float | None:
    given = [level for level in levels if level is not None]
    return consensus(given) if given else own


def used_answers(document: Document, question_id: str) -> list[Answer]:
    """The answers that a leaf rests on: the reviewers', or the person's own."""
    given = [review.answers[question_id] for review in counted(document) if question_id in review.answers]
    informative = [answer for answer in given if answer.state == ANSWERED]
    own = [document.answers[question_id]] if question_id in document.answers else []
    return informative or own


def disagreements(bank: Bank, document: Document, rate: float) -> tuple[Disagreement, ...]:
    """Every question with two values or more, widest range first; ties in bank order (M 6.3)."""
    found = []
    for question in bank.questions:
        values = tuple(found for found, _ in opinions(bank, document, question, rate))
        if len(values) >= 2 and applies(bank, question, document.facts):
            spread = max(values) - min(values)
            found.append(Disagreement(question.id, values, spread, is_flagged(bank, values)))
    return tuple(sorted(found, key=lambda entry: -entry.range))


def is_flagged(bank: Bank, values: Sequence[float]) -> bool:
    """M 6.3: a range of 50 points or, from four reviewers on, an interquartile range of 37.5."""
    limits = bank.constants["reviewers"]
    if max(values) - min(values) >= limits["range_flag"]:
        return True
    if len(values) < limits["iqr_from"]:
        return False
    lower, _, upper = quantiles(values, n=4, method="inclusive")
    return bool(upper - lower >= limits["iqr_flag"])


def units(bank: Bank, document: Document, part: str | None = None) -> list[list[float]]:
    """M 6.4: the ratings of every level question that two reviewers or more answered, in a top part or in total."""
    return [
        ratings
        for question in bank.questions
        if question.type in ORDINAL
        and applies(bank, question, document.facts)
        and (part is None or part in bank.path(question.node))
        and len(ratings := [found for found, _ in opinions(bank, document, question, 1.0)]) >= 2
    ]


def coincidences(ratings: Sequence[float], categories: Sequence[float]) -> list[tuple[int, int, float]]:
    """M 6.4: what one unit adds to the coincidence counts, as (category, category, count)."""
    places = [categories.index(rating) for rating in ratings]
    share = 1 / (len(places) - 1)
    return [(c, k, share) for i, c in enumerate(places) for j, k in enumerate(places) if i != j]


def alpha_of(pairs: Sequence[tuple[int, int, float]], size: int) -> float | None:
    """M 6.4: Krippendorff's ordinal alpha from coincidence counts; None without variation."""
    counts = [[0.0] * size for _ in range(size)]
    for c, k, share in pairs:
        counts[c][k] += share
    margins = [sum(row) for row in counts]
    total = sum(margins)
    observed = expected = 0.0
    for c in range(size):
        between = margins[c] / 2
        for k in range(c + 1, size):
            distance = (between + margins[k] / 2) ** 2
            between += margins[k]
            observed += counts[c][k] * distance
            expected += margins[c] * margins[k] * distance
    return 1 - (total - 1) * observed / expected if expected > 0 else None


def ordinal_alpha(ratings: Sequence[Sequence[float]]) -> float | None:
    """M 6.4 over units with two ratings or more."""
    categories = sorted({rating for unit in ratings for rating in unit})
    return alpha_of([pair for unit in ratings for pair in coincidences(unit, categories)], len(categories))


def agreement(bank: Bank, ratings: Sequence[Sequence[float]], seed: int | None = None) -> Agreement:
    """Alpha of the panel; with a seed also its interval, which takes some hundredths of a second (M 6.4)."""
    limits = bank.constants["reviewers"]
    if len(ratings) < limits["min_units"]:
        return Agreement(len(ratings), None, None, FEW_UNITS)
    alpha = ordinal_alpha(ratings)
    if alpha is None:
        return Agreement(len(ratings), None, None, NO_VARIATION)
    interval = None if seed is None else resampled(ratings, seed, limits["resamples"], limits["interval"])
    return Agreement(len(ratings), alpha, interval, None)


def resampled(ratings: Sequence[Sequence[float]], seed: int, times: int, level: float) -> tuple[float, float] | None:
    """M 6.4: percentiles of alpha over resamples of the units; resamples without variation are left out."""
    categories = sorted({rating for unit in ratings for rating in unit})
    parts = [coincidences(unit, categories) for unit in ratings]
    pick = random.Random(seed)  # noqa: S311 - a simulation, no secret
    drawn = (pick.choices(parts, k=len(parts)) for _ in range(times))
    alphas = [alpha_of([pair for part in sample for pair in part], len(categories)) for sample in drawn]
    found = sorted(alpha for alpha in alphas if alpha is not None)
    if len(found) < 2:
        return None
    cuts = quantiles(found, n=200, method="inclusive")
    tail = round(100 * (1 - level))  # half a tail in two-hundredths
    return cuts[tail - 1], cuts[-tail]


def panel(bank: Bank, document: Document, seed: int | None = None) -> dict[str, Agreement]:
    """The agreement in total and in each top part."""
    parts: dict[str, str | None] = {"total": None, **{node.id: node.id for node in bank.parts}}
    return {name: agreement(bank, units(bank, document, part), seed) for name, part in parts.items()}


def is_reviewed(bank: Bank, document: Document) -> bool:
    """M 4.4: enough independent sheets, each with enough of the required questions, and enough agreement."""
    sheets = counted(document)
    limits = bank.constants["reviewers"]
    if len(sheets) < limits["min_sheets"]:
        return False
    required = [entry.id for entry in bank.questions if entry.required and applies(bank, entry, document.facts)]
    for review in sheets:
        answered = sum(id in review.answers and review.answers[id].state == ANSWERED for id in required)
        if answered < limits["min_required_share"] * len(required):
            return False
    found = agreement(bank, units(bank, document))
    cut = limits["alpha_usable"] - bank.constants["tolerance"]["cut"]
    return found.reason == NO_VARIATION if found.alpha is None else bool(found.alpha >= cut)


def icc(ratings: Sequence[Sequence[float]]) -> float | None:
    """M 6.4: ICC(2,k), absolute agreement of the mean of k raters; rows are subjects. None where it is not defined."""
    n, k = len(ratings), len(ratings[0]) if ratings else 0
    if n < 2 or k < 2:
        return None
    grand = fmean(rating for row in ratings for rating in row)
    rows = k * sum((fmean(row) - grand) ** 2 for row in ratings)
    columns = n * sum((fmean(column) - grand) ** 2 for column in zip(*ratings, strict=True))
    total = sum((rating - grand) ** 2 for row in ratings for rating in row)
    between_rows, between_columns = rows / (n - 1), columns / (k - 1)
    error = (total - rows - columns) / ((n - 1) * (k - 1))
    below = between_rows + (between_columns - error) / n
    return (between_rows - error) / below if below != 0 else None


def numeric_agreement(bank: Bank, document: Document, rate: float) -> float | None:
    """M 6.4: ICC(2,k) of the numeric values; None unless all reviewers answered all that any of them answered."""
    sheets = len(counted(document))
    asked = (entry for entry in bank.questions if entry.type in NUMERIC and applies(bank, entry, document.facts))
    ratings = [[found for found, _ in opinions(bank, document, question, rate)] for question in asked]
    ratings = [row for row in ratings if row]
    return icc(ratings) if ratings and all(len(row) == sheets for row in ratings) else None
