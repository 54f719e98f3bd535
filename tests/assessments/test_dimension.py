"""One dimension: its score taken apart into answers."""

from dataclasses import replace
from datetime import date
from statistics import quantiles

import pytest
from django.core.management import call_command
from django.template import Context, Template
from django.urls import reverse

from assessments import scoring
from assessments.readings import Reading, explained
from assessments.readings.dimensions import step_up
from assessments.readings.similar import Quartiles, quartiles
from assessments.readings.words import whole
from assessments.scoring import Answer, Review
from assessments.scoring.levers import raised
from assessments.scoring.values import money_rate
from casestudies.models import CaseStudy


def address(venture, node):
    return reverse("assessments:dimension", args=[venture.code, node])


def test_it_shows_answers_with_value_weight_contribution_and_gap(awkward, alice_client, venture):
    page = alice_client.get(address(venture, "economic")).content.decode()
    assert "4,200,000 CNY" in page
    assert "Dated record" in page
    assert "Weight 60%, adds 41.1, gap 18.9" in page
    assert reverse("assessments:question", args=[venture.code, "economic", "economic_revenue"]) in page


def test_one_of_several_answers_that_cost_the_same_is_not_called_the_one(worst, alice_client, venture):
    page = alice_client.get(address(venture, "economic")).content.decode()
    assert "Among the answers that cost most: How far has the same product" in page


def rows(reading):
    return [(id, row) for id in reading.bank.dimensions for row in explained(reading, id).rows]


def test_what_one_step_up_gives_is_what_scoring_with_the_next_answer_gives(awkward):
    """Every answered question, through the whole of scoring; a number is proposed in three digits."""
    bank, document = awkward.bank.parsed, awkward.document()
    reading = Reading.of(bank, document)
    now, tried = scoring.assess(bank, document).nodes, 0
    for id, row in rows(reading):
        raw = raised(bank, row.question, row.answer.raw if row.answer else None, money_rate(bank, document))
        if not row.informed or raw is None:
            continue
        changed = replace(document, answers={**document.answers, row.question.id: replace(row.answer, raw=raw)})
        then = scoring.assess(bank, changed).nodes
        near = 0.05 if row.question.value_function else 1e-9
        assert row.up.here == pytest.approx(then[id] - now[id], abs=near), row.question.id
        assert row.up.merit == pytest.approx(then["merit"] - now["merit"], abs=near), row.question.id
        tried += 1
    assert tried > 30


def test_an_open_answer_one_step_up_lies_between_the_levels_around_it(awkward):
    """It counts with 40 and goes to 65, which no level of five is worth: between 50 and 75."""
    bank, document = awkward.bank.parsed, awkward.document()
    reading, now = Reading.of(bank, document), scoring.assess(bank, document).nodes
    id, row = next((id, row) for id, row in rows(reading) if not row.informed and row.question.type == "level5")
    low, high = (
        scoring.assess(
            bank, replace(document, answers={**document.answers, row.question.id: Answer("answered", level, 2)})
        ).nodes[id]
        - now[id]
        for level in (2, 3)
    )
    assert row.up.words == "an answer worth 65 points"
    assert low < row.up.here < high


def test_every_answer_says_what_it_costs_and_what_one_step_up_gives(awkward, alice_client, venture):
    page = alice_client.get(address(venture, "team")).content.decode()
    row = explained(Reading.of(awkward.bank.parsed, awkward.document()), "team").rows[0]
    assert row.up.words == "Level 4: All five"
    assert "One step up: Level 4: All five" in page
    assert f'data-label="Costs merit">{row.cost:.1f}<' in page
    assert f"<b>+{row.up.merit:.1f}</b>" in page
    assert f">+{row.up.here:.1f}<" in page
    assert reverse("assessments:what_if", args=[venture.code]) + f"?add={row.question.id}" in page


def test_the_costs_of_all_answers_and_of_the_channel_table_add_up_to_what_merit_lacks(finished):
    reading = Reading.of(finished.bank.parsed, finished.document())
    table = reading.scored.losses()[reading.bank.channel_table.node]
    assert sum(row.cost for _id, row in rows(reading)) + table == pytest.approx(100 - reading.result["nodes"]["merit"])


