"""What the pages of a venture read: the venture, its newest assessment, and the result as far as there is one."""

import uuid
from dataclasses import dataclass

from django.shortcuts import get_object_or_404

from accounts.http import UserRequest
from assessments import scoring
from assessments.forms.step import sentence
from assessments.models import Assessment
from assessments.readings import ENOUGH, Reading
from assessments.readings.words import profile_words
from assessments.scoring.applicability import Progress
from assessments.views.looked import Look, looks
from ventures.models import Venture


@dataclass(frozen=True)
class Opened:
    """A venture as one person sees it. Without an assessment there is no look, without a score no reading."""

    venture: Venture
    may_edit: bool
    assessment: Assessment | None = None
    look: Look | None = None
    newest: bool = True  # no round came after it

    @property
    def query(self) -> str:
        """Ends an address that is to show the same round."""
        return "" if self.newest or self.assessment is None else f"?round={self.assessment.round}"

    @property
    def bank(self) -> scoring.Bank | None:
        return self.look.bank if self.look else None

    @property
    def document(self) -> scoring.Document | None:
        return self.look.document if self.look else None

    @property
    def reading(self) -> Reading | None:
        return self.look.reading if self.look else None

    @property
    def weights(self) -> str:
        """The name that stands beside every score; empty as long as there is none (M 2.1)."""
        return "" if self.too_early or self.look is None else profile_words(self.look.bank, self.look.document.profile)

    @property
    def has_default_weights(self) -> bool:
        """Lists name the others alone."""
        return self.look is None or self.look.document.profile == self.look.bank.default_profile

    @property
    def reason(self) -> str:
        """Why there is no reading."""
        return sentence(self.look.problem) if self.look and self.look.problem else ""

    @property
    def progress(self) -> Progress | None:
        return self.look.progress if self.look else None

    @property
    def next_step(self) -> scoring.Step | None:
        """Where to go on in an assessment that is not finished."""
        return self.look.next_step if self.look else None

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
    """The newest round, or ?round=N. Raises 404 for those who are no members, and for a round that is none."""
    venture = get_object_or_404(Venture.objects.visible_to(request.user), code=code)
    may_edit = Venture.objects.editable_by(request.user).filter(pk=venture.pk).exists()
    assessment = Assessment.objects.with_parts().filter(venture=venture).first()
    newest, wanted = assessment, request.GET.get("round", "")
    if assessment is not None and wanted not in ("", str(assessment.round)):
        number = int(wanted) if wanted.isdecimal() and len(wanted) < 6 else 0
        assessment = get_object_or_404(Assessment.objects.with_parts(), venture=venture, round=number)
    if assessment is None:
        return Opened(venture, may_edit)
    return Opened(venture, may_edit, assessment, looks([assessment])[assessment.pk], newest=assessment == newest)
