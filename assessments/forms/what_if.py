"""Answers on a scratch copy: one field for each that is changed, and what they come to when they are kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from assessments.forms.questions import question_options
from assessments.forms.step import PlainTextField, sentence
from assessments.models import Answer, Given
from assessments.readings.words import evidence_words
from assessments.scoring import Bank, Document, Refused
from assessments.scoring.answers import ANSWERED, DONT_KNOW, LEVELS, read
from assessments.scoring.bank_parts import Column, Gate, Question, Raw
from assessments.scoring.scratch import Target, changed, current, target
from assessments.templatetags.bilingual import local

MOST = 40  # answers changed at once


@dataclass(frozen=True)
class Row:
    """One changed answer in the form; a question's evidence goes with it."""

    target: Target
    field: BoundField
    evidence: BoundField | None
    now: Raw | None


class WhatIfForm(forms.Form):
    """Always bound: `typed` holds references and values as the address or the page has them.

    After is_valid, `document` is the scratch copy with every value that could be read, and `changes` are these values.
    """

    def __init__(self, bank: Bank, document: Document, typed: Mapping[str, str]) -> None:
        self.bank, self.stored = bank, document
        self.targets = wanted(bank, document, typed)
        self.document = document
        self.changes: list[tuple[Target, Raw | None]] = []
        found = {entry.ref: typed.get(entry.ref, as_typed(current(document, entry))) for entry in self.targets}
        super().__init__(found, auto_id="what_if_%s")
        for entry in self.targets:
            self.fields[entry.ref] = self.field_of(entry)
            self.fields[entry.ref].widget.attrs["class"] = "field"

    def field_of(self, entry: Target) -> forms.Field:
        choices = self.choices(entry)
        if choices:
            return forms.ChoiceField(choices=choices, required=False, label="")
        field = PlainTextField(required=False, max_length=40, label="")
        field.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}
        return field

    def choices(self, entry: Target) -> list[tuple[str, str]]:
        """None for numbers. The empty value stands for an answer that is not known."""
        scales, open_choice = self.bank.scales, ("", _("I don't know yet"))
        if entry.kind == "evidence":
            return [(str(level.level), evidence_words(level.level)) for level in scales.evidence]
        if entry.kind in ("likelihood", "impact"):
            levels = scales.likelihood if entry.kind == "likelihood" else scales.impact
            return [open_choice, *((str(level.level), numbered(level.level, local(level.text))) for level in levels)]
        if entry.kind == "measure":
            return [(status.id, local(status.text)) for status in scales.mitigation_status]
        if entry.kind == "fact":
            return [(option.id, local(option.text)) for option in self.bank.fact(entry.item).options]
        if entry.kind == "dependence":
            return [
                open_choice,
                *((str(level.level), numbered(level.level, local(level.text))) for level in scales.dependence),
            ]
        asked = entry.asked
        if isinstance(asked, Gate):
            return [open_choice, *((option.id, local(option.text)) for option in asked.options)]
        if isinstance(asked, Column):
            texts = enumerate(asked.anchors)
            return [open_choice, *((str(n), numbered(n, local(text))) for n, text in texts)] if asked.anchors else []
        if isinstance(asked, Question) and asked.type in ("level5", "readiness9", "yesno", "single"):
            options = question_options(asked)[0]
            return [open_choice, *((id, numbered(id, text) if id.isdigit() else text) for id, text in options)]
        return []

    def clean(self) -> None:
        for entry in self.targets:
            if entry.ref in self.errors:
                continue
            value = self.value(entry, self.cleaned_data.get(entry.ref, ""))
            if entry.ref not in self.errors and value != current(self.stored, entry):
                self.changes.append((entry, value))
                self.document = changed(self.document, entry, value)
        shares = [entry for entry in self.targets if entry.kind == "share"]
        if shares and self.document.channels and not any(row.share for row in self.document.channels):
            self.add_error(shares[0].ref, _("At least one channel needs a share above 0."))
            self.document = self.stored

    def value(self, entry: Target, typed: str) -> Raw | None:
        """The checked value, None for one that is not known; faults are noted at the field."""
        if entry.kind in ("evidence", "likelihood", "impact"):
            return int(typed) if typed else None
        if entry.kind in ("measure", "fact", "gate"):
            return typed or None
        if typed == "":
            if entry.kind == "share":
                self.add_error(entry.ref, _("Enter the share of new revenue in percent, like 40."))
            return None
        asked: Any = entry.asked
        try:
            return read(asked, int(typed) if asked.type in LEVELS and typed.isdigit() else typed)
        except Refused as refused:
            self.add_error(entry.ref, sentence(refused.problem))
            return None

    def rows(self) -> list[Row]:
        return [
            Row(entry, self[entry.ref], self.evidence_of(entry), current(self.stored, entry))
            for entry in self.targets
            if entry.kind != "evidence"
        ]

    def evidence_of(self, entry: Target) -> BoundField | None:
        return self[f"{entry.item}.evidence"] if entry.kind == "question" else None

    def items(self) -> tuple[str, ...]:
        """What the sheet would have to save, each once."""
        return tuple(dict.fromkeys(entry.item for entry, _value in self.changes))

    def given(self, item: str, row: Answer | None) -> Given:
        """What the sheet keeps for one item: its stored row with the changes in it."""
        found = row.given if row is not None else Given(state="unanswered")
        for entry, value in self.changes:
            if entry.item == item:
                found = kept(found, entry, value)
        return found

    def check_links(self, rows: Mapping[str, Answer]) -> None:
        """The rule of every save: evidence above an informal note needs a link (M 1.5)."""
        for item in self.items():
            given = self.given(item, rows.get(item))
            if f"{item}.evidence" in self.fields and given.evidence > 1 and not given.links:
                message = _("This evidence level needs a link. Choose a lower one, or add the link at the question.")
                self.add_error(f"{item}.evidence", message)


