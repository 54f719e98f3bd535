from dataclasses import replace

import pytest
from hypothesis import given

from assessments.scoring import assess
from assessments.scoring.similarity import Term, fact_term, gower, number_term, similarity

from .conftest import BANK, VECTORS
from .strategies import FEW, documents


@pytest.mark.parametrize("case", range(4))
def test_gower(case):
    vector = VECTORS["GOWER"]
    given = vector["inputs"]
    rows = given["rows"]
    one, other = (rows[place] for place in given["pairs"][case])
    terms = [fact_term(name, 1, one[name], other[name]) for name in given["categorical"]]
    for name in given["numeric"]:
        spread = max(row[name] for row in rows) - min(row[name] for row in rows)
        terms.append(number_term(name, 1, one[name], other[name], spread))
    assert 1 - gower(terms) == pytest.approx(vector["expected"][case], abs=vector["tolerance"])


def test_facts_are_alike_by_what_they_share():
    assert fact_term("fact_fields", 1, ("health", "language"), ("health",)).alike == 0.5
    assert fact_term("fact_fields", 1, (), ()) is None
    assert fact_term("fact_fields", 1, (), ("health",)).alike == 0
    assert fact_term("fact_stage", 1, "idea", None) is None
    assert gower([]) == 0


def pair(document):
    return document, assess(BANK, document)


def test_alpha_and_delta_share_what_both_know(examples):
    found = similarity(BANK, pair(examples["alpha"]), pair(examples["delta"]))
    assert 0.5 < found.score < 0.9
    assert found.shown
    assert len(found.together) == len(found.apart) == 3
    assert found.apart[0].ref == "fact_fields"  # nothing in common, at 0.15 the heaviest single term


@FEW
@given(documents())
def test_an_assessment_is_fully_like_itself(document):
    found = similarity(BANK, pair(document), pair(document))
    assert found.score == pytest.approx(1)
    assert found.overlap <= 1 + 1e-9


@FEW
@given(documents(), documents())
def test_likeness_is_mutual(one, other):
    there, back = similarity(BANK, pair(one), pair(other)), similarity(BANK, pair(other), pair(one))
    assert there.score == pytest.approx(back.score)
    assert there.overlap == pytest.approx(back.overlap)


def test_too_little_in_common_is_not_shown(examples):
    bare = replace(examples["alpha"], answers={}, channels=())
    found = similarity(BANK, pair(examples["alpha"]), pair(bare))
    assert (found.overlap, found.shown) == (0, False)
    assert all(isinstance(term, Term) for term in found.together)
