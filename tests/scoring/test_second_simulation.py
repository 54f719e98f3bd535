"""The simulation against a second one, written from M 3.6 and 5.1: plain, in double precision, by scipy."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import beta, norm, triang

from assessments.scoring import Answer, ChannelRow, MeasureState, Review, RiskJudgement, assess
from assessments.scoring.simulation import Model, simulate

from .conftest import BANK

DRAWS = 20_000
RISKS = [risk.id for risk in BANK.risks]
LIKELIHOOD = ((0, 0.05, 0.025), (0.05, 0.2, 0.125), (0.2, 0.45, 0.325), (0.45, 0.75, 0.6), (0.75, 1, 0.875))
IMPACT = ((0, 0.02, 0.01), (0.02, 0.08, 0.05), (0.08, 0.25, 0.165), (0.25, 0.6, 0.425), (0.6, 1, 0.8))
UNKNOWN = {LIKELIHOOD: (0.05, 0.75), IMPACT: (0.02, 0.6)}
EFFECTS = [(level.lo, level.hi) for level in BANK.scales.mitigation_effect]


def triangle(u, low, mode, high):
    return triang.ppf(u, (mode - low) / (high - low), loc=low, scale=high - low)


def half_way(table, level, column):
    lower = int(level)
    return table[lower - 1][column] if lower == level else (table[lower - 1][column] + table[lower][column]) / 2


def judged(u, table, level, evidence):
    low, high = UNKNOWN[table] if level is None else (half_way(table, level, 0), half_way(table, level, 1))
    if level is None or evidence >= 2:
        return low + (high - low) * u
    middles = [(0, 0, 0), *table, (1, 1, 1)]
    low, middle, high = (half_way(middles, level + 1 + step, 2) for step in (-1, 0, 1))
    mode = 3 * middle - low - high
    if mode < low:
        mode, high = low, 3 * middle - 2 * low
    elif mode > high:
        mode, low = high, 3 * middle - 2 * high
    return triangle(u, low, mode, high)


class Plain:
    """One run; `figures` are named as the result names them."""

    def __init__(self, result, seed):
        self.result, self.rng = result, np.random.default_rng(seed)
        self.z = self.rng.standard_normal(DRAWS)
        merit = self.tree()
        p, d = self.risks()
        expected = 100 * (1 - np.prod(1 - p * d, axis=0))
        bad_year, own = self.rng.standard_normal(DRAWS), self.rng.standard_normal(p.shape)
        happens = norm.cdf(np.sqrt(0.2) * bad_year + np.sqrt(0.8) * own) < p
        loss = 100 * (1 - np.prod(1 - happens * d, axis=0))
        adjusted = merit * (1 - expected / 100)
        drawn = {"merit": merit, "expected_loss": expected, "risk_adjusted": adjusted, "loss": loss}
        drawn |= {part: self.values[part] for part in ("value", "execution", "channel")}
        self.figures = {name: np.percentile(rows, (10, 50, 90)).tolist() for name, rows in drawn.items()}
        self.figures |= {
            "mean_loss": loss.mean(),
            "mean_worst_tenth": np.sort(loss)[-DRAWS // 10 :].mean(),
            "cautious": np.percentile(merit * (1 - loss / 100), 10),
            "chance_loss_over_50": (loss > 50).mean(),
            "exceedance": [(loss >= x).mean() for x in range(0, 101, 5)],
            "grade_chances": self.grades(adjusted),
            "quadrant_chances": {
                "Advance": ((merit >= 60) & (expected < 30)).mean(),
                "De-risk first": ((merit >= 60) & (expected >= 30)).mean(),
                "Strengthen value": ((merit < 60) & (expected < 30)).mean(),
                "Rethink": ((merit < 60) & (expected >= 30)).mean(),
            },
        }

    def grades(self, adjusted):
        ends = [np.inf, 64, 42, 27, 15, -np.inf]
        return {grade: ((adjusted >= ends[at + 1]) & (adjusted < ends[at])).mean() for at, grade in enumerate("ABCDE")}

    def uniform(self, sign=1):
        own = self.rng.standard_normal(DRAWS)
        return norm.cdf(sign * np.sqrt(0.3) * self.z + np.sqrt(0.7) * own)

    def leaf(self, informed, pool):
        u = self.uniform()
        if not informed:
            return 100 * beta.ppf(u, 2, 3)
        ranges = [(max(0, value - width), value, min(100, value + width)) for value, width in pool]
        return np.choose(self.rng.integers(0, len(pool), DRAWS), [triangle(u, *ends) for ends in ranges])

    def shares(self, weights):
        return self.rng.dirichlet(50 * np.array(weights), DRAWS).T if len(weights) > 1 else np.ones((1, DRAWS))

    def tree(self):
        scored = self.result.scored
        self.values = {
            leaf.ref: self.leaf(leaf.informed, leaf.pool or ((leaf.value, leaf.half_width),)) for leaf in scored.leaves
        }
        self.values["channel_portfolio"] = self.portfolio(scored.portfolio)
        for branch in scored.branches:
            weights = self.shares([max(weight, 1e-12) for _, weight in branch.children])
            below = np.array([self.values[ref] for ref, _ in branch.children])
            mean = branch.aggregation == "arithmetic"
            self.values[branch.id] = (
                (weights * below).sum(axis=0) if mean else np.exp((weights * np.log(np.maximum(below, 1))).sum(axis=0))
            )
        return self.values["merit"]

    def portfolio(self, rows):
        if not rows:
            return self.leaf(False, ())
        share = self.shares([row.share for row in rows])
        strength = [
            sum(cell.weight * self.leaf(cell.informed, ((cell.value, row.half_width),)) for cell in row.cells)
            for row in rows
        ]
        fragility = 0
        for owner in {row.owner for row in rows}:
            mine = [at for at, row in enumerate(rows) if row.owner == owner]
            held = sum(share[at] for at in mine)
            fragility = fragility + held**2 * sum(share[at] * rows[at].dependence for at in mine) / held
        return (share * strength).sum(axis=0) * (1 - 0.5 * fragility)

    def risks(self):
        given = {risk: self.result.judgements.get(risk) or RiskJudgement() for risk in RISKS}
        p, d = (
            np.array([judged(self.uniform(-1), table, getattr(own, side), own.evidence) for own in given.values()])
            for table, side in ((LIKELIHOOD, "likelihood"), (IMPACT, "impact"))
        )
        left = np.ones((2, len(RISKS), DRAWS))
        for measure in self.result.measures:
            for side, level in enumerate(measure.levels):
                low, high = EFFECTS[level]
                kept = 1 - measure.activity * (low + (high - low) * self.rng.random(DRAWS))
                for risk in measure.targets:
                    left[side, RISKS.index(risk)] *= kept
        left = np.maximum(left, 0.1)
        return p * left[0], d * left[1]


def odd_tables(delta):
    """Reviewers who disagree, one counted channel with open cells, weights of one's own, floors of measures."""
    sheets = tuple(
        Review(
            name, submitted=True, answers={"team_composition": Answer("answered", raw, evidence=4)},
            risks={RISKS[0]: RiskJudgement(level, level, 3)},
        )
        for name, raw, level in (("a", 0, 2), ("b", 4, 3))
    )  # fmt: skip
    return replace(
        delta,
        reviews=sheets,
        profile={"economic": 0.9, "team": 0.0, "channel": 0.01},
        channels=(
            ChannelRow("app_store", "Shop", 3.0, None, {"reach": 4, "payback": 0.5}, 1),
            ChannelRow("direct_sales", "self", 0.0, 0, {}, 0),
        ),
        risks={**delta.risks, RISKS[2]: RiskJudgement(5, 5, 4), RISKS[3]: RiskJudgement(1, None, 0)},
        mitigations={
            **delta.mitigations,
            "own_shield": MeasureState("in_place", 4, 4, title="A", targets=(RISKS[2], RISKS[3])),
            "own_second": MeasureState("in_progress", 4, 3, title="B", targets=(RISKS[2],)),
        },
    )


