"""The weights of an assessment: named profiles, and custom weights parent by parent."""

from dataclasses import replace

import pytest
from django.urls import reverse

from assessments import scoring
from assessments.models import Answer, Assessment, Closed
from assessments.models.answered import fill
from assessments.scoring.tree import node_weights

VALUE = ["economic", "social", "technical"]
EXECUTION = ["strategy", "team", "resources", "steps", "decisions"]
SWING = {"strategy": "50", "team": "100", "resources": "0", "steps": "25", "decisions": "25"}


def url(venture, **query):
    return reverse("assessments:weights", args=[venture.code], query=query or None)


def text(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def send(filled, alice_client):
    """Send weights for one parent, to look at them or to save them."""

    def post(node, method, data, button="look", **headers):
        return alice_client.post(url(filled.venture, node=node, method=method), {**data, button: "1"}, **headers)

    return post


def weights_of(assessment):
    return Assessment.objects.get(pk=assessment.pk).document().profile


def pairs(**judged):
    """pairs(_01='3') is the comparison of the first with the second."""
    return {f"pair-{key[1]}-{key[2]}": value for key, value in judged.items()}


def test_swing_points_become_weights(send, filled):
    send("execution", "swing", SWING, "save")
    assert weights_of(filled) == pytest.approx(
        {"strategy": 0.25, "team": 0.5, "resources": 0.0, "steps": 0.125, "decisions": 0.125}
    )


def test_a_ranking_gives_rank_order_centroid_weights(send, filled):
    """ROC-WEIGHTS for three: 0.6111, 0.2778, 0.1111."""
    send("value", "ranking", {"economic": "2", "social": "3", "technical": "1"}, "save")
    assert weights_of(filled) == pytest.approx({"economic": 0.2778, "social": 0.1111, "technical": 0.6111}, abs=1e-4)


def test_consistent_comparisons_give_the_weights_they_imply(send, filled):
    """Economic twice technical, technical twice social: 4 to 1 to 2."""
    send("value", "pairs", pairs(_01="4", _02="2", _12="1/2"), "save")
    assert weights_of(filled) == pytest.approx({"economic": 4 / 7, "social": 1 / 7, "technical": 2 / 7})


def test_comparisons_that_agree_roughly_are_kept_with_a_warning_that_names_the_triple(send, filled):
    response = send("value", "pairs", pairs(_01="3", _02="1", _12="1"))
    assert response.context["comparison"].ratio == pytest.approx(0.1304, abs=0.002)
    assert "their ratio is 0.13, and up to 0.10 is good. Look again at these three: Economic value, Social value," in (
        text(response)
    )
    send("value", "pairs", pairs(_01="3", _02="1", _12="1"), "save")
    assert set(weights_of(filled)) == set(VALUE)


def test_contradicting_comparisons_are_refused_and_the_triple_is_named(send, filled):
    shown = text(send("value", "pairs", pairs(_01="9", _02="1/9", _12="9"), "save"))
    assert "at most 0.20" in shown
    assert "These three contradict each other most: Economic value, Social value, Technical value." in shown
    assert weights_of(filled) == "balanced"


def test_the_worst_triple_of_five_is_named(send):
    judged = pairs(_01="1", _02="1", _03="1", _04="1", _12="1", _13="1", _14="1", _23="9", _24="1/9", _34="9")
    shown = text(send("execution", "pairs", judged))
    assert "These three contradict each other most: Resources, Start-up steps, Key decisions." in shown


def test_a_missing_comparison_is_told_at_its_field(send, filled):
    response = send("value", "pairs", pairs(_01="3", _02="1"), "save")
    assert response.context["form"].errors.keys() == {"pair-1-2"}
    assert "Say which of the two matters more, or that both matter the same." in text(response)
    assert weights_of(filled) == "balanced"


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"team": "-3"}, "team", "-3 is outside the allowed range; enter a number from 0 to 100."),
        ({"team": "101"}, "team", "101 is outside the allowed range; enter a number from 0 to 100."),
        ({"steps": "much"}, "steps", "much is not a number"),
        ({"decisions": ""}, "decisions", "Enter the points of this part from 0 to 100"),
        (dict.fromkeys(EXECUTION, "0"), "strategy", "All points are zero. Give at least one part more than zero."),
    ],
)
def test_bad_points_are_told_at_the_field_and_nothing_typed_is_lost(send, filled, changed, field, sentence):
    typed = {**SWING, **changed}
    response = send("execution", "swing", typed, "save")
    assert field in response.context["form"].errors
    shown = text(response)
    assert sentence in shown
    assert all(f'value="{value}"' in shown for value in typed.values() if value)
    assert weights_of(filled) == "balanced"


