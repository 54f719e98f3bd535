from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring import ChannelRow
from assessments.scoring.channels import (
    channels,
    figures,
    index,
    known,
    moves,
    standing,
    strength,
    stress,
    sum_is_odd,
    without,
)

from .conftest import BANK, VECTORS
from .strategies import FEW, documents

CRITERIA = [column.id for column in BANK.channel_table.criteria]


def row(share=100, owner="self", dependence=0, **cells):
    return ChannelRow("direct_sales", owner, share, dependence, cells)


def perfect(share=100, owner="self", dependence=0):
    return row(share, owner, dependence, reach=4, fit=4, conversion=4, payback=3, control=4, defence=4)


@pytest.mark.parametrize("table", VECTORS["CHANNEL-LIMITS"]["inputs"]["tables"])
def test_channel_limits(table):
    vector = VECTORS["CHANNEL-LIMITS"]
    rows = [perfect(given["share"], given["owner"], given["dependence"]) for given in vector["inputs"]["tables"][table]]
    found = figures(BANK, rows, ())
    named = {"S": found.strength, "F": found.fragility, "HHI": found.hhi, "CAI": found.index}
    assert named == pytest.approx(vector["expected"][table], abs=vector["tolerance"])


@pytest.mark.parametrize("case", range(3))
def test_hhi_doj(case):
    vector = VECTORS["HHI-DOJ"]
    rows = [perfect(share, f"firm {at}") for at, share in enumerate(vector["inputs"]["shares"][case])]
    assert figures(BANK, rows, ()).hhi == pytest.approx(vector["expected"][case])


def test_a_missing_cell_counts_as_40_and_a_missing_dependence_as_the_worst():
    table = channels(BANK, [row(dependence=None)])
    assert strength(table) == pytest.approx(40)
    assert index(BANK, table) == pytest.approx(20)
    assert known(table) == (0, 0)


def test_the_portfolio_counts_by_share_and_by_the_weight_of_its_answered_cells():
    rows = [replace(row(75, reach=2, fit=2), evidence=2), row(25, owner="Store", payback=6)]
    complete, sure = known(channels(BANK, rows))
    assert complete == pytest.approx(0.75 * 0.40 + 0.25 * 0.20)
    assert sure == pytest.approx(0.75 * 0.40 * 0.75 + 0.25 * 0.20 * 0.50)


def test_no_rows_give_no_figures():
    assert figures(BANK, (), (perfect(),)) is None


def test_rows_without_a_share_are_not_counted():
    found = figures(BANK, [perfect(50), perfect(0, "Store", 4)], ())
    assert found.strengths == pytest.approx((100,))
    assert found.fragility == 0


def test_the_advantage_is_over_the_rival():
    assert figures(BANK, [perfect()], [perfect(dependence=4)]).advantage == pytest.approx(50)


def test_the_stress_test_takes_the_owner_with_the_largest_exposure_away():
    table = channels(BANK, [perfect(50), row(30, "Store", 4, reach=4), perfect(20, "Cloud", 1)])
    found = stress(table)
    assert (found.owner, found.share) == ("Store", pytest.approx(0.3))
    assert found.strength == pytest.approx(70)
    assert without(table, "self").strength == pytest.approx(0.3 * (0.2 * 100 + 0.8 * 40) + 20)
    assert stress(()) is None


def test_exposure_is_share_times_dependence_so_that_neither_alone_decides():
    half, small = perfect(70, "Store", 2), perfect(30, "Cloud", 4)  # 0.7 x 0.5 against 0.3 x 1
    assert stress(channels(BANK, [small, half])).owner == "Store"
    large, free = perfect(30, "Store", 4), perfect(70, "self", 0)
    assert stress(channels(BANK, [free, large])).owner == "Store"


def test_a_share_of_half_a_percent_is_the_whole_where_it_is_the_only_one():
    assert figures(BANK, [perfect(0.5)], ()).strength == pytest.approx(100)
    assert figures(BANK, [perfect(0)], ()) is None


def test_whoever_has_exactly_ten_points_can_give_them_and_nobody_with_less():
    weak = [perfect(90), row(10, "Cloud")]
    assert [(move.source, move.target) for move in moves(BANK, weak)] == [(1, 0)]
    assert moves(BANK, [perfect(90.05), row(9.95, "Cloud")]) == ()


@pytest.mark.parametrize(("advantage", "words"), [(None, "not_assessed"), (10.1, "ahead"), (10, "level"), (0, "level"),
                                                  (-10, "level"), (-10.1, "behind")])  # fmt: skip
def test_within_ten_points_of_the_rival_is_level(advantage, words):
    assert standing(BANK, advantage) == words


def test_a_move_of_share_is_worth_what_the_index_gains_by_it():
    # S stays 100; F falls from 0.5 squared to 0.4 squared, so the index rises from 87.5 to 92.
    found = moves(BANK, [perfect(50), perfect(50, "Store", 4)])
    assert [(move.source, move.target, move.points) for move in found] == [(1, 0, 10)]
    assert found[0].change == pytest.approx(4.5)
    # The same table with shares that add up to 40: a point of share is still a hundredth of the whole.
    assert moves(BANK, [perfect(20), perfect(20, "Store", 4)])[0].change == pytest.approx(4.5)


def test_only_three_moves_are_shown_best_first_and_nobody_gives_more_than_he_has():
    # The cloud row is weak, so its ten points gain most; the shop has nine, and cannot give ten.
    rows = [perfect(45), perfect(36, "Store", 4), row(10, "Cloud"), row(9, "Shop"), perfect(0, "Club", 1)]
    found = moves(BANK, rows)
    assert [(move.source, move.target) for move in found] == [(2, 0), (2, 4), (1, 0)]
    assert [move.change for move in found] == sorted((move.change for move in found), reverse=True)
    for move in found:
        after = [replace(entry, share=entry.share + {move.source: -10, move.target: 10}.get(place, 0))
                 for place, entry in enumerate(rows)]  # fmt: skip
        assert move.change == pytest.approx(index(BANK, channels(BANK, after)) - index(BANK, channels(BANK, rows)))
    assert moves(BANK, [perfect()]) == ()


@pytest.mark.parametrize(("share", "odd"), [(95, False), (105 - 1e-12, False), (94.9, True)])
def test_shares_that_do_not_add_up_to_about_100_are_named(share, odd):
    assert sum_is_odd(BANK, [row(share)]) is odd
    assert not sum_is_odd(BANK, [])


@FEW
@given(documents(), st.integers(1, 99))
def test_splitting_a_row_within_its_owner_changes_nothing(document, percent):
    if not document.channels:
        return
    first, *others = document.channels
    halves = [replace(first, share=first.share * part / 100) for part in (percent, 100 - percent)]
    assert index(BANK, channels(BANK, [*halves, *others])) == pytest.approx(
        index(BANK, channels(BANK, document.channels))
    )


@FEW
@given(documents(), st.integers(1, 99))
def test_splitting_off_to_a_new_owner_of_equal_dependence_never_lowers_the_index(document, percent):
    if not document.channels:
        return
    first, *others = document.channels
    table = channels(BANK, document.channels)
    held = [entry for entry in table if entry.owner == first.owner]
    if len({entry.dependence for entry in held}) > 1:
        return
    split = replace(first, share=first.share * percent / 100, owner="Newcomer")
    rest = replace(first, share=first.share * (100 - percent) / 100)
    assert index(BANK, channels(BANK, [split, rest, *others])) >= index(BANK, table) - 1e-9
