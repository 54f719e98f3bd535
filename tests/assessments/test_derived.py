"""Every number opens to its derivation: merit from its parts, the score from merit and loss, a loss from its risks."""

import re
from math import prod

import pytest
from django.urls import reverse

from assessments.readings import Reading
from assessments.readings.derived import means, score_words
from assessments.readings.risks import risk_rows, together


def read(assessment):
    return Reading.of(assessment.bank.parsed, assessment.document())


def numbers(sentence):
    return [float(found) for found in re.findall(r"\d+\.\d", sentence)]


@pytest.fixture(params=["filled", "awkward"])
def reading(request):
    return read(request.getfixturevalue(request.param))


def test_parts_add_up_to_the_plain_mean_and_their_gaps_to_what_is_missing(reading):
    nodes = reading.result["nodes"]
    found = means(reading)
    assert [mean.id for mean in found] == ["merit", "value", "execution"]
    for mean in found:
        assert mean.plain == pytest.approx(nodes[f"{mean.id}:arith"])
        assert mean.uneven == pytest.approx(nodes[f"{mean.id}:arith"] - nodes[mean.id])
        assert sum(part.part.lost for part in mean.parts) == pytest.approx(100 - nodes[mean.id])
        assert sum(part.part.weight for part in mean.parts) == pytest.approx(1)
    assert found[0].uneven == pytest.approx(reading.result["imbalance_penalty"])


def test_what_the_parts_cost_merit_adds_up_at_every_height(reading):
    found = {mean.id: mean for mean in means(reading)}
    merit = sum(part.cost for part in found["merit"].parts)
    assert merit == pytest.approx(100 - reading.result["nodes"]["merit"])
    for part in found["merit"].parts:
        if part.id in found:
            assert sum(below.cost for below in found[part.id].parts) == pytest.approx(part.cost)


def test_the_score_is_merit_times_what_is_kept(reading):
    merit, loss, score = numbers(score_words(reading))
    assert merit * (1 - loss / 100) == pytest.approx(score, abs=0.06)
    assert score == pytest.approx(reading.result["risk_adjusted"], abs=0.05)


def test_each_risk_is_worked_out_in_numbers_that_hold(reading):
    for row in risk_rows(reading):
        before, *taken, after = row.derivation
        p0, d0, loss = numbers(before)
        assert p0 * d0 / 100 == pytest.approx(loss, abs=0.1)
        assert loss == pytest.approx(row.before, abs=0.05)
        off = [numbers(line)[-2:] for line in taken]
        p, d, loss = numbers(after)
        assert p == pytest.approx(p0 * prod(1 - share / 100 for share, _impact in off), abs=0.1)
        assert d == pytest.approx(d0 * prod(1 - share / 100 for _likelihood, share in off), abs=0.1)
        assert loss == pytest.approx(row.after, abs=0.05)


def test_all_risks_multiply_to_the_expected_loss(reading):
    *each, loss = numbers(together(reading, risk_rows(reading)))
    assert 100 * (1 - prod(1 - share / 100 for share in each)) == pytest.approx(loss, abs=0.2)
    assert loss == pytest.approx(reading.result["risk"]["residual"]["overall"], abs=0.05)


@pytest.mark.parametrize(
    ("prefix", "score", "risk"),
    [
        ("", ["How the score comes about", "Plain mean", "× (1 − 27.5% expected loss) = 49.6."],
         ["How it comes about", "Before: likelihood 12.5% × share lost 42.5% = 5.3%."]),
        ("/zh-hans", ["得分怎样得出", "算术平均", "×（1 − 预期损失 27.5%）= 49.6。"],
         ["怎样得出", "应对前：可能性 12.5% × 损失比例 42.5% = 5.3%。"]),
    ],
)  # fmt: skip
def test_the_pages_open_to_it_in_both_languages(filled, alice_client, prefix, score, risk):
    addresses = [reverse(f"assessments:{name}", args=[filled.venture.code]) for name in ("result", "risks")]
    for address, sentences in zip(addresses, (score, risk), strict=True):
        page = alice_client.get(prefix + address).content.decode()
        assert all(sentence in page for sentence in sentences), address
