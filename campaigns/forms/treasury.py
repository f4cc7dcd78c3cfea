import secrets
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.forms.workbench import OfProgram
from campaigns.forms.money import MoneyField, MoneyModelForm


def fresh_key() -> str:
    """Which press of a button it is: the same sent twice is one act."""
    return secrets.token_urlsafe(24)


class TreasuryForm(MoneyModelForm):
    amounts = {"value_of_100": Decimal("0.01"), "approval_above": Decimal(0)}


class MoneyForm(forms.Form):
    """Money that is entered by hand, in the program's currency."""

    amount = MoneyField(
        label=_("Amount"), min_value=Decimal("0.01"), max_digits=12, help_text=_("In the program's currency.")
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("Such as the number of the bank transfer."),
    )  # fmt: skip
    key = forms.CharField(max_length=40, widget=forms.HiddenInput, initial=fresh_key)


class AdjustForm(OfProgram):
    """Points given or taken by hand."""

    member = forms.ModelChoiceField(label=_("Member"), queryset=User.objects.filter(is_active=True))
    points = forms.IntegerField(
        label=_("Points"), min_value=-100_000, max_value=100_000,
        help_text=_("Up, or with a minus sign down."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The member reads it, in a letter and on their statement."),
    )  # fmt: skip
    key = forms.CharField(max_length=64, widget=forms.HiddenInput, initial=fresh_key)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        member: Any = self.fields["member"]
        member.label_from_instance = lambda user: user.in_full


class NoteForm(forms.Form):
    """Why a second person does not agree."""

    note = forms.CharField(
        label=_("Why not"), max_length=200, help_text=_("Whoever asked for it reads this."),
    )  # fmt: skip
