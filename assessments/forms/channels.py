"""The channel table: one block of fields per row."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.forms.step import DRAFT, UNANSWERED, PlainTextField, StepForm, evidence_field, sentence, shown_number
from assessments.models import Answer, Given
from assessments.models.answered import RIVAL_CHANNELS
from assessments.scoring import ChannelRow, Refused
from assessments.scoring.answers import read
from assessments.scoring.bank_parts import Column
from assessments.scoring.channels import sum_is_odd
from assessments.templatetags.bilingual import local

ROWS_AT_FIRST = 2
NO_SHARE = gettext_lazy("At least one channel needs a share above 0.")
NO_TYPE = gettext_lazy("Choose the kind of channel.")
NO_OWNER = gettext_lazy("Name who controls this channel. Write “self” for a channel of your own.")
OWN = "self"  # the owner of a channel that nobody else controls
OWN_WORDS = (OWN, "自有", "自己")  # as people write it in either language
CELL = re.compile(r"row-([0-9]{1,4})-[a-z_]+")


class ChannelsForm(StepForm):
    """Up to twelve channels. Empty rows are ignored; a started row needs type, owner and share."""

    def build(self) -> None:
        self.table = self.bank.channel_table
        for number in range(self.row_count()):
            for name, field in self.row_fields().items():
                self.fields[f"row-{number}-{name}"] = field

    def row_count(self) -> int:
        """Rows typed, or stored and one more to fill in. Rows too many are shown too, to be merged."""
        if self.is_bound:
            return min(max(row_numbers(self.data), default=0) + 1, 2 * self.table.max_rows)
        stored = len(row_numbers(self.initial))
        return max(stored, min(max(stored + 1, ROWS_AT_FIRST), self.table.max_rows))

    def row_fields(self) -> dict[str, forms.Field]:
        types = [("", _("Choose a kind of channel")), *((kind.id, local(kind.text)) for kind in self.table.types)]
        fields: dict[str, forms.Field] = {
            "type": forms.ChoiceField(label=_("Kind of channel"), choices=types, required=False),
        }
        for column in sorted(self.table.columns, key=lambda column: column.id != "owner"):
            fields[column.id] = self.cell(column)
        fields["evidence"] = evidence_field()
        return fields

    def cell(self, column: Column) -> forms.Field:
        unknown = ("", _("I don't know yet"))
        if column.type == "level5":
            levels = [(str(level), local(text)) for level, text in enumerate(column.anchors)]
            return forms.ChoiceField(label=local(column.text), choices=[unknown, *levels], required=False)
        if column.type == "dependence5":
            levels = [(str(entry.level), local(entry.text)) for entry in self.bank.scales.dependence]
            return forms.ChoiceField(label=local(column.text), choices=[unknown, *levels], required=False)
        number = column.type in ("percent", "numeric")
        widget = forms.TextInput(attrs={"inputmode": "decimal"} if number else {})
        return PlainTextField(label=local(column.text), required=False, max_length=80, widget=widget)

    def shown(self, row: Answer) -> dict[str, Any]:
        shown: dict[str, Any] = {}
        for number, stored in enumerate(row.value or []):
            cells = {**stored, **stored["cells"]}
            cells["owner"] = owner_shown(cells["owner"])
            shown |= {f"row-{number}-{name}": cells.get(name, "") for name in [*self.cell_names(), "type", "evidence"]}
        return {name: shown_number(value) for name, value in shown.items()}

    def cell_names(self) -> list[str]:
        return [column.id for column in self.bank.channel_table.columns]

    def clean(self) -> None:
        filled = {number: row for number in range(self.row_count()) if (row := self.read_row(number)) is not None}
        rows, optional = list(filled.values()), self.item == RIVAL_CHANNELS
        if len(rows) > self.table.max_rows:
            message = _("At most %(max)s channels can be entered. Merge the smallest.")
            first = list(filled)[self.table.max_rows]
            self.add_error(f"row-{first}-type", message % {"max": self.table.max_rows})
        elif not rows and not self.errors and not optional:
            self.add_error(None, _("Fill in at least one channel: its kind, who controls it and its share."))
        elif rows and not self.errors and not any(row["share"] for row in rows):
            self.add_error("row-0-share", NO_SHARE)
        self.answer = Given(value=rows) if rows else Given(state=UNANSWERED)

    def draft(self) -> Given:
        """Down to the last row with something in it: an empty one would bring another one at every visit."""
        given = super().draft()
        kept = given.value[DRAFT] if given.value else {}
        filled = [row_number(name) for name, typed in kept.items() if typed and not name.endswith("-evidence")]
        kept = {name: typed for name, typed in kept.items() if row_number(name) <= max(filled, default=-1)}
        return given._replace(value={DRAFT: kept} if kept else None)

    def odd_sum(self) -> float | None:
        """What the shares as they are stored add up to, where that is not about 100 (M 8.2)."""
        given = self.row.value if self.row and not self.is_bound else self.answer.value if self.is_valid() else None
        rows = [ChannelRow(**row) for row in given] if isinstance(given, list) else []
        return sum(row.share for row in rows) if sum_is_odd(self.bank, rows) else None

    @property
    def told_sum(self) -> str:
        """What a page that has said so sends along."""
        return f"{self.odd_sum() or 0:g}"

    def is_told(self) -> bool:
        return bool(self.data.get("told-sum", "") == self.told_sum)

    def read_row(self, number: int) -> dict[str, Any] | None:
        """One stored row, or None for an empty one; faults are noted at their fields."""
        typed = {name: self.cleaned_data.get(f"row-{number}-{name}", "") for name in ["type", *self.cell_names()]}
        if not any(typed.values()):
            return None
        needed = {
            "type": str(NO_TYPE),
            "owner": str(NO_OWNER),
            "share": _("Enter the share of new revenue in percent, like 40. Enter 0 if there is none yet."),
        }
        for name, message in needed.items():
            if typed[name] == "" and f"row-{number}-{name}" not in self.errors:
                self.add_error(f"row-{number}-{name}", message)
        cells = {column.id: self.read_cell(number, column, typed[column.id]) for column in self.table.criteria}
        evidence = int(self.cleaned_data.get(f"row-{number}-evidence") or 0)
        share, dependence = (
            self.read_cell(number, self.table.column(name), typed[name]) for name in ("share", "dependence")
        )
        known = {name: value for name, value in cells.items() if value is not None}
        return {
            "type": typed["type"], "owner": owner_of(typed["owner"]), "share": share, "dependence": dependence,
            "cells": known, "evidence": evidence,
        }  # fmt: skip

    def read_cell(self, number: int, column: Column, typed: str) -> Any:
        if typed == "":
            return None
        try:
            return read(column, int(typed) if column.type in ("level5", "dependence5") else typed)
        except Refused as refused:
            self.add_error(f"row-{number}-{column.id}", sentence(refused.problem))
            return None

    def rows(self) -> list[dict[str, Any]]:
        """The bound fields row by row, for the template: what every channel needs, and how strong it is."""
        strength = [*(column.id for column in self.table.criteria), "evidence"]
        return [
            {
                "number": n + 1,
                "needed": [self[f"row-{n}-{name}"] for name in ("type", "owner", "share", "dependence")],
                "strength": [self[f"row-{n}-{name}"] for name in strength],
            }
            for n in row_numbers(self.fields)
        ]


def owner_of(typed: str) -> str:
    """The owner's name, in one way of writing for a channel of one's own."""
    owner = " ".join(typed.split())
    return OWN if owner.casefold() in OWN_WORDS else owner


def owner_shown(owner: str) -> str:
    return _("self") if owner == OWN else owner


def row_number(name: str) -> int:
    """The row of a cell; -1 for what is no cell."""
    found = CELL.fullmatch(name)
    return int(found[1]) if found else -1


def row_numbers(names: Iterable[str]) -> list[int]:
    return sorted({row_number(name) for name in names} - {-1})
