"""Library, guide, plan and curation for everybody: both languages and themes, narrow screens, keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_access import TOO_WIDE, findings
from tests.browser.test_journeys import tab_to

pytestmark = pytest.mark.browser
LIST = "/admin/casestudies/casestudy/"
READ = [
    "/cases/", "/cases/?q=cloud&field=general", "/cases/deepseek/", "/guide/", "/guide/funding/", "/guide/terms/",
    "/guide/steps/financing/", "/guide/decisions/technical-route/", "/guide/tools/", "/guide/references/",
    "/guide/measures/",
]  # fmt: skip
OWN = ["", "steps/", "plan/"]
PLACE = "field => [...document.querySelectorAll('input, select, textarea')].indexOf(field)"
BESIDE = ["/ventures/cases/?venture={}", "/ventures/cases/deepseek/?venture={}", "/ventures/guide/funding/?venture={}"]
CURATED = ["/admin/", LIST, f"{LIST}?check=due", f"{LIST}add/", f"{LIST}{{}}/change/", f"{LIST}{{}}/versions/",
           f"{LIST}{{}}/history/", f"{LIST}import/"]  # fmt: skip


def venture_of(page):
    """The code of the sample venture that is not finished, with one thing in its plan."""
    page.goto("/ventures/")
    page.get_by_role("link", name="Brightloom", exact=True).click()
    code = re.search(r"/ventures/([^/]+)/", page.url)[1]
    page.goto(f"/ventures/{code}/plan/")
    if not page.locator("[id^=action-]").count():
        page.get_by_role("button", name="Take in").first.click()
    return code


def looked_at(page, language, addresses):
    """Everything that axe finds, and the pages that scroll sideways."""
    found, wide = [], []
    for number, address in enumerate(addresses):
        page.set_viewport_size({"width": (1440, 390)[number % 2], "height": 900})
        for theme, options in (("light", {}), ("dark", {"runOnly": ["color-contrast"]})):
            page.emulate_media(color_scheme=theme)
            page.goto(language + address)  # anew, because a colour that is still changing has no contrast
            page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
            found += findings(page, **options)
        page.set_viewport_size({"width": 390, "height": 640})
        wide += [page.url] if page.evaluate(TOO_WIDE) else []
    return found, wide


@pytest.mark.parametrize("language", ["", "/zh-hans"], ids=["english", "chinese"])
def test_no_page_of_library_guide_and_plan_has_a_finding_or_scrolls_sideways(people, language):
    founder = people[2]
    code = venture_of(founder)
    own = [f"/ventures/{code}/{address}" for address in OWN]
    addresses = [*READ, *own, *(address.format(code) for address in BESIDE)]
    assert looked_at(founder, language, addresses) == ([], [])


@pytest.mark.parametrize("language", ["", "/zh-hans"], ids=["english", "chinese"])
def test_no_page_of_curation_has_a_finding_or_scrolls_sideways(people, language):
    curator = people[0]
    curator.goto(f"{LIST}?q=deepseek")
    curator.locator("#result_list tbody th a").first.click()
    case = re.search(r"/(\d+)/change/", curator.url)[1]
    assert looked_at(curator, language, [address.format(case) for address in CURATED]) == ([], [])


def test_by_keyboard_alone_from_a_case_to_the_plan(people):
    page = people[2]
    code, keys = venture_of(page), page.keyboard
    page.goto("/cases/")
    tab_to(page, "#q")
    keys.type("deepseek")
    keys.press("Enter")
    page.wait_for_url("**/cases/?q=deepseek")
    tab_to(page, ".library-title a")
    keys.press("Enter")
    page.wait_for_url("**/cases/deepseek/")
    tab_to(page, "a[href*='#asked-']")
    keys.press("Enter")
    page.wait_for_url("**/ventures/cases/deepseek/#asked-*")
    expect(page.locator(":target")).to_be_visible()
    tab_to(page, "#matches a, #compared [id^=asked-] a")

    page.goto(f"/ventures/{code}/steps/")
    tab_to(page, "input[name=ticked]")
    keys.press("Space")
    tab_to(page, "input[name^=note-]")
    keys.type("Fifteen calls in March")
    keys.press("Enter")
    expect(page.locator(".check-who").first).to_contain_text("Maya Okafor")
    expect(page.locator("input[name^=note-]").first).to_have_value("Fifteen calls in March")
    page.goto(f"/ventures/{code}/")
    expect(page.locator("section[aria-labelledby=progress-h] li").first).to_contain_text("1 of 7")

    page.goto(f"/ventures/{code}/plan/")
    before = page.locator("[id^=action-]").count()
    tab_to(page, "button[name=add]")
    keys.press("Enter")
    expect(page.locator("[id^=action-]")).to_have_count(before + 1)
    tab_to(page, "main summary")
    keys.press("Enter")
    tab_to(page, "input[name$=owner]")
    keys.type("Maya")
    keys.press("Enter")
    expect(page.locator("[id^=action-] .meta-row").first).to_contain_text("Maya")


def test_by_keyboard_alone_a_curator_finds_a_case_changes_it_adds_a_source_and_restores_it(people):
    page = people[0]
    keys = page.keyboard
    page.goto(LIST)
    tab_to(page, "#searchbar")
    keys.type("zhipu")
    keys.press("Enter")
    page.wait_for_url("**q=zhipu*")
    tab_to(page, "#result_list tbody th a", most=200)
    keys.press("Enter")
    page.wait_for_url("**/change/*")
    tab_to(page, "#id_city_en")
    before = page.locator("#id_city_en").input_value()
    keys.press("End")
    keys.type(" (head office)")
    tab_to(page, "#sources-group .add-row a", most=500)
    keys.press("Enter")
    number = int(page.locator("#id_sources-TOTAL_FORMS").input_value()) - 1
    typed = {
        "key": "by-hand",
        "publisher": "Paper",
        "published": "2024",
        "title": "News",
        "url": "https://example.org/",
    }
    tab_to(page, f"#id_sources-{number}-key", key="Shift+Tab")  # the new row stands before the link that added it
    keys.type(typed.pop("key"))
    for name in sorted(typed, key=lambda name: page.locator(f"#id_sources-{number}-{name}").evaluate(PLACE)):
        tab_to(page, f"#id_sources-{number}-{name}")
        keys.type(typed[name])
    tab_to(page, "input[name=_continue]", most=500)
    keys.press("Enter")
    page.wait_for_load_state()
    expect(page.locator("#id_city_en")).to_have_value(f"{before} (head office)")
    expect(page.locator(f"#id_sources-{number}-key")).to_have_value("by-hand")

    tab_to(page, ".object-tools a[href*=versions]")
    keys.press("Enter")
    page.wait_for_url("**/versions/")
    tab_to(page, "#content input[type=submit]")
    keys.press("Enter")
    page.wait_for_url("**/change/")
    expect(page.locator("#id_city_en")).to_have_value(before)
