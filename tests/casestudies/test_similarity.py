import random

import pytest

from casestudies.shelf import Columns
from casestudies.similarity import CATEGORIES, NODES, Traits, Weights, level, scores, similarity


def traits(value=50, risk=3, fields=("health",), layers=("application",), channels=("direct_sales",), nodes=NODES):
    return Traits(
        dict.fromkeys(nodes, value), dict.fromkeys(CATEGORIES, risk), frozenset(fields), frozenset(layers),
        frozenset(channels),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("loss", "expected"), [(0, 1), (4, 1), (4.1, 2), (10, 2), (20, 3), (35, 4), (35.1, 5), (99, 5)]
)
def test_a_loss_in_percent_has_a_level(loss, expected):
    assert level(loss) == expected


def test_a_venture_is_fully_like_itself():
    found = similarity(traits(), traits())
    assert found.score == pytest.approx(1)
    assert found.overlap == pytest.approx(1)
    assert found.apart == ()


def test_each_kind_of_term_has_its_weight():
    assert similarity(traits(value=0), traits(value=100)).score == pytest.approx(0.5)
    assert similarity(traits(risk=1), traits(risk=5)).score == pytest.approx(0.8)
    assert similarity(traits(fields=["health"]), traits(fields=["finance"])).score == pytest.approx(0.85)
    assert similarity(traits(layers=["tooling"]), traits()).score == pytest.approx(0.9)
    assert similarity(traits(channels=["app_store"]), traits()).score == pytest.approx(0.95)


def test_sets_count_by_what_both_share():
    one, other = traits(fields=["health", "language"]), traits(fields=["health", "finance"])
    assert similarity(one, other).score == pytest.approx(0.85 + 0.15 / 3)


def test_what_one_side_does_not_know_leaves_both_sums():
    bare = traits(fields=[], layers=[], channels=[])
    assert similarity(bare, traits(fields=["finance"])).score == pytest.approx(1)
    assert similarity(Traits(), traits()).score == 0


def test_half_of_the_weight_of_the_numbers_is_enough_and_less_is_not():
    assert not similarity(traits(nodes=NODES[:2]), traits()).shown  # 2 / 7 of 0.5 and 0.2
    assert similarity(traits(nodes=NODES[:3]), traits()).shown
    assert not similarity(Traits(fields=frozenset(["health"])), traits()).shown


def test_three_terms_bring_together_and_three_set_apart():
    found = similarity(traits(value=90, fields=["finance"]), traits(value=10))
    assert len(found.together) == len(found.apart) == 3
    assert found.apart[0].ref == "fields"
    assert {term.kind for term in found.together} <= {"layers", "risk"}


def test_no_term_brings_together_and_sets_apart():
    found = similarity(traits(70, 3, ["health"]), traits(72, 3, ["health", "finance"]))
    assert "fields" in {term.ref for term in found.together}
    assert not set(found.together) & set(found.apart)
    found = similarity(traits(70, 3, ["health"]), traits(72, 3, ["health", "finance", "education"]))
    assert found.apart[0].ref == "fields"
    assert not set(found.together) & set(found.apart)


def test_likeness_is_mutual():
    one, other = traits(20, 2, ["health", "vision"]), traits(70, 4)
    assert similarity(one, other).score == pytest.approx(similarity(other, one).score)


def test_the_score_of_many_at_once_is_the_score_of_each():
    draw = random.Random(3)

    def some(ids):
        return frozenset(id for id in ids if draw.random() < 0.5)

    def drawn(known):
        nodes = {name: draw.randint(0, 100) for name in NODES if draw.random() < known}
        risks = {name: draw.randint(1, 5) for name in CATEGORIES if draw.random() < known}
        return Traits(nodes, risks, some(["health", "law"]), some(["tooling", "application"]), some("abc"))

    def line(case):
        numbers = [case.nodes.get(name, "nan") for name in NODES] + [case.risks.get(name, "nan") for name in CATEGORIES]
        sets = (" ".join(ids) for ids in (case.fields, case.layers, case.channels))
        return ";".join([" ".join(map(str, numbers)), *sets, "", "", "", ""])

    cases = [drawn(0.8) for _case in range(200)]
    for known in (1, 0.6, 0):
        venture = drawn(known)
        each = [similarity(venture, case) for case in cases]

        found, shown = scores(Columns([line(case) for case in cases]), venture, Weights())

        assert list(shown) == [one.shown for one in each]
        assert list(found) == pytest.approx([one.score for one in each])
    assert len(scores(Columns([]), drawn(1), Weights())[0]) == 0
