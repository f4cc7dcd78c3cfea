"""When something is to be said, and what a manager says about what waits."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.forms.moments import LocalTimeField
from cms.forms.speaking import WordsForm
from cms.models import Message


class ScheduledForm(WordsForm):
    """The words of a post for later, and when."""

    due = LocalTimeField(label=_("When"))

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, kind=Message.Kind.POST, **kwargs)
        self.fields["due"].of(zone)  # type: ignore[attr-defined]


class HeldForm(forms.Form):
    """What a manager says about a held post."""

    reason = forms.CharField(
        label=_("Reason"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed to give it back, and to have it said despite a restriction."),
    )  # fmt: skip
