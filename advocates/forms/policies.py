from django import forms
from django.utils.translation import gettext_lazy as _


class AttestForm(forms.Form):
    """The tick under a policy."""

    read = forms.BooleanField(
        label=_("I have read this text and accept it."),
        error_messages={"required": _("Tick this to sign, after you have read the text.")},
    )
