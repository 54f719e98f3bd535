"""Which constants a bank must bring, and the range of each (M 11)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .problems import Keys, _


@dataclass(frozen=True)
class Kind:
    """A number from `low` to `high`, `whole` or not."""

    low: float
    high: float
    whole: bool = False


@dataclass(frozen=True)
class Numbers:
    """A list of numbers; `count` of them, or any number of them for 0."""

    count: int


SHARE, POINTS, AMOUNT = Kind(0, 1), Kind(0, 100), Kind(0, 1e9)
COUNT, LEVEL = Kind(1, 10_000_000, whole=True), Kind(0, 4, whole=True)
PAIR, LIST = Numbers(2), Numbers(0)
GRADE, TABLE = "grade", "table"

CONSTANTS: Mapping[str, Any] = {
    "prior_mean": POINTS,
    "half_width_scale": Kind(0.001, 100),
    "evidence_max_age_months": COUNT,
    "sources_disagree": POINTS,
    "weight_warning": SHARE,
    "rho_answers": SHARE,
    "rho_events": SHARE,
    "weight_concentration": AMOUNT,
    "share_concentration": Kind(0.001, 1e9),
    "draws": {"page": COUNT, "report": COUNT},
    "uniform_from_evidence": Kind(0, 5, whole=True),
    "mitigation_floor": SHARE,
    "plan": {"exact_candidates": Kind(1, 16, whole=True), "cost_unit": Kind(1e-6, 1e9), "max_units": COUNT},
    "chance_shown": SHARE,
    "completeness": {"insufficient": SHARE, "cap": SHARE, "cap_grade": GRADE},
    "confidence_cut": SHARE,
    "tornado": {
        "points": POINTS,
        "readiness_points": POINTS,
        "share_points": POINTS,
        "weight_factors": PAIR,
        "percentiles": PAIR,
        "top": COUNT,
    },
    "information": {
        "bins": COUNT,
        "shuffles": COUNT,
        "hurdle": POINTS,
        "negligible": AMOUNT,
        "below_evidence": LEVEL,
    },
    "portfolio": {"max_with_pairs": COUNT, "max": COUNT, "min_first_places": COUNT},
    "reviewers": {
        "range_flag": POINTS,
        "iqr_flag": POINTS,
        "iqr_from": Kind(2, 1000, whole=True),
        "trim": Kind(0, 0.49),
        "trim_from": COUNT,
        "max_rounds": COUNT,
        "min_units": COUNT,
        "resamples": COUNT,
        "interval": Kind(0.01, 0.99),
        "alpha_usable": SHARE,
        "alpha_good": SHARE,
        "min_sheets": COUNT,
        "min_required_share": SHARE,
    },
    "similarity": {
        "leaves": SHARE,
        "fact_fields": SHARE,
        "fact_stack_layer": SHARE,
        "fact_stage": SHARE,
        "min_overlap": SHARE,
        "terms": COUNT,
        "case": {
            "nodes": SHARE,
            "risks": SHARE,
            "fact_fields": SHARE,
            "fact_stack_layer": SHARE,
            "channel_types": SHARE,
            "risk_cuts": LIST,
        },
    },
    "cohort": {"min": COUNT, "band_below": COUNT, "interval": Kind(0.01, 0.99)},
    "channels": {
        "share_sum": PAIR,
        "advantage": POINTS,
        "move_points": POINTS,
        "moves_shown": COUNT,
        "missing_dependence": LEVEL,
    },
    "hhi_marks": PAIR,
    "ahp": {"max_children": COUNT, "accept": SHARE, "refuse": SHARE, "ri": TABLE},
    "tolerance": {"cut": Kind(0, 0.001), "weights": Kind(0, 0.001), "ahp": Kind(1e-15, 0.001)},
}


def constants(keys: Keys, shape: Mapping[str, Any] = CONSTANTS) -> dict[str, Any]:
    """The block as nested dictionaries; the keys of the random index `ahp.ri` become whole numbers."""
    found: dict[str, Any] = {}
    for name, kind in shape.items():
        if isinstance(kind, Mapping):
            found[name] = constants(keys.inner(name), kind)
        elif isinstance(kind, Numbers):
            found[name] = numbers(keys, name, kind.count)
        elif kind == GRADE:
            found[name] = keys.text(name)
        elif kind == TABLE:
            found[name] = table(keys.inner(name))
        elif kind.whole:
            found[name] = keys.whole(name, low=kind.low, high=kind.high)
        else:
            found[name] = keys.number(name, low=kind.low, high=kind.high)
    keys.done()
    return found


def numbers(keys: Keys, name: str, count: int) -> tuple[float, ...]:
    found = keys.numbers(name)
    if list(found) != sorted(found) or any(number < 0 for number in found):
        keys.note(name, _("List numbers from zero up, in rising order."))
    if count and len(found) != count:
        keys.note(name, _("Exactly %(count)s numbers are needed."), count=count)
    return found


def table(keys: Keys) -> dict[int, float]:
    """A table over whole numbers; JSON turns their keys into text."""
    found: dict[int, float] = {}
    for key, value in keys.raw.items():
        if str(key).isdigit() and isinstance(value, int | float) and value > 0:
            found[int(str(key))] = float(value)
        else:
            keys.note(key, _("Expected a whole number as the key, and a number above zero as its value."))
    return found
