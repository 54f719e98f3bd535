"""Links that show a result to people without an account."""

import hashlib
import secrets
from datetime import timedelta
from typing import Self

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEvent, User
from assessments.models import Assessment, Snapshot
from ventures.models import Venture

Act = AuditEvent.Act


class Section(models.TextChoices):
    SUMMARY = "summary", _("The overall result")
    DIMENSIONS = "dimensions", _("The dimensions with their ranges")
    RISKS = "risks", _("The risk register, with measures and who does them")
    CHANNELS = "channels", _("The channels, with the names of their owners")
    FILES = "files", _("The finished reports as PDF, with every answer and note")


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    def editable_by(self, user: User) -> Self:
        return self.filter(venture__in=Venture.objects.editable_by(user))

    def with_token(self, token: str) -> Self:
        parts = self.filter(token_sha256=hash_of(token)).select_related("venture", "snapshot__assessment__bank")
        return parts.defer("snapshot__assessment__bank__document")


class ShareLink(models.Model):
    """A right to look, held by whoever has the address. Only the token's hash is stored, so nobody can read it here."""

    venture = models.ForeignKey(Venture, on_delete=models.CASCADE, related_name="share_links")
    snapshot = models.ForeignKey(  # none: the newest round as it is when the page is opened
        Snapshot, on_delete=models.CASCADE, null=True, blank=True, related_name="share_links"
    )
    label = models.CharField(max_length=80)
    token_sha256 = models.CharField(max_length=64, unique=True)
    password = models.CharField(max_length=200, blank=True)  # hashed as those of accounts are
    sections = models.JSONField(default=list)
    created = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    expires = models.DateTimeField()
    revoked = models.DateTimeField(null=True, blank=True)

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-created"]

    def __str__(self) -> str:
        return f"share link {self.pk}"

    @classmethod
    def make(
        cls, assessment: Assessment, user: User, *, label: str, days: int, sections: list[str], frozen: bool,
        password: str = "",
    ) -> tuple["ShareLink", str]:  # fmt: skip
        """The link and its token, which is never to be had again. Raises scoring.CannotScore when frozen too early."""
        token = secrets.token_urlsafe(32)
        with transaction.atomic():
            link = cls.objects.create(
                venture=assessment.venture,
                snapshot=assessment.freeze() if frozen else None,
                label=label,
                token_sha256=hash_of(token),
                password=make_password(password) if password else "",
                sections=sections,
                created_by=user,
                expires=timezone.now() + timedelta(days=days),
            )
            AuditEvent.record(Act.LINK_MADE, user, link.subject)
        return link, token

    @property
    def is_over(self) -> bool:
        return self.expires <= timezone.now()

    def fits(self, password: str) -> bool:
        return check_password(password, self.password)

    def revoke(self, user: User) -> None:
        if self.revoked is None:
            with transaction.atomic():
                self.revoked = timezone.now()
                self.save(update_fields=["revoked"])
                AuditEvent.record(Act.LINK_REVOKED, user, self.subject)

    def log(self, outcome: str) -> None:
        with transaction.atomic():
            self.openings.create(outcome=outcome)
            AuditEvent.record(Act.LINK_USED, None, f"{self.subject}: {outcome}")

    def newest_openings(self, most: int) -> "list[ShareOpening]":
        """So many that were let in and so many that were not, newest first: no refusals push the real ones out."""
        admitted = Q(outcome__in=[ShareOpening.Outcome.OPENED, ShareOpening.Outcome.FILE])
        found = [*self.openings.filter(admitted)[:most], *self.openings.exclude(admitted)[:most]]
        return sorted(found, key=lambda opening: (opening.moment, opening.pk), reverse=True)

    @property
    def subject(self) -> str:
        """What the audit calls it: it outlives the link, so it says no more than this."""
        return f"link {self.pk} of venture {self.venture.code}"

    @property
    def section_names(self) -> list[str]:
        return [str(section.label) for section in Section if section in self.sections]


class ShareOpening(models.Model):
    """That a link was opened, when, and what came of it. Nothing about who: no address, no browser."""

    class Outcome(models.TextChoices):
        OPENED = "opened", _("Opened")
        FILE = "file", _("Report downloaded")
        WRONG = "wrong", _("Wrong password")
        LIMITED = "limited", _("Too many passwords tried")
        OVER = "over", _("Refused, the link had expired")
        REVOKED = "revoked", _("Refused, the link was revoked")

    link = models.ForeignKey(ShareLink, on_delete=models.CASCADE, related_name="openings")
    moment = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=10, choices=Outcome)

    class Meta:
        ordering = ["-moment", "-pk"]

    def __str__(self) -> str:
        return f"{self.outcome} at {self.moment}"


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