def test_equal_ranks_are_told_at_both_fields(send):
    response = send("value", "ranking", {"economic": "1", "social": "1", "technical": "2"}, "save")
    assert response.context["form"].errors.keys() == {"economic", "social"}
    assert "Rank 1 is also given to: Social value. Give each part a rank of its own." in text(response)


def test_a_forged_choice_is_refused(send, filled):
    assert send("value", "pairs", pairs(_01="1/0", _02="1", _12="1"), "save").status_code == 200
    assert send("value", "ranking", {"economic": "9", "social": "1", "technical": "2"}, "save").status_code == 200
    assert weights_of(filled) == "balanced"


def test_the_preview_shows_the_score_and_stores_nothing(send, filled):
    response = send("merit", "swing", {"value": "30", "execution": "30", "channel": "40"})
    assert response.context["new"].merit.value == pytest.approx(67.3171, abs=1e-4)  # the figures of channel_first
    assert response.context["new"].adjusted.value == pytest.approx(48.8129, abs=1e-4)
    assert response.context["now"].adjusted.value == pytest.approx(49.6114, abs=1e-4)
    assert "Keep these weights" in text(response)
    assert weights_of(filled) == "balanced"


def test_htmx_gets_the_preview_alone(send):
    shown = text(send("execution", "swing", SWING, headers={"HX-Request": "true"}))
    assert shown.startswith('<div id="preview"')
    assert "<html" not in shown


def test_a_weight_above_70_percent_is_warned_of_except_where_the_bank_s_own_is_higher(send):
    shown = text(send("execution", "swing", {**dict.fromkeys(EXECUTION, "1"), "team": "90"}))
    assert "Team gets more than 70% of the weight beside its siblings: it would be the score." in shown
    own = text(send("channel", "swing", {"channel_portfolio": "80", "channel_management": "20"}))
    assert "gets more than 70%" not in own


def test_custom_weights_stand_on_top_of_the_profile_in_use(send, filled, alice_client):
    alice_client.post(url(filled.venture), {"profile": "angel"})
    assert weights_of(filled) == "angel"
    send("value", "swing", {"economic": "20", "social": "20", "technical": "60"}, "save")
    profile = weights_of(filled)
    assert profile["team"] == 0.60  # the angel's
    assert profile["technical"] == pytest.approx(0.60)
    shown = text(alice_client.get(url(filled.venture)))
    assert "In use: custom weights, on top of “Angel investor" in shown
    assert "Custom weights" in shown


def test_what_was_typed_comes_back(send, filled, alice_client):
    send("value", "pairs", pairs(_01="4", _02="2", _12="1/2"), "save")
    form = alice_client.get(url(filled.venture, node="value")).context["form"]
    assert form.method == "pairs"
    assert form["pair-1-2"].value() == "1/2"


def test_points_are_proposed_from_the_weights_in_use(filled, alice_client):
    form = alice_client.get(url(filled.venture, node="value")).context["form"]
    assert [form[id].value() for id in VALUE] == ["100", "44.4", "77.8"]
    form = alice_client.get(url(filled.venture, node="value", method="ranking")).context["form"]
    assert [form[id].value() for id in VALUE] == ["1", "3", "2"]


