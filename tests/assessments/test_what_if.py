"""Answers on a scratch copy: tried in the address, kept only on demand."""

import pytest

from assessments.models import Answer, Assessment
from tests.assessments.scratch import MARGIN, MEASURE, RISK, RIVAL, answers, fields, headline, new_channel, text, url


def test_the_page_says_whether_the_changes_move_the_score(tried):
    moved = text(tried({"risk_technical_obsolescence.impact": "2"}))
    assert "With your changes the score goes from 50 to 52; the grade stays B." in moved
    rival = text(tried(new_channel(0, RIVAL)))  # another's channels move the advantage, never the score
    assert "With your changes the score stays at 49.6 and the grade B." in rival


def test_a_level_of_a_risk_less_gives_what_the_tornado_says(tried):
    """Clearnote: obsolescence, impact 3 to 2 lowers the loss so that the score rises by 2.3."""
    found = headline(tried({"risk_technical_obsolescence.impact": "2"}))["Risk-adjusted score"]
    assert found == pytest.approx((49.6114, 49.6114 + 2.3001), abs=1e-3)


def test_a_measure_in_place_gives_the_drop_of_golden_mitigation_alpha(tried):
    now, then = headline(tried({MEASURE: "in_place"}))["Expected loss, percent"]
    assert now - then == pytest.approx(1.9046, abs=1e-4)


def test_several_changes_are_shown_together_and_each_alone(tried):
    response = tried({MARGIN: "75", f"{RISK}.likelihood": "1"})
    now, then = headline(response)["Risk-adjusted score"]
    alone = [line.alone for line in response.context["lines"]]
    assert all(change > 0 for change in alone)
    assert then - now == pytest.approx(sum(alone), abs=0.1)
    assert len(response.context["lines"]) == 2


def test_the_ranges_move_with_the_evidence_and_the_score_does_not(tried):
    plain, sure = tried({MARGIN: "58"}), tried({MARGIN: "58", f"{MARGIN}.evidence": "4"})
    before, after = (page.context["then"].score("economic") for page in (plain, sure))
    assert after.value == pytest.approx(before.value)
    assert after.high - after.low < before.high - before.low


def test_equal_answers_are_no_change(tried):
    response = tried({MARGIN: "58"})
    assert response.context["count"] == 0
    assert response.context["keeping"] is None
    assert response.context["headline"][0].change == 0


def test_every_dimension_is_shown_before_and_after(tried):
    rows = {row.words: row for row in tried({"team_talent": "4"}).context["dimensions"]}
    assert rows["Team"].change > 5
    assert rows["Strategy"].change == 0
    assert rows["Team"].then.low < rows["Team"].then.value < rows["Team"].then.high


def test_what_would_help_most_leads_to_a_trial_of_it(tried, alice_client, filled):
    response = tried()
    best = response.context["help"][0]
    assert best.words == "Technical obsolescence: impact"
    assert (best.before[:1], best.after[:1]) == ("3", "2")
    then = alice_client.get(f"{url(filled.venture)}?{best.query}")
    assert headline(then)["Risk-adjusted score"][1] == pytest.approx(49.6114 + best.change, abs=1e-3)


def test_trials_add_up_in_the_address(tried, alice_client, filled):
    first = tried({MARGIN: "75"})
    second = alice_client.get(f"{url(filled.venture)}?{first.context['help'][0].query}")
    assert [line.row.target.ref for line in second.context["lines"]] == [MARGIN, "risk_technical_obsolescence.impact"]


def test_any_answer_can_be_added_one_step_up(tried):
    response = tried({MARGIN: "75", "add": "channels[0].reach"}, follow=True)
    assert response.context["typed"] == {MARGIN: "75", f"{MARGIN}.evidence": "2", "channels[0].reach": "4"}


