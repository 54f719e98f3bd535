"""Which measures to take under a budget."""

import re
from decimal import Decimal
from itertools import pairwise

import pytest
from django.urls import reverse

from assessments.models import Answer, Closed
from assessments.scoring import MeasureState, RiskJudgement
from assessments.scoring.plan import frontier, plan, register

DIVERSIFIED, DIFFERENT = "mitigation_funding_diversified_sources", "mitigation_market_differentiation"
RESEARCH, PROTECTION = "mitigation_technical_cooperative_rd", "mitigation_legal_ip_protection"


def url(venture):
    return reverse("assessments:plan", args=[venture.code])


def text(response):
    return " ".join(response.content.decode().split())


def by_title(response):
    return {line.title: line for line in response.context["found"].candidates}


@pytest.fixture
def budget(filled, alice_client):
    """The page after this budget was sent."""

    def send(typed):
        return alice_client.post(url(filled.venture), {"budget": typed}, follow=True)

    return send


def test_golden_mitigation_alpha_is_shown_as_computed_by_enumeration(budget):
    response = budget("120")
    found = response.context["found"]
    assert found.plan.chosen == (DIVERSIFIED, DIFFERENT)
    assert (found.plan.cost, found.now, found.after) == pytest.approx((110, 27.4881, 24.5686), abs=1e-4)
    drops = {line.effect.id: (line.effect.drop, line.effect.drop_per_cost) for line in found.candidates}
    assert drops[RESEARCH] == pytest.approx((0.7533, 0.00628), abs=1e-4)
    assert drops[DIFFERENT] == pytest.approx((0.9890, 0.01236), abs=1e-4)
    assert drops[DIVERSIFIED] == pytest.approx((1.9046, 0.06349), abs=1e-4)
    assert drops[PROTECTION] == pytest.approx((0.3530, 0.00882), abs=1e-4)
    shown = text(response)
    assert (
        "With 110 of the budget of 120, put in place: “Diversified financing”, “Differentiation the buyer pays" in shown
    )
    assert "The expected loss falls from 27% to 25%." in shown
    assert "none within the budget does better" in shown


def test_the_page_says_that_drops_do_not_add_up(budget):
    assert "alone the chosen measures take away 2.89 points, together 2.92." in text(budget("120"))


def test_each_chosen_measure_says_what_it_takes_off_on_top_of_the_others(budget):
    response = budget("120")
    lines = [line for line in by_title(response).values() if line.effect.chosen]
    assert len(lines) == 2
    assert all(f'<span class="num">{line.effect.drop_in_set:.2f}</span>' in text(response) for line in lines)
    assert text(response).count("not chosen") == 2


def test_the_budget_is_kept(budget, filled):
    budget("1,250.50")
    filled.refresh_from_db()
    assert filled.mitigation_budget == Decimal("1250.50")
    budget("")
    filled.refresh_from_db()
    assert filled.mitigation_budget is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("a lot", "a lot is not a number; write it with digits and a point"),
        ("-5", "is outside the allowed range; enter a number from 0"),
        ("1e300", "is outside the allowed range"),
        ("nan", "is not a number"),
    ],
)
def test_a_bad_budget_is_told_at_the_field_and_not_lost(budget, filled, typed, sentence):
    response = budget(typed)
    shown = text(response)
    assert sentence in shown
    assert f'value="{typed}"' in shown
    assert "Problem:" in shown
    filled.refresh_from_db()
    assert filled.mitigation_budget == 120


def test_full_width_digits_are_read(budget, filled):
    budget("１２０")
    filled.refresh_from_db()
    assert filled.mitigation_budget == 120


def test_a_budget_below_every_cost_says_so_and_names_the_cheapest(budget):
    shown = text(budget("20"))
    assert "This is below the cost of every measure. The cheapest costs 30; enter at least that." in shown
    assert 'value="20"' in shown
    assert "With a budget of 20 no measure can be taken." in shown


def test_without_a_budget_there_is_no_plan(budget):
    shown = text(budget(""))
    assert "4 measures could be chosen." in shown
    assert "Your budget" not in shown


def test_a_measure_without_a_cost_is_named_as_no_candidate(budget, filled):
    Answer.objects.create(sheet=filled.sheet, item="mitigation_technical_watch", value={"status": "planned"})
    response = budget("120")
    assert [line.title for line in response.context["found"].without_cost] == ["Technology watch with decisions"]
    assert "A measure without a stated cost is no candidate." in text(response)
    assert "Technology watch with decisions" not in by_title(response)


def test_a_measure_that_costs_nothing_is_always_taken(budget, filled):
    value = {"status": "planned", "cost": 0}
    Answer.objects.create(sheet=filled.sheet, item="mitigation_legal_data_provenance", value=value)
    shown = text(budget("10"))
    assert "put in place: “Provenance register for data and weights”" in shown
    assert "This is below the cost of every measure" not in shown


