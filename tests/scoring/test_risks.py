from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring import MeasureState, RiskJudgement, assess, parse
from assessments.scoring.risks import band, cell_colour, completeness, figures, loss, step

from .conftest import BANK, VECTORS
from .strategies import FEW, documents


def test_risk_compose():
    vector = VECTORS["RISK-COMPOSE"]
    judgements = {
        risk.id: RiskJudgement(likelihood, impact)
        for risk, likelihood, impact in zip(BANK.risks, *vector["inputs"].values(), strict=True)
    }
    found = figures(BANK, judgements, {})
    assert found.items["risk_legal_ip"].inherent == pytest.approx(vector["expected"]["single"], abs=vector["tolerance"])
    assert found.inherent["legal"] == pytest.approx(vector["expected"]["category"], abs=vector["tolerance"])
    assert found.inherent["overall"] == pytest.approx(vector["expected"]["overall"], abs=vector["tolerance"])


def test_risk_unknown():
    vector = VECTORS["RISK-UNKNOWN"]
    assert figures(BANK, {}, {}).residual["overall"] == pytest.approx(vector["expected"], abs=vector["tolerance"])
    assert completeness(BANK, {}) == 0


def test_cox_grid():
    expected = VECTORS["COX-GRID"]["expected"]
    letters = {"green": "G", "amber": "Y", "red": "R"}
    grid = {
        str(likelihood): "".join(letters[cell_colour(BANK, likelihood, impact)] for impact in range(1, 6))
        for likelihood in range(1, 6)
    }
    assert grid == expected["rows"]


def test_no_green_cell_touches_a_red_one():
    for likelihood in range(1, 5):
        for impact in range(1, 5):
            square = {cell_colour(BANK, likelihood + i, impact + j) for i in (0, 1) for j in (0, 1)}
            assert not {"green", "red"} <= square or cell_colour(BANK, likelihood, impact) == "green"
            assert {cell_colour(BANK, likelihood, impact), cell_colour(BANK, likelihood + 1, impact)} != {
                "green",
                "red",
            }
            assert {cell_colour(BANK, likelihood, impact), cell_colour(BANK, likelihood, impact + 1)} != {
                "green",
                "red",
            }


def test_half_levels_lie_half_way():
    half = step(BANK.scales.likelihood, 2.5)
    assert (half.lo, half.hi, half.mid) == pytest.approx((0.125, 0.325, 0.225))
    assert step(BANK.scales.impact, 5.0).mid == 0.8


def test_a_certain_loss_of_everything_leaves_nothing_and_divides_by_nothing(bank_document, examples):
    for scale in ("likelihood5", "impact5"):
        bank_document["scales"][scale][4]["mid"] = 1.0
    certain = parse(bank_document)
    alpha = examples["alpha"]
    doomed = {**alpha.risks, "risk_legal_ip": RiskJudgement(5, 5)}
    result = assess(certain, type(alpha)(**{**vars(alpha), "risks": doomed, "mitigations": {}}))
    assert (result.risk.residual["overall"], result.risk_adjusted, result.grade) == (100, 0, "E")


def test_no_set_of_measures_removes_more_than_nine_tenths():
    strong = MeasureState("in_place", 4, 4, title="x", targets=("risk_legal_ip",))
    states = {"own_one": strong, "own_two": strong, "own_three": strong}
    found = figures(BANK, {"risk_legal_ip": RiskJudgement(5, 5)}, states).items["risk_legal_ip"]
    assert (found.p, found.d) == pytest.approx((0.0875, 0.08))


def test_own_measures_start_without_effect_and_without_a_target_they_do_nothing():
    idle = {"own_idea": MeasureState("in_place", title="x", targets=("risk_legal_ip",)),
            "own_stray": MeasureState("in_place", 4, 4, title="y")}  # fmt: skip
    assert figures(BANK, {}, idle).residual == pytest.approx(figures(BANK, {}, {}).residual)


def test_target_counts_planned_and_running_measures_as_done():
    states = {"mitigation_legal_ip_protection": MeasureState("planned")}
    found = figures(BANK, {"risk_legal_ip": RiskJudgement(3, 4)}, states)
    assert found.items["risk_legal_ip"].residual == pytest.approx(0.325 * 0.425)
    done = figures(
        BANK, {"risk_legal_ip": RiskJudgement(3, 4)}, {"mitigation_legal_ip_protection": MeasureState("in_place")}
    )
    assert found.target == pytest.approx(done.residual)


@pytest.mark.parametrize(
    ("overall", "expected"),
    [(0, "low"), (14.99, "low"), (15 - 1e-10, "moderate"), (30, "high"), (50, "severe"), (100, "severe")],
)
def test_bands_of_the_expected_loss(overall, expected):
    assert band(BANK, overall) == expected


@FEW
@given(documents())
def test_categories_and_risks_give_the_same_overall_figure(document):
    found = figures(BANK, document.risks, document.mitigations)
    for kind in (found.inherent, found.residual, found.target):
        kept = prod(1 - kind[category] / 100 for category in BANK.categories)
        assert 100 * (1 - kept) == pytest.approx(kind["overall"])
    assert loss([item.residual for item in found.items.values()]) == pytest.approx(found.residual["overall"])
    assert found.target["overall"] <= found.residual["overall"] + 1e-9 <= found.inherent["overall"] + 2e-9


@FEW
@given(documents(), st.sampled_from(BANK.mitigations))
def test_adding_a_measure_never_raises_the_risk(document, entry):
    without = {id: state for id, state in document.mitigations.items() if id != entry.id}
    before = figures(BANK, document.risks, without).residual["overall"]
    after = figures(BANK, document.risks, {**without, entry.id: MeasureState("in_progress")}).residual["overall"]
    assert after <= before + 1e-9
