from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from moderation.models import Wellness
from moderation.models.wellness import MOST_A_DAY

BREAKS = (20, 30, 45, 60, 90, 120)
"""Minutes that are offered."""


class WellnessForm(forms.Form):
    """How a moderator wants to be treated. The action keeps it."""

    blur = forms.BooleanField(required=False, label=_("Blur pictures until I ask for them"))
    grey = forms.BooleanField(required=False, label=_("Show pictures in grey"))
    break_minutes = forms.TypedChoiceField(
        coerce=int, empty_value=None, required=False, label=_("Remind me of a break after"),
        help_text=_("Minutes of work without five minutes away from the desk."),
    )  # fmt: skip
    daily_limit = forms.IntegerField(
        min_value=1, max_value=MOST_A_DAY, required=False, label=_("Heavy cases a day, at most"),
        help_text=_(
            "Heavy are the most urgent ones, and those with pictures. Once so many were shown the desk offers you "
            "lighter ones. Empty: no limit, and nothing is counted."
        ),
    )  # fmt: skip

    def __init__(self, sent: object = None, *, now: Wellness) -> None:
        kept = {name: getattr(now, name) for name in ("blur", "grey", "break_minutes", "daily_limit")}
        super().__init__(sent, initial=kept)  # type: ignore[arg-type]
        offered = sorted({*BREAKS, now.break_minutes or BREAKS[0]})
        words = [(n, ngettext("%(n)d minute", "%(n)d minutes", n) % {"n": n}) for n in offered]
        self.fields["break_minutes"].choices = [("", gettext("never")), *words]  # type: ignore[attr-defined]
