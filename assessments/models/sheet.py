import uuid
from collections.abc import Iterable, Mapping, Sequence
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


NOTHING = Given(state="unanswered")


class Change(NamedTuple):
    """One item of a save: what it shall be, and the version that the page had read."""

    item: str
    given: Given
    base_version: int
    touched: bool = False  # something kept beside the answer changes with it, so that it counts as changed


class Conflict(Exception):
    """Answers were changed elsewhere since the page was loaded."""

    def __init__(self, stored: "Sequence[Answer]") -> None:
        super().__init__(", ".join(answer.item for answer in stored))
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

    def save_answer(self, item: str, given: Given, base_version: int, operation: uuid.UUID) -> "Answer":
        """Store one answer, as save_answers does."""
        return self.save_answers([Change(item, given, base_version)], operation)[0]

    def save_answers(
        self,
        changes: Sequence[Change],
        operation: uuid.UUID,
        own_operations: Sequence[uuid.UUID] = (),
    ) -> "list[Answer]":
        """Store the answers of one page, all of them or none; the rows tell their new versions.

        The same operation sent again gives the same reply. An answer that was changed since its base version is not
        overwritten: raises Conflict with all stored answers in question, unless both say the same or the change was
        one of own_operations, saves of the same page whose reply got lost. Raises Closed once the sheet is submitted.
        """
        codes = {change.item: self.operation_code(operation, change.item) for change in changes}
        with transaction.atomic():
            if Sheet.objects.select_for_update().only("submitted").get(pk=self.pk).submitted:
                raise Closed
            done = self.done_already(codes)
            stored = {answer.item: answer for answer in self.answers.filter(item__in=codes)}
            fresh = [change for change in changes if change.item not in done]
            conflicts = [
                stored[change.item]
                for change in fresh
                if change.item in stored and self.is_conflict(change, stored[change.item], own_operations)
            ]
            if conflicts:
                raise Conflict(conflicts)
            for change in fresh:
                done[change.item] = self.carry_out(change, stored.get(change.item), codes[change.item])
        return [done[change.item] for change in changes]

    def operation_code(self, operation: uuid.UUID, item: str) -> uuid.UUID:
        """Pages make up the ids of their saves; an id that is used twice must not meet another sheet or item."""
        return uuid.uuid5(operation, f"{self.pk} {item}")

    def done_already(self, codes: Mapping[str, uuid.UUID]) -> "dict[str, Answer]":
        """The replies to operations that were carried out before, by item."""
        done = {}
        for earlier in Operation.objects.filter(code__in=codes.values()).select_related("answer"):
            earlier.answer.version, earlier.answer.updated = earlier.version, earlier.saved
            done[earlier.answer.item] = earlier.answer
        return done

    def is_conflict(self, change: Change, stored: "Answer", own_operations: Iterable[uuid.UUID]) -> bool:
        if stored.version == change.base_version or (change.given == stored.given and not change.touched):
            return False
        if stored.version == 1 and stored.given == NOTHING:  # a page that was left empty; there is no text to lose
            return False
        own = [self.operation_code(operation, change.item) for operation in own_operations]
        return not (own and stored.operations.filter(version=stored.version, code__in=own).exists())

    def carry_out(self, change: Change, answer: "Answer | None", code: uuid.UUID) -> "Answer":
        answer = answer or Answer(sheet=self, item=change.item, version=0)
        if answer.version and change.given == answer.given and not change.touched:
            return answer
        for name, value in change.given._asdict().items():
            setattr(answer, name, value)
        answer.version += 1
        answer.updated = timezone.now()
        answer.save()
        Operation.objects.create(code=code, answer=answer, version=answer.version, saved=answer.updated)
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
