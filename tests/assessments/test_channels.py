"""The page about a venture's channels."""

from types import SimpleNamespace

import pytest
from django.urls import reverse

from assessments.models import Answer
from assessments.models.answered import RIVAL_CHANNELS

TOP = {"reach": 4, "fit": 4, "conversion": 4, "payback": 3, "control": 4, "defence": 4}
TABLE = "channel_portfolio"


def row(share, owner, dependence, kind="app_store", **cells):
    cells = {**TOP, **cells}
    return {"type": kind, "owner": owner, "share": share, "dependence": dependence, "cells": cells, "evidence": 2}


def put(assessment, item, value):
    Answer.objects.update_or_create(sheet=assessment.sheet, item=item, defaults={"value": value, "state": "answered"})


@pytest.fixture
def page(assessment, alice_client):
    """The page of a venture with these channels and nothing else but its stage."""
    put(assessment, "fact_stage", "growth")

    def get(*rows, rival=(), query="", **headers):
        put(assessment, TABLE, list(rows))
        if rival:
            put(assessment, RIVAL_CHANNELS, list(rival))
        return alice_client.get(url(assessment.venture) + query, **headers)

    return get


def url(venture, name="channels"):
    return reverse(f"assessments:{name}", args=[venture.code])


def figures(response):
    context = response.context
    return SimpleNamespace(
        strength=context["strength"].value, fragility=context["fragility"], index=context["index"].value,
        hhi=context["figures"]["hhi"],
    )  # fmt: skip


def text(response):
    return " ".join(response.content.decode().split())


LIMITS = [
    ([row(100, "Store", 4)], 100, 1, 10_000, 50),
    ([row(100, "self", 0, "direct_sales")], 100, 0, 10_000, 100),
    ([row(50, "P", 4), row(50, "P", 4)], 100, 1, 10_000, 50),
    ([row(50, "P", 4), row(50, "Q", 4)], 100, 0.5, 5_000, 75),
]


@pytest.mark.parametrize(("rows", "strength", "fragility", "hhi", "index"), LIMITS)
def test_channel_limits_are_shown_as_computed_by_hand(page, rows, strength, fragility, hhi, index):
    response = page(*rows)
    found = figures(response)
    assert (found.strength, found.fragility, found.hhi, found.index) == pytest.approx(
        (strength, fragility, hhi, index), abs=1e-6
    )
    assert f"{index:.1f}" in text(response)


def test_the_derivation_adds_up_in_words_and_numbers(page):
    """60% x 100 + 40% x 25, as every cell of the second is at level 1; owner P: 0.6 squared x 0.5 = 0.18."""
    low = dict.fromkeys(TOP, 1) | {"payback": 27}
    response = page(row(60, "P", 2), row(40, "self", 0, "direct_sales", **low))
    shown = text(response)
    second = 0.8 * 25 + 0.2 * 22.5  # 27 months lie a quarter of the way from 24 (30) to 36 (0)
    strength = 60 + 0.4 * second
    assert figures(response).strength == pytest.approx(strength)
    assert figures(response).index == pytest.approx(strength * (1 - 0.5 * 0.18))
    assert "60.0% × 100.0" in shown
    assert f"40.0% × {second:.1f}" in shown
    assert "0.600² × 0.50" in shown
    assert "0.180" in shown


def test_the_finding_names_the_owner_the_share_and_the_terms(page):
    shown = text(page(row(57, "LoomWorks", 4), row(43, "self", 0, "direct_sales")))
    assert "57% of new revenue depends on LoomWorks. The terms: “The channel owner can remove us at will" in shown


def test_the_weakest_terms_of_an_owner_are_named(page):
    shown = text(page(row(30, "Store", 1), row(40, "Store", 3), row(30, "self", 0, "direct_sales")))
    assert "70% of new revenue depends on Store. The terms: “Standard terms; the channel owner can change" in shown


@pytest.mark.parametrize(
    ("shares", "sentence"),
    [
        ([10] * 10, "Between 1,000 and 1,800: moderately concentrated."),
        ([9] * 11 + [1], "Below 1,000: sales are spread over many owners."),
        ([50, 50], "Above 1,800: highly concentrated."),
    ],
)
def test_the_concentration_is_told_by_its_marks(page, shares, sentence):
    rows = [row(share, f"Owner {number}", 1) for number, share in enumerate(shares)]
    assert sentence in text(page(*rows))


def test_each_strength_has_its_range_and_weak_evidence_widens_it(page):
    middle = dict.fromkeys(TOP, 2) | {"payback": 18}
    weak = {**row(50, "P", 1, **middle), "evidence": 0}
    strong = {**row(50, "Q", 1, **middle), "evidence": 4}
    first, second = [term.score for term in page(weak, strong).context["terms"]]
    assert first.value == second.value == 50
    assert first.width > 2 * second.width > 0


def test_without_dependence_nobody_can_take_revenue_away(page):
    assert "No channel owner can take new revenue away from you." in text(page(row(100, "self", 0, "direct_sales")))


def test_a_missing_dependence_is_said_and_counts_as_the_worst(page):
    response = page(row(70, "Store", None), row(30, "self", 0, "direct_sales"))
    assert "you have not stated all of the terms" in text(response)
    assert figures(response).fragility == pytest.approx(0.49)


def test_the_stress_test_takes_away_the_owner_with_the_largest_exposure(page):
    """P has the larger share, Q can cut more: 0.5 x 0.25 < 0.3 x 1. Without Q 70 points of strength are left."""
    response = page(row(50, "P", 1), row(30, "Q", 4), row(20, "self", 0, "direct_sales"))
    assert "Without Q (30% of new revenue) the strength goes from 100 to 70." in text(response)


