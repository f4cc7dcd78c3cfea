"""Where somebody lives, what a manager says of a form, and a line of the table of thresholds."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advocates.forms.workbench import OfProgram
from campaigns.actions.tax.table import Terms
from campaigns.forms.money import MoneyField
from campaigns.models import Reward
from campaigns.queries.amounts import minor
from campaigns.queries.countries import choices


class LivesForm(forms.Form):
    country = forms.ChoiceField(label=_("Country where you live"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("Choose …")), *choices([])]  # type: ignore[attr-defined]


class CheckForm(forms.Form):
    """The form lies elsewhere; never type a tax number in here."""

    held_at = forms.CharField(
        label=_("Where the form is kept"), max_length=120,
        help_text=_("For example the filing service and its reference. Never a tax number."),
    )  # fmt: skip
    signed_on = forms.DateField(label=_("Signed on"), widget=forms.DateInput(attrs={"type": "date"}))


class RefuseForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The person reads it."),
    )  # fmt: skip


class ThresholdForm(OfProgram):
    """A line of the table; the currency is the program's own."""

    country = forms.ChoiceField(
        label=_("For people who live in"), required=False,
        help_text=_("Empty: everywhere that no other line names."),
    )  # fmt: skip
    form = forms.CharField(label=_("Form"), max_length=40, help_text=_("What has to be there, like W-9."))
    threshold = MoneyField(
        label=_("From this value on in a calendar year"), min_value=Decimal(0), max_digits=12,
        help_text=_("In the program's currency. It is reached with this very amount."),
    )  # fmt: skip
    covers = forms.MultipleChoiceField(
        label=_("What counts"), choices=Reward.Kind.choices, widget=forms.CheckboxSelectMultiple,
        initial=list(Reward.Kind.values),
    )  # fmt: skip
    valid_from = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    valid_to = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: until another line takes its place."),
    )  # fmt: skip
    form_years = forms.IntegerField(
        label=_("The form is good for, in calendar years after it was signed"), required=False, min_value=1,
        max_value=20, help_text=_("Empty: it does not end by itself."),
    )  # fmt: skip
    reported_on = forms.CharField(
        label=_("Reported on"), required=False, max_length=60, help_text=_("Like 1099-NEC box 1. Empty: nowhere.")
    )
    source = forms.CharField(label=_("Source"), max_length=300, help_text=_("Where the threshold is written."))
    source_url = forms.URLField(
        label=_("Link to the source"), required=False, max_length=300, assume_scheme="https"
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("everywhere else")), *choices([])]  # type: ignore[attr-defined]

    def terms(self, currency: str) -> Terms:
        given = {name: value for name, value in self.cleaned_data.items() if name not in ("program", "reason")}
        amount = minor(given.pop("threshold"), currency)
        return Terms(**given | {"threshold": amount, "currency": currency, "covers": tuple(given["covers"])})
