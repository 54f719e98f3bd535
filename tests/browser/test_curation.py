"""A case from an empty form to the library and beside a venture, by two curators in Chromium."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

LIST = "/admin/casestudies/casestudy/"
WORDS = " ".join(["Tidebreak sells tide tables that a model writes, to harbours that had no forecast before."] * 6)
CHARACTERS = "潮汐公司向港口出售由模型写成的潮汐表，这些港口以前没有预报。" * 5
PARTS = {  # how many rows of each, and what stands in a row
    "channels": (2, {"type": "direct_sales", "importance": "primary", "detail": ("Sold by hand.", "逐家销售。")}),
    "success_factors": (3, {"title": ("Data", "数据"), "detail": ("It had logs.", "有日志。"), "aspect": "data"}),
    "failure_lessons": (2, {
        "title": ("One buyer", "单一买家"), "detail": ("A port left.", "一个港口离开。"),
        "response": ("Find two.", "找两家。"), "risk": "risk_market_demand",
    }),
    "timeline": (4, {"date": "2021", "event": ("Founded.", "成立。")}),
}  # fmt: skip
TEXTS = {"name": ("Tidebreak", "潮汐"), "city": ("Porto", "波尔图"), "summary": (WORDS, CHARACTERS),
         "takeaways": ("Sell the forecast: not the model.", "卖预报：不卖模型。"),
         "rationale": ("Small but steady.", "小而稳。")}  # fmt: skip


def write(page, name, text):
    for language, words in zip(("en", "zh"), text, strict=True):
        page.fill(f"#id_{name}_{language}", words)


def put(page, name, value):
    """Into whatever kind of field has that name."""
    if isinstance(value, tuple):
        return write(page, name, value)
    field = page.locator(f"#id_{name}")
    if field.evaluate("field => field.tagName") == "SELECT":
        return field.select_option(value)
    return field.fill(value)


def add_source(page, number, kind):
    page.locator("#sources-group .add-row a").click()
    row = {"key": f"source-{number}", "publisher": "Paper", "published": "2024", "kind": kind, "title": "News"}
    for name, value in (row | {"url": "https://example.org/"}).items():
        put(page, f"sources-{number}-{name}", value)


def add_parts(page):
    for name, (count, row) in PARTS.items():
        group = page.locator(f"#{name}-group")
        group.locator("summary").first.click()
        for number in range(count):
            group.locator(".add-row a").click()
            for column, value in row.items():
                put(page, f"{name}-{number}-{column}", value)
            page.fill(f"#id_{name}-{number}-source_keys", "source-0")


def save(page):
    page.locator("input[name=_continue]").first.click()
    page.wait_for_load_state()


def approve(page):
    """With the action of the list, on the newest case."""
    page.goto(f"{LIST}?q=Tidebreak")
    page.locator("input[name=_selected_action]").check()
    page.select_option("select[name=action]", "approve")
    page.locator("button[name=index], input[name=index]").click()
    return expect(page.locator(".messagelist"))


def test_a_case_is_written_refused_completed_approved_found_changed_and_restored(people, site):
    erin, dana, founder = people
    missing = erin.locator(".field-completeness")
    erin.goto(f"{LIST}add/")
    write(erin, "name", TEXTS["name"])
    erin.select_option("#id_status", "in_review")
    save(erin)
    case = re.search(r"/(\d+)/change/", erin.url)[1]
    for text in (
        "Summary, Chinese",
        "Channels",
        "Profile, value, social",
        "Needs two or more, has 0",
        "must be primary",
    ):
        expect(missing).to_contain_text(text)
    approve(dana).to_contain_text("is not complete yet")

    for name, text in TEXTS.items():
        write(erin, name, text)
    erin.fill("#id_summary_zh", "")
    for name, value in {"country": "PT", "founded": "2021", "outcome": "growing", "as_of": "2025-12-31"}.items():
        put(erin, name, value)
    erin.locator("input[name=stack_layers]").first.check()
    erin.locator("input[name=application_fields]").first.check()
    for field in erin.locator("input[id^=id_value_], input[id^=id_readiness_]").all()[1:]:
        field.fill("60")
    for field in erin.locator("input[id^=id_risk_]").all():
        field.fill("2")
    add_source(erin, 0, "secondary")
    add_parts(erin)
    save(erin)
    expect(missing.locator("li")).to_have_text([
        "Summary, Chinese: This is missing; add it.", "Profile, value, economic: This is missing; add it.",
        "Sources: Needs two or more, has 1.", "Sources: At least one must be primary.",
    ])  # fmt: skip
    approve(dana).to_contain_text("is not complete yet")

    erin.fill("#id_summary_zh", CHARACTERS)
    erin.fill("#id_value_economic", "60")
    add_source(erin, 1, "primary")
    save(erin)
    expect(missing).to_contain_text("complete and can be published")
    approve(erin).to_contain_text("somebody else has to approve it")
    approve(dana).to_contain_text("is published")

    founder.goto("/cases/?q=tidebreak")
    founder.get_by_role("link", name="Sell the forecast").click()
    expect(founder.locator("#compared")).to_contain_text("% alike")
    expect(founder.locator("h1")).to_have_text("Sell the forecast")

    erin.goto(f"{LIST}{case}/change/")
    erin.fill("#id_takeaways_en", "Sell the model: not the forecast.")
    save(erin)
    expect(erin.locator("#id_status")).to_have_value("needs_recheck")
    founder.reload()
    expect(founder.locator("h1")).to_have_text("Sell the model")
    expect(founder.get_by_role("note")).to_contain_text("checking this case again")
    erin.goto(f"{LIST}{case}/change/")
    erin.get_by_role("link", name="History").click()
    expect(erin.locator(".changes").first.locator("del")).to_have_text(["forecast", "model"])
    expect(erin.locator(".changes").first.locator("ins")).to_have_text(["model", "forecast"])
    erin.get_by_role("button", name="Restore this version").first.click()
    erin.wait_for_url("**/change/")
    expect(erin.locator("#id_takeaways_en")).to_have_value(TEXTS["takeaways"][0])
    founder.reload()
    expect(founder.locator("h1")).to_have_text("Sell the forecast")