def test_something_unknown_in_the_address_is_passed_over(tried):
    response = tried({"nothing": "1", "channels[99].reach": "1", "risk_x.impact": "2", "add": ""})
    assert response.status_code == 200
    assert response.context["lines"] == []


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({MARGIN: "abc"}, "abc is not a number"),
        ({MARGIN: "1e9"}, "is outside the allowed range"),
        ({"channels[0].share": "-1"}, "is outside the allowed range"),
        ({"channels[0].share": ""}, "Enter the share of new revenue in percent, like 40."),
        ({f"channels[{row}].share": "0" for row in range(3)}, "At least one channel needs a share above 0."),
        (new_channel(3, type=""), "Choose the kind of channel."),
        (new_channel(3, owner=" "), "Name who controls this channel."),
        (new_channel(3, share=""), "Enter the share of new revenue in percent, like 40."),
        (new_channel(3, payback="-2"), "is outside the allowed range"),
        ({"channels[0].owner": ""}, "Name who controls this channel."),
        (
            {"channels[0].removed": "removed", "channels[1].share": "0", "channels[2].share": "0"},
            "needs a share above 0.",
        ),
        (new_channel(0, RIVAL, type=""), "Choose the kind of channel."),
        (new_channel(0, RIVAL, owner=" "), "Name who controls this channel."),
        (new_channel(0, RIVAL, share="0"), "At least one channel needs a share above 0."),
        (new_channel(0, RIVAL, share="101"), "is outside the allowed range"),
        (new_channel(0, RIVAL, reach="7"), "Select a valid choice"),
        ({"fact_stage": "unicorn"}, "Select a valid choice"),
        ({f"{RISK}.impact": "9"}, "Select a valid choice"),
        ({f"{MARGIN}.evidence": "7"}, "Select a valid choice"),
    ],
)
def test_bad_values_are_told_at_the_field_and_stay_typed(tried, query, sentence):
    response = tried({**query, "team_talent": "4"})
    shown = text(response)
    assert sentence in shown
    assert response.context["keeping"] is None
    assert all(response.context["typed"][name] == value for name, value in query.items())


def test_a_stage_that_asks_less_is_tried_as_well(tried):
    response = tried({"fact_stage": "idea"})
    assert response.context["count"] == 1
    assert response.context["headline"][1].change != 0


def test_a_gate_that_blocks_takes_the_grade_away(tried, bank):
    gate = next(gate for gate in bank.parsed.gates if any(option.outcome == "block" for option in gate.options))
    option = next(option.id for option in gate.options if option.outcome == "block")
    assert "the grade from B to none" in text(tried({gate.id: option}))


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({MARGIN: "abc"}, "abc 不是数字"),
        ({"channels[0].share": "-1"}, "-1 超出允许范围"),
        ({"channels[0].owner": ""}, "请写明谁控制该渠道。"),
        ({"fact_stage": ""}, "请选择阶段，没有阶段就无法评分。"),
        (new_channel(0, RIVAL, type=""), "请选择渠道类型。"),
        (new_channel(0, RIVAL, owner=""), "请写明谁控制该渠道。"),
        (new_channel(0, RIVAL, share=""), "请输入新增收入占比的百分数，例如 40。"),
        (new_channel(0, RIVAL, share="0"), "至少有一条渠道的占比要大于 0。"),
        (new_channel(0, RIVAL, payback="-2"), "-2 超出允许范围"),
    ],
)
def test_bad_values_are_told_in_chinese_and_stay_typed(filled, alice_client, query, sentence):
    response = alice_client.get("/zh-hans" + url(filled.venture, **query, team_talent="4"))
    assert sentence in text(response)
    assert response.context["keeping"] is None
    assert all(response.context["typed"][name] == value for name, value in query.items())


def test_a_question_can_be_tried_and_kept_as_not_applicable(kept, filled):
    assert kept({f"{MARGIN}.not_applicable": "No sales yet"}).status_code == 302
    row = filled.sheet.answers.get(item=MARGIN)
    assert (row.state, row.reason, row.value) == ("not_applicable", "No sales yet", None)
    kept({f"{MARGIN}.not_applicable": ""})
    assert answers(filled)[MARGIN][0] == "dont_know"


