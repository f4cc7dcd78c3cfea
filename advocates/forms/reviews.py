"""What a reviewer writes to an applicant."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from advocates.actions.applications import MOST_IN_NOTE
from advocates.models import Application


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
