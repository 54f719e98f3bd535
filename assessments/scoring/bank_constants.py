"""Which constants a bank must bring (M 11), with the kind of each."""

from collections.abc import Mapping
from typing import Any

from .problems import Keys, _

Shape = Mapping[str, Any]  # name to a kind ("number", "whole", "grade", "list") or to another shape

CONSTANTS: Shape = {
    "prior_mean": "number",
    "half_width_scale": "number",
    "evidence_max_age_months": "whole",
    "sources_disagree": "number",
    "weight_warning": "number",
    "rho_answers": "number",
    "rho_events": "number",
    "weight_concentration": "number",
    "share_concentration": "number",
    "draws": {"page": "whole", "report": "whole"},
    "uniform_from_evidence": "whole",
    "mitigation_floor": "number",
    "plan": {"exact_candidates": "whole", "cost_unit": "number", "max_units": "whole"},
    "chance_shown": "number",
    "completeness": {"insufficient": "number", "cap": "number", "cap_grade": "text"},
    "confidence_cut": "number",
    "tornado": {
        "points": "number",
        "readiness_points": "number",
        "share_points": "number",
        "weight_factors": "list",
        "percentiles": "list",
        "top": "whole",
    },
    "information": {
        "bins": "whole",
        "shuffles": "whole",
        "hurdle": "number",
        "negligible": "number",
        "below_evidence": "whole",
    },
    "portfolio": {"max_with_pairs": "whole", "max": "whole", "min_first_places": "whole"},
    "reviewers": {
        "range_flag": "number",
        "iqr_flag": "number",
        "iqr_from": "whole",
        "trim": "number",
        "trim_from": "whole",
        "max_rounds": "whole",
        "min_units": "whole",
        "resamples": "whole",
        "interval": "number",
        "alpha_usable": "number",
        "alpha_good": "number",
        "min_sheets": "whole",
        "min_required_share": "number",
    },
    "similarity": {
        "leaves": "number",
        "fact_fields": "number",
        "fact_stack_layer": "number",
        "fact_stage": "number",
        "min_overlap": "number",
        "terms": "whole",
        "case": {
            "nodes": "number",
            "risks": "number",
            "fact_fields": "number",
            "fact_stack_layer": "number",
            "channel_types": "number",
            "risk_cuts": "list",
        },
    },
    "cohort": {"min": "whole", "band_below": "whole", "interval": "number"},
    "channels": {
        "share_sum": "list",
        "advantage": "number",
        "move_points": "number",
        "moves_shown": "whole",
        "missing_dependence": "whole",
    },
    "hhi_marks": "list",
    "ahp": {"max_children": "whole", "accept": "number", "refuse": "number", "ri": "table"},
    "tolerance": {"cut": "number", "weights": "number", "ahp": "number"},
}


def constants(keys: Keys, shape: Shape = CONSTANTS) -> dict[str, Any]:
    """The block as nested dictionaries; the keys of the random index `ahp.ri` become whole numbers."""
    found: dict[str, Any] = {}
    for name, kind in shape.items():
        if isinstance(kind, Mapping):
            found[name] = constants(keys.inner(name), kind)
        elif kind == "list":
            found[name] = keys.numbers(name)
        elif kind == "whole":
            found[name] = keys.whole(name)
        elif kind == "number":
            found[name] = keys.number(name)
        elif kind == "text":
            found[name] = keys.text(name)
        else:
            found[name] = table(keys.inner(name))
    keys.done()
    return found


def table(keys: Keys) -> dict[int, float]:
    """A table over whole numbers; JSON turns their keys into text."""
    found: dict[int, float] = {}
    for key, value in keys.raw.items():
        if str(key).isdigit() and isinstance(value, int | float):
            found[int(str(key))] = float(value)
        else:
            keys.note(key, _("Expected a whole number as the key, and a number as its value."))
    return found
