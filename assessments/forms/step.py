"""What the forms of all wizard steps share: the base form, fields and widgets."""

import re
import unicodedata
import uuid
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assessments.models.sheet import Answer, Change, Given
from assessments.readings.words import evidence_words
from assessments.scoring import Bank, Problem, Refused
from assessments.scoring.answers import ANSWERED, DONT_KNOW, NOT_APPLICABLE
from assessments.scoring.problems import KINDS

UNANSWERED = "unanswered"
DRAFT = "draft"  # key of a stored value that was typed and could not be read yet
HIDDEN = ("version", "operation", "previous", "overwrite")
NOTE_LENGTH, LINKS_LENGTH = 2000, 1000
STILL_TO_COME = gettext_noop("This day is still to come. Check the year.")
LONG_PAST = gettext_noop("This day is long past. Check the year.")
MOST_MARKS = 30
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
OVERWRITE = re.compile(r"^([0-9]{1,9}):(.+)$", re.MULTILINE)


def sentence(problem: Problem) -> str:
    """The scoring package's English sentence in the person's language."""
    values = {name: _(value) if value in KINDS else value for name, value in problem.values.items()}
    return _(problem.message) % values


def plain_text(typed: str) -> str:
    """Text as a person types it: composed characters, plain line ends, nothing that a database refuses."""
    if typed.isascii() and typed.isprintable():
        return typed
    text = typed if has_endless_marks(typed) else unicodedata.normalize("NFC", typed)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs"))


def has_endless_marks(text: str) -> bool:
    """More accents in a row than any writing has. To compose them takes a time that grows with their square."""
    marks = groupby(text, lambda sign: unicodedata.category(sign)[0] == "M")
    return any(is_mark and len(list(run)) > MOST_MARKS for is_mark, run in marks)


class PlainTextField(forms.CharField):
    def to_python(self, value: Any) -> str:
        return plain_text(super().to_python(value) or "")


def shown_number(value: Any) -> Any:
    """A number as it is typed, with thousands apart; nothing else is changed, and None is empty."""
    if isinstance(value, int | float):
        return f"{value:,}".removesuffix(".0")
    return "" if value is None else value


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


class Counted(forms.Textarea):
    """A text with the number of its characters below it, as no more can be typed or pasted than the field takes."""

    template_name = "assessments/widgets/counted.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        given = context["widget"]["attrs"]
        given["data-counter"] = f"{given['id']}_count"
        return context


class StepForm(forms.Form):
    """What every step has: the version it started from and the save's own id.

    A valid form has `answer`: what the person put down, in the shape that a sheet stores.
    """

    answer: Given

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    operation = forms.UUIDField(widget=forms.HiddenInput)
    previous = PlainTextField(widget=forms.HiddenInput, required=False)  # saves without a reply so far
    overwrite = PlainTextField(widget=forms.HiddenInput, required=False)  # lines "version:item" that shall be replaced

    def __init__(
        self,
        bank: Bank,
        item: str,
        row: Answer | None,
        data: Mapping[str, Any] | None = None,
        beside: Mapping[str, Any] | None = None,  # shown here and kept elsewhere
    ) -> None:
        self.bank, self.item, self.row = bank, item, row
        super().__init__(data, auto_id=f"{item}_%s", initial={**(beside or {}), **self.stored(row)})
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
        kept: dict[str, Any] = {}
        for name, field in self.fields.items():
            typed = field.widget.value_from_datadict(self.data, {}, name)
            if isinstance(typed, list):
                kept[name] = [plain_text(str(entry)) for entry in typed]
            elif name not in HIDDEN:
                kept[name] = plain_text(str(typed or ""))
        return Given(state=UNANSWERED, value={DRAFT: kept} if any(kept.values()) else None)

    def is_touched(self) -> bool:
        """Whether the form holds something else than what the page showed."""
        return any(not self.fields[name].widget.is_hidden for name in self.changed_data)

    def changes(self) -> list[Change]:
        """What a save of this page stores: the answer where it can be read, else the draft."""
        given = self.answer if self.is_valid() else self.draft()
        return [Change(self.item, given, self.base_version(self.item, self.cleaned_data["version"]))]

    def base_version(self, item: str, seen: int) -> int:
        """The version of an item that may be replaced: the one that the page had read, or a newer one on request."""
        chosen = {item: version for version, item in OVERWRITE.findall(self.cleaned_data.get("overwrite", ""))}
        return int(chosen.get(item, seen))

    def own_operations(self) -> list[uuid.UUID]:
        return [uuid.UUID(word) for word in UUID.findall(self.cleaned_data.get("previous", ""))[-20:]]

    def go_on_from(self, answer: Answer) -> None:
        """The same page is shown again after a save: what it sends next is a new save of the new version."""
        data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        data["version"], data["operation"], data["previous"] = answer.version, uuid.uuid4(), ""
        self.data = data

    @property
    def highest_key(self) -> str:
        """The last of the digits that choose an answer here."""
        widget = self.fields["choice"].widget if "choice" in self.fields else None
        return max(widget.keys.values(), default="") if isinstance(widget, Cards) else ""

    def refuse(self, name: str, refused: Refused) -> None:
        self.add_error(name, sentence(refused.problem))


def number_keys(values: Iterable[str]) -> dict[str, str]:
    """Digits 1 to 9 choose the first nine options."""
    return {value: str(place) for place, value in enumerate(values, start=1) if place <= 9}


def evidence_field(**kwargs: Any) -> forms.ChoiceField:
    levels = [(str(level), evidence_words(level)) for level in range(5)]
    return forms.ChoiceField(label=_("How sure are you?"), choices=levels, required=False, **kwargs)


def links_field() -> PlainTextField:
    return LinksField(
        label=_("Links to what supports this"), required=False, max_length=LINKS_LENGTH,
        help_text=_("One address a line"), widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class LinksField(PlainTextField):
    """Web addresses, one a line; kept as text."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        try:
            addresses = "\n".join(web_address(line) for line in text.split())
        except ValidationError as error:
            message = _("Enter whole web addresses, one a line, like https://example.org/report.")
            raise ValidationError(message) from error
        self.run_validators(addresses)  # with the https:// that some were typed without
        return addresses


def web_address(typed: str) -> str:
    address: str = forms.URLField(assume_scheme="https").clean(typed)
    URLValidator(schemes=["http", "https"])(address)
    return address


def dated_field(label: str, help_text: str, past: bool = False) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"autocomplete": "off"}),
        required=False,
        validators=[refuse_doubtful] if past else [],
        error_messages={"invalid": _("Enter the day like 2026-11-14.")},
    )


def doubt(day: date) -> str:
    """Why no evidence and no rate can be of that day, to be translated; empty where they can."""
    if day > timezone.localdate() + timedelta(days=1):  # it may be tomorrow where the person lives
        return STILL_TO_COME
    return LONG_PAST if day.year < 1990 else ""


def refuse_doubtful(day: date) -> None:
    if found := doubt(day):
        raise ValidationError(_(found))


def note_field() -> PlainTextField:
    return PlainTextField(
        label=_("What supports this?"), required=False, max_length=NOTE_LENGTH,
        help_text=_("A sentence is enough. It is printed in the report"),
        widget=Counted(attrs={"rows": 3}),
    )  # fmt: skip
