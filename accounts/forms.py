from typing import TYPE_CHECKING

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User

if TYPE_CHECKING:
    ProfileFormBase = forms.ModelForm[User]
else:
    ProfileFormBase = forms.ModelForm


class SignupForm(forms.Form):
    """What sign-up asks beside address and password."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ["name", "email", "password1"]

    def signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.language = get_language() or User.Language.ENGLISH
        user.save()


class ProfileForm(ProfileFormBase):
    class Meta:
        model = User
        fields = ["name", "language", "theme", "number_keys"]
