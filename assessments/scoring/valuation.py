"""A cross-check of value from the user's own figures; never part of the score (M 4.5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .problems import Problem, Refused, _
from .result import Result

PAYNE_WEIGHTS = {
    "team": 0.30,
    "economic": 0.25,
    "technical": 0.15,
    "competition": 0.10,
    "channel": 0.10,
    "resources": 0.05,
    "social": 0.05,
}
RIVAL = "risk_market_competition"
FACTORS = 12  # of the risk factor summation


@dataclass(frozen=True)
class Round:
    """The VC method's figures: money in the user's unit, `fraction` of the shares sold, price per new share."""

    post: float
    pre: float
    fraction: float
    new_shares: float
    price: float


def payne_factors(result: Result) -> dict[str, float]:
    """M 4.5: 0.5 + score / 100 per factor; competition from the chance that none strikes. 1 for a node at N/A."""
    nodes = result.nodes
    scores = {name: nodes.get(name) for name in PAYNE_WEIGHTS}
    scores["competition"] = 100 * (1 - result.risk.items[RIVAL].p) if RIVAL in result.risk.items else None
    return {name: 1.0 if score is None else 0.5 + score / 100 for name, score in scores.items()}


def payne(average: float, factors: Sequence[float], weights: Sequence[float] = tuple(PAYNE_WEIGHTS.values())) -> float:
    """M 4.5: the average pre-money value times the weighted factors."""
    return average * sum(weight * factor for weight, factor in zip(weights, factors, strict=True))


def berkus(elements: Sequence[float], cap: float) -> float:
    """M 4.5: five elements, each worth at most the cap."""
    return sum(min(max(element, 0.0), cap) for element in elements)


def risk_factor_summation(base: float, ratings: Sequence[int], step: float) -> float:
    """M 4.5: base + step x the sum of twelve ratings from -2 to +2."""
    if len(ratings) != FACTORS or any(not -2 <= rating <= 2 for rating in ratings):
        raise Refused(Problem("ratings", _("Give twelve ratings, each from -2 to +2.")))
    return base + step * sum(ratings)


def venture_capital(exit_value: float, years: float, investment: float, target_return: float, shares: float) -> Round:
    """M 4.5: the exit value discounted at the target return, and what a round at it costs."""
    post = exit_value / (1 + target_return) ** years
    if investment >= post:
        message = _("The investment must be smaller than the value after the round, %(post)s.")
        raise Refused(Problem("investment", message, {"post": f"{post:,.0f}"}))
    fraction = investment / post
    new_shares = shares * fraction / (1 - fraction)
    return Round(post, post - investment, fraction, new_shares, investment / new_shares if new_shares else 0.0)


def first_chicago(scenarios: Mapping[str, tuple[float, float]] | Sequence[tuple[float, float]]) -> float:
    """M 4.5: the mean of scenario values by their probabilities, as (probability, value), which must sum to one."""
    pairs = list(scenarios.values()) if isinstance(scenarios, Mapping) else list(scenarios)
    if abs(sum(probability for probability, _value in pairs) - 1) > 1e-9:
        raise Refused(Problem("probabilities", _("The probabilities must add up to one.")))
    return sum(probability * value for probability, value in pairs)
