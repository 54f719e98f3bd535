import uuid
from typing import Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import AuditEvent, User


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
    def found(cls, owner: User, name: str, summary: str = "", code: uuid.UUID | None = None) -> "Venture":
        """A new venture and its first member, together or not at all."""
        with transaction.atomic():
            venture = cls.objects.create(name=name, summary=summary, code=code or uuid.uuid4())
            venture.memberships.create(user=owner, role=Membership.Role.OWNER)
        return venture

    @classmethod
    def found_once(cls, owner: User, name: str, summary: str, operation: uuid.UUID) -> "Venture":
        """The same sent again by the same form leads to the venture that it made the first time."""
        code = uuid.uuid5(operation, f"{owner.pk} {name} {summary}")
        try:
            return cls.found(owner, name, summary, code)
        except IntegrityError:
            return cls.objects.owned_by(owner).get(code=code)

    def remove(self, user: User) -> None:
        """For good, with all that belongs to it."""
        with transaction.atomic():
            AuditEvent.record(AuditEvent.Act.VENTURE_DELETED, user, f"venture {self.code}")
            self.delete()

    def archive(self) -> None:
        self.archived = self.archived or timezone.now()
        self.save(update_fields=["archived"])

    def restore(self) -> None:
        self.archived = None
        self.save(update_fields=["archived"])

    def tick(self, item: str, user: User, ticked: bool | None = None, note: str | None = None) -> None:
        """Ticks an item of a checklist or takes the tick away, and notes it; None leaves a thing as it is.

        A tick that is there already keeps its day and its person.
        """
        with transaction.atomic():
            progress, _made = StepProgress.objects.select_for_update().get_or_create(
                venture=self, item=item, defaults={"user": user}
            )
            if ticked is not None and ticked != bool(progress.ticked):
                progress.ticked, progress.user = (timezone.now() if ticked else None), user
            if note is not None:
                progress.note = note
            progress.save()


class Membership(models.Model):
    class Role(models.TextChoices):
        OWNER = "owner", pgettext_lazy("member", "Owner")
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


class StepProgress(models.Model):
    """One item of the guide's checklists, as one venture has it: done or not, by whom, since when, with a note."""

    venture = models.ForeignKey(Venture, on_delete=models.CASCADE, related_name="step_progress")
    item = models.SlugField(max_length=60)  # an id of the guide's files, which are never renamed
    ticked = models.DateTimeField(null=True, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["venture", "item"], name="one_progress_per_item")]

    def __str__(self) -> str:
        return f"{self.venture}, {self.item}"


class Action(models.Model):
    """What a venture has taken into its plan beside the measures: an item of a checklist, or one step up in an answer.

    Measures against risks stay answers of the assessment; the plan shows them beside these.
    """

    class Kind(models.TextChoices):
        ITEM = "item", _("Checklist")
        LEVER = "lever", _("One level up")

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        IN_PROGRESS = "in_progress", _("In progress")
        DONE = "done", _("Done")

    venture = models.ForeignKey(Venture, on_delete=models.CASCADE, related_name="actions")
    kind = models.CharField(max_length=10, choices=Kind)
    ref = models.SlugField(max_length=80)  # the item, or the question whose answer is to rise
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.PLANNED)
    owner = models.CharField(_("who does it"), max_length=80, blank=True)
    due = models.DateField(_("due"), null=True, blank=True)
    cost = models.DecimalField(_("cost"), max_digits=18, decimal_places=2, null=True, blank=True)
    evidence = models.CharField(_("evidence that will count as done"), max_length=300, blank=True)
    created = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["due", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["venture", "kind", "ref"], name="one_action_per_thing"),
            models.CheckConstraint(condition=models.Q(kind__in=["item", "lever"]), name="known_kind_of_action"),
            models.CheckConstraint(
                condition=models.Q(status__in=["planned", "in_progress", "done"]), name="known_status_of_action"
            ),
            models.CheckConstraint(
                condition=models.Q(cost=None) | models.Q(cost__gte=0), name="action_costs_nothing_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.venture}, {self.kind} {self.ref}"
