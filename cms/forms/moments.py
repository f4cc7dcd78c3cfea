"""A date and time of day as somebody types it in their zone."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from advocates.forms.moments import not_beyond

TYPED = "%Y-%m-%dT%H:%M"
"""What a browser sends of a date and time."""


class LocalTimeField(forms.Field):
    """A date and time as typed in `zone`; its value is that moment."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=TYPED)
    zone = ZoneInfo("UTC")

    def of(self, zone: ZoneInfo) -> None:
        """Read and shown in this zone from now on, as its help says."""
        told: Any = _("In your time zone, %(zone)s.") % {"zone": zone.key.replace("_", " ")}
        self.zone, self.help_text = zone, told

    def to_python(self, value: Any) -> datetime | None:
        if not value:
            return None
        try:
            typed = datetime.strptime(str(value)[:16], TYPED)
        except ValueError as error:
            raise forms.ValidationError(_("Choose a date and a time."), code="invalid") from error
        not_beyond(typed)
        moment = typed.replace(tzinfo=self.zone).astimezone(UTC)
        if moment.astimezone(self.zone).replace(tzinfo=None) != typed:
            raise forms.ValidationError(_("That day has no such time: the clocks go forward."), code="no_such_time")
        return moment

    def prepare_value(self, value: Any) -> Any:
        return value.astimezone(self.zone).strftime(TYPED) if isinstance(value, datetime) else value