def odd_answers(alpha):
    """Every level at the bottom, a whole dimension open, no channel, risks at the ends of their scales."""
    bottom = {
        id: replace(answer, raw=0) if BANK.question(id).type == "level5" else answer
        for id, answer in alpha.answers.items()
        if not id.startswith("team")
    }
    risks = {
        risk: RiskJudgement(5 if place % 2 else None, 1 if place % 3 else 5, place % 5)
        for place, risk in enumerate(RISKS)
    }
    return replace(alpha, answers=bottom, channels=(), risks=risks)


def tolerance(key, figures):
    """Those of the examples for as many draws, the wider of both; more where the range itself is wide."""
    if key in ("exceedance", "grade_chances", "quadrant_chances"):
        return 0.02
    wide = {"mean_loss": 0.9, "chance_loss_over_50": 0.01, "expected_loss": 0.9, "risk_adjusted": 0.7, "loss": 2.5}
    wide |= {"mean_worst_tenth": 1.7, "cautious": 1.5}
    spread = figures[2] - figures[0] if isinstance(figures, list) else 0
    return max(wide.get(key, 0.4), 0.025 * spread)


@pytest.mark.parametrize(("base", "change"), [("delta", odd_tables), ("alpha", odd_answers)])
def test_a_second_simulation_of_odd_answers_gives_the_same_figures(examples, differences, base, change):
    document = change(examples[base])
    result = assess(BANK, document)
    found = simulate(Model(BANK, result), 5 * DRAWS, 1).as_document()
    for key, figures in Plain(result, 7).figures.items():
        assert differences(found[key], figures, tolerance(key, figures), key) == []
