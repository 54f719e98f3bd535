import uuid
from datetime import date
from typing import Any, NamedTuple, Self

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from accounts.models import User
from ventures.models import Venture


class Given(NamedTuple):
    """What a person put down for one item of a sheet."""

    state: str = "answered"
    value: Any = None
    evidence: int = 0
    evidence_dated: date | None = None
    links: str = ""
    note: str = ""
    reason: str = ""


class Conflict(Exception):
    """The answer was changed elsewhere since the page was loaded."""

    def __init__(self, stored: "Answer") -> None:
        super().__init__(stored.item)
        self.stored = stored


class Closed(Exception):
    """The sheet is submitted; its answers are frozen."""


class SheetQuerySet(models.QuerySet["Sheet"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(assessment__venture__in=Venture.objects.visible_to(user))

    def editable_by(self, user: User) -> Self:
        return self.filter(assessment__venture__in=Venture.objects.editable_by(user))


class Sheet(models.Model):
    """One party's answers to one assessment."""

    class Role(models.TextChoices):
        FOUNDER = "founder"
        EXPERT = "expert"

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assessment = models.ForeignKey("Assessment", on_delete=models.CASCADE, related_name="sheets")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="sheets")
    role = models.CharField(max_length=10, choices=Role)
    submitted = models.DateTimeField(null=True, blank=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "author"], name="one_sheet_per_author"),
            models.UniqueConstraint(
                fields=["assessment"], condition=models.Q(role="founder"), name="one_founder_sheet"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} sheet of {self.assessment}"

    def save_answer(
        self,
        item: str,
        given: Given,
        base_version: int,
        operation: uuid.UUID,
        own_operations: frozenset[uuid.UUID] = frozenset(),
    ) -> "Answer":
        """Store one answer; the row tells its new version.

        The same operation sent again gives the same reply. An answer that was changed since base_version is not
        overwritten: raises Conflict with the stored answer, unless both say the same or the change was one of
        own_operations, saves of the same page whose reply got lost. Raises Closed once the sheet is submitted.
        """
        with transaction.atomic():
            locked = Sheet.objects.select_for_update().only("submitted").get(pk=self.pk)
            if locked.submitted:
                raise Closed
            earlier = Operation.objects.filter(code=operation, answer__sheet=self).select_related("answer").first()
            if earlier is not None:
                earlier.answer.version, earlier.answer.updated = earlier.version, earlier.saved
                return earlier.answer
            answer = self.answers.filter(item=item).first() or Answer(sheet=self, item=item, version=0)
            if answer.version and given == answer.given:
                return answer
            if answer.version != base_version and not answer.last_saved_by(own_operations):
                raise Conflict(answer)
            for name, value in given._asdict().items():
                setattr(answer, name, value)
            answer.version += 1
            answer.updated = timezone.now()
            answer.save()
            Operation.objects.create(code=operation, answer=answer, version=answer.version, saved=answer.updated)
        return answer


class Answer(models.Model):
    """What one sheet says about one item: a fact, gate, question, the channel table, a risk or a measure."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="answers")
    item = models.CharField(max_length=80)
    state = models.CharField(max_length=20, default="answered")
    value = models.JSONField(null=True)
    evidence = models.PositiveSmallIntegerField(default=0)
    evidence_dated = models.DateField(null=True, blank=True)
    links = models.TextField(blank=True)
    note = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    updated = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "item"], name="one_answer_per_item"),
            models.CheckConstraint(
                condition=models.Q(state__in=["answered", "not_applicable", "dont_know", "unanswered"]),
                name="known_answer_state",
            ),
            models.CheckConstraint(condition=models.Q(evidence__lte=4), name="evidence_0_to_4"),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.state}"

    def last_saved_by(self, operations: frozenset[uuid.UUID]) -> bool:
        return bool(operations) and self.operations.filter(version=self.version, code__in=operations).exists()

    @property
    def given(self) -> Given:
        return Given(**{name: getattr(self, name) for name in Given._fields})


class Operation(models.Model):
    """One save that was carried out, so that the same save sent again is recognised."""

    code = models.UUIDField(primary_key=True)
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="operations")
    version = models.PositiveIntegerField()
    saved = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["answer", "version"])]

    def __str__(self) -> str:
        return str(self.code)