def wanted(bank: Bank, document: Document, typed: Mapping[str, str]) -> list[Target]:
    """The targets that are named, each question with its evidence; unknown names are passed over."""
    found: dict[str, Target] = {}
    for ref in list(typed)[: 4 * MOST]:
        entry = target(bank, document, ref)
        if entry is None or len(found) >= 2 * MOST:
            continue
        pair = [entry.item, f"{entry.item}.evidence"] if entry.kind in ("question", "evidence") else [ref]
        for name in pair:
            also = target(bank, document, name)
            if also is not None:
                found[name] = also
    return list(found.values())


def as_typed(value: Raw | None) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def numbered(level: int | str, words: str) -> str:
    return f"{level}: {words}"


def kept(found: Given, entry: Target, value: Raw | None) -> Given:
    """One change in what a sheet keeps."""
    if entry.kind == "evidence":
        if found.state != ANSWERED:
            return found
        dated = None if value != found.evidence else found.evidence_dated
        return found._replace(evidence=int(str(value or 0)), evidence_dated=dated)
    if entry.kind in ("question", "gate", "fact"):
        if value is None:
            return found._replace(state=DONT_KNOW, value=None, evidence=0, evidence_dated=None)
        return found._replace(state=ANSWERED, value=value, reason="")
    if entry.kind == "measure":
        return found._replace(state=ANSWERED, value={**(found.value or {}), "status": value})
    if entry.kind in ("likelihood", "impact"):
        return kept_judgement(found, entry.kind, value)
    rows = [dict(row) for row in found.value]
    if entry.kind == "cell":
        cells = {name: raw for name, raw in rows[entry.row]["cells"].items() if name != column(entry)}
        rows[entry.row]["cells"] = cells if value is None else {**cells, column(entry): value}
    else:
        rows[entry.row][entry.kind] = value
    return found._replace(value=rows)


def column(entry: Target) -> str:
    return entry.ref.rpartition(".")[2]


def kept_judgement(found: Given, side: str, value: Raw | None) -> Given:
    """A risk keeps its levels, and the names of those that are not known."""
    before = dict(found.value or {}) if found.state == ANSWERED else {}
    unknown = {*before.pop(DONT_KNOW, []), *(["likelihood", "impact"] if found.state == DONT_KNOW else [])} - {side}
    before.pop(side, None)
    if value is None:
        unknown.add(side)
    else:
        before[side] = value
    if unknown:
        before[DONT_KNOW] = sorted(unknown)
    return found._replace(state=ANSWERED, value=before)
