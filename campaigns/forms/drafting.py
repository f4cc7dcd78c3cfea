"""A draft of the earning rules: a line for each kind of contribution."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from advocates.forms.workbench import reason_field
from campaigns.actions.earning import TIMED
from campaigns.models import EarningRule
from campaigns.models.earning import MOST_DAYS, MOST_POINTS
from campaigns.queries.reckoning import Terms

MOST_CAP = 10_000
if TYPE_CHECKING:
    _Forms = forms.BaseFormSet["TermsForm"]
else:
    _Forms = forms.BaseFormSet


def _number(label: Any, *, least: int = 1, most: int = MOST_CAP, required: bool = False) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, required=required)


class TermsForm(forms.Form):
    """The terms of one kind; what is left empty has no limit."""

    what = forms.ChoiceField(choices=EarningRule.What.choices, widget=forms.HiddenInput)
    active = forms.BooleanField(label=_("Active"), required=False)
    points = _number(_("Points"), least=0, most=MOST_POINTS, required=True)
    per = forms.ChoiceField(label=_("For"), choices=EarningRule.Per.choices)
    most_units = _number(_("Most of one"))
    per_day = _number(_("A day"))
    half_after = _number(_("Half after"))
    per_pair = _number(_("With one person"))
    pair_days = _number(_("in days"), most=MOST_DAYS, required=True)
    per_place = _number(_("On one page"))
    place_days = _number(_("in days"), most=MOST_DAYS, required=True)
    holding_days = _number(_("Days on hold"), least=0, most=MOST_DAYS, required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if (self.initial.get("what") or "") not in TIMED:
            self.fields["per"].disabled = True
        for name, field in self.fields.items():
            field.widget.attrs["aria-label"] = f"{self.title}: {field.label}" if name != "what" else ""

    @property
    def title(self) -> str:
        return str(capfirst(EarningRule.What(self.initial["what"]).label)) if self.initial.get("what") else ""

    @property
    def terms(self) -> Terms:
        return Terms(**self.cleaned_data)


class _Sheet(_Forms):
    @property
    def draft(self) -> list[Terms]:
        """The lines that were changed."""
        return [form.terms for form in self.forms if form.has_changed()]


Sheet = forms.formset_factory(TermsForm, formset=_Sheet, extra=0, max_num=len(EarningRule.What))


def sheet_of(known: dict[str, Terms], data: Any = None) -> Any:
    """A line for each kind, filled with the rules of now; a kind without one is off."""
    blank = {what: Terms(what=what, points=0, active=False) for what in EarningRule.What.values}
    return Sheet(data, initial=[terms.plain() for terms in (blank | known).values()], prefix="rules")


class SwitchOnForm(forms.Form):
    reason = reason_field(_("Why do the rules change?"), _("Advocates read it beside the rules."))
