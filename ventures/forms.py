from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from ventures.models import Venture

if TYPE_CHECKING:
    VentureFormBase = forms.ModelForm[Venture]
else:
    VentureFormBase = forms.ModelForm


class VentureForm(VentureFormBase):
    class Meta:
        model = Venture
        fields = ["name", "summary"]
        labels = {"name": _("Name of the venture"), "summary": _("What it does, in one sentence")}
        help_texts = {
            "name": _("A working title is enough, and can be changed"),
            "summary": _("Write it as you would say it to a stranger"),
        }
