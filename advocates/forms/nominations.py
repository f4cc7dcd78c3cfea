"""What a member writes to nominate somebody."""

from django import forms
from django.utils.translation import gettext_lazy as _

from advocates.actions.nominations import MOST_IN_REASON


class NominationForm(forms.Form):
    email = forms.EmailField(
        label=_("Their e-mail address"), max_length=254,
        help_text=_("We write to it once. Nobody of the program sees it."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Why this person?"), max_length=MOST_IN_REASON, widget=forms.Textarea({"rows": 5}),
        help_text=_("They read it, with your name. The reviewers read it only if they agree to it."),
    )  # fmt: skip
