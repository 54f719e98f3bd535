"""From sign-up to the report: by keyboard alone and by touch, each in both languages, on a desk and on a phone.

Half of a journey is made in one language and width and the other half in the other, so that both cost one journey.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.reports.conftest import squeezed, text_of

pytestmark = pytest.mark.browser
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
BUILD = "from reports.models import Report\nfor report in Report.objects.open():\n    report.build()"


def tab_to(page, selector, most=80, key="Tab"):
    """Press Tab until the focus is on a thing of that kind; that it can be reached is part of the test."""
    for _press in range(most):
        page.keyboard.press(key)
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"no {selector} within {most} presses of Tab on {page.url}")


def answer_by_keyboard(page):
    """Answer the step that is shown, whatever its kind, and go on."""
    keys, has = page.keyboard, lambda selector: page.locator(selector).count() > 0
    if has(".channel-row"):
        tab_to(page, "select[name$=type]")
        keys.press("ArrowDown")
        for text in ("self", "70"):
            keys.press("Tab")
            keys.type(text)
        keys.press("Tab")
        keys.press("ArrowDown")  # the terms
        tab_to(page, "input[name=row-1-owner]")
        keys.type("Harbour Cloud")
        keys.press("Shift+Tab")
        keys.press("ArrowDown")
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


def test_by_keyboard_alone_from_sign_up_to_both_reports(context, manage_site):
    page = context(storage_state=None, viewport=DESK).new_page()
    sign_up_by_keyboard(page)
    page.keyboard.type("Tidewater")
    page.keyboard.press("Enter")
    page.wait_for_url("**/about/fact_stage/")
    steps = 0
    while not page.url.endswith("/review/"):
        answer_by_keyboard(page)
        steps += 1
        assert steps < 80
        if steps == 33:
            tab_to(page, ".topbar button[name=language]")
            page.keyboard.press("Enter")
            page.wait_for_url("**/zh-hans/**")
            page.set_viewport_size(PHONE)
    assert steps > 60
    expect(page.get_by_text("已答 66 题，共 66 题").or_(page.get_by_text("已答 67 题，共 67 题"))).to_be_visible()
    tab_to(page, "form[action$='/finish/'] button", most=200)
    page.keyboard.press("Enter")
    page.wait_for_url("**/results/")
    expect(page.get_by_text("评估已完成，答案已冻结。")).to_be_visible()
    reports_by_keyboard(page, manage_site)


def reports_by_keyboard(page, manage_site):
    """Ask for both languages on the page of reports, and download both files."""
    tab_to(page, "nav a[href$='/reports/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/reports/")
    for box in page.locator("input[name=languages]").all()[:2]:
        tab_to(page, f"input[value='{box.get_attribute('value')}']")
        if not box.is_checked():
            page.keyboard.press("Space")
    tab_to(page, "main form button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.get_by_text("等待中")).to_have_count(2, timeout=30_000)
    assert manage_site("shell", "-v0", "-c", BUILD).wait() == 0  # tests/reports promise the same of a worker
    page.reload()
    texts = []
    for _file in range(2):
        tab_to(page, "a[href$='/download/']")
        with page.expect_download() as download:
            page.keyboard.press("Enter")
        texts.append(squeezed(text_of(download.value.path().read_bytes())))
    assert (
        sorted("风险清单" in text for text in texts)
        == sorted("Riskregister" in text for text in texts)
        == [False, True]
    )


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


def test_by_touch_from_the_first_question_to_the_result(context, venture):
    page = context(viewport=PHONE, has_touch=True, is_mobile=True, locale="zh-CN").new_page()
    page.goto(f"/zh-hans{venture}about/fact_stage/")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    answer_by_touch(page)
    page.locator(".rail-fold summary").tap()  # the sections fold on a phone
    page.locator(".rail-fold a", has_text="风险与应对").tap()
    page.wait_for_url("**/risks/**")
    answer_by_touch(page)
    page.goto(f"/zh-hans{venture}review/")
    missing, answered = page.locator(".panel-warn li a"), 0
    while missing.count():
        missing.first.tap()
        page.wait_for_url(re.compile(r"/assessment/\w+/\w+/\?next=review"))
        answer_by_touch(page)
        page.wait_for_url("**/review/**")
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
        answered += 1
        if answered == 12:
            page.set_viewport_size(DESK)
            page.locator(".topbar button[name=language]").tap()
            page.wait_for_url(lambda address: "/zh-hans/" not in address)
    assert answered > 15
    page.locator("form[action$='/finish/'] button").tap()
    page.wait_for_url(lambda address: address.endswith("/results/") and "/zh-hans/" not in address)
    expect(page.get_by_text("The assessment is finished, and its answers are frozen.")).to_be_visible()
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_language_switch_keeps_place_and_answer(context, venture):
    page = context().new_page()
    page.goto(f"{venture}strategy/strategy_positioning/?next=review")
    page.locator("label.choice").nth(2).click()
    page.locator(".save[data-state=saved]").wait_for()
    page.locator(".topbar button[name=language]").click()
    page.wait_for_url("**/zh-hans/**")
    assert page.url.endswith(f"/zh-hans{venture}strategy/strategy_positioning/?next=review")
    expect(page.locator("h1")).to_have_text("市场定位明确到什么程度？")
    expect(page.locator("input[name=choice][value='2']")).to_be_checked()
