"""What a reviewer writes to an applicant."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from advocates.actions.applications import MOST_IN_NOTE
from advocates.models import Application, Criterion, Review


def _note(**fields: object) -> forms.CharField:
    return forms.CharField(max_length=MOST_IN_NOTE, widget=forms.Textarea({"rows": 4}), **fields)  # type: ignore[arg-type]


class AskForm(forms.Form):
    prefix = "ask"
    note = _note(label=_("What more do you want to know?"), help_text=_("The applicant reads it, with your name."))


class AcceptForm(forms.Form):
    prefix = "accept"
    note = _note(label=_("A word of welcome"), required=False, help_text=_("Stands above the program's welcome."))


class DeclineForm(forms.Form):
    prefix = "decline"
    reason = forms.ChoiceField(label=_("Reason"), choices=[("", "—"), *Application.Decline.choices])
    note = _note(label=_("Note"), required=False, help_text=_("The applicant reads both, with your name."))
    reapply_on = forms.DateField(
        label=_("May apply again on"), required=False, widget=AdminDateInput, help_text=_("Empty: whenever they like.")
    )


class ReviewForm(forms.Form):
    """Points for each criterion, one field a criterion, named `c<number>`; an advice and a note."""

    prefix = "review"
    advice = forms.ChoiceField(label=_("Your advice"), choices=Review.Advice.choices, widget=forms.RadioSelect)
    note = _note(
        label=_("Note"), required=False,
        help_text=_("For the other reviewers, who read it when they have given their own. The applicant never does."),
    )  # fmt: skip

    def __init__(self, *args: Any, criteria: Iterable[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = list(criteria)
        for one in self.criteria:
            points = [(number, str(number)) for number in range(1, one.most + 1)]
            self.fields[f"c{one.pk}"] = forms.TypedChoiceField(
                label=one.label, help_text=escape(one.help_text), choices=points, coerce=int, widget=forms.RadioSelect
            )
        self.order_fields([*(f"c{one.pk}" for one in self.criteria), "advice", "note"])

    def points(self) -> dict[int, int]:
        """The points by criterion."""
        return {one.pk: self.cleaned_data[f"c{one.pk}"] for one in self.criteria}


class ConflictForm(forms.Form):
    prefix = "conflict"
    reason = forms.CharField(
        label=_("What brings you near to the applicant?"), max_length=400, widget=forms.Textarea({"rows": 2}),
        help_text=_("You will not see this application any more, and a review that you gave does not count."),
    )  # fmt: skip