def test_owner_evidence_and_effects_are_kept(kept, filled):
    response = kept({
        "channels[0].owner": "  Other   Store ", "channels[0].evidence": "3", f"{RISK}.evidence": "2",
        f"{MEASURE}.effect_impact": "4",
    })  # fmt: skip
    assert response.status_code == 302
    document = Assessment.objects.get(pk=filled.pk).document()
    assert (document.channels[0].owner, document.channels[0].evidence) == ("Other Store", 3)
    assert document.risks[RISK].evidence == 2
    assert document.mitigations[MEASURE].effect_impact == 4


def test_nothing_is_stored_by_trying(tried, filled):
    before = answers(filled)
    tried({MARGIN: "75", MEASURE: "in_place", "channels[0].reach": "4", f"{RISK}.impact": "1"})
    assert answers(filled) == before


def test_keeping_writes_every_kind_of_answer(kept, filled):
    Answer.objects.filter(sheet=filled.sheet, item=MARGIN).update(links="https://example.org/margin", note="Audited")
    response = kept({
        MARGIN: "75", f"{RISK}.likelihood": "2", MEASURE: "in_place", "channels[0].reach": "4",
        "channels[0].share": "40", "channels[1].share": "40", "gate_oversight": "", "team_talent": "",
        "mitigation_technical_watch": "planned",
    })  # fmt: skip
    assert response.status_code == 302
    found, rows = answers(filled), {row.item: row for row in filled.sheet.answers.all()}
    assert found[MARGIN] == ("answered", 75, 2, 2)
    assert (rows[MARGIN].links, rows[MARGIN].note) == ("https://example.org/margin", "Audited")
    assert found[RISK][1] == {"likelihood": 2, "impact": 4}
    assert found[MEASURE][1]["status"] == "in_place"
    assert found[MEASURE][1]["cost"] == 30
    assert found["mitigation_technical_watch"][1] == {"status": "planned"}
    table = found["channel_portfolio"]
    assert ([row["share"] for row in table[1]], table[1][0]["cells"]["reach"], table[3]) == ([40, 40, 20], 4, 2)
    assert found["gate_oversight"][:2] == ("dont_know", None)
    assert found["team_talent"][:3] == ("dont_know", None, 0)
    assert Assessment.objects.get(pk=filled.pk).document().risks[RISK].likelihood == 2


def test_the_kept_answers_give_the_score_that_was_shown(kept, tried, filled):
    query = {f"{RISK}.likelihood": "1", MEASURE: "in_place", "channels[0].reach": "4"}
    shown = headline(tried(query))["Risk-adjusted score"][1]
    kept(query)
    assert Assessment.objects.get(pk=filled.pk).result()["risk_adjusted"] == pytest.approx(shown)


def test_one_judgement_that_becomes_unknown_leaves_the_other(kept, filled):
    kept({f"{RISK}.likelihood": ""})
    assert answers(filled)[RISK][1] == {"impact": 4, "dont_know": ["likelihood"]}
    kept({f"{RISK}.likelihood": "3"})
    assert answers(filled)[RISK][1] == {"likelihood": 3, "impact": 4}


def test_evidence_above_an_informal_note_is_kept_only_with_a_link(kept, filled):
    filled.sheet.answers.filter(item=MARGIN).update(links="")  # evidence 2 without a link, as a document may say
    before = answers(filled)
    response = kept({MARGIN: "75"})
    assert "This evidence level needs a link." in text(response)
    assert answers(filled) == before
    kept({MARGIN: "75", f"{MARGIN}.evidence": "1"})
    assert answers(filled)[MARGIN] == ("answered", 75, 1, 2)


