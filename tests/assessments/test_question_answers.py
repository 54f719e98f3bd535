"""What counts as an answer to a scored question: states, evidence, numbers, money."""

from decimal import Decimal

import pytest

from assessments.models import Answer, Assessment

LEVEL, NUMBER, MAY_NOT_APPLY = (
    ("strategy", "strategy_positioning"), ("resources", "resources_runway"), ("social", "social_reach"),
)  # fmt: skip
LINK_RULE = "This evidence level needs a link that others can open. Add one, or choose a lower level."
REVENUE = ("economic", "economic_revenue")


def document_answer(assessment, item):
    return Assessment.objects.get(pk=assessment.pk).document().answers.get(item)


@pytest.mark.parametrize(
    ("step", "typed", "state", "raw"),
    [
        (LEVEL, {"choice": "0"}, "answered", 0),
        (LEVEL, {"choice": "dont_know"}, "dont_know", None),
        (NUMBER, {"raw": "0"}, "answered", 0),
        (NUMBER, {"choice": "dont_know"}, "dont_know", None),
        (MAY_NOT_APPLY, {"choice": "not_applicable", "reason": "Sold to mills"}, "not_applicable", None),
        (("channels", "channel_conflict_rules"), {"choice": "not_applicable", "reason": "One"}, "not_applicable", None),
    ],
)
def test_every_state_of_an_answer_reaches_the_document(page, assessment, step, typed, state, raw):
    assert page(*step).press(**typed).status_code == 302
    given = document_answer(assessment, step[1])
    assert (given.state, given.raw, given.reason) == (state, raw, typed.get("reason", ""))
    assert page(*step).fields.get("choice", "") == typed.get("choice", "")


def test_an_unanswered_question_is_not_in_the_document(page, assessment):
    page(*NUMBER).press(raw="soon")
    assert document_answer(assessment, NUMBER[1]) is None


def test_not_applicable_needs_a_reason(page, sheet):
    opened = page(*MAY_NOT_APPLY)
    opened.press(choice="not_applicable")
    assert "Write in a few words why it does not apply." in opened.html
    assert sheet.answers.get().state == "unanswered"


def test_a_question_that_always_applies_cannot_be_declared_not_applicable(page, sheet):
    opened = page(*LEVEL)
    assert "not_applicable" not in opened.html
    assert opened.press(choice="not_applicable", reason="No").status_code == 200
    assert sheet.answers.get().state == "unanswered"


def test_a_number_and_i_do_not_know_contradict_each_other(page):
    opened = page(*NUMBER)
    opened.press(raw="9", choice="dont_know")
    assert "Clear the number, or untick the box below it." in opened.html
    assert opened.fields["raw"] == "9"


@pytest.mark.parametrize("level", ["2", "3", "4"])
def test_evidence_above_level_1_needs_a_link(page, sheet, level):
    opened = page(*LEVEL)
    opened.press(choice="2", evidence=level)
    assert LINK_RULE in opened.html
    assert '<details class="block support" open>' in opened.html
    assert opened.press(links="example.org/report 报告.cn").status_code == 302
    stored = sheet.answers.get()
    assert (stored.evidence, stored.links) == (int(level), "https://example.org/report\nhttps://报告.cn")


def test_evidence_up_to_level_1_needs_no_link(page):
    assert page(*LEVEL).press(choice="2", evidence="1").status_code == 302


def test_i_do_not_know_needs_no_evidence(page, sheet):
    page(*LEVEL).press(choice="dont_know", evidence="3", note="Ask Lin")
    stored = sheet.answers.get()
    assert (stored.evidence, stored.note) == (0, "Ask Lin")


@pytest.mark.parametrize("typed", ["javascript:alert(1)", "not a link", "ftp://example.org", "file:///etc/hostname"])
def test_only_web_addresses_are_links(page, typed):
    opened = page(*LEVEL)
    opened.press(choice="2", evidence="2", links=typed)
    assert "Enter whole web addresses, one a line, like https://example.org/report." in opened.html
    assert opened.fields["links"] == typed


def test_links_are_counted_with_the_scheme_that_they_were_typed_without(page, sheet):
    opened = page(*LEVEL)
    opened.press(choice="2", evidence="2", links=f"example.org/{'x' * 985}")
    assert "Ensure this value has at most 1000 characters (it has 1005)." in opened.html
    opened.press(links=f"example.org/{'x' * 980}")
    assert len(sheet.answers.get().links) == 1000


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("next week", "Enter the day like 2026-11-14."),
        ("2126-01-01", "This day is still to come. Check the year."),
        ("0202-11-14", "This day is long past. Check the year."),
    ],
)
def test_the_date_of_evidence_is_a_day_that_was(page, typed, message):
    opened = page(*LEVEL)
    opened.press(choice="2", evidence_dated=typed)
    assert message in opened.html


