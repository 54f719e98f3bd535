"""Channels, ours and a rival's, on a scratch copy: added, changed, taken away and kept."""

import pytest

from assessments.models import Assessment
from tests.assessments.scratch import MARGIN, RIVAL, fields, headline, new_channel, text, url


def test_a_channel_can_be_added_tried_and_kept(tried, kept, filled):
    before = filled.document().channels
    row = len(before)
    offered = tried({MARGIN: "75", "add": "channels"}, follow=True)
    assert offered.context["typed"][f"channels[{row}].share"] == "10"
    assert offered.context["typed"][MARGIN] == "75"
    assert not offered.context["form"].errors
    query = new_channel(row, dependence="0", reach="4")
    shown = headline(tried(query))["Risk-adjusted score"]
    assert shown[0] != shown[1]
    assert "The shares on the copy add up to 125." in text(tried(query))
    assert kept(query).status_code == 302
    document = Assessment.objects.get(pk=filled.pk).document()
    assert document.channels[:row] == before
    assert (document.channels[row].owner, document.channels[row].share, document.channels[row].cells) == (
        "self", 25, {"reach": 4},
    )  # fmt: skip
    assert Assessment.objects.get(pk=filled.pk).result()["risk_adjusted"] == pytest.approx(shown[1])


def test_a_channel_can_be_taken_away_and_all_of_them(tried, kept, filled):
    before = filled.document().channels
    shown = headline(tried({"channels[0].removed": "removed"}))["Risk-adjusted score"][1]
    assert kept({"channels[0].removed": "removed"}).status_code == 302
    found = Assessment.objects.get(pk=filled.pk)
    assert found.document().channels == before[1:]
    assert found.result()["risk_adjusted"] == pytest.approx(shown)
    assert kept({f"channels[{row}].removed": "removed" for row in range(2)}).status_code == 302
    assert Assessment.objects.get(pk=filled.pk).document().channels == ()


def test_a_rival_is_listed_tried_and_kept_and_never_moves_the_score(tried, kept, filled):
    assert filled.document().rival_channels == ()
    offered = tried({MARGIN: "58", "add": RIVAL}, follow=True)
    assert offered.context["typed"][f"{RIVAL}[0].share"] == "10"
    assert not offered.context["form"].errors
    query = new_channel(0, RIVAL, owner="Store", share="60", reach="4") | new_channel(1, RIVAL, share="30")
    response = tried(query)
    before, after = response.context["rival"]
    assert before == "Strength only; the advantage over a rival is not assessed."
    assert "the strongest rival" in after
    assert response.context["headline"][0].change == 0
    assert "The rival's shares on the copy add up to 90." in text(response)
    assert "Rival, new channel: kind" in text(response)
    assert kept(query).status_code == 302
    found = Assessment.objects.get(pk=filled.pk)
    rows = [(row.owner, row.share, row.cells) for row in found.document().rival_channels]
    assert rows == [("Store", 60, {"reach": 4}), ("self", 30, {})]
    assert found.document().channels == filled.document().channels
    assert filled.sheet.answers.get(item=RIVAL).version == 1
    assert found.result()["channel"]["advantage"] == pytest.approx(
        response.context["then"].result["channel"]["advantage"]
    )


def test_a_share_that_cannot_be_read_is_told_once(tried):
    shown = text(tried(new_channel(0, RIVAL, share="abc")))
    assert "abc is not a number" in shown
    assert "At least one channel needs a share above 0." not in shown


def test_a_stronger_rival_costs_advantage_alone_and_is_kept(awkward, alice_client):
    """Brightloom lists two channels of a rival."""
    before, address = awkward.document(), url(awkward.venture)
    query = {f"{RIVAL}[0].reach": "4", f"{RIVAL}[1].owner": "Other", f"{RIVAL}[1].evidence": "2"}
    response = alice_client.get(address, query)
    lines = {line.row.target.ref: line for line in response.context["lines"]}
    assert lines[f"{RIVAL}[0].reach"].words == "Rival, Built into hardware or devices (SpinCorp): Reach"
    assert lines[f"{RIVAL}[1].owner"].now == "its own"
    assert lines[f"{RIVAL}[0].reach"].alone < 0
    assert response.context["headline"][0].change == 0
    assert "advantage, alone" in text(response)
    assert alice_client.post(address, fields(response)).status_code == 302
    found = Assessment.objects.get(pk=awkward.pk).document()
    assert (found.rival_channels[0].cells["reach"], found.rival_channels[1].owner) == (4, "Other")
    assert found.rival_channels[1].evidence == 2
    assert (found.channels, found.answers) == (before.channels, before.answers)


def test_the_rival_is_named_only_where_what_is_tried_touches_the_advantage(awkward, alice_client):
    for tried, named in (({MARGIN: "58"}, False), ({f"{RIVAL}[0].removed": "removed"}, True)):
        shown = alice_client.get(url(awkward.venture, **tried))
        assert ("Against the rival now:" in text(shown)) == named


def test_channels_of_a_rival_are_taken_away_one_or_all(awkward, alice_client):
    before, address = awkward.document(), url(awkward.venture)
    for query, left in (
        ({f"{RIVAL}[0].removed": "removed"}, before.rival_channels[1:]),
        ({f"{RIVAL}[0].removed": "removed"}, ()),
    ):
        response = alice_client.get(address, query)
        assert alice_client.post(address, fields(response)).status_code == 302
        found = Assessment.objects.get(pk=awkward.pk)
        assert found.document().rival_channels == left
    assert found.document().channels == before.channels
    assert found.result()["channel"]["advantage"] is None


def test_ours_and_the_rivals_table_are_kept_together_and_apart(awkward, alice_client):
    """Both have a first row; taking one away leaves the other."""
    before, address = awkward.document(), url(awkward.venture)
    query = {"channels[0].removed": "removed", f"{RIVAL}[0].share": "50"}
    response = alice_client.get(address, query)
    assert alice_client.post(address, fields(response)).status_code == 302
    found = Assessment.objects.get(pk=awkward.pk).document()
    assert found.channels == before.channels[1:]
    assert [row.share for row in found.rival_channels] == [50, 30]


def test_a_new_channel_goes_with_all_its_fields(tried, filled):
    row = len(filled.document().channels)
    response = tried({**new_channel(row), **new_channel(row + 1, owner="Cloudy"), MARGIN: "75"})
    lines = {line.row.target.ref: line for line in response.context["lines"]}
    first = lines[f"channels[{row}].type"]
    assert lines[f"channels[{row}].share"].without is None
    assert first.without.count("channels") == 11
    assert "Cloudy" in first.without
    assert f"channels%5B{row + 1}" not in first.without
