from dataclasses import replace

from assessments.scoring import assess
from assessments.scoring.stability import stability, verdict

from .conftest import BANK


def found(document):
    result = assess(BANK, document)
    return {entry.variant: entry for entry in stability(BANK, document, result)}


def test_alpha_s_verdict_holds_under_every_other_assumption(examples):
    variants = found(examples["alpha"])
    assert list(variants) == [
        "profile:angel", "profile:public_interest", "profile:channel_first", "arithmetic", "missing:0", "missing:100",
    ]  # fmt: skip
    assert not any(entry.changed for entry in variants.values())


def test_delta_s_quadrant_hangs_on_what_is_missing_and_its_cap_stays(examples):
    variants = found(examples["delta"])
    assert variants["missing:0"].quadrant == "Strengthen value"
    assert variants["missing:0"].changed
    assert not variants["missing:100"].changed
    assert {entry.grade for entry in variants.values()} == {"C"}


def test_another_merit_is_graded_by_what_today_s_risk_leaves_of_it(examples):
    """A hundredth of a point below the floor of a grade and above it."""
    result = assess(BANK, examples["alpha"])
    left = 1 - result.risk.residual["overall"] / 100
    bare = replace(result, caps=(), grade="A", quadrant="Advance")
    best, *others = [band for band in BANK.bands.grade if 0 < band.floor < 100 * left]
    for better, worse in zip([best, *others], [*others, BANK.bands.grade[-1]], strict=True):
        found = [verdict(BANK, bare, {"merit": (better.floor + step) / left})[0] for step in (-0.01, 0.01)]
        assert found == [worse.id, better.id]


def test_a_blocked_assessment_has_no_grade_in_any_variant(examples):
    alpha = examples["alpha"]
    variants = found(replace(alpha, gates={**alpha.gates, "gate_prohibited": "yes"}))
    assert {entry.grade for entry in variants.values()} == {None}


def test_custom_weights_are_compared_with_every_profile(examples):
    variants = found(replace(examples["alpha"], profile={"value": 1}))
    assert [name for name in variants if name.startswith("profile:")] == [f"profile:{id}" for id in BANK.profiles]
