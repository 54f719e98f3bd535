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

    def says_the_same(self, stored: "Answer") -> bool:
        return self.given == stored.given and not self.touched

    def may_replace(self, stored: "Answer") -> bool:
        """Whether no text of somebody else gets lost. A page that was left empty holds none."""
        empty = stored.version == 1 and stored.given == NOTHING
        return stored.version == self.base_version or empty or self.says_the_same(stored)


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

    def of_founders(self) -> Self:
        """The founders' sheets with what a page shows around them, newest round first; without the bank's 100 KB."""
        found = self.filter(role=Sheet.Role.FOUNDER).select_related("assessment__venture", "assessment__bank")
        return found.defer("assessment__bank__document").order_by("-assessment__round")


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
        with transaction.atomic():
            if Sheet.objects.select_for_update().filter(pk=self.pk).values_list("submitted", flat=True).get():
                raise Closed
            stored = {row.item: row for row in Answer.objects.filter(sheet=self, item__in=[c.item for c in changes])}
            done = self.settle(changes, stored, [operation, *own_operations])
            return [
                done.get(change.item) or self.carry_out(change, stored.get(change.item), operation)
                for change in changes
            ]

    def settle(
        self, changes: Sequence[Change], stored: "Mapping[str, Answer]", operations: Sequence[uuid.UUID]
    ) -> "dict[str, Answer]":
        """The answers that the first of the operations has changed already, as it left them. Raises Conflict."""
        done, conflicts = {}, []
        for change in changes:
            row = stored.get(change.item)
            if row is None or change.may_replace(row):
                continue
            known = self.known_operations(row, operations)
            if operations[0] in known:
                row.version, row.updated = known[operations[0]].version, known[operations[0]].saved
                done[change.item] = row
            elif row.version not in {earlier.version for earlier in known.values()}:
                conflicts.append(row)
        if conflicts:
            raise Conflict(conflicts)
        return done

    def operation_code(self, operation: uuid.UUID, item: str) -> uuid.UUID:
        """Pages make up the ids of their saves; an id that is used twice must not meet another sheet or item."""
        return uuid.uuid5(operation, f"{self.pk} {item}")

    def known_operations(self, row: "Answer", operations: Iterable[uuid.UUID]) -> "dict[uuid.UUID, Operation]":
        """Those of the operations that were carried out on an answer."""
        codes = {self.operation_code(operation, row.item): operation for operation in operations}
        return {codes[found.code]: found for found in row.operations.filter(code__in=codes)}

    def carry_out(self, change: Change, row: "Answer | None", operation: uuid.UUID) -> "Answer":
        row = row or Answer(sheet=self, item=change.item, version=0)
        if row.version and change.says_the_same(row):
            return row
        for name, value in change.given._asdict().items():
            setattr(row, name, value)
        row.version += 1
        row.updated = timezone.now()
        row.save()
        code = self.operation_code(operation, change.item)
        Operation.objects.create(code=code, answer=row, version=row.version, saved=row.updated)
        return row


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
