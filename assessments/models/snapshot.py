from typing import Self

from django.db import models
from django.utils import timezone

from accounts.models import User
from assessments.scoring import Document
from assessments.scoring.document import read
from ventures.models import Venture


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(assessment__venture__in=Venture.objects.visible_to(user))


class Snapshot(models.Model):
    """A whole assessment and its result, frozen. A trigger refuses every update."""

    assessment = models.ForeignKey("Assessment", on_delete=models.CASCADE, related_name="snapshots")
    final = models.BooleanField(default=False)
    document = models.JSONField()  # fairway.assessment/1
    result = models.JSONField()  # fairway.result/1
    sha256 = models.CharField(max_length=64)  # of the canonical JSON of the document
    created = models.DateTimeField(default=timezone.now)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["sha256"], name="snapshot_by_hash")]  # for the page that verifies reports
        constraints = [
            models.UniqueConstraint(fields=["assessment"], condition=models.Q(final=True), name="one_final_snapshot"),
            models.UniqueConstraint(fields=["assessment", "sha256", "final"], name="one_snapshot_per_content"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment}, {self.sha256[:8]}"

    def parsed(self) -> Document:
        return read(self.document, self.assessment.bank.parsed)
