"""The shape of a person's own settings at the desk."""

from django import forms
from django.utils.translation import gettext_lazy as _

from advocates.queries.languages import named
from moderation.models.desk import CAP_LIMITS
from sitewide.languages import SPOKEN

SMALL = (
    "ar", "bg", "bn", "ca", "cs", "da", "el", "et", "eu", "fa", "fi", "ga", "gl", "he", "hi", "hr", "hu",
    "id", "is", "ja", "ko", "lt", "lv", "ms", "nb", "nn", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr",
    "sv", "sw", "ta", "te", "th", "tr", "uk", "ur", "vi", "zh",
)  # fmt: skip
"""Beside the languages of brands: those that are detected and often met."""
OTHERWISE = {"zh": "zh-hans"}
"""Codes whose name is known under another tag."""


def languages_offered() -> list[tuple[str, str]]:
    """Code and own name, those that brands speak first."""
    first = [code for code, _name in SPOKEN]
    return [(code, named(OTHERWISE.get(code, code)).name) for code in (*first, *SMALL)]


class WorkplaceForm(forms.Form):
    languages = forms.MultipleChoiceField(
        choices=languages_offered, required=False, widget=forms.CheckboxSelectMultiple,
        label=_("Languages that you read"),
        help_text=_("The queue brings you these, and what nobody can tell the language of. None chosen: all of them."),
    )  # fmt: skip
    weekly_cap = forms.IntegerField(
        required=False, validators=CAP_LIMITS, label=_("Your own cap: decisions in seven days"),
        help_text=_("It only lowers the program's. Empty: the program's."),
        widget=forms.NumberInput(attrs={"class": "input-short", "inputmode": "numeric"}),
    )  # fmt: skip
    goes_on = forms.BooleanField(
        required=False, label=_("The next case comes by itself after a decision"),
        help_text=_("Off: you come back to the queue and choose."),
    )  # fmt: skip
