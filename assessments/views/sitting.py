"""What every wizard page of one request needs: the assessment, its rows, document and steps, each read once."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from accounts.http import UserRequest
from assessments import charts, scoring
from assessments.forms import ChannelsForm, FactForm, GateForm, QuestionForm, RiskForm, StepForm
from assessments.models import Answer, Sheet
from assessments.models.answered import OWN_MEASURE, RIVAL_CHANNELS, document_of
from assessments.scoring.applicability import Progress, SectionProgress
from assessments.scoring.bank import STAGE
from assessments.scoring.bank_parts import Section
from assessments.templatetags.bilingual import local
from assessments.views.preview import preview


@dataclass(frozen=True)
class Part:
    """A section in the rail: what is done of it, and the address of its first open step, else of its first."""

    number: int
    section: Section
    done: SectionProgress
    title: str
    url: str
    here: bool

    @property
    def count(self) -> str:
        return f"{self.done.answered}/{self.done.of}"

    @property
    def ring(self) -> SafeString:
        return mark_safe(charts.ring(self.done.answered, self.done.of))  # noqa: S308  # holds no text


class Sitting:
    def __init__(self, request: UserRequest, code: uuid.UUID, write: bool = False) -> None:
        found = Sheet.objects.editable_by(request.user) if write else Sheet.objects.visible_to(request.user)
        sheet = found.of_founders().filter(assessment__venture__code=code).first()
        if sheet is None:
            raise Http404
        self.sheet, self.assessment, self.venture = sheet, sheet.assessment, sheet.assessment.venture
        self.bank = self.assessment.bank.parsed
        self.rows = {answer.item: answer for answer in Answer.objects.filter(sheet=sheet)}
        self.reread()

    def reread(self) -> None:
        """Document and steps from the rows as they are now."""
        self.document = document_of(self.assessment, self.rows.values())
        self.steps = scoring.steps(self.bank, self.document.facts)

    def step(self, section: str, item: str) -> scoring.Step:
        """The step at this address; the rival's table is an extra page of the channel section."""
        if item == RIVAL_CHANNELS and self.bank.channel_table.rival_allowed:
            return scoring.Step("channels", "channels", RIVAL_CHANNELS, required=False)
        for step in self.steps:
            if (step.section, step.ref) == (section, item):
                return step
        raise Http404

    def url(self, step: scoring.Step) -> str:
        return reverse("assessments:question", args=[self.venture.code, step.section, step.ref])

    def url_after(self, step: scoring.Step | None) -> str:
        """The next open step, or the review page when none is left."""
        ref = step and (self.bank.channel_table.node if step.ref == RIVAL_CHANNELS else step.ref)
        following = scoring.next_step(self.bank, self.document, ref)
        if following is None:
            return reverse("assessments:review", args=[self.venture.code])
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
        """What the frame of a wizard page needs."""
        section = step.section if step else ""
        place = [other for other in self.steps if other.section == section]
        progress = scoring.progress(self.bank, self.document)
        parts = self.parts(progress, section)
        return {
            "assessment": self.assessment, "venture": self.venture, "bank": self.bank,
            "progress": progress, "parts": parts, "here": next((part for part in parts if part.here), None),
            "number": place.index(step) + 1 if step in place else 0, "of": len(place),
            "preview": preview(self.bank, self.document, step) if step else None,
            "review_url": reverse("assessments:review", args=[self.venture.code]),
        }  # fmt: skip

    def changed(self, step: scoring.Step) -> dict[str, Any]:
        """What may look different outside the question after a save of it: its section, and all where the stage is."""
        progress = scoring.progress(self.bank, self.document)
        return {
            "venture": self.venture, "progress": progress, "preview": preview(self.bank, self.document, step),
            "parts": self.parts(progress, step.section, only_here=step.ref != STAGE), "oob": True,
        }  # fmt: skip

    def parts(self, progress: Progress, here: str, only_here: bool = False) -> list[Part]:
        return [
            Part(number, section, done, local(section.title), self.section_url(section), section.id == here)
            for number, (section, done) in enumerate(zip(self.bank.sections, progress.sections, strict=True), start=1)
            if section.id == here or not only_here
        ]

    def section_url(self, section: Section) -> str:
        steps = [step for step in self.steps if step.section == section.id]
        first = next((step for step in steps if not scoring.responded(step, self.document)), steps[0])
        return self.url(first)
