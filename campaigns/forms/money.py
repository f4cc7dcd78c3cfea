"""Amounts of money as people write them, in every form that asks for one."""

import re
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import get_format, number_format
from django.utils.translation import gettext_lazy as _

from advocates.workbench import OwnProgramForm
from campaigns.queries.amounts import major, minor, places_of
from sitewide.errors import Invalid

MOST = Decimal(20_000_000)


class MoneyField(forms.DecimalField):
    """`1,250.00`, or `1250`, in the reader's notation. Cleaned to what was meant in whole units of the currency.

    Refuses what could be read in two ways, such as `12,50` where the comma parts thousands.
    """

    widget = forms.TextInput
    default_error_messages = {"invalid": _("Write the amount like %(example)s.")}

    def __init__(self, *, currency: str = "", **about: Any) -> None:
        self.places = places_of(currency)
        super().__init__(**{"max_digits": 14, "decimal_places": self.places} | about)

    def to_python(self, value: Any) -> Any:
        return super().to_python(self._plain(value) if isinstance(value, str) else value)

    def _plain(self, text: str) -> str:
        """With a point and no other sign; blank for blank."""
        parts, point = get_format("THOUSAND_SEPARATOR"), get_format("DECIMAL_SEPARATOR")
        written = "".join(text.split())
        between = f"[{re.escape(parts)}'’]" if parts.strip() else "['’]"
        whole, cents = rf"(?:\d{{1,3}}(?:{between}\d{{3}})+|\d+)", rf"(?:[{re.escape(point)}]\d+|)"
        if re.fullmatch(rf"[-+]?{whole}{cents}", written, re.ASCII):
            return re.sub(between, "", written).replace(point, ".")
        if not written or re.fullmatch(r"[-+]?\d*\.\d{1,2}", written, re.ASCII):
            return written
        raise ValidationError(self.error_messages["invalid"], "invalid", {"example": self.prepare_value(Decimal(1250))})

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal | int):
            return value
        return number_format(Decimal(value), decimal_pos=self.places, use_l10n=True, force_grouping=True)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "decimal", "autocomplete": "off"}


class MoneyModelForm(OwnProgramForm):
    """Of a row with a `currency` that is chosen in the same form: `amounts`, each with the least, are written in it, and
    cleaned to its minor units."""

    amounts: ClassVar[dict[str, Decimal]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, least in self.amounts.items():
            about, currency = self.fields[name], self.instance.currency
            self.initial[name] = None if (amount := getattr(self.instance, name)) is None else major(amount, currency)
            self.fields[name] = MoneyField(
                label=about.label, help_text=about.help_text, currency=currency, decimal_places=2, min_value=least,
                max_value=MOST, required=about.required,
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self.amounts:
            try:
                if given.get(name) is not None:
                    given[name] = minor(given[name], given.get("currency", "").lower())
            except Invalid as refused:
                self.add_error(name, str(refused.sentence))
        return given
