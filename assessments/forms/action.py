"""One action of the plan."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.forms.step import PlainTextField, dated_field
from ventures.models import Action

if TYPE_CHECKING:
    ActionFormBase = forms.ModelForm[Action]
else:
    ActionFormBase = forms.ModelForm


class ActionForm(ActionFormBase):
    owner = PlainTextField(label=_("Who does it"), required=False, max_length=80)
    evidence = PlainTextField(label=_("Evidence that will count as done"), required=False, max_length=300)

    class Meta:
        model = Action
        fields = ["status", "owner", "due", "cost", "evidence"]
        labels = {"status": _("Status"), "cost": _("Cost")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due"] = dated_field(gettext("Due"), gettext("Like 2026-11-14"))
