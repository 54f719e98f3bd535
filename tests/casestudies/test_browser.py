"""The library in a real browser, on a server of its own: no accessibility finding, no message of the browser."""

import os
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import expect, sync_playwright

from tools import servers

pytestmark = pytest.mark.browser
ADDRESSES = [
    "/cases/",
    "/cases/?field=health&q=zzz",
    "/cases/deepseek/",
    "/zh-hans/cases/",
    "/zh-hans/cases/cambricon/",
]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The address of a server with the shipped cases and a database in a temporary folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    env = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    env |= {"DATA_DIR": str(tmp_path_factory.mktemp("site")), "SECRET_KEY": "of a test", "DEBUG": "1"}
    manage = [sys.executable, "manage.py"]
    for command in ("migrate", "load_cases"):
        subprocess.run([*manage, command, "-v0"], cwd=settings.BASE_DIR, env=env, check=True)
    server = subprocess.Popen([*manage, "runserver", "--noreload", address], cwd=settings.BASE_DIR, env=env)
    for _attempt in range(100):
        try:
            urllib.request.urlopen(f"http://{address}/healthz", timeout=1).close()
            break
        except OSError:
            time.sleep(0.2)
    yield f"http://{address}"
    server.terminate()
    server.wait(10)


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=servers.chromium_program(), args=["--no-sandbox", "--disable-gpu"]
        )
        yield chromium
        chromium.close()


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_the_library_has_no_accessibility_finding(browser, site, width, scheme):
    page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))

    for address in ADDRESSES:
        page.goto(site + address)
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]})

        assert found.response["violations"] == [], (address, found.generate_report())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    assert said == []


def test_filters_work_by_keyboard_and_without_script(browser, site):
    page = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 900}).new_page()
    page.goto(f"{site}/cases/")

    page.get_by_label("Search the cases").fill("cloud")
    page.keyboard.press("Enter")
    page.locator("#filters-switch").focus()
    page.keyboard.press("Space")
    page.get_by_role("link", name="General purpose").focus()
    page.keyboard.press("Enter")

    page.wait_for_url("**/cases/?q=cloud&field=general")
    expect(page.get_by_role("heading", name="for “cloud”")).to_be_visible()
