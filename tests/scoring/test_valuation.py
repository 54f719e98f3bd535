import pytest

from assessments.scoring import Refused, assess
from assessments.scoring.valuation import (
    berkus,
    first_chicago,
    payne,
    payne_factors,
    risk_factor_summation,
    venture_capital,
)

from .conftest import BANK, VECTORS


def test_payne_scorecard():
    vector = VECTORS["PAYNE-SCORECARD"]
    given = vector["inputs"]
    found = payne(given["average"], given["scores"], given["weights"])
    assert found == pytest.approx(vector["expected"]["value"], abs=vector["tolerance"])


def test_payne_factors_come_from_the_result(examples):
    result = assess(BANK, examples["alpha"])
    factors = payne_factors(result)
    assert factors["team"] == pytest.approx(0.5 + 62.5 / 100)
    assert factors["competition"] == pytest.approx(0.5 + 1 - 0.27625)
    assert payne(1e6, list(factors.values())) == pytest.approx(1e6 * 1.18624, rel=0.00001)


def test_berkus():
    vector = VECTORS["BERKUS"]
    assert berkus(**vector["inputs"]) == pytest.approx(vector["expected"], abs=vector["tolerance"])
    assert berkus([900_000, -1], 500_000) == 500_000


def test_rfs():
    vector = VECTORS["RFS"]
    assert risk_factor_summation(**vector["inputs"]) == pytest.approx(vector["expected"], abs=vector["tolerance"])
    for ratings in ([0] * 11, [3] + [0] * 11):
        with pytest.raises(Refused):
            risk_factor_summation(1, ratings, 1)


def test_vc_method():
    vector = VECTORS["VC-METHOD"]
    given = vector["inputs"]
    found = venture_capital(
        given["exit_value"], given["years"], given["investment"], given["target_return"], given["existing_shares"]
    )
    for name in ("post", "pre", "new_shares"):
        assert getattr(found, name) == pytest.approx(vector["expected"][name], abs=vector["tolerance"])
    assert found.price == pytest.approx(vector["expected"]["price"], abs=0.005)
    assert found.fraction == pytest.approx(vector["expected"]["fraction"], abs=0.0001)
    with pytest.raises(Refused):
        venture_capital(1e6, 5, 1e6, 0.5, 100)


def test_first_chicago():
    vector = VECTORS["FIRST-CHICAGO"]
    pairs = list(zip(vector["inputs"]["probabilities"], vector["inputs"]["values"], strict=True))
    assert first_chicago(pairs) == pytest.approx(vector["expected"], abs=vector["tolerance"])
    with pytest.raises(Refused):
        first_chicago([(0.5, 1), (0.4, 2)])