def test_an_answer_changed_elsewhere_is_not_overwritten_and_nothing_else_is_kept(tried, filled, alice_client):
    data = fields(tried({f"{RISK}.likelihood": "1", MEASURE: "in_place"}))
    row = filled.sheet.answers.get(item=RISK)
    row.value, row.version = {"likelihood": 4, "impact": 4}, row.version + 1
    row.save()
    before = answers(filled)
    response = alice_client.post(url(filled.venture), data)
    assert response.status_code == 409
    assert "“Funding pressure: likelihood” was changed elsewhere since you opened this page." in text(response)
    assert answers(filled) == before
    assert alice_client.post(url(filled.venture), fields(response)).status_code == 302
    assert answers(filled)[RISK][1]["likelihood"] == 1


def test_sending_the_same_form_twice_keeps_once(tried, filled, alice_client):
    data = fields(tried({MEASURE: "in_place"}))
    for _ in range(2):
        assert alice_client.post(url(filled.venture), data).status_code == 302
    assert answers(filled)[MEASURE][3] == 2


def test_a_form_without_versions_is_refused(filled, alice_client):
    before = answers(filled)
    assert alice_client.post(url(filled.venture), {MEASURE: "in_place"}).status_code == 400
    assert answers(filled) == before


def test_htmx_gets_the_copy_alone(tried):
    shown = text(tried({MARGIN: "75"}, headers={"HX-Request": "true"}))
    assert shown.startswith('<div id="scratch">')
    assert "<html" not in shown


def test_a_viewer_tries_and_may_not_keep(filled, victor_client):
    response = victor_client.get(url(filled.venture, **{MEASURE: "in_place"}))
    assert response.context["count"] == 1
    assert "Keep these answers" not in text(response)
    assert victor_client.post(url(filled.venture), {MEASURE: "in_place"}).status_code == 404


def test_an_editor_may_keep(filled, bob_client):
    data = fields(bob_client.get(url(filled.venture, **{MEASURE: "in_place"})))
    assert bob_client.post(url(filled.venture), data).status_code == 302


def test_a_stranger_gets_404(filled, charlie_client):
    assert charlie_client.get(url(filled.venture)).status_code == 404
    assert charlie_client.post(url(filled.venture)).status_code == 404


def test_a_finished_assessment_is_tried_and_not_changed(finished, alice_client):
    before = answers(finished)
    response = alice_client.get(url(finished.venture, **{MEASURE: "in_place"}))
    assert response.context["headline"][0].change > 0
    assert response.context["keeping"] is None
    data = {MEASURE: "in_place", "operation": "0" * 32, f"version:{MEASURE}": "1"}
    shown = text(alice_client.post(url(finished.venture), data, follow=True))
    assert "Its answers can no longer be changed." in shown
    assert answers(finished) == before


def test_before_20_answers_there_is_nothing_to_try(assessment, alice_client):
    Answer.objects.create(sheet=assessment.sheet, item="fact_stage", value="growth")
    assert "to go" in text(alice_client.get(url(assessment.venture)))


def test_a_venture_without_an_assessment_says_so(alice_client, venture):
    assert "Not started yet" in text(alice_client.get(url(venture)))
    assert alice_client.post(url(venture)).status_code == 404


@pytest.mark.parametrize(
    "ref",
    ["fact_stage", "gate_oversight", MARGIN, f"{MARGIN}.evidence", f"{RISK}.evidence", f"{RISK}.impact", MEASURE,
     f"{MEASURE}.effect_impact", "channels[0].type", "channels[0].evidence", "channels[0].dependence",
     "channels[0].fit", "rival_channels[0].share"],
)  # fmt: skip
def test_an_empty_value_of_any_kind_is_taken_or_told_and_never_breaks_the_page(tried, kept, filled, ref):
    response = tried({ref: "", "team_talent": "4"})
    assert response.status_code == 200
    if response.context["keeping"]:
        assert kept({ref: "", "team_talent": "4"}).status_code == 302
        found = Assessment.objects.get(pk=filled.pk)
        assert found.document().answers["team_talent"].raw == 4
        assert found.result()
    else:
        assert response.context["form"].errors
