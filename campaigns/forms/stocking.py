from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.actions.catalogue import MOST_CODES


class StockForm(forms.Form):
    """Codes as they come out of a sheet, one a line."""

    codes = forms.CharField(
        label=_("Codes"), max_length=MOST_CODES * 82, strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "class": "policy-source", "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Paste them, one a line, at most 5,000 at once. Codes that are in the stock already are skipped."),
    )  # fmt: skip


class TakeOutForm(forms.Form):
    """One free code, by its number."""

    code = forms.IntegerField(min_value=1, max_value=2**62, widget=forms.HiddenInput)
