"""One dimension: its score taken apart into answers."""

import pytest
from django.urls import reverse

from assessments.readings import Reading, explained


def address(venture, node):
    return reverse("assessments:dimension", args=[venture.code, node])


def test_it_shows_answers_with_value_weight_contribution_and_gap(awkward, alice_client, venture):
    page = alice_client.get(address(venture, "economic")).content.decode()
    assert "4,200,000 CNY" in page
    assert "Dated record" in page
    assert "Weight 60%, adds 41.1, gap 18.9" in page
    assert reverse("assessments:question", args=[venture.code, "economic", "economic_revenue"]) in page


def test_a_numeric_answer_is_drawn_on_its_value_function(awkward, alice_client, venture):
    page = alice_client.get(address(venture, "resources")).content.decode()
    assert 'class="curve"' in page
    assert "5 months gives a value of" in page


def test_money_is_drawn_in_the_unit_of_the_bank(awkward, alice_client, venture):
    page = alice_client.get(address(venture, "economic")).content.decode()
    assert "583,800 USD gives a value of 54" in page


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
    assert "经济价值" in alice_client.get("/zh-hans" + address(venture, "economic")).content.decode()
