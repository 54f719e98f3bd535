from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from assessments.forms.step import CheckCards, PlainTextField


class LanguagesForm(forms.Form):
    """In which languages a report is made: one file each."""

    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=User.Language.choices,
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


class PasteForm(forms.Form):
    """A document as text; nothing is uploaded here."""

    text = PlainTextField(
        label=_("Document"),
        max_length=150_000,
        widget=forms.Textarea({"class": "field paste", "rows": 12, "spellcheck": "false", "autocapitalize": "off"}),
        help_text=_("JSON or YAML in the format fairway.assessment/1, as the export writes it"),
        error_messages={"required": _("Paste a document, as the export writes it")},
    )
