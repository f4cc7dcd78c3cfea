"""What a manager types about an invitation link."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from advocates.forms.workbench import OfProgram


class LinkForm(OfProgram):
    purpose = forms.CharField(
        label=_("Purpose"),
        max_length=120,
        help_text=_("Where it is sent, and to whom. Who comes by it does not read it."),
    )
    most_uses = forms.IntegerField(label=_("Most uses"), min_value=1, max_value=1_000, initial=20)
    ends_at = forms.DateTimeField(label=_("Ends"), widget=AdminDateTimeInput)
