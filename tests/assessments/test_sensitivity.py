"""What moves the score, what to answer next, how sure the verdict is, what could be lost; and frozen ranges."""

import re
from itertools import pairwise

import pytest
from django.urls import reverse

from assessments.charts.sensitivity import around, tornado
from assessments.models import Answer
from assessments.readings import Reading
from assessments.readings.reading import Score
from assessments.readings.sensitivity import (
    Chance,
    chance_words,
    losses,
    moving,
    named,
    narrowed,
    next_answer,
    percent_words,
    with_second,
)


@pytest.fixture
def url(venture):
    return reverse("assessments:result", args=[venture.code])


def drawn(assessment, draws=2000):
    return Reading.drawn_from(assessment.bank.parsed, assessment.document(), draws, str(assessment.code))


def text(response):
    assert response.status_code == 200
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", plain).replace("&#x27;", "'")


def test_a_finished_result_keeps_the_draws_of_a_report(finished):
    simulation = finished.final.result["simulation"]
    assert simulation["draws"] == finished.bank.parsed.constants["draws"]["report"]
    assert set(finished.bank.parsed.dimensions) <= set(simulation["nodes"])
    assert {"tornado", "answer_next", "stability"} <= set(finished.final.result)


def test_a_snapshot_is_drawn_once(filled):
    one, other = filled.freeze(), filled.freeze()
    assert one == other
    assert one.result == other.result


def test_every_node_has_a_range_in_order(awkward):
    reading = drawn(awkward)
    for node, (low, middle, high) in reading.result["simulation"]["nodes"].items():
        assert low <= middle <= high, node
    merit = reading.result["simulation"]["merit"]
    assert reading.result["simulation"]["nodes"]["merit"] == pytest.approx(merit, abs=0.01)


def test_equal_answers_are_drawn_alike(awkward):
    assert drawn(awkward).result == drawn(awkward).result


def test_the_bounds_stay_in_the_explanation(awkward, alice_client, url):
    shown = text(alice_client.get(url))
    assert "With the open answers at their worst it would be" in shown
    assert "With the open answers" in text(
        alice_client.get(reverse("assessments:dimension", args=[awkward.venture.code, "economic"]))
    )


def test_the_first_thing_to_answer_is_an_unknown_gate(awkward, alice_client, url):
    shown = text(alice_client.get(url))
    assert "Answer this next" in shown
    assert "As long as this condition is unknown, it holds the grade down." in shown


def test_what_is_answered_and_weak_comes_with_now_and_then_on_a_labelled_axis(filled, alice_client, url):
    response = alice_client.get(url)
    following, shown = response.context["following"], response.context["next_shown"]
    assert following.then.width < following.now.width
    assert shown.start <= following.now.low
    assert following.now.high <= shown.end
    assert f"Now, {following.now.words}" in text(response)
    assert len(response.context["next_ticks"]) == 5
    assert reverse("assessments:question", args=[filled.venture.code, following.link.section, following.link.ref]) in (
        response.content.decode()
    )


def test_every_answer_worth_giving_says_how_much_of_the_spread_it_explains(filled, alice_client, url):
    """Clearnote has neither an unknown condition nor an open required answer, so that all of them are information."""
    response = alice_client.get(url)
    reading, found = drawn(filled, 4000), response.context["following"]
    order = reading.advice["answer_next"]["order"]
    first = percent_words(order[0]["share_of_variance"])
    assert f"It explains {first} of the spread of the score." in text(response)
    shares = {percent_words(entry["share_of_variance"]) for entry in order}
    assert len(found.others) == 4
    for _link, words in found.others:
        assert words in text(response)
        assert words.removeprefix("explains ").removesuffix(" of the spread") in shares


def test_an_answer_that_explains_all_leaves_no_range():
    assert narrowed(Score(50, 40, 60), 1.0).width == 0
    half = narrowed(Score(50, 40, 60), 0.75)
    assert (half.low, half.high) == (45, 55)
    assert narrowed(Score(50, 40, 60), 1.5).width == 0


@pytest.mark.parametrize("mode", ["uncertainty", "lever", "weights"])
def test_each_mode_shows_its_bars_and_the_rest(awkward, alice_client, url, mode):
    response = alice_client.get(f"{url}?mode={mode}")
    found = response.context["moving"]
    assert found.mode == mode
    assert len(found.bars) == 10
    assert all(before.size >= after.size for before, after in pairwise(found.bars))
    shown = text(response)
    for bar in found.bars:
        assert bar.named.title.replace("&", "&amp;") in shown
    assert "All others together" in shown


def test_an_unknown_mode_shows_the_first(awkward, alice_client, url):
    assert alice_client.get(f"{url}?mode=nonsense").context["moving"].mode == "uncertainty"


def test_every_reference_of_the_method_has_words(awkward):
    reading = drawn(awkward)
    found = reading.advice
    for mode in ("uncertainty", "lever", "weights"):
        for bar in moving(reading, found, mode).bars:
            assert bar.named.title
            assert bar.named.place
    assert named(reading, "channels[0].share").title == "Share of revenue"
    assert named(reading, "channel_portfolio").title == "Channel table"


