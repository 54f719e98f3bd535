"""Every page around a result, for everybody: results and what opens from them, advice, reports, guide, comparison."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
FILL = """
from pathlib import Path
from assessments import scoring
from assessments.models import Assessment
from assessments.models.answered import fill
assessment = Assessment.objects.get(venture__code="{code}")
document = scoring.load(Path("assessments/content/samples/clearnote.yaml").read_bytes())
fill(assessment, scoring.read(document, assessment.bank.parsed))
"""
ENDLESS = FILL.replace(
    "fill(",
    """for answer in document["answers"].values():
    answer["note"] = "N" * 300
for row in document["channels"]:
    row["owner"] = "O" * 80
for measure in document["mitigations"].values():
    measure["owner"] = "P" * 80
assessment.venture.name, assessment.venture.summary = "V" * 120, "S" * 200
assessment.venture.save()
fill(""",
)
PAGES = [
    "", "results/", "results/economic/", "results/channels/", "results/weights/", "results/weights/?node=value",
    "results/what-if/", "results/history/", "results/changes/", "results/valuation/", "risks/", "risks/plan/",
    "plan/", "steps/", "reports/", "reports/links/", "import/", "edit/", "delete/",
]  # fmt: skip
OTHERS = [
    "/ventures/", "/compare/", "/ventures/cases/openai/", "/ventures/guide/funding/", "/verify/", "/method/",
    "/guide/", "/guide/steps/financing/", "/guide/tools/", "/guide/measures/", "/nothing/here/",
]  # fmt: skip


def test_no_page_around_a_result_has_a_finding_or_scrolls_sideways(context, venture, manage_site):
    start = venture.removesuffix("assessment/")
    assert manage_site("shell", "-v0", "-c", FILL.format(code=start.split("/")[2])).wait() == 0
    page = context(network_fails=True).new_page()  # the last address answers 404
    found, wide = [], []
    for number, address in enumerate([*(start + part for part in PAGES), *OTHERS]):
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        page.set_viewport_size({"width": (1440, 390)[number % 2], "height": 900})
        page.goto(("", "/zh-hans")[number // 2 % 2] + address)
        page.evaluate("document.querySelectorAll('main details').forEach((fold) => { fold.open = true; })")
        found += findings(page, RULES)
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        found += findings(page, ["color-contrast"])
        page.set_viewport_size({"width": 320, "height": 640})
        wide += [page.url] if page.evaluate(TOO_WIDE) else []
    assert found == []
    assert wide == []


@pytest.mark.parametrize("width", [390, 1440])
def test_words_without_an_end_widen_no_page(context, venture, manage_site, width):
    start = venture.removesuffix("assessment/")
    code = start.split("/")[2]
    assert manage_site("shell", "-v0", "-c", ENDLESS.format(code=code)).wait() == 0
    page, wide = context(viewport={"width": width, "height": 844}).new_page(), []
    for address in [
        *(start + part for part in (*PAGES, "assessment/", "assessment/review/")),
        *("/ventures/", "/ventures/cases/", f"/ventures/cases/openai/?venture={code}", f"/compare/?v={code}"),
    ]:
        page.goto(address)
        wide += [address] if page.evaluate(TOO_WIDE) else []
    assert wide == []


def findings(page, rules):
    found = Axe().run(page, options={"runOnly": rules}).response["violations"]
    return [(page.url, entry["id"], [node["html"][:200] for node in entry["nodes"]]) for entry in found]


def test_a_link_with_a_password_is_made_on_a_phone_and_opened_by_somebody_unknown(context, venture, manage_site):
    start, password = venture.removesuffix("assessment/"), "of the fund alone"
    assert manage_site("shell", "-v0", "-c", FILL.format(code=start.split("/")[2])).wait() == 0
    page = context(viewport={"width": 390, "height": 844}).new_page()
    page.goto(start + "reports/links/")
    page.fill("[name=label]", "Fund")
    page.fill("[name=password]", password)
    page.locator("[name=password]").press("Enter")
    told = page.locator("main .banner", has_text="The link is made")
    expect(told).to_be_visible()
    assert not page.evaluate(TOO_WIDE)
    visitor = context(storage_state=None).new_page()
    visitor.goto(re.search(r"http\S+/s/\S+", told.inner_text())[0])
    visitor.fill("[name=password]", password)
    visitor.locator("[name=password]").press("Enter")
    expect(visitor.get_by_role("heading", name="Risk register")).to_be_visible()


def test_paper_is_light_whatever_the_theme(context):
    ink = "getComputedStyle(document.body).color"
    page = context(color_scheme="dark").new_page()
    page.goto("/method/")
    on_screen = page.evaluate(ink)
    page.emulate_media(media="print")
    by_the_system = page.evaluate(ink)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert page.evaluate(ink) == by_the_system == "rgb(23, 33, 43)" != on_screen
