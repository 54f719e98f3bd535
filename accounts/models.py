from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, AnonymousUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """A person, known by e-mail address."""

    class Language(models.TextChoices):
        ENGLISH = "en", "English"
        CHINESE = "zh-hans", "中文"

    class Theme(models.TextChoices):
        SYSTEM = "system", _("As the system")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    username = None  # type: ignore[assignment]  # people are known by their address alone
    first_name = None  # type: ignore[assignment]  # one name field serves Chinese and English names
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("email address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=Language, default=Language.ENGLISH)
    theme = models.CharField(_("theme"), max_length=10, choices=Theme, default=Theme.SYSTEM)
    number_keys = models.BooleanField(_("number keys choose answers"), default=True)
    sessions_ended = models.PositiveIntegerField(
        default=0, editable=False
    )  # how often; each session knows its own count

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_lower_case"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        super().clean()
        self.email = self.email.lower()

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    def get_session_auth_hash(self) -> str:
        """A session ends when this changes: with the password, and with end_sessions."""
        signed = f"{self.password} {self.sessions_ended}"
        return salted_hmac("accounts.User.session", signed, algorithm="sha256").hexdigest()

    def end_sessions(self) -> None:
        User.objects.filter(pk=self.pk).update(sessions_ended=models.F("sessions_ended") + 1)
        self.refresh_from_db(fields=["sessions_ended"])

    @property
    def initials(self) -> str:
        words = str(self).split("@")[0].replace(".", " ").split()
        return "".join(word[0] for word in words[:2]).upper() or "?"


class AuditEvent(models.Model):
    """That somebody did something. Recorded in the transaction of the act, and never changed or deleted: by a trigger.

    Nothing of what was in it, no name and no address: people are numbers, which say nothing once the account is gone.
    """

    class Act(models.TextChoices):
        SIGNED_UP = "signed_up", _("Signed up")
        SIGNED_IN = "signed_in", _("Signed in")
        SIGN_IN_FAILED = "sign_in_failed", _("Failed to sign in")
        PASSWORD_CHANGED = "password_changed", _("Changed the password")
        FACTOR_CHANGED = "factor_changed", _("Changed the second factor")
        ACCOUNT_DELETED = "account_deleted", _("Deleted the account")
        REFUSED = "refused", _("Was refused")
        VENTURE_DELETED = "venture_deleted", _("Deleted a venture")
        REPORT_REQUESTED = "report_requested", _("Asked for a report")
        REPORT_DOWNLOADED = "report_downloaded", _("Downloaded a report")
        EXPORTED = "exported", _("Exported data")
        LINK_MADE = "link_made", _("Made a share link")
        LINK_REVOKED = "link_revoked", _("Revoked a share link")
        LINK_USED = "link_used", _("Used a share link")
        CASE_PUBLISHED = "case_published", _("Published a case study")

    moment = models.DateTimeField(_("moment"), default=timezone.now)
    act = models.CharField(_("act"), max_length=20, choices=Act)
    actor = models.BigIntegerField(_("account"), null=True)  # no foreign key: it must outlive the account unchanged
    subject = models.CharField(_("of what"), max_length=120, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def __str__(self) -> str:
        return f"{self.act} {self.subject}"

    @classmethod
    def record(cls, act: Act, actor: User | AnonymousUser | None, subject: object = "") -> None:
        cls.objects.create(act=act, actor=actor.pk if actor else None, subject=str(subject)[:120])