def test_lever_bars_end_at_todays_score(awkward):
    reading = drawn(awkward)
    found = moving(reading, reading.advice, "lever")
    assert all(found.today in (bar.low, bar.high) for bar in found.bars)


def test_a_bar_on_one_side_has_one_figure():
    assert tornado(45, 48, 45, around(45, [45, 48])).count("<text") == 1
    assert tornado(40, 48, 45, around(45, [40, 48])).count("<text") == 2
    assert "NaN" not in tornado(45, 45, 45, around(45, []))


def test_chances_are_named_alone_only_from_three_in_five():
    assert with_second([Chance("B", 0.85, True), Chance("C", 0.14, False)]) == "B (85%)"
    assert with_second([Chance("B", 0.6, True), Chance("C", 0.4, False)]) == "B (60%)"
    assert with_second([Chance("B", 0.57, True), Chance("C", 0.33, False)]) == "B (57%), perhaps C (33%)"


def test_a_cap_that_holds_the_grade_is_said(awkward):
    assert "That is before caps: conditions hold the grade at C." in chance_words(drawn(awkward))


def test_chances_add_up_and_stand_in_a_table(filled, alice_client, url):
    response = alice_client.get(url)
    assert sum(chance.share for chance in response.context["grade_chances"]) == pytest.approx(1)
    assert sum(chance.share for chance in response.context["quadrant_chances"]) == pytest.approx(1)
    shown = text(response)
    assert "How sure the verdict is" in shown
    assert "With every open answer at its worst" in shown
    assert "Grade A" in shown


def test_a_blocked_venture_has_no_chances(blocked, alice_client, url):
    assert "Chance of each grade" not in text(alice_client.get(url))


def test_the_frozen_advice_is_shown_not_made_again(finished, alice_client, url, monkeypatch):
    monkeypatch.setattr("assessments.scoring.simulation.tornado", None)
    assert "What moves the score" in text(alice_client.get(url))


def test_a_snapshot_from_before_the_simulation_still_opens(filled, alice_client, url):
    reading = Reading.of(filled.bank.parsed, filled.document(), filled.result())
    assert not reading.simulated
    assert next_answer(reading, reading.advice) is not None
    assert moving(reading, reading.advice, "lever").bars


def test_the_loss_curve_falls_and_stands_in_a_table(filled, alice_client, venture):
    response = alice_client.get(reverse("assessments:risks", args=[venture.code]))
    found = response.context["losses"]
    assert [loss.percent for loss in found] == list(range(0, 101, 5))
    assert all(before.chance >= after.chance for before, after in pairwise(found))
    shown = text(response)
    assert "What could be lost" in shown
    assert "In money" not in shown


def test_the_cautious_figure_is_said_beside_the_losses(filled, alice_client, venture):
    """M 4.1: the tenth percentile of merit after the drawn losses."""
    shown = text(alice_client.get(reverse("assessments:risks", args=[venture.code])))
    cautious = drawn(filled, 4000).result["simulation"]["cautious"]
    assert f"In nine cases of ten at least {cautious:.0f} of 100 points of merit are left" in shown


def test_losses_are_read_in_money_for_a_given_value(filled, alice_client, venture):
    shown = text(alice_client.get(reverse("assessments:risks", args=[venture.code]) + "?value=5,000,000"))
    assert "In money" in shown
    assert "2,500,000" in shown


@pytest.mark.parametrize("typed", ["a lot", "-5", "1e300"])
def test_a_bad_reference_value_is_told_at_the_field(filled, alice_client, venture, typed):
    response = alice_client.get(reverse("assessments:risks", args=[venture.code]), {"value": typed})
    assert 'class="error"' in response.content.decode()
    assert f'value="{typed}"' in response.content.decode()
    assert "In money" not in text(response)


def test_the_reference_value_is_asked_for_in_chinese_too(filled, alice_client, venture):
    shown = text(alice_client.get("/zh-hans" + reverse("assessments:risks", args=[venture.code])))
    assert "参考价值，用于以金额表示损失" in shown


def test_zero_is_a_reference_value(filled):
    assert losses(drawn(filled), 0.0)[10].money == 0


def test_the_pages_speak_chinese(awkward, alice_client, venture):
    for address in [reverse(f"assessments:{name}", args=[venture.code]) for name in ("result", "risks")]:
        assert 'lang="zh-Hans"' in alice_client.get("/zh-hans" + address).content.decode()


def test_the_number_of_queries_is_fixed(awkward, alice_client, url, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        alice_client.get(f"{url}?mode=lever")


def test_a_viewer_is_offered_no_answer(filled, victor_client, url):
    page = victor_client.get(url).content.decode()
    assert "Answer this next" in page
    assert "/assessment/risks/" not in page


def test_an_answer_given_moves_the_ranges(awkward, alice_client, url):
    before = alice_client.get(url).context["reading"].risk_adjusted
    row = Answer.objects.get(sheet=awkward.sheet, item="risk_funding_pressure")
    row.value, row.version = {"likelihood": 5, "impact": 5}, row.version + 1
    row.save()
    assert alice_client.get(url).context["reading"].risk_adjusted.high < before.high
