"""django-allauth's forms in our words: labels instead of placeholders, one sentence about passwords."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as second
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm as AllauthAddWebAuthnForm
from django.utils.translation import gettext_lazy as _

GOOD_PASSWORD = _("At least 10 characters. A few words in a row are strong and easy to remember.")


class _Plain:
    """Takes the placeholders away, which only repeat the labels, and says once what a password must be."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name == "password1":
                field.help_text = GOOD_PASSWORD


class LoginForm(_Plain, account.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
        self.fields["remember"].label = _("Stay signed in on this device")


class SignupForm(_Plain, account.SignupForm):
    pass


class ResetPasswordForm(_Plain, account.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(_Plain, account.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(_Plain, account.ChangePasswordForm):
    pass


class SetPasswordForm(_Plain, account.SetPasswordForm):
    pass


class ReauthenticateForm(_Plain, account.ReauthenticateForm):
    pass


class AddEmailForm(_Plain, account.AddEmailForm):
    pass


class ConfirmEmailVerificationCodeForm(_Plain, account.ConfirmEmailVerificationCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"class": "input-code", "autocapitalize": "characters"}


class AuthenticateForm(_Plain, second.AuthenticateForm):
    pass


class ConfirmBySecondFactorForm(_Plain, second.ReauthenticateForm):
    pass


class ActivateTOTPForm(_Plain, AllauthActivateTOTPForm):
    pass


class AddKeyForm(_Plain, AllauthAddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the key")
        field = self.fields["passwordless"]
        field.label, field.initial = _("Sign in with it alone (a passkey)"), True
        field.help_text = _("Your device then asks for your finger, face or PIN instead of a password.")
