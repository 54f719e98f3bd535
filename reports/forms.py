from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from assessments.forms.step import CheckCards


class LanguagesForm(forms.Form):
    """In which languages a report is made: one file each."""

    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=User.Language.choices,
        widget=CheckCards,
        error_messages={"required": _("Choose at least one language.")},
    )
