from dataclasses import replace

import pytest
from hypothesis import given, settings

from assessments.scoring import Answer, MeasureState, assess
from assessments.scoring.levers import raw_at
from assessments.scoring.risks import by_category, residual
from assessments.scoring.simulation import Model, tornado

from .conftest import BANK
from .strategies import documents

SOME = settings(max_examples=8, deadline=None)


def found(document):
    return tornado(Model(BANK, assess(BANK, document)))


def bar(bars, ref):
    return next(entry for entry in bars.bars if entry.ref == ref)


def test_the_largest_lever_of_alpha_is_what_the_report_says(examples):
    levers = found(examples["alpha"]).lever
    assert len(levers.bars) == 10
    top = levers.bars[0]
    assert (top.ref, top.before, top.after) == ("risk_technical_obsolescence.impact", 3, 2)
    assert round(top.change, 1) == 2.3


@pytest.mark.parametrize(
    ("change", "ref"),
    [
        (lambda alpha: {"answers": {**alpha.answers, "team_talent": Answer("answered", 2, evidence=1)}}, "team_talent"),
        (lambda alpha: {"answers": {**alpha.answers, "step_financing": Answer("answered", 9)}}, "step_financing"),
        (
            lambda alpha: {
                "risks": {**alpha.risks, "risk_legal_ip": replace(alpha.risks["risk_legal_ip"], likelihood=1)}
            },
            "risk_legal_ip.likelihood",
        ),
        (
            lambda alpha: {
                "mitigations": {**alpha.mitigations, "mitigation_market_differentiation": MeasureState("in_place")}
            },
            "mitigation_market_differentiation",
        ),
        (
            lambda alpha: {
                "channels": (
                    replace(alpha.channels[0], cells={**alpha.channels[0].cells, "reach": 4}),
                    *alpha.channels[1:],
                )
            },
            "channels[0].reach",
        ),
        (
            lambda alpha: {
                "channels": tuple(
                    replace(row, share=55 if at == 0 else row.share * 45 / 55) for at, row in enumerate(alpha.channels)
                )
            },
            "channels[0].share",
        ),
    ],
)
def test_a_lever_says_what_taking_the_step_would_really_do(examples, monkeypatch, change, ref):
    monkeypatch.setitem(BANK.constants["tornado"], "top", 200)
    alpha = examples["alpha"]
    real = assess(BANK, replace(alpha, **change(alpha))).risk_adjusted - assess(BANK, alpha).risk_adjusted
    assert bar(found(alpha).lever, ref).change == pytest.approx(real)


def test_a_missing_leaf_steps_from_40_to_65_and_a_missing_judgement_has_no_lever(examples, monkeypatch):
    monkeypatch.setitem(BANK.constants["tornado"], "top", 200)
    levers = found(examples["delta"]).lever
    entry = bar(levers, "economic_user_pull")
    assert (entry.before, entry.after) == (40, 65)
    assert "risk_legal_ip.impact" not in [entry.ref for entry in levers.bars]
    assert levers.rest == 0


def test_an_empty_table_is_one_leaf(examples, monkeypatch):
    monkeypatch.setitem(BANK.constants["tornado"], "top", 200)
    bars = found(replace(examples["alpha"], channels=()))
    assert bar(bars.lever, "channel_portfolio").after == 65
    assert bar(bars.uncertainty, "channel_portfolio").low < bar(bars.uncertainty, "channel_portfolio").high
    assert not [entry for entry in bars.lever.bars if entry.ref.startswith("channels[")]


def test_an_empty_table_that_goes_to_65_gives_what_the_tree_says(examples, monkeypatch):
    monkeypatch.setitem(BANK.constants["tornado"], "top", 200)
    empty = replace(examples["alpha"], channels=())
    result = assess(BANK, empty)
    gained = result.scored.gains("channel_portfolio", 65, BANK.aggregation_floor)["merit"]
    lever = bar(found(empty).lever, "channel_portfolio")
    assert lever.change == pytest.approx(gained * (1 - result.risk.residual["overall"] / 100))
    assert lever.change > 0


def test_what_cannot_move_has_no_bar(examples, monkeypatch):
    """An answer at its top has no step up, and all of the revenue cannot become more or less of it."""
    monkeypatch.setitem(BANK.constants["tornado"], "top", 200)
    alpha = examples["alpha"]
    best = {**alpha.answers, "team_talent": Answer("answered", 4)}
    bars = found(replace(alpha, answers=best, channels=alpha.channels[:1]))
    for kind in (bars.lever, bars.uncertainty):
        refs = [entry.ref for entry in kind.bars]
        assert "channels[0].share" not in refs
        assert "channels[0].control" in refs
        assert all(entry.size > 0 for entry in kind.bars)
    assert "team_talent" not in [entry.ref for entry in bars.lever.bars]
    assert "team_talent" in [entry.ref for entry in bars.uncertainty.bars]


