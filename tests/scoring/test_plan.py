from dataclasses import replace
from itertools import chain, combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring import MeasureState, assess
from assessments.scoring.plan import Greedy, effects, frontier, kept_of_risk, knapsack, plan, register

from .conftest import BANK, VECTORS
from .strategies import FEW, documents

RISKS = [risk.id for risk in BANK.risks]


def registered(document):
    return register(BANK, document.risks, document.mitigations)


@pytest.mark.parametrize("id", ["KNAPSACK-P01", "KNAPSACK-GREEDY-FAILS"])
def test_knapsack(id):
    given, expected = VECTORS[id]["inputs"], VECTORS[id]["expected"]
    chosen = knapsack(given["weights"], given["profits"], given["capacity"])
    assert sum(given["profits"][place] for place in chosen) == expected.get("value", expected.get("optimal"))


def test_golden_mitigation_alpha(examples):
    vector = VECTORS["GOLDEN-MITIGATION-ALPHA"]
    found = registered(examples["alpha"])
    rows = effects(found)
    chosen = plan(found, vector["inputs"]["budget"])
    second = sorted(entry.risk_after for entry in frontier(found) if entry.cost <= vector["inputs"]["budget"])[1]
    assert {
        "current": found.risk(()),
        "single_reduction": {row.id: row.drop for row in rows},
        "reduction_per_cost": {row.id: row.drop_per_cost for row in rows},
        "best_cost": chosen.cost,
        "best_overall": chosen.risk_after,
        "second_best_overall": second,
        "best_set": chosen.chosen,
    } == {
        key: tuple(value) if isinstance(value, list) else pytest.approx(value, abs=vector["tolerance"])
        for key, value in vector["expected"].items()
    }


@pytest.mark.parametrize("name", ["alpha", "delta"])
def test_the_plans_of_the_examples(examples, expected, differences, name):
    golden = expected[name]["result"]["mitigation_plan"]
    found = assess(BANK, examples[name]).as_document()["mitigation_plan"]
    assert set(found) == {"chosen", "cost", "risk_after"}
    assert differences(found, golden, 0.0001) == []


def test_without_a_budget_there_is_no_plan(examples):
    result = assess(BANK, replace(examples["alpha"], mitigation_budget=None))
    assert "mitigation_plan" not in result.as_document()


def test_a_budget_of_nothing_buys_what_costs_nothing(examples):
    found = plan(registered(examples["delta"]), 0)
    assert (found.chosen, found.cost) == (("mitigation_legal_data_provenance",), 0)


def own(targets, cost, likelihood=2, impact=1):
    return MeasureState("planned", likelihood, impact, cost=cost, title="own", targets=tuple(targets))


MEASURES = st.dictionaries(
    st.sampled_from([f"own_{letter}" for letter in "abcdefgh"]),
    st.builds(
        own,
        st.lists(st.sampled_from(RISKS), min_size=1, max_size=3, unique=True),
        st.integers(0, 6),
        st.integers(0, 4),
        st.integers(0, 4),
    ),
    min_size=1,
    max_size=8,
)


@FEW
@given(MEASURES, st.integers(0, 20))
def test_the_plan_is_the_best_of_all_sets(states, budget):
    found = register(BANK, {}, states)
    free = {id for id, state in states.items() if state.cost == 0}
    sets = chain.from_iterable(combinations(sorted(states), size) for size in range(len(states) + 1))
    affordable = [ids for ids in sets if free <= set(ids) and sum(states[id].cost for id in ids) <= budget]
    lowest = min(found.risk(ids) for ids in affordable)
    tied = [ids for ids in affordable if found.risk(ids) <= lowest + 1e-9]
    best = min(tied, key=lambda ids: (sum(states[id].cost for id in ids), len(ids), ids))
    assert plan(found, budget).chosen == best


@FEW
@given(MEASURES, st.sets(st.sampled_from([f"own_{letter}" for letter in "abcdefgh"])))
def test_one_risk_under_every_set_of_measures_is_as_its_formula_says(states, free):
    found = register(BANK, {}, states)
    priced = [entry for entry in found.candidates if entry.id not in free]
    done = [entry.id for entry in found.candidates if entry.id in free]
    for risk in RISKS[:3]:
        for number, kept in enumerate(kept_of_risk(found, risk, done, priced)):
            chosen = [entry.id for place, entry in enumerate(priced) if number >> place & 1]
            assert kept == pytest.approx(found.kept([*chosen, *done], only=[risk]))


def test_the_effects_say_which_measures_are_chosen_and_have_no_rate_without_a_cost(examples):
    found = registered(examples["delta"])
    chosen = plan(found, 60).chosen
    rows = effects(found, chosen)
    assert {row.id for row in rows if row.chosen} == set(chosen)
    assert all((row.drop_per_cost is None) == (row.cost == 0) for row in rows)


def test_the_drop_in_the_chosen_set_is_what_would_come_back_without_the_measure(examples):
    found = registered(examples["alpha"])
    chosen = plan(found, 120).chosen
    rows = {row.id: row for row in effects(found, chosen)}
    assert len(chosen) == 2
    for id, other in (chosen, chosen[::-1]):
        assert rows[id].drop_in_set == pytest.approx(found.risk([other]) - found.risk(chosen))
        assert rows[id].drop + rows[other].drop_in_set == pytest.approx(found.risk(()) - found.risk(chosen))
    assert all(row.drop_in_set is None for id, row in rows.items() if id not in chosen)
    alone = effects(found, chosen[:1])
    assert all(row.drop_in_set in (None, row.drop) for row in alone)


def test_up_to_sixteen_candidates_the_plan_is_exact_and_need_not_say_so():
    states = {f"own_{at:02}": own([RISKS[at % 8]], 5 + at % 4) for at in range(17)}
    assert plan(register(BANK, {}, dict(list(states.items())[:16])), 40).proven is None
    assert plan(register(BANK, {}, states), 40).proven is not None


def test_more_than_sixteen_overlapping_candidates_get_a_good_plan_not_proven_best():
    states = {f"own_{at:02}": own([RISKS[at % 8], RISKS[(at + 1) % 8]], 5 + at % 4) for at in range(20)}
    found = register(BANK, {}, states)
    chosen = plan(found, 40)
    assert chosen.proven is False
    assert chosen.cost <= 40
    assert chosen.risk_after < found.risk(())
    assert frontier(found) is None
    assert sorted(Greedy(found, 40).choose()) == list(chosen.chosen)


@FEW
@given(documents())
def test_every_step_of_the_frontier_costs_more_and_leaves_less_risk(document):
    steps = frontier(registered(document))
    if steps is None:
        return
    assert steps[0].cost == 0
    for one, other in pairwise(steps):
        assert other.cost > one.cost
        assert other.risk_after < one.risk_after