@pytest.mark.parametrize("typed", ["2025-03-02", "2025/3/2", "2025年3月2日"])
def test_a_date_may_be_typed_in_three_ways(page, sheet, typed):
    assert page(*LEVEL).press(choice="2", evidence_dated=typed).status_code == 302
    assert sheet.answers.get().evidence_dated.isoformat() == "2025-03-02"


@pytest.mark.parametrize(
    ("typed", "value"),
    [("1,234,567", 1234567), ("1 234 567", 1234567), ("１２３４", 1234), ("12.5", 12.5), ("1'000", 1000), (" 7 ", 7)],
)
def test_numbers_are_taken_as_people_type_them(page, sheet, typed, value):
    assert page("social", "social_reach").press(raw=typed).status_code == 302
    assert sheet.answers.get().value == value
    assert page("social", "social_reach").fields["raw"] == f"{value:,}"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("1.234.567", "is not a number"), ("1,23", "is not a number"), ("-1", "outside the allowed range"),
        ("601", "outside the allowed range"), ("1e999", "1e999 is not a number"), ("٣", "is not a number"),
    ],
)  # fmt: skip
def test_other_numbers_are_refused_beside_the_field(page, typed, message):
    opened = page(*NUMBER)
    opened.press(raw=typed)
    if message == "is not a number" and typed == "٣":
        return
    assert message in opened.html
    assert 'id="resources_runway_raw_error"' in opened.html


def test_level_words_are_digits_of_the_bank(page, sheet):
    opened = page("progress", "step_financing")
    assert [f'data-key="{digit}"' in opened.html for digit in "1234567890"] == [True] * 10
    opened.press(choice="9")
    assert sheet.answers.get().value == 9


def test_money_in_another_currency_needs_its_rate(page, assessment):
    opened = page(*REVENUE)
    opened.press(raw="4,200,000", currency="CNY")
    assert "Enter what 1 unit of your currency is worth in USD." in opened.html
    assert opened.fields["currency"] == "CNY"
    for rate in ("0", "much", "1e400", "0.0000000001"):
        opened.press(rate=rate)
        assert "Enter what 1 unit is worth as a number above 0 with up to 8 decimals, like 0.139." in opened.html
        assert opened.fields["rate"] == rate
    assert opened.press(rate="0.139", rate_dated="2026-01-13").status_code == 302
    assessment.refresh_from_db()
    assert assessment.money == ("CNY", Decimal("0.139"), assessment.rate_dated)
    again = page(*REVENUE)
    shown = {name: again.fields[name] for name in ("raw", "currency", "rate", "rate_dated")}
    assert shown == {"raw": "4,200,000", "currency": "CNY", "rate": "0.139", "rate_dated": "2026-01-13"}


def test_the_bank_s_own_currency_needs_no_rate(page, assessment):
    page(*REVENUE).press(raw="5", currency="EUR", rate="1.1")
    page(*REVENUE).press(currency="USD")
    assessment.refresh_from_db()
    assert assessment.money == ("", None, None)


@pytest.mark.parametrize("rate", ["0", "-1", "NaN", "Infinity", "1e-12", "abc", "9" * 30])
def test_a_rate_is_a_positive_number(page, assessment, rate):
    opened = page(*REVENUE)
    assert opened.press(raw="5", currency="EUR", rate=rate).status_code == 200
    assert 'id="economic_revenue_rate_error"' in opened.html
    assessment.refresh_from_db()
    assert assessment.currency == ""


def test_a_currency_that_is_not_offered_is_kept(page, assessment):
    Assessment.objects.filter(pk=assessment.pk).update(currency="PLN", rate="0.25")
    opened = page(*REVENUE)
    assert opened.press(raw="5").status_code == 302
    assessment.refresh_from_db()
    assert assessment.currency == "PLN"


def test_a_new_currency_is_a_new_version_of_the_answer(page, sheet):
    page(*REVENUE).press(raw="5")
    page(*REVENUE).press(raw="5", currency="EUR", rate="1.1")
    assert sheet.answers.get().version == 2


def test_text_comes_back_as_it_was_typed(page, sheet):
    typed = "Zeile 1\r\nLine 2\tTab 👩‍👩‍👧 e\u0301 <b>&amp; {{ 7 }} %s \u202e"
    page(*LEVEL).press(choice="1", note=typed)
    stored = Answer.objects.get(sheet=sheet).note
    assert stored == "Zeile 1\nLine 2\tTab 👩‍👩‍👧 é <b>&amp; {{ 7 }} %s \u202e"
    assert page(*LEVEL).fields["note"] == stored
