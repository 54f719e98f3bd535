"""How long a sign-in lasts, and what ends it before that."""

import time
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout, update_session_auth_hash
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import AuditEvent, User

IDLE_SECONDS = 12 * 3600
NOTE_SECONDS = 600  # how exactly the last use is known; each note is a write


def begin(request: HttpRequest, **kwargs: Any) -> None:
    request.session["started"] = request.session["seen"] = int(time.time())


def end_if_old(request: HttpRequest) -> None:
    """After half a day without a click, and after two weeks in any case."""
    if SESSION_KEY not in request.session:
        return
    now = int(time.time())
    started, seen = (request.session.get(name, 0) for name in ("started", "seen"))
    if now - started > settings.SESSION_COOKIE_AGE or now - seen > IDLE_SECONDS:
        logout(request)
    elif now - seen > NOTE_SECONDS:
        request.session["seen"] = now


def end_others(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """After a change of the second factor: whoever else is signed in with this account may be the reason for it."""
    with transaction.atomic():
        AuditEvent.record(AuditEvent.Act.FACTOR_CHANGED, user)
        user.end_sessions()
        update_session_auth_hash(request, user)
        UserSession.objects.create_from_request(request)


def forget_ended() -> None:
    """Sessions that are over hold the address of their person, and the list of devices network addresses."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()


def note_failure(user: User, **kwargs: Any) -> None:
    AuditEvent.record(AuditEvent.Act.SIGN_IN_FAILED, user, "second factor")
