"""From sign-up to the result: by keyboard alone in English, by mouse on a phone in Chinese."""

import re

import pytest

pytestmark = pytest.mark.browser


def tab_to(page, selector, most=80):
    """Press Tab until the focus is on a thing of that kind; that it can be reached is part of the test."""
    for _press in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"no {selector} within {most} presses of Tab on {page.url}")


def answer_by_keyboard(page):
    """Answer the step that is shown, whatever its kind, and go on."""
    keys, has = page.keyboard, lambda selector: page.locator(selector).count() > 0
    if has(".channel-row"):
        tab_to(page, "select[name$=type]")
        keys.type("Direct")
        for text in ("self", "70", "We"):
            keys.press("Tab")
            keys.type(text)
        tab_to(page, "input[name=row-1-owner]")
        keys.type("Harbour Cloud")
        keys.press("Shift+Tab")
        keys.type("Cloud")
        tab_to(page, "input[name=row-1-share]")
        keys.type("30")
    elif has("input[name=likelihood]"):
        keys.press("3")
        keys.press("Tab")
        keys.press("2")
    elif has("input[name=raw]"):
        keys.type("12")
    else:
        assert page.evaluate("document.activeElement.name") == "choice", page.url
        keys.press("3" if has("input[data-key='5']") else "1")
    before = page.url
    keys.press("Enter")
    page.wait_for_function("before => location.href !== before && document.readyState === 'complete'", arg=before)


def test_by_keyboard_alone_from_sign_up_to_the_result(browser, site, context):
    page = context(storage_state=None, viewport={"width": 1440, "height": 900}).new_page()
    sign_up_by_keyboard(page)
    page.keyboard.type("Tidewater")
    page.keyboard.press("Enter")
    page.wait_for_url("**/about/fact_stage/")
    steps = 0
    while not page.url.endswith("/review/"):
        answer_by_keyboard(page)
        steps += 1
        assert steps < 80
    assert steps > 60
    assert page.get_by_text("66 of 66 answered").or_(page.get_by_text("67 of 67 answered")).count() == 1
    tab_to(page, "form[action$='/finish/'] button", most=200)
    page.keyboard.press("Enter")
    page.wait_for_url("**/results/")
    assert page.get_by_text("The assessment is finished, and its answers are frozen.").is_visible()
    assert page.get_by_text("Risk-adjusted").first.is_visible()


def sign_up_by_keyboard(page):
    page.goto("/accounts/signup/")
    tab_to(page, "#id_name")
    for text in ("Mo Otieno", f"mo.{abs(hash(page))}@example.org"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.type("a calm tide at dawn")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ventures/new/")
    tab_to(page, "#id_name")


def answer_by_touch(page):
    """Answer a step with a finger: cards and buttons; a number is typed."""
    if page.locator(".channel-row").count():
        page.locator("select[name=row-0-type]").select_option("direct_sales")
        page.locator("input[name=row-0-owner]").fill("自己")
        page.locator("input[name=row-0-share]").fill("100")
    elif page.locator("input[name=likelihood]").count():
        page.locator("fieldset:has(input[name=likelihood]) label").nth(3).tap()
        page.locator("fieldset:has(input[name=impact]) label").nth(1).tap()
    elif page.locator("input[name=raw]").count():
        page.locator("input[name=raw]").fill("１２")
    else:
        page.locator(".choices label").nth(0).tap()
    before = page.url
    page.locator("button[name=continue]").tap()
    page.wait_for_function("before => location.href !== before && document.readyState === 'complete'", arg=before)


def test_by_touch_in_chinese_on_a_phone(context, venture):
    phone = {"width": 390, "height": 844}
    page = context(viewport=phone, has_touch=True, is_mobile=True, locale="zh-CN").new_page()
    page.goto(f"/zh-hans{venture}about/fact_stage/")
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    answer_by_touch(page)
    page.locator(".rail-fold summary").tap()  # the sections fold on a phone
    page.locator(".rail-fold a", has_text="风险与应对").tap()
    page.wait_for_url("**/risks/**")
    answer_by_touch(page)
    page.goto(f"/zh-hans{venture}review/")
    missing = page.locator(".panel-warn li a")
    while missing.count():
        missing.first.tap()
        page.wait_for_url(re.compile(r"/assessment/\w+/\w+/\?next=review"))
        answer_by_touch(page)
        page.wait_for_url("**/review/**")
        assert page.evaluate("document.documentElement.scrollWidth") <= phone["width"]
    page.locator("form[action$='/finish/'] button").tap()
    page.wait_for_url("**/zh-hans/**/results/")
    assert page.locator(".banner").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= phone["width"]


def test_the_language_switch_keeps_place_and_answer(context, venture):
    page = context().new_page()
    page.goto(f"{venture}strategy/strategy_positioning/?next=review")
    page.locator("label.choice").nth(2).click()
    page.locator(".save[data-state=saved]").wait_for()
    page.locator(".topbar button[name=language]").click()
    page.wait_for_url("**/zh-hans/**")
    assert page.url.endswith(f"/zh-hans{venture}strategy/strategy_positioning/?next=review")
    assert page.locator("h1").inner_text() == "市场定位明确到什么程度？"
    assert page.locator("input[name=choice]:checked").get_attribute("value") == "2"
