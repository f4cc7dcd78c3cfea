"""What a manager answers in an access review."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advocates.forms.moments import not_beyond
from advocates.forms.workbench import reason_field
from advocates.models import Program, ReviewedGrant
from advocates.models.grant import MOST_USES
from advocates.queries.usage import day_of

SEEN = _("The advocate and everybody who reads the register see it.")


class KeepForm(forms.Form):
    """Nothing but the press."""

    def limits(self, program: Program) -> dict[str, Any]:
        return {}


class EndForm(KeepForm):
    reason = reason_field(_("Why does it end?"), SEEN)


class NarrowForm(KeepForm):
    """Only what becomes smaller; the suggested limit is filled in."""

    per_day = forms.IntegerField(label=_("Uses a day"), min_value=1, max_value=MOST_USES, required=False)
    in_total = forms.IntegerField(label=_("Uses in total"), min_value=1, max_value=MOST_USES, required=False)
    ends_on = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[not_beyond],
    )  # fmt: skip
    reason = reason_field(_("Why is it narrowed?"), SEEN)

    def limits(self, program: Program) -> dict[str, Any]:
        """What the action takes; the last day ends at its midnight in the program's zone."""
        given = self.cleaned_data
        ends_on = given["ends_on"]
        ends_at = day_of(program, ends_on)[1] if ends_on else None
        return {"per_day": given["per_day"], "in_total": given["in_total"], "ends_at": ends_at}


FORMS: dict[str, type[KeepForm]] = {"keep": KeepForm, "narrow": NarrowForm, "end": EndForm}


def form_for(item: ReviewedGrant, act: str, data: Any = None) -> KeepForm:
    """The form of one act for one grant; its fields carry the number of the row."""
    suggested = {"per_day": item.per_day} if act == "narrow" and item.per_day else None
    return FORMS[act](data, prefix=f"{act}-{item.pk}", initial=suggested)
