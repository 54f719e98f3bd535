"""A risk and the measures against it."""

import re

RISK = ("risks", "risk_market_competition")
KNOWN = "mitigation_market_price_response"
SHARED = "mitigation_market_differentiation"  # also against market demand


def measure(item, **fields):
    return {f"measure__{item}__{name}": value for name, value in fields.items()}


def new_item(opened):
    return re.search(r"measure-(own_[0-9a-f]{12})-title", opened.html)[1]


def test_both_judgements_make_an_answer(page, sheet):
    assert page(*RISK).press(likelihood="4", impact="2", evidence="1", note="Two rivals").status_code == 302
    stored = sheet.answers.get()
    assert (stored.state, stored.value, stored.evidence) == ("answered", {"likelihood": 4, "impact": 2}, 1)
    again = page(*RISK)
    assert (again.fields["likelihood"], again.fields["impact"]) == ("4", "2")


def test_one_judgement_may_be_unknown(page, sheet, assessment):
    page(*RISK).press(likelihood="dont_know", impact="2")
    assert sheet.answers.get().value == {"impact": 2, "dont_know": ["likelihood"]}
    assert page(*RISK).fields["likelihood"] == "dont_know"
    document = assessment.document()
    assert RISK[1] in document.unknown
    assert document.risks[RISK[1]].likelihood is None


def test_measures_that_nobody_touched_are_not_written(page, sheet):
    page(*RISK).press(likelihood="4", impact="2")
    assert [answer.item for answer in sheet.answers.all()] == [RISK[1]]


def test_a_measure_is_saved_with_the_bank_s_usual_effect(page, sheet, bank, assessment):
    details = {"status": "in_place", "owner": "Sales", "cost": "12,000", "due": "2027-01-31"}
    page(*RISK).press(likelihood="4", impact="2", **measure(KNOWN, **details))
    usual = bank.parsed.mitigation(KNOWN)
    assert sheet.answers.get(item=KNOWN).value == {
        "status": "in_place", "effect_likelihood": usual.effect_likelihood, "effect_impact": usual.effect_impact,
        "cost": 12000, "owner": "Sales", "due": "2027-01-31",
    }  # fmt: skip
    again = page(*RISK)
    assert again.fields[f"measure-{KNOWN}-cost"] == "12,000"
    assert assessment.document().mitigations[KNOWN].due.isoformat() == "2027-01-31"
    again.press()
    assert sheet.answers.get(item=KNOWN).version == 1


def test_a_faulty_measure_is_refused_and_opened(page, sheet):
    opened = page(*RISK)
    opened.press(likelihood="4", impact="2", **measure(KNOWN, status="planned", cost="much"))
    assert "much is not a number" in opened.html
    assert opened.fields[f"measure-{KNOWN}-cost"] == "much"
    assert not sheet.answers.filter(item=KNOWN).exists()
    assert page(*RISK).fields[f"measure-{KNOWN}-cost"] == "much"


def test_an_own_measure_is_added_shown_and_removed(page, sheet, assessment):
    opened = page(*RISK)
    item = new_item(opened)
    opened.press("more", **measure(item, title="Long contracts", status="planned", effect_likelihood="2"))
    assert assessment.document().mitigations[item].targets == (RISK[1],)
    again = page(*RISK)
    assert again.fields[f"measure-{item}-title"] == "Long contracts"
    assert new_item(page("risks", "risk_market_demand")) not in (item, "")
    assert f"measure-{item}-title" not in page("risks", "risk_market_demand").fields
    again.press(**measure(item, title=""))
    assert item not in assessment.__class__.objects.get(pk=assessment.pk).document().mitigations
    assert f"measure-{item}-title" not in page(*RISK).fields


def test_an_own_measure_in_a_draft_is_shown_again(page):
    opened = page(*RISK)
    item = new_item(opened)
    opened.autosave(**measure(item, title="Long contracts", cost="a lot"))
    assert page(*RISK).fields[f"measure-{item}-title"] == "Long contracts"


def test_saves_of_one_page_do_not_conflict_with_its_own_measures(page, sheet):
    opened = page(*RISK)
    opened.autosave(likelihood="3", **measure(KNOWN, status="planned"))
    assert opened.autosave(impact="3", **measure(KNOWN, status="in_place")).status_code == 200
    assert opened.press().status_code == 302
    assert sheet.answers.get(item=KNOWN).value["status"] == "in_place"


def test_a_measure_that_came_after_the_page_was_opened_stays(page, sheet):
    first, second = page(*RISK), page(*RISK)
    item = new_item(second)
    second.press(**measure(item, title="Long contracts", status="planned"))
    assert first.press(likelihood="2", impact="2").status_code == 302
    assert sheet.answers.get(item=item).value["title"] == "Long contracts"


def test_a_measure_that_this_page_did_not_touch_is_neither_overwritten_nor_in_conflict(page, sheet):
    first, second = page(*RISK), page("risks", "risk_market_demand")
    second.press(**measure(SHARED, status="in_place", cost="5,000"))
    assert first.press(likelihood="2", impact="2").status_code == 302
    assert sheet.answers.get(item=SHARED).value["status"] == "in_place"
    assert sheet.answers.get(item=RISK[1]).value == {"likelihood": 2, "impact": 2}


def test_a_measure_against_two_risks_is_one_measure(page):
    page(*RISK).press(**measure(SHARED, status="in_place"))
    assert page("risks", "risk_market_demand").fields[f"measure-{SHARED}-status"] == "in_place"


def test_a_measure_in_conflict_is_named_and_nothing_is_stored(page, sheet):
    first, second = page(*RISK), page("risks", "risk_market_demand")
    second.press(**measure(SHARED, status="in_place"))
    response = first.press(likelihood="5", impact="5", **measure(SHARED, status="planned"))
    assert response.status_code == 409
    assert "Differentiation the buyer pays for" in first.html
    assert "Status: Planned" in first.html
    assert "Status: In place" in first.html
    assert not sheet.answers.filter(item=RISK[1], state="answered").exists()
    overwrite = re.search(r'name="overwrite" value="([^"]+)"', first.html)[1]
    assert first.press("overwrite", overwrite).status_code == 302
    assert sheet.answers.get(item=SHARED).value["status"] == "planned"
    assert sheet.answers.get(item=RISK[1]).value == {"likelihood": 5, "impact": 5}


def test_the_preview_places_the_judgement_before_and_after(filled, page):
    html = page(*RISK).html
    assert html.count('class="cell-') == 25
    assert '<span class="pin">now</span>' in html
    assert "All risks together" in html
