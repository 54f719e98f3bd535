"""The five cross-checks of value from a person's own figures, each as a range (M 4.5). Never part of the score."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from assessments.forms.step import sentence
from assessments.forms.valuation import BERKUS, METHODS, RATED, SCENARIOS
from assessments.readings.words import joined, whole
from assessments.scoring import Refused
from assessments.scoring.valuation import (
    PAYNE_WEIGHTS,
    berkus,
    first_chicago,
    payne,
    risk_factor_summation,
    venture_capital,
)

Given = Mapping[str, Any]


@dataclass(frozen=True)
class Valued:
    """What one method comes to, in the person's unit."""

    method: str
    low: float
    high: float
    source: str
    value: float | None = None  # a best estimate, where the method has one
    note: str = ""

    @property
    def title(self) -> str:
        return str(METHODS[self.method])

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2 if self.value is None else self.value


@dataclass(frozen=True)
class Misfit:
    """Figures that are fine by themselves and do not fit together."""

    field: str
    sentence: str


def needed(method: str) -> tuple[str, ...]:
    """The fields without which a method says nothing; of a range the lower end is enough."""
    return {
        "payne": ("payne_average_low",),
        "berkus": ("berkus_cap_low", *(f"berkus_{name}" for name in BERKUS)),
        "ratings": ("ratings_base_low", "ratings_step", *(f"ratings_{place}" for place in range(1, len(RATED) + 1))),
        "exit": ("exit_value_low", "exit_years", "exit_return", "exit_investment"),
        "chicago": tuple(f"chicago_{name}_{part}" for name in SCENARIOS for part in ("p", "v")),
    }[method]


def started(given: Given, method: str) -> bool:
    """Whether somebody began to fill it in; the factors are filled in from the start and do not count."""
    own = [name for name in given if name.startswith(f"{method}_") and not name.startswith("payne_f_")]
    return any(given[name] not in (None, "") for name in own)


def open_fields(given: Given, method: str) -> list[str]:
    return [name for name in needed(method) if given.get(name) is None]


def ends(given: Given, name: str) -> tuple[float, float]:
    low, high = given[f"{name}_low"], given.get(f"{name}_high")
    return low, low if high is None else high


def valued(given: Given, factors: Mapping[str, float]) -> tuple[list[Valued], list[Misfit]]:
    """Every method whose figures are complete."""
    found, misfits = [], []
    for method in METHODS:
        if open_fields(given, method):
            continue
        try:
            found.append(WAYS[method](given, factors))
        except Refused as refused:
            misfits.append(Misfit("exit_investment", sentence(refused.problem)))
    return found, misfits


def by_payne(given: Given, factors: Mapping[str, float]) -> Valued:
    used = [given.get(f"payne_f_{name}") for name in PAYNE_WEIGHTS]
    chosen = [factors[name] if own is None else own for name, own in zip(PAYNE_WEIGHTS, used, strict=True)]
    low, high = (payne(average, chosen) for average in ends(given, "payne_average"))
    return Valued("payne", low, high, given["payne_source"])


def by_berkus(given: Given, factors: Mapping[str, float]) -> Valued:
    elements = [given[f"berkus_{name}"] for name in BERKUS]
    low, high = (berkus(elements, cap) for cap in ends(given, "berkus_cap"))
    return Valued("berkus", low, high, given["berkus_source"])


def by_ratings(given: Given, factors: Mapping[str, float]) -> Valued:
    ratings = [int(given[f"ratings_{place}"]) for place in range(1, len(RATED) + 1)]
    low, high = (risk_factor_summation(base, ratings, given["ratings_step"]) for base in ends(given, "ratings_base"))
    note = _("Below zero: the ratings take away more than the average value.") if low < 0 else ""
    return Valued("ratings", low, high, given["ratings_source"], note=note)


def by_exit(given: Given, factors: Mapping[str, float]) -> Valued:
    """Before the round; Refused where the investment is as large as the value after it."""
    shares = given.get("exit_shares") or 0.0
    rounds = [
        venture_capital(value, given["exit_years"], given["exit_investment"], given["exit_return"] / 100, shares)
        for value in ends(given, "exit_value")
    ]
    values = {"least": whole(100 * rounds[1].fraction), "most": whole(100 * rounds[0].fraction)}
    notes = [_("The investor gets %(most)s%% of the shares.") % values]
    if values["least"] != values["most"]:
        notes = [_("The investor gets %(least)s to %(most)s%% of the shares.") % values]
    if shares and rounds[0].new_shares:
        values = {"new": f"{rounds[0].new_shares:,.0f}", "price": f"{rounds[0].price:,.4g}"}
        notes.append(_("At the lower end that is %(new)s new shares at %(price)s.") % values)
    return Valued("exit", rounds[0].pre, rounds[1].pre, given["exit_source"], note=joined(notes))


def by_scenarios(given: Given, factors: Mapping[str, float]) -> Valued:
    """The mean by probability, in the range of the scenarios that can happen at all."""
    pairs = [(given[f"chicago_{name}_p"] / 100, given[f"chicago_{name}_v"]) for name in SCENARIOS]
    possible = [value for chance, value in pairs if chance > 0]
    return Valued("chicago", min(possible), max(possible), given["chicago_source"], first_chicago(pairs))


WAYS = {
    "payne": by_payne,
    "berkus": by_berkus,
    "ratings": by_ratings,
    "exit": by_exit,
    "chicago": by_scenarios,
}


def axis(found: Sequence[Valued]) -> tuple[float, float]:
    """From zero, or from below it, to the highest value."""
    top, foot = max(max(row.high for row in found), 1.0), min(0.0, *(row.low for row in found), 0.0)
    return foot, top