def test_the_three_answers_that_would_move_it_most_come_first_and_can_be_tried(awkward, alice_client, venture):
    found = explained(Reading.of(awkward.bank.parsed, awkward.document()), "team")
    gains = [up.here for _row, up in found.movers]
    assert gains == sorted((row.up.here for row in found.rows), reverse=True)[:3]
    page = alice_client.get(address(venture, "team")).content.decode()
    listed = page[page.index('id="movers-h"') :]
    assert f"<b>+{gains[0]:.1f}</b>" in listed
    assert f"?add={found.movers[0][0].question.id}" in listed


def test_an_answer_above_the_dimension_pulls_it_up_and_one_below_down(awkward, alice_client, venture):
    found = explained(Reading.of(awkward.bank.parsed, awkward.document()), "team")  # 65
    assert {row.question.id: row.pull for row in found.rows} == {
        "team_composition": 1, "team_talent": -1, "team_capability": -1, "team_incentives": 1,
    }  # fmt: skip
    assert alice_client.get(address(venture, "team")).content.decode().count("pulls up") == 2


def test_steps_of_the_plan_stand_with_their_dimension(awkward, alice_client, venture):
    venture.actions.create(kind="lever", ref="team_composition", owner="Wen", due=date(2027, 1, 15))
    venture.actions.create(kind="lever", ref="economic_margin", owner="Ada")
    page = alice_client.get(address(venture, "team")).content.decode()
    listed = page[page.index('id="planned-h"') :]
    assert "Wen" in listed
    assert "15 January 2027" in listed
    assert "Ada" not in listed
    assert 'id="planned-h"' not in alice_client.get(address(venture, "strategy")).content.decode()


def test_a_dimension_stands_beside_the_middle_half_of_the_cases(awkward, alice_client, venture):
    """Recomputed from the cases themselves, by quartiles of type 7."""
    assert 'id="library-h"' not in alice_client.get(address(venture, "team")).content.decode()
    call_command("load_cases", verbosity=0)
    scores = sorted(case.traits().nodes["team"] for case in CaseStudy.objects.published())
    low, middle, high = quantiles(scores, n=4, method="inclusive")
    found = quartiles("team")
    assert (found.cases, found.low, found.middle, found.high) == (len(scores), low, middle, high)
    page = alice_client.get(address(venture, "team")).content.decode()
    assert f"Half of the {len(scores)} cases lie between {whole(low)} and {whole(high)}; yours, 65, is below." in page
    assert 'id="library-h"' not in alice_client.get(address(venture, "steps")).content.decode()


def test_what_is_assumed_where_nothing_is_answered_is_not_compared_with_cases(thin, alice_client, venture):
    call_command("load_cases", verbosity=0)
    thin.sheet.answers.filter(item="team_composition").delete()
    pages = {node: alice_client.get(address(venture, node)).content.decode() for node in ("economic", "team")}
    assert ["Nothing here is answered yet." in page for page in pages.values()] == [False, True]
    assert ['id="library-h"' in page for page in pages.values()] == [True, False]


@pytest.mark.parametrize(("own", "words"), [(39.9, "below."), (40, "too."), (60, "too."), (60.1, "above.")])
def test_a_score_at_the_end_of_the_middle_half_is_in_it(own, words):
    assert Quartiles(16, 40.0, 50.0, 60.0).words(own).endswith(words)


def test_an_answer_at_the_top_has_no_step_up(awkward, alice_client, venture):
    document = awkward.document()
    best = replace(document.answers["team_composition"], raw=4)
    reading = Reading.of(awkward.bank.parsed, replace(document, answers={**document.answers, "team_composition": best}))
    row = next(row for row in explained(reading, "team").rows if row.question.id == "team_composition")
    assert row.up is None


