"""What a report says is true at the edges too, and the same in every place."""

from dataclasses import replace

import pytest
from django.utils import translation

from assessments.readings.words import number_words, one_decimal, whole
from assessments.scoring import Answer, MeasureState
from reports import pdf
from tests.reports.conftest import contents_of, example, shipped_bank, text_of


def bare(alpha):
    return replace(
        alpha, answers={}, channels=(), rival_channels=(), risks={}, gates={}, mitigations={}, mitigation_budget=None
    )


def printed(document, language="en"):
    content, _pages = pdf.make(contents_of(document, language, actions=()))
    return " ".join(text_of(content).split())


def test_halves_are_rounded_up_in_sentences_as_in_tables():
    assert [whole(value) for value in (62.5, 82.5, 22.4, 0.5, -0.3, 0)] == ["63", "83", "22", "1", "0", "0"]
    assert [one_decimal(value) for value in (5.25, 0.05, 5.24, -0.04, 7)] == ["5.3", "0.1", "5.2", "0.0", "7.0"]


@pytest.mark.parametrize(
    ("value", "words"),
    [(123456789012.34, "123,456,789,012.34"), (370370367037.05994, "370,370,367,037.06"), (0.004, "0.004"),
     (5.0, "5"), (4200000, "4,200,000"), (0.1 + 0.2, "0.3")],
)  # fmt: skip
def test_sums_of_money_show_no_digits_that_nobody_entered(value, words):
    assert number_words(value) == words


def test_without_answers_nothing_is_praised_or_blamed_and_no_risk_has_a_level(alpha):
    found = contents_of(bare(alpha), actions=())
    assert (found.basis, found.strengths, found.weaknesses) == ("", (), ())
    assert found.range_words == "0 to 35, whatever is open, risks apart"
    words = printed(bare(alpha))
    assert "Technical uncertainty 12%, Not judged" in words
    assert "Cases whose profile resembles yours" not in words
    assert "Measures are part of the frozen answers" not in words


def test_several_failed_conditions_are_counted(delta):
    failed = {"gate_prohibited": "yes", "gate_data_basis": "none", "gate_authorisation": "missing"}
    said = contents_of(replace(delta, gates=failed)).statement
    assert said.startswith("Blocked by 3 answers, the first of them: “Does")
    one = replace(delta, gates={"gate_prohibited": "yes"})
    assert contents_of(one).statement.startswith("Blocked by one answer: “Does")


def test_risks_that_are_not_judged_are_left_out_of_none_is_high(alpha, delta):
    assert contents_of(delta).risk_finding.startswith("None of the 6 risks judged so far is high.")
    assert contents_of(alpha).risk_finding.startswith("No single risk is high.")
    with translation.override("zh-hans"):
        assert contents_of(delta, "zh-hans").risk_finding.startswith("已判断的 6 项风险中，没有一项为高。")


def test_missing_terms_are_not_told_as_the_worst_terms(alpha):
    row = replace(alpha.channels[0], owner="AppStore", share=100, dependence=None)
    found = contents_of(replace(alpha, channels=(row,))).channel_words
    assert found[0] == "100% of new revenue depends on AppStore, and you have not stated all of the terms."
    assert found[1].endswith("All sales run through one owner.")
    told = contents_of(replace(alpha, channels=(replace(row, dependence=4),))).channel_words
    assert "can remove you at will: AppStore" in told[0]


def test_nobody_is_taken_away_where_every_channel_is_ones_own(alpha):
    rows = tuple(replace(row, owner="self", dependence=0) for row in alpha.channels)
    found = contents_of(replace(alpha, channels=rows))
    assert found.routes.stress is None
    assert "Every channel is your own." in printed(replace(alpha, channels=rows))


def test_a_filled_channel_table_is_an_answer(alpha):
    bank = shipped_bank()
    answers = {id: one for id, one in alpha.answers.items() if bank.question(id).node != "channel_management"}
    pages = {page.dimension.id: page.finding for page in contents_of(replace(alpha, answers=answers)).pages}
    assert pages["channel"] == "Only the channel table is filled here."
    pages = {page.dimension.id: page.finding for page in contents_of(bare(alpha)).pages}
    assert pages["channel"] == "Nothing here is answered yet."


def test_the_top_of_the_scale_is_said_of_the_top_alone(alpha):
    share = {"social_trust": Answer("answered", 89.5, evidence=2)}
    best = {q.id: Answer("answered", 4, evidence=2) for q in shipped_bank().questions if q.type == "level5"}
    answers = {**alpha.answers, **best, **share}
    only = {id: one for id, one in answers.items() if not id.startswith("social_") or id in share}
    pages = {page.dimension.id: page.finding for page in contents_of(replace(alpha, answers=only)).pages}
    assert "at the top of its scale" not in pages["social"]


def test_measures_that_are_all_in_place_leave_nothing_to_choose(delta):
    placed = {measure.id: MeasureState("in_place") for measure in shipped_bank().mitigations}
    found = contents_of(replace(delta, mitigations=placed), actions=())
    assert found.plan_words == "Every measure is in place; nothing is left to choose."
    assert found.schedule_words == "The plan holds nothing to do."
    assert found.adding_up == ""


def test_plans_without_effect_yet_do_not_take_the_loss_from_a_figure_to_itself(delta):
    only_planned = {"mitigation_funding_diversified_sources": MeasureState("planned", cost=10)}
    words = contents_of(replace(delta, mitigations=only_planned)).measure_words
    assert words.startswith("The expected loss is 33%; with all that is planned it falls to ")


def test_chinese_figures_stand_in_chinese_brackets_and_commas(delta):
    found = dict(contents_of(delta, "zh-hans").key_figures)
    assert found["预期损失"] == "28%（中）"
    assert found["综合实力"] == "63（53–74）"
    assert "证据：2，有日期的记录" in printed(delta, "zh-hans")


def test_what_nobody_checked_is_the_wording_and_not_the_answer(delta):
    words = printed(delta)
    assert "No, checked by a qualified person" in words
    assert "No qualified person has checked the wording of these questions" in words


def test_one_month_is_a_month(alpha):
    rows = tuple(replace(row, cells={**row.cells, "payback": 1}) for row in alpha.channels)
    words = printed(replace(alpha, channels=rows))
    assert "1 month " in words
    assert "1 months" not in words


def test_a_dimension_and_the_case_beside_it_show_the_same_figure():
    assert "yours 83, the case" in printed(example("delta"))
    assert "yours 82, the case" not in printed(example("delta"))
