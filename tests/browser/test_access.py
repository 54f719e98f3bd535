"""Every page of the wizard for everybody: both languages and themes, narrow screens, without script."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
PAGES = [
    "", "review/", "team/", "about/fact_stage/", "about/fact_fields/", "about/fact_parameters/",
    "gates/gate_prohibited/", "economic/economic_revenue/", "strategy/strategy_positioning/", "social/social_reach/",
    "progress/step_financing/", "channels/channel_portfolio/", "channels/rival_channels/",
    "risks/risk_market_competition/",
]  # fmt: skip


def findings(page, **options):
    found = Axe().run(page, options=options or {"runOnly": RULES}).response["violations"]
    return [(page.url, entry["id"], [node["html"][:200] for node in entry["nodes"]]) for entry in found]


@pytest.fixture(scope="module")
def answered(browser, site, session):
    """A venture with some answers, so that pages have something to show."""
    context = browser.new_context(storage_state=session, base_url=site)
    page = context.new_page()
    page.goto("/ventures/new/")
    page.fill("#id_name", "A venture whose name is long enough to trouble a narrow screen, 一个名称很长的项目")
    page.locator("form.form button[type=submit]").click()
    page.wait_for_url("**/about/fact_stage/")
    start = "/" + page.url.split("/", 3)[3].removesuffix("about/fact_stage/")
    for address in (
        "about/fact_stage/",
        "strategy/strategy_positioning/",
        "team/team_talent/",
        "gates/gate_prohibited/",
    ):
        page.goto(start + address)
        page.locator("label.choice").nth(2 if "gate" not in address else 0).click()
        page.locator(".save[data-state=saved]").wait_for()
    page.goto(start + "risks/risk_market_competition/")
    page.locator("fieldset:has(input[name=likelihood]) label").nth(3).click()
    page.locator("fieldset:has(input[name=impact]) label").nth(3).click()
    page.locator("#effect .pin").wait_for()
    context.close()
    return start


@pytest.mark.parametrize("language", ["", "/zh-hans"], ids=["english", "chinese"])
def test_no_page_has_a_finding_or_scrolls_sideways(context, answered, language):
    light, dark = (context(color_scheme=theme).new_page() for theme in ("light", "dark"))
    found, wide = [], []
    for number, address in enumerate(PAGES):
        for page, options in ((light, {}), (dark, {"runOnly": ["color-contrast"]})):  # themes differ in colours alone
            page.set_viewport_size({"width": (1440, 390)[number % 2], "height": 900})
            page.goto(language + answered + address)
            page.evaluate("document.querySelectorAll('main details').forEach((fold) => { fold.open = true; })")
            found += findings(page, **options)
        light.set_viewport_size({"width": 320, "height": 640})
        wide += [light.url] if light.evaluate(TOO_WIDE) else []
    assert found == []
    assert wide == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_errors_and_conflicts_have_no_finding_and_take_the_focus(context, venture, theme):
    page = context(color_scheme=theme, network_fails=True).new_page()
    page.goto(venture + "resources/resources_runway/")
    page.locator("input[name=raw]").fill("soon")
    page.locator("button[name=continue]").click()
    page.locator(".error-summary").wait_for()
    assert page.title().startswith("Problem:")
    assert page.evaluate("document.activeElement.className") == "error-summary"
    assert findings(page) == []
    page.get_by_role("link", name="soon is not a number").click()
    assert page.evaluate("document.activeElement.name") == "raw"
    other = page.context.new_page()
    other.goto(venture + "resources/resources_runway/")
    other.locator("input[name=raw]").fill("9")
    other.locator(".save[data-state=saved]").wait_for()
    page.locator("input[name=raw]").fill("12")
    page.get_by_role("alert").get_by_text("This answer was changed in another window").wait_for()
    assert findings(page) == []


def test_the_skip_link_leads_past_the_rail_to_the_question(context, venture):
    page = context().new_page()
    page.goto(venture + "channels/channel_portfolio/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the question"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "row-0-type"


def test_answering_starts_at_the_chosen_answer(context, answered):
    page = context().new_page()
    page.goto(answered + "strategy/strategy_positioning/")
    assert page.evaluate("document.activeElement.value") == "2"
    page.goto(answered + "resources/resources_runway/")
    assert page.evaluate("document.activeElement.name") == "raw"


def test_digits_can_be_turned_off(context, venture):
    page = context().new_page()
    page.goto(venture + "strategy/strategy_positioning/")
    page.evaluate("document.body.dataset.numberKeys = 'off'")
    page.keyboard.press("3")
    assert page.locator("input[name=choice]:checked").count() == 0
    page.evaluate("delete document.body.dataset.numberKeys")
    page.keyboard.press("0")
    assert page.locator("input[name=choice]:checked").get_attribute("value") == "dont_know"


def test_digits_in_a_text_are_text(context, venture):
    page = context().new_page()
    page.goto(venture + "strategy/strategy_positioning/")
    page.locator("textarea[name=note]").press_sequentially("3 rivals")
    assert page.locator("input[name=choice]:checked").count() == 0
    assert page.input_value("textarea[name=note]") == "3 rivals"


def test_enter_in_a_field_of_a_channel_goes_on(context, venture):
    page = context().new_page()
    page.goto(venture + "channels/channel_portfolio/")
    page.locator("select[name=row-0-type]").select_option("direct_sales")
    page.locator("input[name=row-0-owner]").fill("self")
    page.locator("input[name=row-0-share]").fill("100")
    page.locator("input[name=row-0-share]").press("Enter")
    page.wait_for_url("**/risks/**")


def test_a_channel_is_added_and_takes_the_focus(context, venture):
    page = context().new_page()
    page.goto(venture + "channels/channel_portfolio/")
    for number in (0, 1):
        page.locator(f"select[name=row-{number}-type]").select_option("direct_sales")
        page.locator(f"input[name=row-{number}-owner]").fill("self")
        page.locator(f"input[name=row-{number}-share]").fill("50")
    page.get_by_role("button", name="Save and add a channel").click()
    page.wait_for_url("**#more-channel_portfolio")
    page.wait_for_function("() => document.activeElement.name === 'row-2-type'")


def test_everything_works_without_script(context, venture):
    page = context(java_script_enabled=False, network_fails=True).new_page()  # a conflict answers 409
    page.goto(venture + "about/fact_stage/")
    page.locator("label.choice").nth(2).click()
    page.locator("button[name=continue]").click()
    page.wait_for_url("**/about/fact_fields/")
    page.locator("button[name=continue]").click()  # nothing chosen
    expect(page.get_by_text("Choose an answer, or skip this question for now.")).to_have_count(2)
    page.locator("label.choice").nth(3).click()
    page.locator("button[name=continue]").click()
    page.wait_for_url("**/about/fact_stack_layer/")
    page.locator("button[name=skip]").click()
    page.wait_for_url("**/about/fact_parameters/")
    page.goto(venture + "channels/channel_portfolio/")
    page.locator("select[name=row-0-type]").select_option("direct_sales")
    page.locator("input[name=row-0-owner]").fill("self")
    page.locator("input[name=row-0-share]").fill("60")
    page.get_by_role("button", name="Save and add a channel").click()
    page.wait_for_url("**#more-channel_portfolio")
    expect(page.locator("input[name=row-0-share]")).to_have_value("60")
    tab = page.context.new_page()
    tab.goto(venture + "risks/risk_market_competition/")
    page.goto(venture + "risks/risk_market_competition/")
    for window, level in ((tab, 3), (page, 4)):
        window.locator("fieldset:has(input[name=likelihood]) label").nth(level).click()
        window.locator("fieldset:has(input[name=impact]) label").nth(level).click()
        window.locator("button[name=continue]").click()
        if window is tab:
            tab.wait_for_url("**/risks/risk_funding_pressure/")
    expect(page.get_by_text("This answer was changed in another window")).to_be_visible()
    page.get_by_role("button", name="Keep mine").click()
    page.wait_for_url("**/risks/risk_funding_pressure/")
    page.goto(venture + "review/")
    assert page.get_by_text("Likelihood: Almost certain (over 75%)").is_visible()


def test_a_whole_section_is_saved_question_by_question(context, venture):
    page = context().new_page()
    page.goto(venture + "team/")
    first, second = page.locator("form.q").nth(0), page.locator("form.q").nth(1)
    first.locator("label.choice").nth(1).click()
    page.locator("#saved-team_composition[data-state=saved]").wait_for()
    second.locator("label.choice").nth(2).click()
    second.locator("textarea[name=note]").fill("Two hires open")
    page.locator("#saved-team_capability[data-state=saved]").wait_for()
    expect(page.locator("#rail-team .count")).to_have_text("2/4")
    page.reload()
    assert page.locator("form.q").nth(1).locator("textarea[name=note]").input_value() == "Two hires open"
