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


class PasteForm(forms.Form):
    """A document as text; nothing is uploaded here."""

    text = PlainTextField(
        label=_("Document"),
        max_length=150_000,
        widget=forms.Textarea({"class": "field paste", "rows": 12, "spellcheck": "false", "autocapitalize": "off"}),
        help_text=_("JSON or YAML in the format fairway.assessment/1, as the export writes it"),
        error_messages={"required": _("Paste a document, as the export writes it")},
    )