def test_a_channel_with_nearly_all_revenue_can_take_the_rest(examples, monkeypatch):
    monkeypatch.setitem(BANK.constants["tornado"], "top", 200)
    alpha = examples["alpha"]
    shares = [95, 5, 1e-300]
    lopsided = replace(
        alpha, channels=tuple(replace(row, share=s) for row, s in zip(alpha.channels, shares, strict=True))
    )
    alone = replace(alpha, channels=alpha.channels[:1])
    lever = bar(found(lopsided).lever, "channels[0].share")
    assert lever.after == 100
    real = assess(BANK, alone).risk_adjusted - assess(BANK, lopsided).risk_adjusted
    assert lever.change == pytest.approx(real)


def test_weights_move_by_a_quarter_and_are_renormalised(examples, monkeypatch):
    monkeypatch.setitem(BANK.constants["tornado"], "top", 200)
    alpha = examples["alpha"]
    entry = bar(found(alpha).weights, "team")
    for figure, weight in ((entry.low, 0.30 * 0.75), (entry.high, 0.30 * 1.25)):
        real = assess(BANK, replace(alpha, profile={"team": weight})).risk_adjusted
        assert figure == pytest.approx(real)


def test_of_two_parts_both_weights_have_a_bar(examples, monkeypatch):
    monkeypatch.setitem(BANK.constants["tornado"], "top", 200)
    weights = {entry.ref: entry for entry in found(examples["alpha"]).weights.bars}
    assert {"channel_management", "channel_portfolio"} <= set(weights)
    # Of two parts, one by a quarter more is the other by less: both bars lean to opposite sides.
    one, other = weights["channel_management"], weights["channel_portfolio"]
    assert (one.high - one.low) * (other.high - other.low) < 0


def test_of_two_channels_either_can_take_more_of_the_share(examples, monkeypatch):
    monkeypatch.setitem(BANK.constants["tornado"], "top", 200)
    alpha = examples["alpha"]
    two = replace(alpha, channels=alpha.channels[:2])
    bars = found(two)
    for place in (0, 1):
        lever = bar(bars.lever, f"channels[{place}].share")
        shares = [lever.after if at == place else 100 - lever.after for at in (0, 1)]
        moved = tuple(replace(row, share=share) for row, share in zip(two.channels, shares, strict=True))
        real = assess(BANK, replace(two, channels=moved)).risk_adjusted - assess(BANK, two).risk_adjusted
        assert lever.change == pytest.approx(real)
        assert bar(bars.uncertainty, f"channels[{place}].share").size > 0


def test_the_ends_of_a_bar_are_the_scores_with_the_leaf_at_its_p10_and_p90(examples, monkeypatch):
    monkeypatch.setitem(BANK.constants["tornado"], "top", 200)
    alpha, question = examples["alpha"], BANK.question("economic_margin")
    leaf = next(leaf for leaf in assess(BANK, alpha).scored.leaves if leaf.ref == question.id)
    assert leaf.half_width < leaf.value < 100 - leaf.half_width  # the triangle is not cut
    ends = (leaf.value - leaf.half_width * (1 - 0.2**0.5), leaf.value + leaf.half_width * (1 - 0.2**0.5))
    entry = bar(found(alpha).uncertainty, question.id)
    for figure, value in zip((entry.low, entry.high), ends, strict=True):
        answer = replace(alpha.answers[question.id], raw=raw_at(question.value_function, value))
        real = assess(BANK, replace(alpha, answers={**alpha.answers, question.id: answer})).risk_adjusted
        assert figure == pytest.approx(real, abs=1e-3)


def test_the_effects_of_a_measure_move_together_to_the_ends_of_their_ranges(examples, monkeypatch):
    monkeypatch.setitem(BANK.constants["tornado"], "top", 200)
    alpha = examples["alpha"]
    result = assess(BANK, alpha)
    measure = next(entry for entry in result.measures if entry.status == "in_place")
    drawn = bar(found(alpha).uncertainty, measure.id)
    scale = BANK.scales.mitigation_effect
    for figure, share in ((drawn.low, 0.1), (drawn.high, 0.9)):
        likelihood, impact = (scale[level].lo + share * (scale[level].hi - scale[level].lo) for level in measure.levels)
        changed = replace(measure, effect_likelihood=likelihood, effect_impact=impact)
        acting = [changed if entry.id == measure.id else entry for entry in result.measures]
        levels = residual(BANK, result.judgements, acting, {entry.id: entry.activity for entry in acting})
        real = result.nodes["merit"] * (1 - by_category(BANK, levels)["overall"] / 100)
        assert figure == pytest.approx(real)


def test_a_risk_at_its_low_end_gives_the_higher_score(examples):
    entry = found(examples["alpha"]).uncertainty.bars[0]
    assert entry.ref == "risk_technical_obsolescence.impact"
    assert entry.low > entry.high


@SOME
@given(documents())
def test_bars_come_by_size_and_the_rest_is_not_negative(document):
    result = found(document)
    for bars in (result.uncertainty, result.lever, result.weights):
        sizes = [entry.size for entry in bars.bars]
        assert sizes == sorted(sizes, reverse=True)
        assert len(sizes) <= 10
        assert bars.rest >= 0
