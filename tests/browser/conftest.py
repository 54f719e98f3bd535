"""Signed-in people in Chromium, a venture of one's own for each test, and an ear for what the browser says."""

import re
import uuid

import pytest

PASSWORD = "a calm tide at dawn"
EXPECTED = re.compile("Failed to load resource|Response Status Error Code|htmx:(afterRequest|sendError)|net::ERR_")

PEOPLE = """
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from accounts.models import User
call_command("load_sample", verbosity=0)
dana, _made = User.objects.get_or_create(email="dana@example.org", name="Dana", is_staff=True)
dana.groups.add(Group.objects.get(name="Curators"))
sessions = []
for email in ("curator@fairway.example", "dana@example.org", "founder@fairway.example"):
    client = Client()
    client.force_login(User.objects.get(email=email), "allauth.account.auth_backends.AuthenticationBackend")
    sessions.append(client.cookies["sessionid"].value)
with open("%(file)s", "w") as file:
    file.write("\\n".join(sessions))
"""


@pytest.fixture(scope="module")
def email():
    return f"mo.{uuid.uuid4().hex}@example.org"


@pytest.fixture(scope="module")
def session(browser, site, email):
    """The cookies of somebody who has signed up."""
    context = browser.new_context(base_url=site)
    page = context.new_page()
    page.goto("/accounts/signup/")
    page.fill("#id_name", "Mo Otieno")
    page.fill("#id_email", email)
    page.fill("#id_password1", PASSWORD)
    page.locator("form.form button[type=submit]").click()
    page.wait_for_url("**/ventures/new/")
    return context.storage_state()


@pytest.fixture
def context(browser, site, session):
    """Makes a window of that person; at the end the browser must have had nothing to complain of."""
    complaints, opened = [], []

    def make(network_fails=False, **options):
        made = browser.new_context(
            **{"storage_state": session, "base_url": site, "reduced_motion": "reduce", **options}
        )
        made.set_default_timeout(10_000)
        opened.append(made)

        def hear(text):
            if not (network_fails and EXPECTED.search(text)):
                complaints.append(text)

        def listen(page):
            page.on("console", lambda told: told.type in ("error", "warning") and hear(f"{page.url}: {told.text}"))
            page.on("pageerror", lambda error: hear(f"{page.url}: {error}"))

        made.on("page", listen)
        return made

    yield make
    for made in opened:
        made.close()
    assert complaints == []


@pytest.fixture
def venture(browser, site, session):
    """The address under which a new venture is assessed, without the language."""
    context = browser.new_context(storage_state=session, base_url=site)
    page = context.new_page()
    page.goto("/ventures/new/")
    page.fill("#id_name", "Tidewater")
    page.locator("form.form button[type=submit]").click()
    page.wait_for_url("**/about/fact_stage/")
    context.close()
    return "/" + page.url.split("/", 3)[3].removesuffix("about/fact_stage/")


@pytest.fixture
def people(site, manage_site, context, tmp_path):
    """Windows of two curators and of a founder with an assessed venture."""
    assert manage_site("shell", "-v0", "-c", PEOPLE % {"file": str(tmp_path / "sessions")}).wait() == 0
    windows = []
    for session in (tmp_path / "sessions").read_text().split():
        cookie = {"name": "sessionid", "value": session, "domain": "localhost", "path": "/", "expires": -1}
        cookie |= {"httpOnly": True, "secure": False, "sameSite": "Lax"}
        windows.append(context(storage_state={"cookies": [cookie], "origins": []}).new_page())
    return windows
