from typing import TYPE_CHECKING, Any

from allauth.account import forms as account
from allauth.account.models import EmailAddress
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User

if TYPE_CHECKING:
    ProfileFormBase = forms.ModelForm[User]
else:
    ProfileFormBase = forms.ModelForm

# By field name: label, hint, what to do about an empty field
WORDS: dict[str, tuple[Promise | str, Promise | str, Promise | str]] = {
    "name": (_("Name"), "", _("Enter your name")),
    "email": (_("Email address"), "", _("Enter your email address, like name@example.com")),
    "login": (_("Email address"), "", _("Enter your email address, like name@example.com")),
    "password": (_("Password"), "", _("Enter your password")),
    "password1": (_("Password"), _("At least 12 characters; a short sentence works well"), _("Choose a password")),
    "password2": (_("The same password again"), "", _("Enter the same password again")),
    "oldpassword": (_("Present password"), "", _("Enter your present password")),
    "code": (_("Code"), "", _("Enter the code")),
    "passwordless": (
        _("Sign in with this key alone, without a password"),
        _("The key has to ask for a fingerprint, a face or a PIN"),
        "",
    ),
}


def in_our_words(base: type[forms.Form], **labels: Promise) -> type[forms.Form]:
    """A form of allauth with labels, hints and errors that read like the rest of the product."""

    class Worded(base):  # type: ignore[valid-type, misc]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            for name, (label, hint, empty) in WORDS.items():
                field = self.fields.get(name)
                if field:
                    field.label, field.help_text = labels.get(name, label), hint
                    faults = ("required", "invalid") if isinstance(field, forms.EmailField) else ("required",)
                    field.error_messages.update(dict.fromkeys(faults, empty))
                    field.widget.attrs.pop("placeholder", None)

    return Worded


class SignupForm(in_our_words(account.SignupForm)):  # type: ignore[misc]
    name = forms.CharField(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ["name", "email", "password1"]

    def custom_signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.language = get_language() or User.Language.ENGLISH
        user.save()


class AddEmailForm(in_our_words(account.AddEmailForm, email=_("New email address"))):  # type: ignore[misc]
    """With a mail server the new address waits for its code; without one nobody could confirm, so it counts at once."""

    def clean_email(self) -> str:
        email: str = super().clean_email()
        if not settings.EMAIL_URL and User.objects.filter(email=email).exists():
            raise forms.ValidationError(_("Another account has this address. Enter another one"))
        return email

    def save(self, request: HttpRequest) -> EmailAddress:
        if settings.EMAIL_URL:
            return super().save(request)
        with transaction.atomic():
            EmailAddress.objects.filter(user=self.user).delete()
            address = EmailAddress.objects.create(user=self.user, email=self.cleaned_data["email"])
            address.set_as_primary()
        said = gettext("Your address is changed. Sign in with %(email)s from now on.")
        messages.success(request, said % {"email": address.email})
        return address


LoginForm = in_our_words(account.LoginForm)
ResetPasswordForm = in_our_words(account.ResetPasswordForm)
ResetPasswordKeyForm = in_our_words(account.ResetPasswordKeyForm, password1=_("New password"))
ChangePasswordForm = in_our_words(account.ChangePasswordForm, password1=_("New password"))
ReauthenticateForm = in_our_words(account.ReauthenticateForm)
ConfirmEmailForm = in_our_words(account.ConfirmEmailVerificationCodeForm)
AuthenticateForm = in_our_words(second_factor.AuthenticateForm)
ReauthenticateCodeForm = in_our_words(second_factor.ReauthenticateForm)
ActivateTOTPForm = in_our_words(totp.ActivateTOTPForm, code=_("The six digits that the app shows"))
AddKeyForm = in_our_words(webauthn.AddWebAuthnForm, name=_("Name of the key"))
EditKeyForm = in_our_words(webauthn.EditWebAuthnForm, name=_("Name of the key"))


class Segments(forms.RadioSelect):
    """A few short choices in one row."""

    template_name = "accounts/segments.html"


class ProfileForm(ProfileFormBase):
    class Meta:
        model = User
        fields = ["name", "language", "theme", "number_keys"]
        labels = {"number_keys": _("Choose answers with the number keys")}
        help_texts = {"number_keys": _("Only while the focus is on a question, never in a text field")}
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "language": Segments,
            "theme": Segments,
        }


class DeleteForm(forms.Form):
    """The address has to be typed, because nothing brings an account back."""

    email = forms.CharField(label=_("Your email address"), error_messages={"required": _("Enter your email address")})

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_email(self) -> str:
        typed: str = self.cleaned_data["email"].strip().lower()
        if typed != self.user.email:
            raise forms.ValidationError(
                _("This is not the address of your account. It is %(email)s"), params={"email": self.user.email}
            )
        return typed
