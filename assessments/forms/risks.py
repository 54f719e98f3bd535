"""A risk: two judgements as if nothing were done, and the measures against it."""

import hashlib
import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from assessments.forms.step import (
    UNANSWERED,
    PlainTextField,
    Segments,
    StepForm,
    dated_field,
    evidence_field,
    note_field,
    shown_number,
)
from assessments.models import Answer, Change, Given
from assessments.models.answered import OWN_MEASURE
from assessments.scoring import Refused
from assessments.scoring.answers import ANSWERED, DONT_KNOW, read_number
from assessments.scoring.bank_parts import Limits, Risk
from assessments.templatetags.bilingual import local

NOT_PLANNED = "not_planned"
COST = Limits(0, 1e12)
JUDGED = ("likelihood", "impact")
DETAILS = ("effect_likelihood", "effect_impact", "cost", "owner", "due")
EFFECTS = DETAILS[:2]
MEASURE_FIELDS = ("status", *DETAILS, "title", "version", "seen")
NEW_ITEM = re.compile(rf"{OWN_MEASURE}[0-9a-f]{{12}}")


class RiskForm(StepForm):
    def __init__(self, *args: Any, measures: dict[str, Answer], **kwargs: Any) -> None:
        self.stored_measures = measures  # rows of all measures of the sheet, by id
        super().__init__(*args, **kwargs)

    def build(self) -> None:
        self.risk: Risk = self.bank.risk(self.item)
        scales = self.bank.scales
        for name, levels, label in [
            ("likelihood", scales.likelihood, local(self.risk.likelihood_text)),
            ("impact", scales.impact, local(self.risk.impact_text)),
        ]:
            choices = [(str(level.level), local(level.text)) for level in levels]
            self.fields[name] = forms.ChoiceField(
                label=label, choices=[*choices, (DONT_KNOW, _("I don't know yet"))], required=False, widget=Segments()
            )
        self.fields["evidence"] = evidence_field(widget=Segments())
        self.fields["note"] = note_field()
        for item in self.measure_ids():
            self.add_measure(item)

    def measure_ids(self) -> list[str]:
        """The bank's measures against this risk, the person's own, and an empty one to fill in."""
        known = [measure.id for measure in self.bank.mitigations if self.item in measure.targets]
        own = sorted(item for item, row in self.stored_measures.items() if self.is_own_here(item, row))
        typed = measure_items(self.data if self.is_bound else self.initial)  # what was typed, now or in a draft
        new = [item for item in typed if item not in own and NEW_ITEM.fullmatch(item)]
        return [*known, *own, *(new or [f"{OWN_MEASURE}{uuid.uuid4().hex[:12]}"])]

    def is_own_here(self, item: str, row: Answer) -> bool:
        targets = row.value.get("targets", ()) if row.state == ANSWERED and isinstance(row.value, dict) else ()
        return item.startswith(OWN_MEASURE) and self.item in targets

    def add_measure(self, item: str) -> None:
        effects = [(str(level.level), local(level.text)) for level in self.bank.scales.mitigation_effect]
        statuses = [(status.id, local(status.text)) for status in self.bank.scales.mitigation_status]
        cost = forms.TextInput(attrs={"inputmode": "decimal"})
        fields: dict[str, forms.Field] = {
            "version": forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, required=False),
            "seen": PlainTextField(widget=forms.HiddenInput, required=False),
            "status": forms.ChoiceField(label=_("Status"), choices=statuses, required=False, widget=Segments()),
            "effect_likelihood": forms.ChoiceField(label=_("Effect on likelihood"), choices=effects, required=False),
            "effect_impact": forms.ChoiceField(label=_("Effect on impact"), choices=effects, required=False),
            "cost": PlainTextField(label=_("Cost"), required=False, max_length=40, widget=cost),
            "owner": PlainTextField(label=_("Who does it"), required=False, max_length=80),
            "due": dated_field(_("Due"), _("Like 2026-11-14")),
        }
        if item.startswith(OWN_MEASURE):
            fields["title"] = PlainTextField(
                label=_("Your own measure"), required=False, max_length=120,
                help_text=_("What you do in a few words. Leave it empty to remove the measure"),
            )  # fmt: skip
        shown = {name: shown_number(value) for name, value in self.stored_value(item).items()}
        for name, field in fields.items():
            self.fields[f"measure-{item}-{name}"] = field
            shown_value = str(shown[name]) if name in EFFECTS else shown.get(name, "")
            self.initial.setdefault(f"measure-{item}-{name}", shown_value)
        stored = self.stored_measures.get(item)
        self.initial[f"measure-{item}-version"] = stored.version if stored else 0
        self.initial[f"measure-{item}-seen"] = mark_of(self.stored_value(item))

    def stored_value(self, item: str) -> dict[str, Any]:
        """A measure as it is stored, complete with the bank's usual values; one that is not stored is not planned."""
        usual = None if item.startswith(OWN_MEASURE) else self.bank.mitigation(item)
        value: dict[str, Any] = {
            "status": NOT_PLANNED,
            "effect_likelihood": usual.effect_likelihood if usual else 0,
            "effect_impact": usual.effect_impact if usual else 0,
            "cost": None, "owner": "", "due": None,
        }  # fmt: skip
        if usual is None:
            value |= {"title": "", "targets": [self.item]}
        stored = self.stored_measures.get(item)
        return {**value, **(stored.value or {})} if stored and stored.state == ANSWERED else value

    def shown(self, row: Answer) -> dict[str, Any]:
        if row.state == DONT_KNOW:
            return {"likelihood": DONT_KNOW, "impact": DONT_KNOW}
        value = row.value or {}
        unknown = value.get(DONT_KNOW, [])
        return {name: DONT_KNOW if name in unknown else str(value.get(name) or "") for name in ("likelihood", "impact")}

    def clean(self) -> None:
        cleaned = self.cleaned_data
        judged = {name: cleaned.get(name, "") for name in JUDGED}
        value: dict[str, Any] = {name: int(level) for name, level in judged.items() if level.isdigit()}
        unknown = [name for name, level in judged.items() if level == DONT_KNOW]
        if unknown:
            value[DONT_KNOW] = unknown
        support = {"evidence": int(cleaned.get("evidence") or 0), "note": cleaned.get("note", "")}
        self.answer = Given(state=ANSWERED if value else UNANSWERED, value=value or None, **support)
        shown = measure_items(self.data)  # a measure that is newer than the page is not in it, and stays as it is
        self.measured = [self.read_measure(item) for item in measure_items(self.fields) if item in shown]

    def read_measure(self, item: str) -> Change:
        """A measure as typed; where a field is missing or empty, the bank's usual value."""
        typed: dict[str, Any] = {name: self.cleaned_data.get(f"measure-{item}-{name}") for name in MEASURE_FIELDS}
        value = self.stored_value(item)
        value |= {
            "status": typed["status"] or value["status"],
            "cost": self.read_cost(item, typed["cost"] or ""),
            "owner": typed["owner"] or "",
            "due": typed["due"].isoformat() if typed["due"] else None,
        }
        value |= {name: int(typed[name]) for name in EFFECTS if typed[name]}
        stored = self.stored_measures.get(item)
        given = Given(value=value, evidence=stored.evidence if stored else 0, note=stored.note if stored else "")
        if item.startswith(OWN_MEASURE):
            value["title"] = typed["title"] or ""
            given = given if value["title"] else Given(state=UNANSWERED)
        return Change(item, given, self.base_version(item, typed["version"] or 0))

    def read_cost(self, item: str, typed: str) -> float | None:
        if not typed:
            return None
        try:
            return read_number(typed, COST)
        except Refused as refused:
            self.refuse(f"measure-{item}-cost", refused)
            return None

    def changes(self) -> list[Change]:
        """The risk, and the measures that differ from what is stored; one that nobody touched is not written."""
        measured = [change for change in self.measured if self.is_changed(change)] if self.is_valid() else []
        return [*super().changes(), *measured]

    def is_changed(self, change: Change) -> bool:
        """Whether it differs from what this page showed; elsewhere the measure may have been changed meanwhile."""
        stored = self.stored_measures.get(change.item)
        if change.given.state == UNANSWERED and (stored is None or stored.state != ANSWERED):
            return False
        seen = self.cleaned_data.get(f"measure-{change.item}-seen") or mark_of(self.stored_value(change.item))
        return change.given.state == UNANSWERED or mark_of(change.given.value) != seen

    @property
    def highest_key(self) -> str:
        return str(max(level.level for level in self.bank.scales.likelihood))

    def measures(self) -> list[dict[str, Any]]:
        """The bound fields measure by measure, for the template."""
        return [self.shown_measure(item) for item in measure_items(self.fields)]

    def shown_measure(self, item: str) -> dict[str, Any]:
        own, prefix = item.startswith(OWN_MEASURE), f"measure-{item}-"
        bound = {name.removeprefix(prefix): self[name] for name in self.fields if name.startswith(prefix)}
        known = None if own else self.bank.mitigation(item)
        planned = bound["status"].value() not in ("", None, NOT_PLANNED)
        faulty = any(bound[name].errors for name in bound)
        stored = self.stored_measures.get(item)
        return {
            **bound, "item": item, "own": own, "details": [bound[name] for name in DETAILS],
            "heading": local(known.title) if known else str(bound["title"].value() or ""),
            "open": planned or faulty or bool(known and known.default),
            "faulty": faulty,
            "stored_version": stored.version if stored else 0,
            "stored_seen": mark_of(self.stored_value(item)),
        }  # fmt: skip


def mark_of(value: Mapping[str, Any]) -> str:
    """A short mark of what a measure says, so that a page can tell its own changes from those made elsewhere."""
    cost = value.get("cost")
    said = [str(value.get(name) or "") for name in ("status", *EFFECTS, "owner", "due", "title")]
    return hashlib.sha256(repr([*said, cost if cost is None else float(cost)]).encode()).hexdigest()[:12]


def measure_items(names: Iterable[str]) -> dict[str, None]:
    """The measures that fields belong to, in order: measure-<item>-<field>."""
    parts = (name.removeprefix("measure-").rpartition("-") for name in names if name.startswith("measure-"))
    return {item: None for item, _dash, field in parts if field in MEASURE_FIELDS}
