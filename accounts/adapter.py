import logging
from typing import Any

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import translate_url
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEvent, User

logger = logging.getLogger(__name__)
Act = AuditEvent.Act
CONFIRMATION_SENT = "account/messages/email_confirmation_sent.txt"


def in_own_language(request: HttpRequest, name: str) -> str:
    url = resolve_url(name)
    return translate_url(url, request.user.language) if request.user.is_authenticated else url


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_taken": _("This address already has an account. Sign in instead, or reset the password"),
        "email_password_mismatch": _("Address and password do not match. Check both and try again"),
        "incorrect_password": _("This is not your password. Type it again, or reset it"),
        "enter_current_password": _("This is not your present password. Type it again, or reset it"),
        "incorrect_code": _("This code is not right or too old. Enter the newest one"),
        "too_many_login_attempts": _("Too many tries. Wait five minutes, then try again"),
        "rate_limited": _("Too many tries. Wait a minute, then try again"),
        "duplicate_email": _("This is your address already. Enter another one"),
    }

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return in_own_language(request, settings.LOGIN_REDIRECT_URL)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return in_own_language(request, settings.ACCOUNT_SIGNUP_REDIRECT_URL)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail server that is away breaks no page; errors of its protocol are OSErrors too."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError:
            logger.exception("a message was not sent")
            messages.error(self.request, _("The message could not be sent. Try again in a few minutes."))
            self.request.unsent = True

    def add_message(
        self, request: HttpRequest, level: int, message_template: str = "", *args: Any, **more: Any
    ) -> None:
        if not (message_template == CONFIRMATION_SENT and getattr(request, "unsent", False)):
            super().add_message(request, level, message_template, *args, **more)

    def login(self, request: HttpRequest, user: User) -> None:
        with transaction.atomic():
            super().login(request, user)
            AuditEvent.record(Act.SIGNED_IN, user)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """One look-up whether the address is known or not, so that the time taken does not tell."""
        known = User.objects.filter(email=str(credentials.get("email", "")).lower()).first()
        AuditEvent.record(Act.SIGN_IN_FAILED, known, "password")

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        with transaction.atomic():
            saved: User = super().save_user(request, user, form, commit)
            if commit:
                AuditEvent.record(Act.SIGNED_UP, saved)
        return saved

    def set_password(self, user: User, password: str) -> None:
        """Also the way of a forgotten one."""
        with transaction.atomic():
            super().set_password(user, password)
            AuditEvent.record(Act.PASSWORD_CHANGED, user)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Another account may have taken the address since the confirmation was asked for."""
        taken = User.objects.filter(email=email_address.email).exclude(pk=email_address.user_id).exists()
        if taken:
            context = {"email": email_address.email}
            self.add_message(request, messages.ERROR, "account/messages/email_confirmation_failed.txt", context)
            return False
        return bool(super().confirm_email(request, email_address))


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right or too old. Enter the newest one"),
    }

    def generate_authenticator_name(self, user: User, type: str) -> str:
        return gettext("Key %(number)s") % {"number": Authenticator.objects.filter(user=user, type=type).count() + 1}

    def build_totp_svg(self, url: str) -> str:
        """One path without style attributes, so that it can stand in the page under our security policy."""
        code = qrcode.QRCode(border=4)
        code.add_data(url)
        rows = code.get_matrix()
        path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
        svg = '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}"><path d="{2}"/></svg>'
        return format_html(svg, len(rows), gettext("QR code of the key below"), path)
