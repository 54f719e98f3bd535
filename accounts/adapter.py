from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import translate_url


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """After log-in and sign-up: the person's own language."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        url = resolve_url(settings.LOGIN_REDIRECT_URL)
        return translate_url(url, request.user.language) if request.user.is_authenticated else url

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)
