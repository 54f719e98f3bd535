from typing import TYPE_CHECKING

from allauth.account.admin import EmailAddress
from allauth.mfa.admin import Authenticator
from allauth.usersessions.admin import UserSession
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEvent, User

if TYPE_CHECKING:
    UserAdminBase = DjangoUserAdmin[User]
    AuthenticatorAdminBase = admin.ModelAdmin[Authenticator]
    AuditEventAdminBase = admin.ModelAdmin[AuditEvent]
else:
    UserAdminBase = DjangoUserAdmin
    AuthenticatorAdminBase = AuditEventAdminBase = admin.ModelAdmin

# Importing allauth's admin modules above registered their models. Addresses are changed by their owners alone,
# sessions say where a person was, and the form of an authenticator would show its secret.
for model in (EmailAddress, UserSession, Authenticator):
    admin.site.unregister(model)


@admin.register(User)
class UserAdmin(UserAdminBase):
    """Nobody's ventures appear here. Accounts are deleted by their owners, who see what goes with them."""

    ordering = ["email"]
    list_display = ["email", "name", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff", "groups"]
    search_fields = ["email", "name"]
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["email", "password", "name", "language"]}),
        (_("May"), {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "usable_password", "password1", "password2"]})]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        return ["email", *self.readonly_fields] if obj else self.readonly_fields

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Authenticator)
class AuthenticatorAdmin(AuthenticatorAdminBase):
    """Somebody who lost phone and recovery codes is let in by removing the factor, which ends all sign-ins."""

    list_display = ["user", "type", "created_at", "last_used_at"]
    fields = ["user", "type", "created_at", "last_used_at"]
    readonly_fields = ["user", "type", "created_at", "last_used_at"]
    search_fields = ["user__email"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Authenticator]) -> list[LogEntry]:
        """The record of acts has it; the log of the administration would keep the name that a person gave the key."""
        return []

    def delete_model(self, request: HttpRequest, obj: Authenticator) -> None:
        self.delete_queryset(request, Authenticator.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Authenticator]) -> None:
        with transaction.atomic():
            people = list(User.objects.filter(authenticator__in=queryset).distinct())
            super().delete_queryset(request, queryset)
            for person in people:
                AuditEvent.record(AuditEvent.Act.FACTOR_CHANGED, person, f"by account {request.user.pk}")
                person.end_sessions()


@admin.register(AuditEvent)
class AuditEventAdmin(AuditEventAdminBase):
    """To be read, by administrators. Whoever has deleted the account is a number."""

    list_display = ["moment", "act", "person", "subject"]
    list_filter = ["act"]
    date_hierarchy = "moment"

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEvent]:
        email = User.objects.filter(pk=OuterRef("actor")).values("email")[:1]
        return super().get_queryset(request).annotate(email=Subquery(email))

    @admin.display(description=_("account"))
    def person(self, event: AuditEvent) -> str:
        return getattr(event, "email", None) or (str(event.actor) if event.actor else "")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
