"""What every answer says to the browser, and what no template may contain."""

import os
import re
import subprocess
import sys
from pathlib import Path
from secrets import token_hex

import pytest
from django.conf import settings
from django.template.engine import Engine
from django.urls import reverse

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
EVERYWHERE = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
PAGE = {"Content-Type": "text/html; charset=utf-8", "Content-Language": "en"}
ORDINARY = {"Content-Length", "Vary", "Location", "Allow", "Expires", "Content-Disposition", "HX-Retarget", "HX-Reswap"}


def check(response, expected):
    """Exactly these headers, apart from ordinary ones that protect nothing."""
    found = {name: value for name, value in response.headers.items() if name not in ORDINARY}
    assert found == EVERYWHERE | expected


def test_a_public_page(client, db):
    check(client.get("/"), PAGE)


def test_a_page_of_a_person_stays_out_of_every_cache(alice_client):
    response = alice_client.get(reverse("accounts:profile"))
    check(response, PAGE | {"Cache-Control": "no-store"})
    assert "Cookie" in response["Vary"]


def test_a_public_page_seen_by_a_person_stays_out_of_every_cache(alice_client):
    check(alice_client.get("/"), PAGE | {"Cache-Control": "no-store"})


def test_the_sign_in_page(client, db):
    cache = "max-age=0, no-cache, no-store, must-revalidate, private"
    check(client.get(reverse("account_login")), PAGE | {"Cache-Control": cache})


def test_a_redirect(client, db):
    check(client.get("/ventures/"), PAGE)


def test_an_export(alice_client):
    expected = {"Content-Type": "application/json", "Content-Language": "en", "Cache-Control": "no-store"}
    check(alice_client.get(reverse("export")), expected)


def test_a_fragment(client, db, venture):
    address = reverse("assessments:question", args=[venture.code, "channels", "channel_measurement"])
    check(client.post(address, headers={"HX-Request": "true"}), PAGE)


@pytest.mark.parametrize("address", ["/nowhere/", "/account/theme/"])
def test_an_error_page(client, db, address):
    check(client.get(address), PAGE)


def test_the_administration_keeps_the_policy(alice, alice_client):
    alice.is_staff = alice.is_superuser = True
    alice.save()
    response = alice_client.get(reverse("admin:index"))
    assert response["Content-Security-Policy"] == POLICY
    assert "no-store" in response["Cache-Control"]


def test_cookies_are_closed_to_scripts_and_other_sites(client, alice):
    client.post(reverse("account_login"), {"login": alice.email, "password": "a long password of tests"})
    session = client.cookies["sessionid"]
    assert (session["httponly"], session["samesite"]) == (True, "Lax")
    assert 0 < session["max-age"] <= 14 * 24 * 3600
    client.get("/")
    assert client.cookies["csrftoken"]["samesite"] == "Lax"


def test_behind_https_cookies_are_bound_to_the_host_and_the_deployment_check_is_clean(tmp_path):
    told = "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, "
    told += "s.CSRF_COOKIE_NAME, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS, s.SECURE_SSL_REDIRECT)"
    environment = os.environ | {"HTTPS": "1", "DEBUG": "0", "SECRET_KEY": token_hex(40), "DATA_DIR": str(tmp_path)}
    environment |= {"HOSTS": "fairway.example", "EMAIL_URL": "smtp://mail.example:587"}
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings"

    def run(*arguments):
        done = subprocess.run([sys.executable, *arguments], env=environment, cwd=settings.BASE_DIR, capture_output=True)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode().strip()

    assert run("-c", told) == "__Host-sessionid True __Host-csrftoken True 31536000 True"
    run("manage.py", "check", "--deploy", "--fail-level", "WARNING")


@pytest.mark.parametrize(
    ("prefix", "language", "other"), [("", "en", "zh-hans/privacy/"), ("/zh-hans", "zh-Hans", "privacy/")]
)
def test_a_page_names_its_language_and_its_other_version(client, db, prefix, language, other):
    page = client.get(f"{prefix}/privacy/").content.decode()
    assert f'<html lang="{language}"' in page
    assert f'hreflang="{language}" href="http://testserver{prefix}/privacy/"' in page
    assert re.search(rf'rel="alternate" hreflang="(en|zh-Hans)" href="http://testserver/{other}"', page)


TEMPLATES = sorted(
    path for folder in Engine.get_default().dirs for path in Path(folder).rglob("*") if path.suffix in (".html", ".svg")
)
FORBIDDEN = {
    "a script in the page": r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>",
    "a style sheet in the page": r"<style\b",
    "a style attribute": r"\sstyle=",
    "an event attribute": r"\son[a-z]+=",
    "a script of htmx": r"hx-on|js:",
    "a script as an address": r"javascript:",
    "data as an address": r"(src|href)=.data:",
    "a file of another site": r"(src|href)=.(https?:)?//",
    "text that is not escaped": r"\|\s*safe\b|autoescape off|mark_safe",
}


@pytest.mark.parametrize("name", FORBIDDEN)
def test_no_template_holds(name):
    pages = [path for path in TEMPLATES if path.parts[-2:] != ("reports", "pdf.html")]  # never reaches a browser
    found = [path.name for path in pages if re.search(FORBIDDEN[name], path.read_text("utf-8"))]
    assert found == []
