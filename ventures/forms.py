import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ventures.models import Venture

if TYPE_CHECKING:
    VentureFormBase = forms.ModelForm[Venture]
else:
    VentureFormBase = forms.ModelForm


class OnceForm(forms.Form):
    """A form that makes something: its own id goes along, so that a second click is known as one."""

    operation = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)

    def clean_operation(self) -> uuid.UUID:
        return self.cleaned_data["operation"] or uuid.uuid4()


class VentureForm(VentureFormBase):
    class Meta:
        model = Venture
        fields = ["name", "summary"]
        labels = {"name": _("Name of the venture"), "summary": _("What it does, in one sentence")}
        help_texts = {
            "name": _("A working title is enough, and can be changed"),
            "summary": _("Write it as you would say it to a stranger"),
        }
        error_messages = {"name": {"required": _("Enter a name for the venture")}}


class NewVentureForm(OnceForm, VentureForm):
    pass


class DeleteForm(forms.Form):
    """The name has to be typed, because nothing brings a venture back."""

    name = forms.CharField(
        label=_("Type the name of the venture"), error_messages={"required": _("Type the name of the venture")}
    )

    def __init__(self, venture: Venture, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.venture = venture

    def clean_name(self) -> str:
        typed: str = self.cleaned_data["name"].strip()
        if typed != self.venture.name.strip():
            raise forms.ValidationError(
                _("This is not its name. Type %(name)s to delete it"), params={"name": self.venture.name}
            )
        return typed
