from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.models import Breaker


class ThresholdsForm(forms.ModelForm):  # type: ignore[type-arg]
    """The thresholds of one program's breaker."""

    class Meta:
        model = Breaker
        fields = Breaker.THRESHOLDS
        labels: dict[str, Any] = {
            "minutes": _("Minutes that count together"), "alike": _("Alike, in percent"),
            "pace": _("Acts that are always usual"), "pace_percent": _("Percent of their own busiest"),
        }  # fmt: skip
