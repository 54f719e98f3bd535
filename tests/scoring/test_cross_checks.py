"""The same figures from other people's programs."""

from itertools import combinations

import numpy as np
import pandas
import pytest
import skcriteria
from ahpy import Compare
from gower import gower_matrix
from pymcdm import methods
from pymcdm import normalizations as helpers
from SALib.analyze import sobol
from SALib.sample import sobol as saltelli
from scipy import stats
from skcriteria.agg import simple

from assessments.scoring.portfolio import kendall_tau
from assessments.scoring.reviewers import icc
from assessments.scoring.similarity import fact_term, gower, number_term
from assessments.scoring.simulation.groups import sample_indices
from assessments.scoring.tree import arithmetic, geometric
from assessments.scoring.weights import pairwise

from .conftest import BANK, VECTORS

RNG = np.random.default_rng(11)
MATRIX = RNG.uniform(1, 100, (6, 5))
WEIGHTS = RNG.dirichlet(np.ones(5))


def test_weighted_means_agree_with_pymcdm():
    benefit = np.ones(5)
    sums = methods.WSM(normalization_function=helpers.sum_normalization)(MATRIX, WEIGHTS, benefit)
    products = methods.WPM(normalization_function=helpers.sum_normalization)(MATRIX, WEIGHTS, benefit)
    shares = MATRIX / MATRIX.sum(axis=0)
    assert [arithmetic(zip(WEIGHTS, row, strict=True)) for row in shares] == pytest.approx(list(sums))
    ours = [geometric(zip(WEIGHTS, row, strict=True), 1e-12) for row in shares]
    assert ours == pytest.approx(list(products))


def test_rank_correlation_agrees_with_scipy():
    one, other = RNG.permutation(12), RNG.permutation(12)
    assert kendall_tau(list(one), list(other))[1] == pytest.approx(stats.kendalltau(one, other).statistic)


def test_weighted_products_agree_with_scikit_criteria():
    matrix = skcriteria.mkdm(MATRIX / 100, [max] * 5, weights=WEIGHTS)
    found = simple.WeightedProductModel().evaluate(matrix)
    ours = [np.log10(geometric(zip(WEIGHTS, row, strict=True), 1e-12)) for row in MATRIX / 100]
    assert ours == pytest.approx(list(found.e_.score))


def test_pairwise_comparison_agrees_with_ahpy():
    vector = VECTORS["AHP-DRINKS"]["inputs"]
    pairs = {(vector["items"][i], vector["items"][j]): vector["matrix"][i][j] for i, j in combinations(range(7), 2)}
    theirs = Compare("drinks", pairs, precision=6).target_weights
    ours = dict(zip(vector["items"], pairwise(BANK, vector["matrix"]).weights, strict=True))
    assert ours == pytest.approx(dict(theirs), abs=0.0001)


def test_similarity_agrees_with_gower():
    rows = VECTORS["GOWER"]["inputs"]["rows"]
    matrix = gower_matrix(pandas.DataFrame(rows).astype({"gender": object, "civil": object}))
    spread = {name: np.ptp([row[name] for row in rows]) for name in ("age", "salary", "children", "credit")}
    for one, other in combinations(range(len(rows)), 2):
        terms = [fact_term(name, 1, rows[one][name], rows[other][name]) for name in ("gender", "civil")]
        terms += [number_term(name, 1, rows[one][name], rows[other][name], spread[name]) for name in spread]
        assert 1 - gower(terms) == pytest.approx(float(matrix[one, other]), abs=1e-5)


def test_variance_shares_agree_with_salib():

    def ishigami(x):
        return np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])

    problem = {"num_vars": 3, "names": list("abc"), "bounds": [[-np.pi, np.pi]] * 3}
    drawn = saltelli.sample(problem, 4096, calc_second_order=False, seed=1)
    theirs = sobol.analyze(problem, ishigami(drawn.T), calc_second_order=False, seed=1)
    one, other = drawn[::5].T, drawn[4::5].T
    ours = sample_indices(ishigami, one, other, {name: [at] for at, name in enumerate("abc")})
    assert [ours[name].first for name in "abc"] == pytest.approx(list(theirs["S1"]), abs=0.005)
    assert [ours[name].total for name in "abc"] == pytest.approx(list(theirs["ST"]), abs=0.005)


def test_agreement_of_raters_agrees_with_an_analysis_of_variance():
    """ICC(2,k) once more, from sums of squares written out in matrices."""
    ratings = RNG.uniform(0, 100, (8, 3))
    n, k = ratings.shape
    rows = k * np.var(ratings.mean(axis=1), ddof=1)
    columns = n * np.var(ratings.mean(axis=0), ddof=1)
    residual = ratings - ratings.mean(axis=1, keepdims=True) - ratings.mean(axis=0) + ratings.mean()
    error = (residual**2).sum() / ((n - 1) * (k - 1))
    assert icc(ratings.tolist()) == pytest.approx((rows - error) / (rows + (columns - error) / n))
