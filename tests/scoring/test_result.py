import dataclasses

import pytest

from assessments import scoring

SIMULATED = ("simulation", "mitigation_plan")


@pytest.mark.parametrize("name", ["alpha", "delta"])
def test_example_assessments_give_their_published_figures(bank, examples, expected, differences, name):
    golden = {key: value for key, value in expected[name]["result"].items() if key not in SIMULATED}
    found = scoring.assess(bank, examples[name]).as_document()
    assert differences(found, golden, expected[name]["tolerance"]["deterministic"]) == []


def test_golden_alpha(bank, examples, vectors, differences):
    vector = vectors["GOLDEN-ALPHA"]
    golden = dict(vector["expected"]["result"])
    names = {
        "CS": "strengths",
        "S": "strength",
        "F": "fragility",
        "HHI": "hhi",
        "N_eff": "effective_owners",
        "CAI": "index",
    }
    golden["channel"] = {names.get(name, name): figure for name, figure in golden["channel"].items()}
    found = scoring.assess(bank, examples["alpha"]).as_document()
    assert differences(found, golden, vector["tolerance"]) == []


@pytest.mark.parametrize("name", ["alpha", "delta"])
def test_every_weight_profile_gives_its_published_figures(bank, examples, expected, differences, name):
    for profile, golden in expected[name]["by_profile"].items():
        result = scoring.assess(bank, dataclasses.replace(examples[name], profile=profile))
        found = {"merit": result.nodes["merit"], "risk_adjusted": result.risk_adjusted}
        assert differences(found, golden, 0.0001, profile) == []
