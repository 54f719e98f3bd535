"""Answers on a scratch copy: one field for each that is changed, and what they come to when they are kept."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from assessments.forms.channels import NO_OWNER, NO_SHARE, NO_TYPE, owner_of, owner_shown
from assessments.forms.questions import question_options
from assessments.forms.step import UNANSWERED, PlainTextField, sentence
from assessments.models import Answer, Given
from assessments.readings.words import evidence_words
from assessments.scoring import Bank, Document, Refused
from assessments.scoring.answers import ANSWERED, DONT_KNOW, LEVELS, NOT_APPLICABLE, read
from assessments.scoring.bank_parts import Column, Gate, Question, Raw
from assessments.scoring.scratch import (
    EFFECTS,
    NOT_PLANNED,
    REMOVED,
    ROW_FIELDS,
    SIDES,
    TABLES,
    Target,
    changed,
    current,
    row_refs,
    rows_of,
    target,
    with_new_channels,
)
from assessments.templatetags.bilingual import local

MOST = 40  # answers changed at once
EVIDENCE = ("evidence", "risk_evidence", "channel_evidence")
LAST = (NOT_APPLICABLE, REMOVED)  # these have the last word about an answer and about a channel


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
        self.bank, self.rows_stored = bank, {table: len(rows_of(document, table)) for table in TABLES}
        self.stored = self.document = with_new_channels(bank, document, typed)
        self.targets = wanted(bank, self.stored, typed, self.rows_stored)
        self.changes: list[tuple[Target, Raw | None]] = []
        found = {
            entry.ref: typed.get(entry.ref, as_typed(current(self.stored, entry), entry)) for entry in self.targets
        }
        super().__init__(found, auto_id="what_if_%s")
        for entry in self.targets:
            self.fields[entry.ref] = self.field_of(entry)
            self.fields[entry.ref].widget.attrs["class"] = "field"

    def field_of(self, entry: Target) -> forms.Field:
        choices = self.choices(entry)
        if choices:
            return forms.ChoiceField(choices=choices, required=False, label="")
        words = entry.kind in ("owner", NOT_APPLICABLE)
        field = PlainTextField(required=False, max_length=200 if words else 40, label="")
        field.widget.attrs |= {"autocomplete": "off"} if words else {"inputmode": "decimal", "autocomplete": "off"}
        return field

    def choices(self, entry: Target) -> list[tuple[str, str]]:
        """None for numbers and texts. The empty value stands for an answer that is not known."""
        asked, open_choice = entry.asked, ("", _("I don't know yet"))
        if entry.kind in ("owner", NOT_APPLICABLE):
            return []
        if entry.kind in (*SIDES, "dependence"):
            levels = getattr(self.bank.scales, entry.kind)
            return [open_choice, *((str(level.level), numbered(level.level, local(level.text))) for level in levels)]
        if asked is None or entry.kind == "fact":
            return self.named_choices(entry)
        if isinstance(asked, Gate):
            return [open_choice, *((option.id, local(option.text)) for option in asked.options)]
        if isinstance(asked, Column):
            texts = enumerate(asked.anchors)
            return [open_choice, *((str(n), numbered(n, local(text))) for n, text in texts)] if asked.anchors else []
        if entry.kind == "evidence":
            return self.named_choices(entry)
        if isinstance(asked, Question) and asked.type in ("level5", "readiness9", "yesno", "single"):
            options = question_options(asked)[0]
            return [open_choice, *((id, numbered(id, text) if id.isdigit() else text) for id, text in options)]
        return []

    def named_choices(self, entry: Target) -> list[tuple[str, str]]:
        """Of what is no level: the options in words."""
        bank, scales = self.bank, self.bank.scales
        if entry.kind in EVIDENCE:
            return [(str(level.level), evidence_words(level.level)) for level in scales.evidence]
        if entry.kind in EFFECTS:
            usual = ("", _("The usual effect"))
            return [usual, *((str(level.level), local(level.text)) for level in scales.mitigation_effect)]
        if entry.kind == REMOVED:
            return [("", _("Stays in the table")), (REMOVED, _("Is taken away"))]
        if entry.kind == "channel_type":
            types = ((option.id, local(option.text)) for option in bank.channel_table.types)
            return [("", _("Choose a kind of channel")), *types]
        options = scales.mitigation_status if entry.kind == "measure" else bank.fact(entry.item).options
        return [(option.id, local(option.text)) for option in options]

    def clean(self) -> None:
        for entry in sorted(self.targets, key=lambda entry: entry.kind in LAST):
            if entry.ref in self.errors:
                continue
            value = self.value(entry, self.cleaned_data.get(entry.ref, ""))
            if entry.ref not in self.errors and value != current(self.stored, entry):
                self.changes.append((entry, value))
                self.document = changed(self.document, entry, value)
        self.check_shares()

    def check_shares(self) -> None:
        """A table in which no channel has a share cannot be scored; one that is empty can (M 8.2)."""
        for table in TABLES:
            touched = [e for e in self.targets if e.kind in ("share", REMOVED) and e.table == table]
            left = len(rows_of(self.stored, table)) - sum(removed == table for removed, _row in self.removed)
            if touched and left and not any(row.share for row in rows_of(self.document, table)):
                if not any(entry.ref in self.errors for entry in touched):  # else it is said what is wrong already
                    self.add_error(touched[0].ref, NO_SHARE)
                self.document = self.stored

    @property
    def removed(self) -> set[tuple[str, int]]:
        """Channels that are taken away: table and row."""
        return {(entry.table, entry.row) for entry, _value in self.changes if entry.kind == REMOVED}

    def is_new(self, entry: Target) -> bool:
        """A field of a channel that the assessment does not have."""
        return entry.row >= self.rows_stored[entry.table]

    def value(self, entry: Target, typed: str) -> Raw | None:
        """The checked value, None for one that is not known; faults are noted at the field."""
        if entry.kind in EVIDENCE:
            return int(typed or 0)
        if entry.kind in (*SIDES, *EFFECTS):
            return int(typed) if typed else None
        if entry.kind == "measure":
            return typed or NOT_PLANNED
        if entry.kind == "owner":
            typed = owner_of(typed)
        needed = {
            "channel_type": str(NO_TYPE), "owner": str(NO_OWNER),
            "share": _("Enter the share of new revenue in percent, like 40."),
            "fact": _("Choose the stage. Nothing can be scored without it."),
        }  # fmt: skip
        if typed == "" and entry.kind in needed:
            self.add_error(entry.ref, needed[entry.kind])
        words = ("fact", "gate", "channel_type", "owner", NOT_APPLICABLE, REMOVED)
        if typed == "" or entry.kind in words:
            return typed.strip() or None
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
        changes = [(entry, value) for entry, value in self.changes if entry.item == item]
        if changes and changes[0][0].row >= 0:
            return self.given_channels(changes[0][0].table, found, changes)
        for entry, value in changes:
            found = kept(found, entry, value)
        return found

    def given_channels(self, table: str, found: Given, changes: list[tuple[Target, Raw | None]]) -> Given:
        """The stored table with its changes, its new rows, and without those that are taken away."""
        rows = [dict(row) for row in found.value or []]
        rows += [asdict(row) for row in rows_of(self.stored, table)[len(rows) :]]
        for entry, value in changes:
            if entry.kind == "cell":
                cells = {name: raw for name, raw in rows[entry.row]["cells"].items() if name != column(entry)}
                rows[entry.row]["cells"] = cells if value is None else {**cells, column(entry): value}
            elif entry.kind != REMOVED:
                rows[entry.row][ROW_FIELDS[entry.kind]] = value
        left = [row for number, row in enumerate(rows) if (table, number) not in self.removed]
        return found._replace(state=ANSWERED, value=left) if left else Given(state=UNANSWERED)

    def check_links(self, rows: Mapping[str, Answer]) -> None:
        """The rule of every save: evidence above an informal note needs a link (M 1.5)."""
        for item in self.items():
            given = self.given(item, rows.get(item))
            asked = {entry.item for entry in self.targets if entry.kind == "evidence"}
            if item in asked and given.evidence > 1 and not given.links:
                message = _("This evidence level needs a link. Choose a lower one, or add the link at the question.")
                self.add_error(f"{item}.evidence", message)


def wanted(bank: Bank, document: Document, typed: Mapping[str, str], rows: Mapping[str, int]) -> list[Target]:
    """The targets that are named, each question with its evidence, and of channels beyond those stored every field.

    Unknown names are passed over.
    """
    found: dict[str, Target] = {}
    for ref in list(typed)[: 4 * MOST]:
        entry = target(bank, document, ref)
        if entry is None or len(found) >= 2 * MOST:
            continue
        names = [entry.item, f"{entry.item}.evidence"] if entry.kind in ("question", "evidence") else [ref]
        for name in row_refs(bank, entry.table, entry.row) if entry.row >= rows[entry.table] else names:
            also = target(bank, document, name)
            if also is not None:
                found[name] = also
    return list(found.values())


def as_typed(value: Raw | None, entry: Target) -> str:
    if value is None:
        return ""
    if entry.kind == "owner":
        return owner_shown(str(value))
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def numbered(level: int | str, words: str) -> str:
    return _("Level %(level)s: %(text)s") % {"level": level, "text": words}


def kept(found: Given, entry: Target, value: Raw | None) -> Given:
    """One change in what a sheet keeps."""
    if entry.kind == "evidence":
        if found.state != ANSWERED:
            return found
        dated = None if value != found.evidence else found.evidence_dated
        return found._replace(evidence=int(str(value or 0)), evidence_dated=dated)
    if entry.kind == NOT_APPLICABLE:
        return kept_reason(found, value)
    if entry.kind in ("question", "gate", "fact"):
        if value is None:
            return found._replace(state=DONT_KNOW, value=None, evidence=0, evidence_dated=None)
        return found._replace(state=ANSWERED, value=value, reason="")
    if entry.kind in ("measure", *EFFECTS):
        name = "status" if entry.kind == "measure" else entry.kind
        state = {"status": NOT_PLANNED, **(found.value or {}), name: value}
        return found._replace(state=ANSWERED, value={key: one for key, one in state.items() if one is not None})
    if entry.kind == "risk_evidence":
        return found._replace(state=ANSWERED, value=found.value or {}, evidence=int(str(value or 0)))
    return kept_judgement(found, entry.kind, value)


def kept_reason(found: Given, value: Raw | None) -> Given:
    """Why a question does not apply; without a reason it applies again."""
    if value is not None:
        return found._replace(state=NOT_APPLICABLE, value=None, reason=str(value), evidence=0, evidence_dated=None)
    return found._replace(state=DONT_KNOW, reason="") if found.state == NOT_APPLICABLE else found


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
