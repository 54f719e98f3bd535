"""What the forms of all wizard steps share: the base form, fields and widgets."""

import re
import unicodedata
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.models.sheet import Answer, Given
from assessments.scoring import Bank, Problem, Refused
from assessments.scoring.answers import ANSWERED, DONT_KNOW, NOT_APPLICABLE
from assessments.scoring.bank_parts import Text

UNANSWERED = "unanswered"
DRAFT = "draft"  # key of a stored value that was typed and could not be read yet
NOTE_LENGTH, LINKS_LENGTH = 2000, 1000


UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def local(text: Text | None) -> str:
    return text.local(get_language() or "en") if text is not None else ""


def sentence(problem: Problem) -> str:
    """The scoring package's English sentence in the person's language."""
    return _(problem.message) % problem.values


class PlainTextField(forms.CharField):
    """Text as a person types it: composed characters, plain line ends, no control characters."""

    def to_python(self, value: Any) -> str:
        text = unicodedata.normalize("NFC", super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")
        return "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs"))


class Cards(forms.widgets.ChoiceWidget):
    """Whole rows to click. `keys` maps values to the digit that chooses them; what is no value is set apart."""

    def __init__(self, keys: Mapping[str, str] | None = None, hints: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.keys, self.hints = dict(keys or {}), dict(hints or {})

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        extra = {"key": self.keys.get(str(value), ""), "hint": self.hints.get(str(value), "")}
        return {**option, **extra, "quiet": str(value) in (DONT_KNOW, NOT_APPLICABLE)}


class ChoiceCards(Cards, forms.RadioSelect):
    """One of the rows."""

    template_name = "assessments/widgets/cards.html"


class CheckCards(Cards, forms.CheckboxSelectMultiple):
    """Any number of rows."""

    template_name = "assessments/widgets/cards.html"


class Segments(forms.RadioSelect):
    """A row of steps, digit above word."""

    template_name = "assessments/widgets/segments.html"


class StepForm(forms.Form):
    """What every step has: the version it started from and the save's own id.

    A valid form has `answer`: what the person put down, in the shape that a sheet stores.
    """

    answer: Given

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    operation = forms.UUIDField(widget=forms.HiddenInput)
    previous = forms.CharField(widget=forms.HiddenInput, required=False, max_length=800)  # saves without a reply so far
    overwrite = forms.IntegerField(required=False, min_value=0)  # version that the person chose to replace

    def __init__(
        self,
        bank: Bank,
        item: str,
        row: Answer | None,
        data: Mapping[str, Any] | None = None,
        also: Mapping[str, Any] | None = None,  # shown and kept outside the row
    ) -> None:
        self.bank, self.item, self.row = bank, item, row
        super().__init__(data, auto_id=f"{item}_%s", initial={**(also or {}), **self.stored(row)})
        self.initial["version"], self.initial["operation"] = row.version if row else 0, uuid.uuid4()
        self.build()
        for field in self.fields.values():
            if not isinstance(field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple | forms.HiddenInput):
                field.widget.attrs["class"] = "field"

    def build(self) -> None:
        """Add the fields of this kind of step."""

    def stored(self, row: Answer | None) -> dict[str, Any]:
        """What the fields show: the stored answer, or the draft as it was typed."""
        if row is None:
            return {}
        if isinstance(row.value, dict) and DRAFT in row.value:
            return dict(row.value[DRAFT])
        return {
            **self.shown(row), "evidence": str(row.evidence), "links": row.links, "note": row.note,
            "evidence_dated": row.evidence_dated, "reason": row.reason,
        }  # fmt: skip

    def shown(self, row: Answer) -> dict[str, Any]:
        return {"choice": row.value if row.state == ANSWERED else row.state}

    def draft(self) -> Given:
        """What was typed, word for word, when it cannot be read yet: nothing typed is lost."""
        data: Any = self.data
        typed = {name: data.getlist(name) if hasattr(data, "getlist") else data.get(name) for name in self.fields}
        several = [name for name, field in self.fields.items() if isinstance(field, forms.MultipleChoiceField)]
        kept = {
            name: value if name in several else (value[-1] if value else "")
            for name, value in typed.items()
            if name not in ("version", "operation", "previous", "overwrite")
        }
        return Given(state=UNANSWERED, value={DRAFT: kept})

    def base_version(self) -> int | None:
        chosen: int | None = self.cleaned_data.get("overwrite")
        seen: int | None = self.cleaned_data.get("version")
        return seen if chosen is None else chosen

    def own_operations(self) -> frozenset[uuid.UUID]:
        words = self.cleaned_data.get("previous", "").split()
        return frozenset(uuid.UUID(word) for word in words if UUID.fullmatch(word))

    def refuse(self, name: str, refused: Refused) -> None:
        self.add_error(name, sentence(refused.problem))


def number_keys(values: Iterable[str]) -> dict[str, str]:
    """Digits 1 to 9 choose the first nine options."""
    return {value: str(place) for place, value in enumerate(values, start=1) if place <= 9}


def evidence_words() -> list[tuple[str, str]]:
    """The five levels in two words each; the bank has them in full."""
    words = [_("Statement only"), _("Informal note"), _("Dated record"), _("Confirmed outside"), _("Audited")]
    return [(str(level), word) for level, word in enumerate(words)]


def evidence_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("How sure are you?"), choices=evidence_words(), required=False, widget=Segments())


def links_field() -> PlainTextField:
    return LinksField(
        label=_("Links to what supports this"), required=False, max_length=LINKS_LENGTH,
        help_text=_("One address a line"), widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class LinksField(PlainTextField):
    """Web addresses, one a line; kept as text."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        check = forms.URLField(assume_scheme="https")
        return "\n".join(check.clean(line.strip()) for line in text.split() if line.strip())


def dated_field() -> forms.DateField:
    return forms.DateField(
        label=_("Date of the evidence"),
        help_text=_("Like 2026-11-14. Evidence older than 18 months counts one level less"),
        input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"autocomplete": "off"}),
        required=False,
    )


def note_field() -> PlainTextField:
    return PlainTextField(
        label=_("What supports this?"), required=False, max_length=NOTE_LENGTH,
        help_text=_("A sentence is enough. It is printed in the report"),
        widget=forms.Textarea(attrs={"rows": 3, "data-count": str(NOTE_LENGTH)}),
    )  # fmt: skip
