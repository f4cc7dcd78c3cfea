from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput


class AttestForm(forms.Form):
    """The tick under a policy."""

    read = forms.BooleanField(
        label=_("I have read this text and accept it."),
        error_messages={"required": _("Tick this to sign, after you have read the text.")},
    )


class PublishForm(forms.Form):
    """The next version of a policy, as its manager writes it."""

    source = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea({"rows": 24, "class": "policy-source", "spellcheck": "true"}),
        help_text=_(
            "Plain paragraphs. A clause begins with a line like “## 3 Be kind”: flags and decisions cite its number."
        ),
    )
    binds_from = forms.DateTimeField(
        label=_("Binds from"), required=False, widget=AdminDateTimeInput,
        help_text=_("Until then advocates may sign at leisure. Empty: at once, and rights stop until it is signed."),
    )  # fmt: skip