def test_every_other_owner_can_be_taken_away_instead(page):
    rows = row(50, "P & Co", 1), row(30, "Q", 4), row(20, "self", 0, "direct_sales")
    shown = text(page(*rows, query="?without=P%20%26%20Co"))
    assert "Without P &amp; Co (50% of new revenue) the strength goes from 100 to 50." in shown
    assert "Without your own channels (20%" in text(page(*rows, query="?without=self"))
    assert "Without Q (30%" in text(page(*rows, query="?without=nobody"))


def test_a_single_own_channel_is_no_outside_owner_and_has_no_share_to_move(page):
    shown = text(page(row(100, "self", 0, "direct_sales")))
    assert "Nothing. Every channel is your own." in shown
    assert "There is one channel only, so there is no share to move." in shown
    assert "Each pair of channels was tried." not in shown


def test_an_owner_without_whom_nothing_changes_is_said_to_change_nothing(page):
    weak = {"reach": 0, "fit": 0, "conversion": 0, "payback": 36, "control": 0, "defence": 0}
    shown = text(page(row(100, "Store", 4, **weak)))
    assert "Without Store the strength stays at 0." in shown
    assert "−0" not in shown


def test_htmx_gets_the_stress_test_alone(page):
    response = page(
        row(50, "P", 1), row(50, "Q", 4), query="?without=P", headers={"HX-Request": "true", "HX-Target": "stress"}
    )
    shown = text(response)
    assert shown.startswith('<section class="section" id="stress"')
    assert "<html" not in shown
    assert "HX-Request" in response.headers["Vary"]


def test_the_three_best_moves_say_what_they_add(page):
    """Store alone holds all: F = 1, index 50. Ten points to one's own: S 100, F 0.81, index 59.5."""
    response = page(row(100, "Store", 4), row(0, "self", 0, "direct_sales"))
    moves = response.context["moves"]
    assert [move.change for move in moves] == pytest.approx([9.5])
    assert moves[0].query == "channels%5B0%5D.share=90&channels%5B1%5D.share=10"
    assert "is not modelled" in text(response)


def test_the_rival_stands_beside_one_s_own_table(page):
    low = dict.fromkeys(TOP, 1) | {"payback": 24}
    rival = [row(100, "self", 0, "direct_sales", **low)]
    response = page(row(100, "Store", 4), rival=rival)
    lines = {line.title: (line.own, line.rival, line.words) for line in response.context["rival"]}
    assert lines["Reach"] == (100, 25, "ahead")
    assert lines["Payback"] == (100, 30, "ahead")
    assert lines["Index"][:2] == pytest.approx((50, 26))
    assert "24 points ahead of the strongest rival." in text(response)


def test_within_ten_points_both_are_level(page):
    response = page(row(100, "self", 0, "direct_sales"), rival=[row(100, "self", 0, "direct_sales", reach=3, fit=3)])
    assert {line.title: line.words for line in response.context["rival"]}["Index"] == "level"  # 100 against 90


def test_without_a_rival_only_the_strength_is_told_with_a_way_to_fill_in_the_table(page, venture):
    shown = text(page(row(100, "self", 0, "direct_sales")))
    assert "Strength only; the advantage over a rival is not assessed." in shown
    assert reverse("assessments:question", args=[venture.code, "channels", RIVAL_CHANNELS]) in shown


def test_one_level_more_in_a_cell_adds_its_weight_times_25_points(page):
    """Share 1, weight of reach 0.2, 25 points, half of it lost as F = 1."""
    response = page(row(100, "Store", 4, reach=3))
    assert [gain.change for gain in response.context["largest_gains"]] == pytest.approx([2.5])
    assert response.context["largest_gains"][0].query == "channels%5B0%5D.reach=4"


def test_contradictions_about_the_channels_are_shown(page, assessment):
    put(assessment, "channel_conflict_rules", 1)
    put(assessment, "channel_measurement", 0)
    shown = text(page(row(100, "Store", 4)))
    assert "there are no written rules on channel conflict" in shown
    assert "results are not measured by channel" in shown


def test_shares_that_do_not_add_up_are_said(page):
    assert "The shares add up to 80, not to about 100." in text(page(row(80, "self", 0, "direct_sales")))


def test_an_empty_table_says_kindly_how_to_begin(assessment, alice_client):
    put(assessment, "fact_stage", "growth")
    shown = text(alice_client.get(url(assessment.venture)))
    assert "No channel is listed yet" in shown
    assert reverse("assessments:question", args=[assessment.venture.code, "channels", TABLE]) in shown


def test_a_venture_without_an_assessment_says_so(alice_client, venture):
    assert "Not started yet" in text(alice_client.get(url(venture)))


def test_a_viewer_looks_and_gets_no_way_to_change(filled, victor_client):
    shown = text(victor_client.get(url(filled.venture)))
    assert "Channel by channel" in shown
    assert "Change the channel table" not in shown


def test_a_finished_assessment_gets_no_way_to_change(finished, alice_client):
    assert "Change the channel table" not in text(alice_client.get(url(finished.venture)))


def test_a_stranger_gets_404(filled, charlie_client):
    assert charlie_client.get(url(filled.venture)).status_code == 404


def test_the_page_speaks_chinese(filled, alice_client):
    response = alice_client.get("/zh-hans" + url(filled.venture))
    assert "行业软件商或系统集成商" in text(response)


def test_the_number_of_queries_does_not_grow_with_the_channels(page, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        page(*[row(10, f"Owner {n}", n % 5) for n in range(10)])
