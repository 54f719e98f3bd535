"""What the pages of a venture read: the venture, its newest assessment, and the result as far as there is one."""

import uuid
from dataclasses import dataclass
from functools import cached_property

from django.shortcuts import get_object_or_404

from accounts.http import UserRequest
from assessments import scoring
from assessments.forms.step import sentence
from assessments.models import Assessment, Snapshot
from assessments.readings import ENOUGH, Reading
from assessments.scoring.applicability import Progress
from ventures.models import Venture


@dataclass(frozen=True)
class Opened:
    """`reading` is None where there is no result; `reason` then says why."""

    venture: Venture
    may_edit: bool
    assessment: Assessment | None = None
    document: scoring.Document | None = None
    reading: Reading | None = None
    reason: str = ""

    @property
    def bank(self) -> scoring.Bank | None:
        return self.assessment.bank.parsed if self.assessment else None

    @cached_property
    def progress(self) -> Progress | None:
        return scoring.progress(self.bank, self.document) if self.bank and self.document else None

    @cached_property
    def next_step(self) -> scoring.Step | None:
        """The first open step of an assessment that is not finished."""
        return self.next_after(None)

    def next_after(self, ref: str | None) -> scoring.Step | None:
        if self.bank is None or self.document is None or not self.draft:
            return None
        return scoring.next_step(self.bank, self.document, ref)

    def place_of(self, step: scoring.Step) -> tuple[int, int]:
        """The number of a step in its section, and how many there are."""
        steps = scoring.steps(self.bank, self.document.facts) if self.bank and self.document else ()
        section = [other.ref for other in steps if other.section == step.section]
        return section.index(step.ref) + 1, len(section)

    @property
    def draft(self) -> bool:
        return self.assessment is not None and self.assessment.finished is None

    @property
    def to_go(self) -> int:
        """Answers that are missing until a score is shown."""
        if self.assessment is not None and self.assessment.finished:
            return 0
        return max(0, ENOUGH - (self.progress.answered if self.progress else 0))

    @property
    def too_early(self) -> bool:
        return self.reading is None or self.to_go > 0


def opened(request: UserRequest, code: uuid.UUID) -> Opened:
    """Raises 404 for those who are no members."""
    venture = get_object_or_404(Venture.objects.visible_to(request.user), code=code)
    may_edit = Venture.objects.editable_by(request.user).filter(pk=venture.pk).exists()
    assessment = Assessment.objects.with_parts().filter(venture=venture).first()
    if assessment is None:
        return Opened(venture, may_edit)
    return read(venture, may_edit, assessment)


def read(venture: Venture, may_edit: bool, assessment: Assessment) -> Opened:
    """A finished assessment is read from its snapshot, any other one from the answers as they are."""
    frozen = None
    if assessment.final is not None:
        snapshot = Snapshot.objects.get(pk=assessment.final.pk)  # document and result in one query
        snapshot.assessment = assessment
        document, frozen = snapshot.parsed(), snapshot.result
    else:
        document = assessment.document()
    return scored(venture, may_edit, assessment, document, frozen)


def scored(
    venture: Venture,
    may_edit: bool,
    assessment: Assessment,
    document: scoring.Document,
    frozen: dict[str, object] | None = None,
) -> Opened:
    try:
        reading = Reading.of(assessment.bank.parsed, document, frozen)
    except scoring.CannotScore as refused:
        return Opened(venture, may_edit, assessment, document, reason=sentence(refused.problem))
    return Opened(venture, may_edit, assessment, document, reading)
