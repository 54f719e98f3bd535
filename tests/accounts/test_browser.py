"""Accounts in a real browser: no accessibility finding, no message of the browser, passkeys under our policy."""

import re
import uuid

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
PASSWORD = "a calm tide at dawn"
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
PUBLIC = ["/", "/privacy/", "/accessibility/", "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"]
OWN = [
    "/account/", "/account/delete/", "/accounts/email/", "/accounts/password/change/", "/accounts/logout/",
    "/accounts/2fa/", "/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/", "/accounts/sessions/",
    "/ventures/new/",
]  # fmt: skip


@pytest.fixture
def said():
    """What the browser complained about."""
    return []


def open_page(browser, said, **options):
    page = browser.new_context(reduced_motion="reduce", **options).new_page()
    page.on("console", lambda told: told.type in ("error", "warning") and said.append((page.url, told.text)))
    page.on("pageerror", lambda error: said.append((page.url, str(error))))
    return page


def send(page):
    page.locator("form.form button[type=submit]").click()


def sign_up(page, site):
    page.goto(f"{site}/accounts/signup/")
    page.fill("#id_name", "Mo Otieno")
    page.fill("#id_email", f"mo.{uuid.uuid4().hex}@example.org")
    page.fill("#id_password1", PASSWORD)
    send(page)
    page.wait_for_url("**/ventures/new/")


def confirm_who_you_are(page, site):
    page.goto(f"{site}/accounts/reauthenticate/?next=/account/")
    page.fill("#id_password", PASSWORD)
    send(page)
    page.wait_for_url("**/account/")


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_no_page_has_an_accessibility_finding(browser, site, said, width, scheme):
    page = open_page(browser, said, viewport={"width": width, "height": 900}, color_scheme=scheme)
    addresses = iter([*PUBLIC, *OWN])
    for address in addresses:
        if address == OWN[0]:
            sign_up(page, site)
            confirm_who_you_are(page, site)
        for prefix in ("", "/zh-hans"):
            page.goto(site + prefix + address)
            assert page.url.endswith(address)
            found = Axe().run(page, options={"runOnly": RULES})
            assert found.response["violations"] == [], (page.url, found.generate_report())
            assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    assert said == []


def test_errors_take_the_focus_and_lead_to_the_field(browser, site, said):
    page = open_page(browser, said)
    page.goto(f"{site}/accounts/signup/")
    send(page)
    expect(page).to_have_title(re.compile("^Problem:"))
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_role("link", name="Choose a password").click()
    expect(page.locator("#id_password1")).to_be_focused()


def test_a_password_can_be_shown(browser, site, said):
    page = open_page(browser, said)
    page.goto(f"{site}/accounts/login/")
    button = page.get_by_role("button", name="Show password")
    button.click()
    expect(page.locator("#id_password")).to_have_attribute("type", "text")
    expect(button).to_have_attribute("aria-pressed", "true")


def test_a_passkey_signs_in_without_a_password(browser, site, said):
    page = open_page(browser, said)
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    key |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    sign_up(page, site)
    confirm_who_you_are(page, site)
    page.goto(f"{site}/accounts/2fa/webauthn/add/")
    page.check("#id_passwordless")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/accounts/2fa/recovery-codes/")
    page.goto(f"{site}/account/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url(site + "/")
    page.goto(f"{site}/accounts/login/")
    page.click("#passkey_login")
    page.wait_for_url("**/ventures/")
    assert said == []


def test_everything_works_without_script(browser, site, said):
    page = open_page(browser, said, java_script_enabled=False)
    sign_up(page, site)
    page.goto(f"{site}/account/")
    page.check("#id_theme_2")
    send(page)
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()


def test_after_signing_out_the_back_button_shows_nothing(browser, site, said):
    page = open_page(browser, said)
    sign_up(page, site)
    page.goto(f"{site}/account/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url(site + "/")
    page.go_back()
    page.wait_for_load_state()
    assert "Mo Otieno" not in page.content()
    kept = page.evaluate("JSON.stringify([localStorage, sessionStorage])")
    assert "example.org" not in kept
    assert "Mo Otieno" not in kept


def test_an_answer_given_after_the_session_ended_is_saved_once_the_person_is_back(browser, site, said):
    page = open_page(browser, said)
    sign_up(page, site)
    page.fill("#id_name", "Parley")
    send(page)
    page.wait_for_url("**/about/fact_stage/")
    account = page.context.new_page()
    account.goto(f"{site}/account/")
    address = account.get_by_text("@example.org").inner_text()
    page.context.clear_cookies(name="sessionid")
    page.locator(".choice input").first.check()
    link = page.get_by_role("link", name="Sign in in a new tab")
    link.wait_for()
    with page.context.expect_page() as opened:
        link.click()
    opened.value.fill("#id_login", address)
    opened.value.fill("#id_password", PASSWORD)
    send(opened.value)
    opened.value.wait_for_url("**/assessment/**")
    page.locator(".choice input").nth(1).check()
    page.get_by_text("Saved at").wait_for()
