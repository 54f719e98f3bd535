"""A risk: two judgements as if nothing were done, and the measures against it."""

import uuid
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _

from assessments.forms.step import PlainTextField, Segments, StepForm, dated_field, evidence_field, local, note_field
from assessments.models import Answer, Given
from assessments.models.answered import OWN_MEASURE
from assessments.scoring import Refused
from assessments.scoring.answers import DONT_KNOW, read_number
from assessments.scoring.bank_parts import Limits, Mitigation, Risk

NOT_PLANNED = "not_planned"
DETAILS = ("effect_likelihood", "effect_impact", "cost", "owner", "due")
COST = Limits(0, 1e12)
MEASURE_FIELDS = ("status", "effect_likelihood", "effect_impact", "cost", "owner", "due", "title", "version")


class Measure(NamedTuple):
    """A measure as this page saves it."""

    item: str
    given: Given
    version: int


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
        self.fields["evidence"] = evidence_field()
        self.fields["note"] = note_field()
        for item in self.measure_ids():
            self.add_measure(item)

    def measure_ids(self) -> list[str]:
        """The bank's measures against this risk, the person's own, and an empty one to fill in."""
        known = [measure.id for measure in self.bank.mitigations if self.item in measure.targets]
        own = [item for item, row in self.stored_measures.items() if self.is_own_here(item, row)]
        typed = (
            [key.split("-")[1] for key in self.data if key.startswith(f"measure-{OWN_MEASURE}")]
            if self.is_bound
            else []
        )
        new = [] if typed else [f"{OWN_MEASURE}{uuid.uuid4().hex[:12]}"]
        return [*known, *dict.fromkeys([*sorted(own), *typed[:200], *new])]

    def is_own_here(self, item: str, row: Answer) -> bool:
        return (
            item.startswith(OWN_MEASURE)
            and row.state == "answered"
            and self.item in (row.value or {}).get("targets", ())
        )

    def add_measure(self, item: str) -> None:
        stored = self.stored_measures.get(item)
        value = dict(stored.value or {}) if stored and stored.state == "answered" else {}
        effects = [(str(level.level), local(level.text)) for level in self.bank.scales.mitigation_effect]
        statuses = [(status.id, local(status.text)) for status in self.bank.scales.mitigation_status]
        fields: dict[str, forms.Field] = {
            "version": forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False),
            "status": forms.ChoiceField(label=_("Status"), choices=statuses, required=False, widget=Segments()),
            "effect_likelihood": forms.ChoiceField(label=_("Effect on likelihood"), choices=effects, required=False),
            "effect_impact": forms.ChoiceField(label=_("Effect on impact"), choices=effects, required=False),
            "cost": PlainTextField(label=_("Cost"), required=False, max_length=40),
            "owner": PlainTextField(label=_("Who does it"), required=False, max_length=80),
            "due": dated_field(),
        }
        fields["cost"].widget.attrs["inputmode"] = "decimal"
        fields["due"].label, fields["due"].help_text = _("Due"), ""
        if item.startswith(OWN_MEASURE):
            fields["title"] = PlainTextField(label=_("Your own measure"), required=False, max_length=120)
        defaults = self.default_values(item)
        for name, field in fields.items():
            self.fields[f"measure-{item}-{name}"] = field
            self.initial.setdefault(f"measure-{item}-{name}", value.get(name, defaults.get(name, "")))
        self.initial[f"measure-{item}-version"] = stored.version if stored else 0

    def default_values(self, item: str) -> dict[str, str]:
        effects = (0, 0) if item.startswith(OWN_MEASURE) else self.effects_of(self.bank.mitigation(item))
        return {"status": NOT_PLANNED, "effect_likelihood": str(effects[0]), "effect_impact": str(effects[1])}

    def effects_of(self, measure: Mitigation) -> tuple[int, int]:
        return measure.effect_likelihood, measure.effect_impact

    def shown(self, row: Answer) -> dict[str, Any]:
        if row.state == DONT_KNOW:
            return {"likelihood": DONT_KNOW, "impact": DONT_KNOW}
        value = row.value or {}
        unknown = value.get(DONT_KNOW, [])
        return {name: DONT_KNOW if name in unknown else str(value.get(name) or "") for name in ("likelihood", "impact")}

    def clean(self) -> None:
        cleaned = self.cleaned_data
        judged = {name: cleaned.get(name, "") for name in ("likelihood", "impact")}
        value: dict[str, Any] = {name: int(level) for name, level in judged.items() if level.isdigit()}
        unknown = [name for name, level in judged.items() if level == DONT_KNOW]
        if unknown:
            value[DONT_KNOW] = unknown
        state = "answered" if value else "unanswered"
        support = {"evidence": int(cleaned.get("evidence") or 0), "note": cleaned.get("note", "")}
        self.answer = Given(state=state, value=value or None, **support)
        cleaned["measures"] = [
            self.read_measure(item) for item in self.measure_ids() if f"measure-{item}-status" in cleaned
        ]

    def read_measure(self, item: str) -> Measure:
        typed = {name: self.cleaned_data.get(f"measure-{item}-{name}") for name in MEASURE_FIELDS}
        due: date | None = typed["due"]
        value: dict[str, Any] = {
            "status": typed["status"] or NOT_PLANNED,
            "effect_likelihood": int(typed["effect_likelihood"] or self.default_values(item)["effect_likelihood"]),
            "effect_impact": int(typed["effect_impact"] or self.default_values(item)["effect_impact"]),
            "cost": self.read_cost(item, typed["cost"] or ""),
            "owner": typed["owner"] or "",
            "due": due.isoformat() if due else None,
        }
        stored = self.stored_measures.get(item)
        given = Given(value=value, evidence=stored.evidence if stored else 0, note=stored.note if stored else "")
        if item.startswith(OWN_MEASURE):
            value |= {"title": typed["title"] or "", "targets": self.own_targets(item)}
            if not value["title"]:
                given = Given(state="unanswered")
        return Measure(item, given, typed["version"] or 0)

    def own_targets(self, item: str) -> list[str]:
        stored = self.stored_measures.get(item)
        kept = stored.value.get("targets", []) if stored and isinstance(stored.value, dict) else []
        return kept or [self.item]

    def read_cost(self, item: str, typed: str) -> float | None:
        if not typed:
            return None
        try:
            return read_number(typed, COST)
        except Refused as refused:
            self.refuse(f"measure-{item}-cost", refused)
            return None

    def changed_measures(self) -> list[Measure]:
        """The measures that differ from what is stored; a measure nobody touched is not written."""
        return [measure for measure in self.cleaned_data["measures"] if self.is_changed(measure)]

    def is_changed(self, measure: Measure) -> bool:
        stored = self.stored_measures.get(measure.item)
        if stored is not None:
            return (stored.state, stored.value) != (measure.given.state, measure.given.value)
        untouched = {**self.default_values(measure.item), "cost": None, "owner": "", "due": None}
        value = {
            name: str(entry) if name.startswith("effect") else entry
            for name, entry in (measure.given.value or {}).items()
        }
        return measure.given.state == "answered" and any(value.get(name) != entry for name, entry in untouched.items())

    def measures(self) -> list[dict[str, Any]]:
        """The bound fields measure by measure, for the template."""
        found = []
        for item in dict.fromkeys(name.split("-")[1] for name in self.fields if name.startswith("measure-")):
            own = item.startswith(OWN_MEASURE)
            prefix = f"measure-{item}-"
            bound = {name.removeprefix(prefix): self[name] for name in self.fields if name.startswith(prefix)}
            known = None if own else self.bank.mitigation(item)
            title = local(known.title) if known else str(bound["title"].value() or "")
            planned = bound["status"].value() not in ("", None, NOT_PLANNED)
            stored = self.stored_measures.get(item)
            found.append({
                **bound, "item": item, "own": own, "title": title, "title_field": bound.get("title"),
                "details": [bound[name] for name in DETAILS],
                "open": planned or bool(known and known.default), "stored_version": stored.version if stored else 0,
            })  # fmt: skip
        return found