def test_one_parent_goes_back_to_the_profile(send, filled, alice_client):
    send("value", "ranking", {"economic": "2", "social": "3", "technical": "1"}, "save")
    alice_client.post(url(filled.venture), {"drop": "value"})
    assert weights_of(filled) == "balanced"


def test_a_profile_takes_the_place_of_custom_weights_only_when_confirmed(send, filled, alice_client):
    send("value", "ranking", {"economic": "2", "social": "3", "technical": "1"}, "save")
    shown = text(alice_client.post(url(filled.venture), {"profile": "angel"}))
    assert "instead of your custom weights?" in shown
    assert set(weights_of(filled)) == set(VALUE)
    alice_client.post(url(filled.venture), {"profile": "angel", "confirm": "1"})
    assert weights_of(filled) == "angel"


def test_the_profiles_stand_side_by_side_with_their_ranges(filled, alice_client, bank):
    lines = alice_client.get(url(filled.venture)).context["lines"]
    merits = {line.id: line.merit.value for line in lines}
    expected = {"balanced": 68.4183, "angel": 69.1957, "public_interest": 66.1742, "channel_first": 67.3171}
    assert merits == pytest.approx(expected, abs=1e-4)
    assert {line.id: line.adjusted.value for line in lines}["angel"] == pytest.approx(50.1751, abs=1e-4)
    assert all(line.adjusted.low < line.adjusted.value < line.adjusted.high for line in lines)
    assert [line.current for line in lines] == [True, False, False, False]


def test_a_node_without_two_children_has_no_form(filled, alice_client):
    for node in ("channel_portfolio", "strategy", "nothing"):
        assert alice_client.get(url(filled.venture, node=node)).status_code == 404


def test_before_20_answers_profiles_can_be_chosen_and_no_score_is_shown(assessment, alice_client):
    Answer.objects.create(sheet=assessment.sheet, item="fact_stage", value="growth")
    response = alice_client.get(url(assessment.venture))
    assert response.context["lines"] == []
    alice_client.post(url(assessment.venture), {"profile": "channel_first"})
    assert weights_of(assessment) == "channel_first"
    preview = alice_client.post(url(assessment.venture, node="value"), dict.fromkeys(VALUE, "10"))
    assert "new" not in preview.context


def test_a_part_that_could_not_be_scored_is_said_in_the_preview(filled, alice_client):
    """Channel management has all the weight and no answer applies below it."""
    for item in ("channel_measurement", "channel_conflict_rules"):
        Answer.objects.filter(sheet=filled.sheet, item=item).update(state="not_applicable", value=None)
    data = {"channel_portfolio": "0", "channel_management": "100"}
    response = alice_client.post(url(filled.venture, node="channel"), data)
    assert "Nothing below channel applies" in response.context["new"].reason


def test_two_editors_do_not_lose_each_other_s_parent(filled):
    mine, theirs = Assessment.objects.get(pk=filled.pk), Assessment.objects.get(pk=filled.pk)
    mine.set_weights("value", "swing", {}, dict.fromkeys(VALUE, 1 / 3))
    theirs.set_weights("execution", "swing", {}, dict.fromkeys(EXECUTION, 0.2))
    assert set(weights_of(filled)) == {*VALUE, *EXECUTION}


def test_a_document_with_custom_weights_is_stored_and_read_back(assessment, bank):
    parsed = bank.parsed
    given = {"economic": 0.2, "social": 0.3, "technical": 0.5, "team": 0.9}
    blank = scoring.Document(bank_id=parsed.id, bank_version=parsed.version, as_of=assessment.as_of)
    fill(assessment, replace(blank, profile=given))
    found = Assessment.objects.get(pk=assessment.pk)
    assert node_weights(parsed, found.weights) == node_weights(parsed, given)


def test_frozen_results_keep_their_custom_weights(send, filled, alice_client):
    send("value", "swing", {"economic": "50", "social": "25", "technical": "25"}, "save")
    filled.refresh_from_db()
    filled.finish()
    assert filled.final.document["profile"] == {"economic": 0.5, "social": 0.25, "technical": 0.25}


