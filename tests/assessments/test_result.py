"""The result page: verdict, dimensions, risks, channels, what is not known."""

import re
from dataclasses import replace

import pytest
from django.urls import reverse

from assessments.models import Answer
from assessments.models.answered import fill
from assessments.readings import Reading, dimension_rows, missing_notes, risk_rows, verdict
from assessments.views import results
from assessments.views.looked import KEPT
from assessments.views.results import risk_context


@pytest.fixture
def url(venture):
    return reverse("assessments:result", args=[venture.code])


def shown(client, url, **headers):
    response = client.get(url, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def drawn(assessment):
    """What a page shows of an open assessment."""
    return Reading.drawn_from(assessment.bank.parsed, assessment.document(), 4000, str(assessment.code))


def test_it_shows_verdict_grade_and_range(awkward, alice_client, url):
    page = shown(alice_client, url)
    assert "<b>45</b>" in page
    adjusted = drawn(awkward).risk_adjusted
    assert f"likely {adjusted.words}" in page
    assert f"{adjusted.low:.0f}" < "45" < f"{adjusted.high:.0f}"
    assert "Grade C" in page
    assert "Provisional" in page
    assert "The merit is there and the risks are within reach: advance." in page
    merit, loss = drawn(awkward).score("merit"), drawn(awkward).expected_loss
    assert f"Merit 63 ({merit.words}). Expected loss 28% ({loss.words}). Risk-adjusted 45, grade C" in page
    assert "Known answers cover 82% of the weight; confidence 0.58." in page


def test_every_dimension_has_its_score_and_likely_range_in_the_table(awkward, alice_client, url):
    page = shown(alice_client, url)
    for row in dimension_rows(drawn(awkward)):
        assert f"<b>{row.score.points}</b>" in page
        assert row.score.ends in page
    assert page.count('class="iv-dot"') >= 9
    assert 'class="radar"' in page


def test_a_stranger_gets_404(filled, charlie_client, url):
    assert charlie_client.get(url).status_code == 404


def test_a_visitor_is_sent_to_sign_in(filled, client, url):
    assert client.get(url).status_code == 302


def test_a_viewer_reads_it_and_is_offered_no_change(awkward, victor_client, url):
    page = shown(victor_client, url)
    assert "<b>45</b>" in page
    assert "/assessment/channels/" not in page
    assert ">Continue" not in page


def test_unfinished_results_are_marked_as_drafts(filled, alice_client, url):
    assert "<b>Draft.</b>" in shown(alice_client, url)


def without_tokens(page):
    """The inside of a page; the token of its forms differs every time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page.partition("<main")[2])


def test_finished_results_are_the_frozen_ones(finished, alice_client, url):
    page = shown(alice_client, url)
    assert "Draft." not in page
    assert "<b>50</b>" in page
    assert "Change the channel table" not in page
    Answer.objects.filter(sheet__assessment=finished).update(value=None, state="unanswered")
    KEPT.clear()
    assert without_tokens(shown(alice_client, url)) == without_tokens(page)


@pytest.mark.parametrize("name", ["result", "risks", "channels"])
def test_what_is_kept_of_a_page_is_no_other_persons_and_no_other_languages(
    name, awkward, alice_client, victor_client, venture
):
    KEPT.clear()
    url = reverse(f"assessments:{name}", args=[venture.code])
    pages = [
        (alice_client, url),
        (victor_client, url),
        (alice_client, "/zh-hans" + url),
        (victor_client, "/zh-hans" + url),
    ]
    first = [without_tokens(shown(*page)) for page in pages]
    assert ["/assessment/" in re.sub('/assessment/(?=")', "", text) for text in first] == [True, False, True, False]
    assert [" the " in text for text in first] == [True, True, False, False]
    assert [without_tokens(shown(*page)) for page in pages] == first
    KEPT.clear()
    assert [without_tokens(shown(*page)) for page in reversed(pages)] == first[::-1]


def test_what_an_address_asks_for_is_no_page_that_is_kept(awkward, alice_client, url):
    first = shown(alice_client, url)
    assert "Risks before mitigation" in shown(alice_client, url + "?show=before")
    assert "Each bar makes one weight" in shown(alice_client, url + "?mode=weights")
    assert without_tokens(shown(alice_client, url)) == without_tokens(first)


def test_what_is_kept_of_a_page_holds_no_token_and_stays_small(awkward, alice_client, url):
    KEPT.clear()
    for query in ("", "?show=before", "?mode=weights", "?mode=lever", "?mode=lever&show=before", "?mode=none"):
        shown(alice_client, url + query)
    (look,) = KEPT.values()
    assert len(look.parts) == 2  # of the page itself, and of no question that an address asks
    assert "csrfmiddlewaretoken" not in str(look.parts)
    assert "alice" not in str(look.parts)


def test_a_page_shown_again_is_not_worked_out_again_until_an_answer_changes(awkward, alice_client, url, monkeypatch):
    shown(alice_client, url)
    worked = []
    monkeypatch.setattr(results, "risk_context", lambda *given: worked.append(given) or risk_context(*given))
    again = shown(alice_client, url)
    assert worked == []
    answer = Answer.objects.filter(sheet__assessment=awkward, state="answered", item="strategy_positioning").get()
    answer.value, answer.version = 0, answer.version + 1
    answer.save()
    assert without_tokens(shown(alice_client, url)) != without_tokens(again)
    assert len(worked) == 1


def test_nothing_started_says_so_and_offers_to_start(venture, bank, alice_client, url):
    page = shown(alice_client, url)
    assert "Not started yet" in page
    assert reverse("assessments:start", args=[venture.code]) in page


def test_below_twenty_answers_there_is_text_in_the_place_of_charts(few, alice_client, url):
    page = shown(alice_client, url)
    assert "Scored from 20 answers. 7 to go." in page
    assert "iv-dot" not in page
    assert "PDF report" not in page


def test_without_a_stage_it_says_what_to_do(stageless, alice_client, url):
    page = shown(alice_client, url)
    assert "Choose the stage of the venture first" in page
    assert reverse("assessments:question", args=[stageless.venture.code, "about", "fact_stage"]) in page


def test_too_little_information_shows_figures_and_no_grade(thin, alice_client, url):
    page = shown(alice_client, url)
    assert "Too little is answered for a verdict." in page
    assert "Insufficient information" in page
    assert "No grade" in page
    assert "<b>16</b>" in page
    assert 'class="radar"' not in page
    assert 'class="overall"' not in page


def test_a_blocked_venture_keeps_its_figures_and_names_the_gate(blocked, alice_client, url):
    page = shown(alice_client, url)
    assert "Blocked by one answer: “Does the product include a practice that is prohibited" in page
    assert "score-off" in page
    assert "No grade" in page


def test_all_answers_that_block_are_counted(assessment, sample, alice_client, url):
    whole = sample("clearnote")
    fill(assessment, replace(whole, gates={**whole.gates, "gate_prohibited": "yes", "gate_data_basis": "none"}))
    page = shown(alice_client, url)
    assert "Blocked by 2 answers, the first of them: “Does the product include" in page
    assert "2 answers block the venture, whatever the score." in page
    assert "Whatever the weights, there is no grade; the score lies from" in page


def test_at_its_best_a_venture_has_no_lowest_dimension_and_needs_no_measure(best, alice_client, url):
    page = shown(alice_client, url)
    assert "All dimensions have the same score: 100." in page
    assert "No single risk is high. The largest is" in page
    assert "The expected loss is below half a percent, with measures or without." in page
    assert "Whatever the weights, the grade is A and the score 100." in page
    assert "It rests on" not in page


def test_at_its_worst_a_venture_rests_on_nothing_and_no_range_narrows(worst, alice_client, url):
    page = shown(alice_client, url)
    assert "It loses most on channel advantage." in page
    assert "is shared by" in page
    assert "range below one point" in page
    assert "from 0 points to about 0" not in page
    assert "the strength goes from 0 to 0" not in page
    assert "Parts close to 0 count a little more, which adds" in page


def test_open_answers_and_risks_widen_the_range_and_neither_is_called_the_main_cause(filled, alice_client, url):
    Answer.objects.filter(item__in=["social_access", "risk_market_demand"]).delete()
    page = shown(alice_client, url)
    assert "An open answer about social value widens the range." in page
    assert "1 risk is not judged in full; that widens the range." in page


def test_a_gap_is_never_rounded_away(filled):
    reading = drawn(filled)
    reading.result["completeness"] = 0.997
    assert "cover 99% of the weight" in verdict.coverage(reading)


def test_what_is_missing_is_listed_with_its_questions(awkward, alice_client, url, venture):
    page = shown(alice_client, url)
    assert "5 answers are “I don&#x27;t know yet”" in page
    assert "1 condition of the legal baseline is unknown; until then the grade is at most C" in page
    assert "2 risks are not judged in full" in page
    assert "Grade at most C: the legal baseline says “Not for all, but a dated plan exists”" in page
    assert "Confidence is 0.58 and 0.60 is needed for a firm result" in page
    assert reverse("assessments:question", args=[venture.code, "risks", "risk_market_competition"]) in page


def test_gates_say_that_nobody_has_checked_the_law(filled, alice_client, url):
    page = shown(alice_client, url)
    assert "No qualified person has checked the wording of these questions against the law in force yet." in page
    assert "not legal findings" in page


def test_contradictions_notices_and_warnings_are_shown(awkward, alice_client, url):
    page = shown(alice_client, url)
    assert "Runway is short, yet late or failed financing is rated unlikely or remote." in page
    assert "Training compute reaches 10^23 operations" in page
    assert "Evidence for" in page


def test_channels_say_who_could_take_revenue_away(awkward, alice_client, url):
    page = shown(alice_client, url)
    assert "51% of new revenue runs through LoomWorks; weighed by dependence, 36% is exposed." in page
    assert "Without LoomWorks the strength goes from 70 to 38." in page
    assert "not given, counts as 4" in page


def test_a_hostile_name_does_not_become_markup(awkward, alice_client, url, venture):
    row = awkward.sheet.answers.get(item="channel_portfolio")
    row.version += 1
    row.value[1]["owner"] = row.value[2]["owner"] = "<img src=x onerror=alert(1)>"
    row.save()
    venture.name = "<script>alert(1)</script>"
    venture.save()
    page = shown(alice_client, url)
    assert "<img src=x" not in page
    assert "<script>alert" not in page


def test_the_matrix_shows_before_and_after(filled, alice_client, url):
    after, before = shown(alice_client, url), shown(alice_client, url + "?show=before")
    assert "Risks after mitigation" in after
    assert "No single risk is high." in after
    assert "Risks before mitigation" in before
    assert "2 risks are high: funding pressure, compliance." in before


def test_htmx_gets_only_the_section_of_the_risks(filled, alice_client, url):
    part = shown(alice_client, url + "?show=before", **{"HX-Request": "true", "HX-Target": "riskfig"})
    assert 'id="riskfig"' in part
    assert "<html" not in part
    assert 'id="verdict-h"' not in part
    assert 'hx-swap-oob="innerHTML"' in part


def test_the_answer_varies_by_htmx(filled, alice_client, url):
    assert "HX-Request" in alice_client.get(url)["Vary"]


def test_it_can_be_read_in_chinese(awkward, alice_client, url):
    page = shown(alice_client, "/zh-hans" + url)
    assert "渠道优势" in page
    assert 'lang="zh-Hans"' in page


def test_the_number_of_queries_is_fixed(filled, alice_client, url, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        shown(alice_client, url)


def test_a_range_comes_from_the_simulation_once_there_is_one(filled):
    reading = Reading.of(filled.bank.parsed, filled.document())
    assert reading.score("merit").ends == ""
    drawn = {**reading.result, "simulation": {"merit": [61.2, 68, 74.8], "risk_adjusted": [40, 50, 58]}}
    simulated = Reading(reading.bank, reading.document, drawn, reading.scored)
    assert simulated.score("merit").ends == "61–75"
    assert simulated.risk_adjusted.words == "40 to 58"
    assert verdict.range_words(simulated) == "likely 40 to 58"


def test_bounds_hold_the_score_and_meet_when_all_is_answered(awkward, sample):
    bank = awkward.bank.parsed
    open_ones = Reading.of(bank, awkward.document())
    for row in dimension_rows(open_ones):
        assert row.score.low <= row.score.value <= row.score.high
    complete = Reading.of(bank, sample("clearnote"))
    assert all(row.score.width == 0 for row in dimension_rows(complete))


def test_a_finished_result_has_no_required_answers_left(finished):
    reading = Reading.of(finished.bank.parsed, finished.final.parsed(), finished.final.result)
    assert not any("required" in note.text for note in missing_notes(reading))


def test_a_risk_without_judgement_is_never_called_high(thin):
    reading = Reading.of(thin.bank.parsed, thin.document())
    assert not any(row.judged for row in risk_rows(reading))


@pytest.mark.parametrize(
    ("stage", "said"), [("idea", True), ("pilot", True), ("early_revenue", False), ("scale", False)]
)
def test_beside_an_early_grade_it_is_said_that_scores_are_not_adjusted_for_the_stage(
    filled, alice_client, venture, stage, said
):
    filled.sheet.answers.filter(item="fact_stage").update(value=stage)
    for name in ("result", "overview"):
        page = alice_client.get(reverse(f"assessments:{name}", args=[venture.code])).content.decode()
        assert ("Scores are not adjusted for the stage" in page) is said, name


def test_no_space_stands_between_two_chinese_sentences(awkward, alice_client, url):
    page = shown(alice_client, "/zh-hans" + url)
    assert "<b>草稿。</b>已答" in page
    assert "低：不超过价值的 4%" in page
    assert "抽样方式相同" in page
