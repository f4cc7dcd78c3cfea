"""What is sent about a person; what it may say is the actions' to judge."""

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.models import PersonAct

DAYS = {
    "invalid": _("Write the days as a whole number."), "min_value": _("Write how many days, at least one."),
    "max_value": _("No more than 365 days."),
}  # fmt: skip
LONG = {"max_length": _("Say it in at most 2,000 characters.")}


class PersonActForm(forms.Form):
    """What to do about a person, or to propose; `days` for a mute or a suspension."""

    kind = forms.ChoiceField(
        choices=PersonAct.choices,
        error_messages={"required": _("Choose what to do."), "invalid_choice": _("Choose what to do.")},
    )
    days = forms.IntegerField(required=False, min_value=1, max_value=365, error_messages=DAYS)
    reason = forms.CharField(required=False, max_length=2000, error_messages=LONG)


class PersonAnswerForm(forms.Form):
    """Yes or no to a proposal, in words; `days` where they shall differ from those that are proposed."""

    answer = forms.ChoiceField(
        choices=[("confirm", _("Agree")), ("decline", _("Decline"))],
        error_messages={"required": _("Agree or decline."), "invalid_choice": _("Agree or decline.")},
    )
    days = forms.IntegerField(required=False, min_value=1, max_value=365, error_messages=DAYS)
    reason = forms.CharField(required=False, max_length=2000, error_messages=LONG)


class EndForm(forms.Form):
    reason = forms.CharField(required=False, max_length=2000, error_messages=LONG)
