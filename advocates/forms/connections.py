from django import forms
from django.utils.translation import gettext_lazy as _

from advocates.models import Connection

DECLARED = [choice for choice in Connection.Kind.choices if choice[0] != Connection.Kind.POINTS]


class ConnectionForm(forms.Form):
    """What ties somebody to the brand; the product's fields are for a product only."""

    kind = forms.ChoiceField(label=_("What ties you to the brand?"), choices=DECLARED, widget=forms.RadioSelect)
    detail = forms.CharField(label=_("Product"), max_length=80, required=False, help_text=_("For a product only."))
    fair_value = forms.IntegerField(
        label=_("What it costs in a shop"), min_value=1, max_value=10_000_000, required=False,
        help_text=_("In whole units, rounded up."),
    )  # fmt: skip
    currency = forms.CharField(label=_("Currency"), max_length=3, required=False, help_text=_("Three letters: EUR."))
