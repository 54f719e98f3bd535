from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import translate_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.context_processors import THEME_COOKIE
from accounts.forms import ProfileForm
from accounts.http import UserRequest
from accounts.middleware import send_again, signed_out
from accounts.models import User


def safe_next(request: HttpRequest) -> str:
    """Where the form was sent from; never another site."""
    target = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if allowed else "/"


def profile(request: UserRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        user = form.save()
        messages.success(request, _("Your account is saved."))
        return redirect(translate_url(request.path, user.language))
    return render(request, "accounts/profile.html", {"form": form, "second_factor": is_mfa_enabled(request.user)})


@require_POST
def language(request: UserRequest) -> HttpResponse:
    """Kept on the account; back to the same page, in that language."""
    chosen = request.POST.get("language", "")
    if chosen not in User.Language.values:
        return redirect(safe_next(request))
    request.user.language = chosen
    request.user.save(update_fields=["language"])
    return redirect(translate_url(safe_next(request), chosen))


@require_POST
@login_not_required
def theme(request: HttpRequest) -> HttpResponse:
    """Kept on the account, or in a cookie for a visitor."""
    response = redirect(safe_next(request))
    chosen = request.POST.get("theme", "")
    if chosen not in User.Theme.values:
        return response
    if isinstance(request.user, User):
        request.user.theme = chosen
        request.user.save(update_fields=["theme"])
    else:
        response.set_cookie(THEME_COOKIE, chosen, max_age=365 * 24 * 3600, samesite="Lax", httponly=True)
    return response


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The token goes with the cookies, and mostly the session with them: a page that saves says how to come back."""
    fragment = signed_out(request) if getattr(request, "htmx", None) else None
    return fragment or render(request, "403_csrf.html", {"again": send_again(request)}, status=403)