def test_a_viewer_looks_and_may_not_change(filled, victor_client):
    shown = text(victor_client.get(url(filled.venture)))
    assert "The profiles side by side" in shown
    assert "Set weights" not in shown
    assert victor_client.post(url(filled.venture), {"profile": "angel"}).status_code == 404
    assert victor_client.get(url(filled.venture, node="value")).status_code == 404
    assert weights_of(filled) == "balanced"


def test_a_stranger_gets_404(filled, charlie_client):
    assert charlie_client.get(url(filled.venture)).status_code == 404
    assert charlie_client.post(url(filled.venture), {"profile": "angel"}).status_code == 404


def test_a_finished_assessment_keeps_its_weights(finished, alice_client):
    assert "Set weights" not in text(alice_client.get(url(finished.venture)))
    response = alice_client.post(url(finished.venture), {"profile": "angel"}, follow=True)
    assert "Its weights can no longer be changed." in text(response)
    finished.refresh_from_db()
    assert finished.profile == "balanced"
    with pytest.raises(Closed):
        finished.set_weights("value", "swing", {}, dict.fromkeys(VALUE, 1 / 3))


def test_a_venture_without_an_assessment_says_so(alice_client, venture):
    assert "Not started yet" in text(alice_client.get(url(venture)))
    assert alice_client.post(url(venture), {"profile": "angel"}).status_code == 404


def test_the_results_show_the_same_profiles_side_by_side_as_the_weights(filled, alice_client):
    result = alice_client.get(reverse("assessments:result", args=[filled.venture.code]))
    lines = alice_client.get(url(filled.venture)).context["lines"]
    assert result.context["profiles"] == lines
    shown = text(result)
    assert "Whatever the weights, the grade is B; the score lies from 48 to 50." in shown
    assert all(f"<b>{line.adjusted.points}</b>" in shown and line.merit.ends in shown for line in lines)
    assert shown.count("In use") == 1


def test_custom_weights_stand_beside_the_profiles_as_those_in_use(send, filled, alice_client):
    send("value", "ranking", {"economic": "2", "social": "3", "technical": "1"}, "save")
    result = alice_client.get(reverse("assessments:result", args=[filled.venture.code]))
    assert [line.current for line in result.context["profiles"]] == [False, False, False, False, True]
    drawn = result.context["profiles"][-1].adjusted
    assert drawn == result.context["reading"].risk_adjusted
    assert drawn.low < drawn.value < drawn.high


@pytest.mark.parametrize(("prefix", "named"), [("", "Weights: Custom weights"), ("/zh-hans", "权重：自定义权重")])
def test_custom_weights_are_named_on_every_page_with_a_score(send, filled, alice_client, prefix, named):
    send("value", "ranking", {"economic": "2", "social": "3", "technical": "1"}, "save")
    code = [filled.venture.code]
    names = ["overview", "result", "channels", "what_if", "history", "changes", "valuation", "plan", "risks", "weights"]
    addresses = [reverse("assessments:portfolio"), f"{reverse('compare')}?v={filled.venture.code}"]
    addresses += [reverse("assessments:dimension", args=[*code, "team"])]
    addresses += [reverse(f"assessments:{name}", args=code) for name in names]
    for address in addresses:
        assert named in text(alice_client.get(prefix + address)), address


def test_lists_name_no_default_weights(filled, alice_client):
    shown = text(alice_client.get(reverse("assessments:portfolio")))
    assert "Weights: " not in shown
    assert "Scores are under the default weights unless others are named." in shown


def test_other_weights_are_named_beside_the_score_of_the_wizard(send, filled, alice_client):
    address = reverse("assessments:question", args=[filled.venture.code, "team", "team_talent"])
    assert "Weights: " not in text(alice_client.get(address))
    send("execution", "swing", SWING, button="save")
    assert "Weights: Custom weights" in text(alice_client.get(address))