def test_a_dimension_that_no_weight_is_left_for_can_be_opened(awkward):
    nothing = {f"economic_{source}": 0.0 for source in ("measured", "expert", "user")}
    found = explained(Reading.of(awkward.bank.parsed, replace(awkward.document(), profile=nothing)), "economic")
    assert found.dimension.score.value is None
    assert [(row.up, row.cost, row.pull) for row in found.rows] == [(None, 0, 0)] * len(found.rows)


def test_a_percentage_goes_up_in_percent_whatever_the_currency(awkward, alice_client, venture):
    """The rate of the currency is for money alone."""
    page = alice_client.get(address(venture, "economic")).content.decode()
    assert "One step up: 79.8%" in page


@pytest.mark.parametrize(("node", "said"), [
    ("team", "Level 3: Four gives a value of 75"),  # a level, on its steps
    ("resources", "5 months gives a value of"),
    ("economic", "583,800 USD gives a value of 54"),  # in the unit of the bank, whatever the currency
])  # fmt: skip
def test_an_answer_is_drawn_on_its_value_function(awkward, alice_client, venture, node, said):
    page = alice_client.get(address(venture, node)).content.decode()
    assert 'class="curve"' in page
    assert said in page


def test_a_value_that_several_reviewers_agree_on_is_not_drawn_as_ones_own(awkward):
    document = awkward.document()
    sheets = tuple(Review(name, submitted=True, answers={"team_composition": Answer("answered", raw, evidence=4)})
                   for name, raw in (("a", 1), ("b", 2)))  # fmt: skip
    reading = Reading.of(awkward.bank.parsed, replace(document, reviews=sheets))
    row = next(row for row in explained(reading, "team").rows if row.question.id == "team_composition")
    drawn = Template("{% load charts %}{% derivation row bank %}").render(Context({"row": row, "bank": reading.bank}))
    assert (drawn, row.leaf.value) == ("", 37.5)
    assert step_up(reading, row.question, row.leaf, "team").words == "an answer worth 63 points"


def test_the_channels_have_their_own_tables(awkward, alice_client, venture):
    page = alice_client.get(address(venture, "channel")).content.decode()
    assert "Owners in effect" in page
    assert "纺织协会" in page
    assert "How well are the cost and results of each channel measured?" in page


@pytest.mark.parametrize("node", ["merit", "channel_portfolio", "nothing"])
def test_only_dimensions_have_a_page(awkward, alice_client, venture, node):
    assert alice_client.get(address(venture, node)).status_code == 404


def test_a_stranger_gets_404(awkward, charlie_client, venture):
    assert charlie_client.get(address(venture, "economic")).status_code == 404


def test_a_venture_that_is_not_started_has_no_dimensions(bank, alice_client, venture):
    assert alice_client.get(address(venture, "economic")).status_code == 404


def test_below_twenty_answers_it_says_how_many_are_missing(few, alice_client, venture):
    assert "7 to go" in alice_client.get(address(venture, "economic")).content.decode()


def test_every_dimension_opens(finished, alice_client, venture):
    for node in finished.bank.parsed.dimensions:
        assert alice_client.get(address(venture, node)).status_code == 200


def test_contributions_add_up_to_the_score_and_gaps_to_the_rest(awkward):
    reading = Reading.of(awkward.bank.parsed, awkward.document())
    found = explained(reading, "economic")
    parts = [criterion.part for criterion in found.criteria]
    assert sum(part.contribution for part in parts) == pytest.approx(found.dimension.score.value)
    assert sum(part.lost for part in parts) == pytest.approx(100 - found.dimension.score.value)


def test_questions_of_a_later_stage_are_counted_and_not_listed(awkward):
    reading = Reading.of(awkward.bank.parsed, awkward.document())
    found = explained(reading, "economic")
    assert found.waiting == 1


def test_it_can_be_read_in_chinese(awkward, alice_client, venture):
    economic, team = ("/zh-hans" + address(venture, node) for node in ("economic", "team"))
    assert "经济价值" in alice_client.get(economic).content.decode()
    assert "提高一级：4 级：全部五个" in alice_client.get(team).content.decode()
