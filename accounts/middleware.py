from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django_htmx.http import HttpResponseClientRedirect, reswap, retarget

from accounts.sessions import end_if_old


class PrivacyHeadersMiddleware:
    """Pages of a signed-in person stay out of every cache; no page may use the device's sensors."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        # The cookie, not request.user: an error page has to come out while the database is away
        if settings.SESSION_COOKIE_NAME in request.COOKIES and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        if request.resolver_match and request.resolver_match.url_name == "account_logout" and request.method == "POST":
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response


class SessionAgeMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:  # else a page for everybody would look like a person's own
            end_if_old(request)
        return self.get_response(request)


class SignInMiddleware(LoginRequiredMiddleware):
    """Private by default. When a session ends while a page is open, what was typed there is not thrown away."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        response = super().process_view(request, view_func, args, kwargs)
        return response and (signed_out(request) or response)


def signed_out(request: HttpRequest) -> HttpResponse | None:
    """None where the ordinary redirect to the log-in page does no harm."""
    htmx = getattr(request, "htmx", None)
    return_to = (htmx and htmx.current_url_abs_path) or request.get_full_path()
    if htmx and request.method == "GET":
        return HttpResponseClientRedirect(return_to)
    if htmx:
        # Only a place for save states is overwritten; any other target would be the form with the text in it
        place = htmx.target if (htmx.target or "").startswith("save") else "save"
        fragment = render(request, "accounts/_signed_out.html", {"return_to": return_to, "place": place}, status=401)
        return reswap(retarget(fragment, f"#{place}"), "outerHTML")
    if request.method == "POST":
        return render(request, "401.html", {"again": send_again(request)}, status=401)
    return None


def send_again(request: HttpRequest) -> list[tuple[str, str]]:
    """What a form sent, to be offered once more. Never what another site made the browser send."""
    if request.headers.get("Origin") != f"{request.scheme}://{request.get_host()}":
        return []
    fields = ((name, value) for name, values in request.POST.lists() for value in values)
    return [(name, value) for name, value in fields if "password" not in name and name != "csrfmiddlewaretoken"]
