from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class AdminSite(admin.AdminSite):
    """Signing in goes through the same door as everybody's, and staff may have to bring a second factor."""

    site_title = site_header = gettext_lazy("Fairway administration")
    index_title = gettext_lazy("Contents and accounts")
    enable_nav_sidebar = False  # it repeats the first page, and takes the width that two languages side by side need

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and not self.lacks_second_factor(request)

    def lacks_second_factor(self, request: HttpRequest) -> bool:
        return settings.STAFF_SECOND_FACTOR and not is_mfa_enabled(request.user)

    @login_not_required
    @method_decorator(secure_admin_login)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if self.lacks_second_factor(request):
            messages.info(request, _("Set up a second factor first. The administration opens after that."))
            return redirect("mfa_index")
        return super().login(request, extra_context)
