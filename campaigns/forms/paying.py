from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.forms.money import MoneyField
from campaigns.models.payout import COUNTRIES

NAMES = {
    "AT": _("Austria"), "AU": _("Australia"), "BE": _("Belgium"), "BG": _("Bulgaria"), "CA": _("Canada"),
    "CH": _("Switzerland"), "CY": _("Cyprus"), "CZ": _("Czechia"), "DE": _("Germany"), "DK": _("Denmark"),
    "EE": _("Estonia"), "ES": _("Spain"), "FI": _("Finland"), "FR": _("France"), "GB": _("United Kingdom"),
    "GR": _("Greece"), "HR": _("Croatia"), "HU": _("Hungary"), "IE": _("Ireland"), "IT": _("Italy"), "JP": _("Japan"),
    "LI": _("Liechtenstein"), "LT": _("Lithuania"), "LU": _("Luxembourg"), "LV": _("Latvia"), "MT": _("Malta"),
    "NL": _("Netherlands"), "NO": _("Norway"), "NZ": _("New Zealand"), "PL": _("Poland"), "PT": _("Portugal"),
    "RO": _("Romania"), "SE": _("Sweden"), "SG": _("Singapore"), "SI": _("Slovenia"), "SK": _("Slovakia"),
    "US": _("United States"),
}  # fmt: skip


class CountryForm(forms.Form):
    """Where the person lives and has a bank account."""

    country = forms.ChoiceField(
        label=_("Country of your bank account"), help_text=_("It cannot be changed once Stripe has it.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = sorted(((code, str(NAMES[code])) for code in COUNTRIES), key=lambda pair: pair[1])
        self.fields["country"].choices = [("", _("Choose …")), *known]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why; it goes onto the record."""

    reason = forms.CharField(label=_("Reason"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))


class NothingForm(forms.Form):
    """One press."""


class FundForm(forms.Form):
    """An amount as people write it."""

    amount = MoneyField(label=_("Amount"), min_value=Decimal(1), max_value=Decimal(999_999))
