"""What a manager does with a redemption."""

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.actions.addresses import WHY


class NothingForm(forms.Form):
    """The press of a button."""


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads it. Their points go back at once."),
    )  # fmt: skip


class AddressForm(forms.Form):
    why = forms.ChoiceField(
        label=_("Why you need it"), choices=list(WHY.items()), widget=forms.RadioSelect, initial="pack",
        help_text=_("That you read it, and why, stands on the record of the order."),
    )  # fmt: skip


class SendForm(forms.Form):
    carrier = forms.CharField(label=_("Carrier"), max_length=60)
    tracking_url = forms.URLField(
        label=_("Tracking link"), max_length=300, required=False, assume_scheme="https",
        help_text=_("The person gets it by mail and on their page."),
    )  # fmt: skip


class DeliverForm(forms.Form):
    note = forms.CharField(
        label=_("Note for the person"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For a donation: when it was given, and under which number."),
    )  # fmt: skip
