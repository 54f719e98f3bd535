import uuid
from typing import Self

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class VentureQuerySet(models.QuerySet["Venture"]):
    def visible_to(self, user: User) -> Self:
        """Members only; staff and curators are nobody here."""
        return self.filter(memberships__user=user)

    def editable_by(self, user: User) -> Self:
        return self.filter(
            memberships__user=user, memberships__role__in=[Membership.Role.OWNER, Membership.Role.EDITOR]
        )

    def owned_by(self, user: User) -> Self:
        return self.filter(memberships__user=user, memberships__role=Membership.Role.OWNER)

    def active(self) -> Self:
        return self.filter(archived=None)


class Venture(models.Model):
    """What is assessed. Its facts are answers of its assessments, so that each round freezes its own."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    summary = models.CharField(_("summary"), max_length=200, blank=True)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Membership", related_name="ventures")
    created = models.DateTimeField(default=timezone.now, editable=False)
    archived = models.DateTimeField(null=True, blank=True)

    objects = VentureQuerySet.as_manager()

    class Meta:
        ordering = ["-created"]
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="venture_has_a_name")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def found(cls, owner: User, name: str, summary: str = "") -> "Venture":
        """A new venture and its first member, together or not at all."""
        with transaction.atomic():
            venture = cls.objects.create(name=name, summary=summary)
            venture.memberships.create(user=owner, role=Membership.Role.OWNER)
        return venture

    def archive(self) -> None:
        self.archived = self.archived or timezone.now()
        self.save(update_fields=["archived"])

    def restore(self) -> None:
        self.archived = None
        self.save(update_fields=["archived"])


class Membership(models.Model):
    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        EDITOR = "editor", _("Editor")
        VIEWER = "viewer", _("Viewer")

    venture = models.ForeignKey(Venture, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["venture", "user"], name="one_membership_per_person"),
            models.UniqueConstraint(fields=["venture"], condition=models.Q(role="owner"), name="one_owner_per_venture"),
            models.CheckConstraint(condition=models.Q(role__in=["owner", "editor", "viewer"]), name="known_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.role}"
