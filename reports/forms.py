import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.forms.step import CheckCards, ChoiceCards, PlainTextField
from reports.models import Report
from reports.sharing import Section
from ventures.forms import OnceForm

MOST_YAML = 150_000  # characters


class LanguagesForm(forms.Form):
    """In which languages a report is made: one file for each choice."""

    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=Report.Language.choices,
        widget=CheckCards,
        error_messages={"required": _("Choose at least one language.")},
    )


class HashForm(forms.Form):
    """The hash as it stands in a report; spaces and capitals come from copying."""

    sha256 = forms.RegexField(
        "^[0-9a-f]{64}$",
        label=_("Hash in the report"),
        max_length=200,
        error_messages={
            "required": _("Enter the hash, as it stands on the last part of the report"),
            "invalid": _("This is not a hash. It has 64 signs, digits and the letters a to f."),
        },
    )

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__({"sha256": "".join(data["sha256"].split()).lower()} if data else None)


class PasteField(PlainTextField):
    """Too long a text is refused in words: with a limit of its own, a browser would cut it off without a word."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}


class PasteForm(forms.Form):
    """A document as text; nothing is uploaded here."""

    text = PasteField(
        label=_("Document"),
        max_length=600_000,  # the longest that a round can be written in takes 510,000
        widget=forms.Textarea({"class": "field paste", "rows": 12, "spellcheck": "false", "autocapitalize": "off"}),
        help_text=_("JSON or YAML in the format fairway.assessment/1, as the export writes it"),
        error_messages={
            "required": _("Paste a document, as the export writes it"),
            "max_length": _("This text has %(show_value)d characters, more than the %(limit_value)d of a document"),
        },
    )

    def clean_text(self) -> str:
        """YAML takes far longer to read than JSON, and long documents come from the export, which writes JSON."""
        text: str = self.cleaned_data["text"]
        if len(text) > MOST_YAML and not is_json(text):
            said = _("This text has %(found)d characters and is no JSON. Paste the document as the export writes it")
            raise forms.ValidationError(said, params={"found": len(text)})
        return text


def is_json(text: str) -> bool:
    try:
        json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return False
    return True


class NewVentureForm(OnceForm, PasteForm):
    pass


class ShareForm(forms.Form):
    """A link for people without an account."""

    label = PlainTextField(
        label=_("Who is it for?"),
        max_length=80,
        help_text=_("Only you see this name"),
        error_messages={"required": _("Enter who the link is for, so that you know which one to revoke")},
    )
    sections = forms.MultipleChoiceField(
        label=_("What it shows"),
        choices=Section.choices,
        widget=CheckCards,
        error_messages={"required": _("Choose at least one part")},
    )
    frozen = forms.ChoiceField(
        label=_("Which answers"),
        choices=[("yes", _("The answers as they are now, frozen")), ("no", _("Always the newest answers"))],
        initial="yes",
        widget=ChoiceCards,
    )
    days = forms.TypedChoiceField(
        label=_("It expires after"),
        choices=[("7", _("One week")), ("30", _("30 days")), ("90", _("90 days"))],
        coerce=int,
        initial="30",
        widget=ChoiceCards,
    )
    password = forms.CharField(
        label=_("Password"),
        required=False,
        min_length=8,
        max_length=128,
        strip=False,
        widget=forms.PasswordInput({"class": "field", "autocomplete": "new-password"}),
        help_text=_("Give it to them by another way than the link"),
        error_messages={"min_length": _("Use at least 8 characters")},
    )

    def chosen(self) -> dict[str, Any]:
        return {**self.cleaned_data, "frozen": self.cleaned_data["frozen"] == "yes"}


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=_("Password"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput({"class": "field", "autocomplete": "current-password"}),
        error_messages={"required": _("Enter the password that came with the link")},
    )
