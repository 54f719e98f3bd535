"""What every wizard page of one request needs: the assessment, its rows, document and steps, each read once."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse

from accounts.http import UserRequest
from assessments import scoring
from assessments.forms import ChannelsForm, FactForm, GateForm, QuestionForm, RiskForm, StepForm
from assessments.models import Assessment
from assessments.models.answered import OWN_MEASURE, RIVAL_CHANNELS, document_of
from assessments.scoring.applicability import SectionProgress
from assessments.scoring.bank_parts import Section
from assessments.views.preview import preview


@dataclass(frozen=True)
class Part:
    """A section in the rail: what is done of it, and the address of its first open step, else of its first."""

    section: Section
    done: SectionProgress
    url: str
    here: bool


class Sitting:
    def __init__(self, request: UserRequest, code: uuid.UUID, write: bool = False) -> None:
        found = Assessment.objects.editable_by(request.user) if write else Assessment.objects.visible_to(request.user)
        assessment = found.with_parts().filter(venture__code=code).first()
        if assessment is None:
            raise Http404
        self.assessment = assessment
        self.bank = assessment.bank.parsed
        self.rows = {answer.item: answer for answer in assessment.sheet.answers.all()}
        self.reread()

    def reread(self) -> None:
        """After a save: document, steps and progress from the rows as they are now."""
        self.document = document_of(self.assessment, self.rows.values())
        self.steps = scoring.steps(self.bank, self.document.facts)
        self.progress = scoring.progress(self.bank, self.document)

    def step(self, section: str, item: str) -> scoring.Step:
        """The step at this address; the rival's table is an extra page of the channel section."""
        if item == RIVAL_CHANNELS and self.bank.channel_table.rival_allowed:
            return scoring.Step("channels", "channels", RIVAL_CHANNELS, required=False)
        for step in self.steps:
            if (step.section, step.ref) == (section, item):
                return step
        raise Http404

    def url(self, step: scoring.Step) -> str:
        return reverse("assessments:question", args=[self.assessment.venture.code, step.section, step.ref])

    def url_after(self, step: scoring.Step | None) -> str:
        """The next open step, or the review page when none is left."""
        ref = step and (self.bank.channel_table.node if step.ref == RIVAL_CHANNELS else step.ref)
        following = scoring.next_step(self.bank, self.document, ref)
        if following is None:
            return reverse("assessments:review", args=[self.assessment.venture.code])
        return self.url(following)

    def form(self, step: scoring.Step, data: Any = None) -> StepForm:
        row = self.rows.get(step.ref)
        if step.kind == "risk":
            known = {measure.id for measure in self.bank.mitigations}
            measures = {item: row for item, row in self.rows.items() if item in known or item.startswith(OWN_MEASURE)}
            return RiskForm(self.bank, step.ref, row, data, measures=measures)
        if step.kind == "question":
            return QuestionForm(self.bank, step.ref, row, data, money=self.assessment.money)
        kinds = {"fact": FactForm, "gate": GateForm, "channels": ChannelsForm}
        return kinds[step.kind](self.bank, step.ref, row, data)

    def described(self, step: scoring.Step, form: StepForm) -> dict[str, Any]:
        """What a template says about one step."""
        parts = {"fact": self.bank.fact, "gate": self.bank.gate, "question": self.bank.question, "risk": self.bank.risk}
        asked = parts[step.kind](step.ref) if step.kind in parts else self.bank.channel_table
        return {"step": step, "form": form, "asked": asked, "action": self.url(step), "row": self.rows.get(step.ref)}

    def context(self, step: scoring.Step | None = None) -> dict[str, Any]:
        section = step.section if step else ""
        place = [other for other in self.steps if other.section == section]
        parts = self.parts(section)
        return {
            "assessment": self.assessment, "venture": self.assessment.venture, "bank": self.bank,
            "progress": self.progress, "parts": parts, "here": next((part for part in parts if part.here), None),
            "number": place.index(step) + 1 if step in place else 0, "of": len(place),
            "preview": preview(self.bank, self.document, step) if step else None,
        }  # fmt: skip

    def parts(self, here: str = "") -> list[Part]:
        return [
            Part(section, done, self.section_url(section), section.id == here)
            for section, done in zip(self.bank.sections, self.progress.sections, strict=True)
        ]

    def section_url(self, section: Section) -> str:
        steps = [step for step in self.steps if step.section == section.id]
        first = next((step for step in steps if not scoring.responded(step, self.document)), steps[0])
        return self.url(first)
