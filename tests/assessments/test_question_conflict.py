"""Two tabs, one answer: nothing is overwritten silently."""

import re

import pytest

STEP = ("strategy", "strategy_positioning")
PILOT = "mitigation_market_paid_pilot"


@pytest.fixture
def tabs(page, bob_client):
    """Two tabs with the same step; the second has saved meanwhile."""
    mine, theirs = page(*STEP), page(*STEP, client=bob_client)
    theirs.press(choice="4", note="Bob's note", evidence="1")
    return mine, theirs


def overwrite(html):
    return re.search(r'name="overwrite" value="([^"]+)"', html)[1]


def stored(sheet):
    answer = sheet.answers.get()
    return answer.value, answer.note, answer.version


@pytest.mark.parametrize("way", ["press", "autosave"])
def test_a_conflict_shows_both_texts(tabs, sheet, way):
    response = getattr(tabs[0], way)(choice="1", note="Alice's note")
    html = response.content.decode()
    assert response.status_code == 409
    assert "This answer was changed in another window" in html
    assert "1: A broad field is named" in html
    assert "Alice&#x27;s note" in html
    assert "Level 4: The same, confirmed by recorded wins and losses against those rivals" in html
    assert "Bob&#x27;s note" in html
    assert "Not saved. Changed in another window" in html
    assert ("<html" in html) == (way == "press")
    assert stored(sheet) == (4, "Bob's note", 1)


@pytest.mark.parametrize("way", ["press", "autosave"])
def test_keep_mine_overwrites_what_was_seen(tabs, sheet, way):
    html = getattr(tabs[0], way)(choice="1", note="Alice's note").content.decode()
    assert tabs[0].press("overwrite", overwrite(html)).status_code == 302
    assert stored(sheet) == (1, "Alice's note", 2)


def test_keep_mine_conflicts_again_when_the_other_was_changed_again(tabs, page, sheet):
    html = tabs[0].press(choice="1").content.decode()
    page(*STEP).press(choice="3", note="Third")
    assert tabs[0].press("overwrite", overwrite(html)).status_code == 409
    assert stored(sheet) == (3, "Third", 2)


def test_use_the_other_is_a_link_and_changes_nothing(tabs, page, sheet):
    html = tabs[0].press(choice="1").content.decode()
    link = re.search(r'data-discard="question-strategy_positioning" href="([^"]+)"', html)[1]
    assert link == tabs[0].url
    assert page(*STEP).fields["choice"] == "4"
    assert stored(sheet) == (4, "Bob's note", 1)


def test_saving_again_without_a_choice_conflicts_again(tabs, sheet):
    tabs[0].press(choice="1")
    assert tabs[0].press().status_code == 409
    assert stored(sheet)[2] == 1


def test_the_same_answer_in_both_tabs_is_no_conflict(tabs, sheet):
    assert tabs[0].press(choice="4", note="Bob's note", evidence="1").status_code == 302
    assert stored(sheet)[2] == 1


def test_typing_that_cannot_be_read_conflicts_too(page, sheet):
    first, second = page("resources", "resources_runway"), page("resources", "resources_runway")
    second.press(raw="9")
    response = first.press(raw="nine")
    assert response.status_code == 409
    assert "Not readable yet: nine" in first.html
    assert sheet.answers.get().value == 9


@pytest.mark.parametrize(
    ("step", "mine", "words"),
    [
        (STEP, {"choice": "1", "evidence": "2", "note": "Mine"}, ["1: A broad field is named", "Mine"]),
        (("progress", "step_financing"), {"choice": "9", "evidence": "3", "links": "x"}, ["9: "]),
        (("social", "social_reach"), {"choice": "not_applicable"}, ["Does not apply"]),
        (("channels", "channel_portfolio"), {"row__0__owner": "Store", "row__0__share": "all"}, ["Store · all"]),
        (("risks", "risk_market_demand"), {"likelihood": "4", f"measure__{PILOT}__cost": "?"}, ["Likely"]),
        (("about", "fact_fields"), {"choice": ["health", "no such"]}, ["Health", "no such"]),
    ],
)  # fmt: skip
def test_a_draft_in_conflict_tells_what_was_typed(page, sheet, step, mine, words):
    first, second = page(*step), page(*step)
    second.autosave(note="Theirs", raw="x", row__0__owner="Theirs", choice="dont_know", impact="2")
    response = first.autosave(**mine)
    assert response.status_code == 409
    assert "Not complete yet" in response.content.decode()
    for word in words:
        assert word in response.content.decode()


def test_a_currency_in_conflict_is_not_overwritten(page, sheet, assessment):
    first, second = page("economic", "economic_revenue"), page("economic", "economic_revenue")
    second.press(raw="100", currency="CNY", rate="0.14")
    assert first.press(raw="100", currency="EUR", rate="1.1").status_code == 409
    assert "100 EUR" in first.html
    assert "100 CNY" in first.html
    assessment.refresh_from_db()
    assert assessment.currency == "CNY"


def test_a_conflict_from_the_review_returns_there(page, bob_client):
    mine, theirs = page(*STEP, query="?next=review"), page(*STEP, client=bob_client)
    theirs.press(choice="4")
    html = mine.press(choice="1").content.decode()
    assert mine.fields["next"] == "review"
    assert f"{mine.url}?next=review" in html
    assert mine.press("overwrite", overwrite(html))["Location"].endswith("/review/#strategy_positioning")
