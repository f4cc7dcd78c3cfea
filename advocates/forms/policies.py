from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from advocates.forms.moments import not_beyond
from advocates.forms.naming import NamingForm
from advocates.models import PolicyVersion
from advocates.queries.languages import every_language

Change = PolicyVersion.Change
CHANGES = [
    (Change.EDITORIAL.value, _("Editorial: only the wording changes. Nobody is asked.")),
    (
        Change.MATERIAL.value,
        _("Material: everybody signs again, and has time until a date; then rights are suspended."),
    ),
    (Change.URGENT.value, _("Urgent: rights are suspended at once, until each has signed.")),
]


class AttestForm(NamingForm):
    """The tick under a policy, the language in which it was read, and how an advocate is named to others from now on."""

    language = forms.CharField(max_length=10, required=False, widget=forms.HiddenInput)

    read = forms.BooleanField(
        label=_("I have read this text and accept it."),
        error_messages={"required": _("Tick this to sign, after you have read the text.")},
    )


class SourceForm(forms.Form):
    """A text with numbered clauses, as its manager writes it."""

    source = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea({"rows": 24, "class": "policy-source", "spellcheck": "true"}),
        help_text=_(
            "Plain paragraphs. A clause begins with a line like “## 3 Be kind”: flags and decisions cite its number."
        ),
    )
    language = forms.ChoiceField(label=_("Language of the text"), choices=every_language)


class PublishForm(SourceForm):
    """The next version of a policy. A first one is asked of everybody at once."""

    change = forms.ChoiceField(
        label=_("What does this version change?"), choices=CHANGES, widget=forms.RadioSelect, initial=Change.MATERIAL
    )
    binds_from = forms.DateTimeField(
        label=_("Sign until"), required=False, widget=AdminDateTimeInput, validators=[not_beyond],
        help_text=_("For a material change. Until then rights go on under the old version. Empty: 14 days from now."),
    )  # fmt: skip

    def __init__(self, *args: Any, is_first: bool = False, attested: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_first:
            del self.fields["change"], self.fields["binds_from"]
        elif not attested:
            del self.fields["binds_from"]

    def clean(self) -> dict[str, Any]:
        """A date belongs to a material change: with another it would be passed over in silence."""
        given = self.cleaned_data
        if given.get("binds_from") and given.get("change") != Change.MATERIAL:
            self.add_error("binds_from", _("Only a material change gives a date to sign until."))
        return given


class TranslateForm(SourceForm):
    """The version in force in one more language, with the same clause numbers."""