def test_the_frontier_tells_each_budget_s_best_set(budget):
    stops = budget("120").context["stops"]
    assert [stop.cost for stop in stops] == ["0", "30", "70", "110", "150", "230", "270"]
    assert stops[0].loss == pytest.approx(27.4881, abs=1e-4)
    assert stops[3].loss == pytest.approx(24.5686, abs=1e-4)
    assert [stop.chosen for stop in stops].index(True) == 3
    assert all(before.loss > after.loss for before, after in pairwise(stops))


def test_the_frontier_agrees_with_the_plan_at_every_step(filled):
    bank, document = filled.bank.parsed, filled.document()
    found = register(bank, document.risks, document.mitigations)
    for stop in frontier(found):
        assert plan(found, stop.cost).risk_after == pytest.approx(stop.risk_after)


def test_many_overlapping_measures_are_chosen_well_and_not_proven_best(budget, filled):
    for number in range(17):
        value = {
            "title": f"Measure {number}", "targets": ["risk_funding_pressure", "risk_legal_ip"], "status": "planned",
            "effect_likelihood": 1 + number % 3, "effect_impact": 1, "cost": 10 + number,
        }  # fmt: skip
        Answer.objects.create(sheet=filled.sheet, item=f"own_{number:02}", value=value)
    shown = text(budget("60"))
    assert "This one is good, not proven best." in shown
    assert "too many overlapping measures for an exact answer at every budget" in shown


def test_nothing_with_a_cost_leads_to_the_risks(assessment, alice_client):
    Answer.objects.create(sheet=assessment.sheet, item="fact_stage", value="growth")
    shown = text(alice_client.get(url(assessment.venture)))
    assert "No measure has a stated cost yet" in shown
    assert reverse("assessments:section", args=[assessment.venture.code, "risks"]) in shown


def test_with_every_measure_in_place_none_is_left_to_choose(best, alice_client):
    shown = text(alice_client.get(url(best.venture)))
    assert "Every measure that was named is in place, so there is nothing left to choose." in shown
    assert "Not considered" not in shown


@pytest.mark.parametrize("cost", [500_000_000_000, 0.0001])
def test_a_drop_per_unit_of_huge_or_tiny_money_has_no_exponent(cost, filled, alice_client):
    Answer.objects.filter(item=PROTECTION).update(value={"status": "not_planned", "cost": cost})
    lines = by_title(alice_client.get(url(filled.venture)))
    words = lines["Intellectual property protection"].per_cost
    assert words == "<0.0001" if cost > 1 else re.fullmatch(r"\d,\d{3}", words)


def test_a_viewer_looks_and_may_not_write(filled, victor_client):
    response = victor_client.get(url(filled.venture))
    assert "Choose measures" not in text(response)
    assert response.context["budget_words"] == "120"
    assert victor_client.post(url(filled.venture), {"budget": "1"}).status_code == 404
    filled.refresh_from_db()
    assert filled.mitigation_budget == 120


def test_an_editor_may_write(filled, bob_client):
    assert bob_client.post(url(filled.venture), {"budget": "90"}).status_code == 302


def test_a_stranger_gets_404(filled, charlie_client):
    assert charlie_client.get(url(filled.venture)).status_code == 404
    assert charlie_client.post(url(filled.venture), {"budget": "1"}).status_code == 404


def test_a_finished_assessment_keeps_its_budget(finished, alice_client):
    assert "Choose measures" not in text(alice_client.get(url(finished.venture)))
    response = alice_client.post(url(finished.venture), {"budget": "1"}, follow=True)
    assert "Its budget can no longer be changed." in text(response)
    finished.refresh_from_db()
    assert finished.mitigation_budget == 120


def test_the_model_refuses_a_budget_once_it_is_finished(finished):
    with pytest.raises(Closed):
        finished.set_budget(Decimal(5))


def test_measures_of_a_risk_nobody_judged_count_with_its_assumption(bank):
    """RISK-UNKNOWN: 0.40 x 0.31; a measure that takes 30% off the likelihood leaves 0.28 x 0.31."""
    states = {"mitigation_legal_ip_protection": MeasureState("planned", 2, 0, cost=1)}
    judged = {risk.id: RiskJudgement(1, 1) for risk in bank.parsed.risks if risk.id != "risk_legal_ip"}
    found = register(bank.parsed, judged, states)
    rest = (1 - 0.025 * 0.01) ** 7
    assert found.risk(()) == pytest.approx(100 * (1 - rest * (1 - 0.40 * 0.31)))
    assert found.risk(("mitigation_legal_ip_protection",)) == pytest.approx(100 * (1 - rest * (1 - 0.28 * 0.31)))
