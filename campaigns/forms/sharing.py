"""What advocates type about links, members about ideas, and a shop's server about orders."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from campaigns.actions.ideas.discussing import LONGEST as LONGEST_COMMENT
from campaigns.actions.ideas.submitting import LONGEST, LONGEST_TITLE

SHA256 = r"^[0-9a-fA-F]{64}$"
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


def sent_in(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, be it empty; nothing where the page is only asked for."""
    return request.POST if request.method == "POST" else None


class LinkForm(forms.Form):
    """A new link; `hosts` are those outside the site that it may lead to."""

    name = forms.CharField(
        label=_("Name"), max_length=60, help_text=_("Only you see it: where you will share the link, for instance.")
    )
    target = forms.CharField(label=_("Where it leads"), max_length=500)

    def __init__(self, *args: Any, hosts: frozenset[str] = frozenset(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = ", ".join(sorted(hosts))
        own = _("A page of this site, as /kitchen/, where only your code counts.")
        shops = _("An https address at %(hosts)s, or a page of this site, as /kitchen/, where only your code counts.")
        self.fields["target"].help_text = shops % {"hosts": named} if named else own


class TurnForm(forms.Form):
    act = forms.ChoiceField(choices=[("pause", "pause"), ("resume", "resume")])


class IdeaForm(forms.Form):
    """A new idea. `seen` says that the person was shown what is alike."""

    title = forms.CharField(
        label=_("In a few words"), min_length=10, max_length=LONGEST_TITLE,
        widget=forms.TextInput(attrs={
            "autocomplete": "off", "hx-get": reverse_lazy("ideas_alike"), "hx-trigger": "input changed delay:400ms",
            "hx-target": "#alike", "hx-sync": "this:replace",
        }),
    )  # fmt: skip
    body = forms.CharField(
        label=_("What you would like, and why"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("Plain text. Addresses become links."),
    )  # fmt: skip
    seen = forms.CharField(required=False, max_length=1, widget=forms.HiddenInput)


class SaidForm(forms.Form):
    body = forms.CharField(
        label=_("What you think about it"), max_length=LONGEST_COMMENT, widget=forms.Textarea(attrs={"rows": 3})
    )


class FlagIdeaForm(forms.Form):
    note = forms.CharField(
        label=_("What is wrong with it"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A manager reads this. The author is not told who flagged."),
    )  # fmt: skip


class ActForm(forms.Form):
    act = forms.ChoiceField(choices=[("vote", "vote"), ("withdraw", "withdraw")])


class ConversionCall(forms.Form):
    """The JSON of an order."""

    order = forms.CharField(max_length=80)
    amount = forms.IntegerField(min_value=0, max_value=10**12)
    currency = forms.RegexField(regex=r"^[A-Za-z]{3}$")
    at = forms.DateTimeField()
    code = forms.CharField(max_length=20, required=False)
    click = forms.CharField(max_length=200, required=False)
    buyer = forms.RegexField(regex=SHA256, required=False)

    def clean_at(self) -> datetime:
        at: datetime = self.cleaned_data["at"]
        if at < EARLIEST:
            raise forms.ValidationError(_("No order is so old."))
        return at

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.errors and not (given["code"] or given["click"]):
            raise forms.ValidationError(_("Send the code or the click."))
        return given


class RefundCall(forms.Form):
    """The JSON of a refund."""

    order = forms.CharField(max_length=80)
    refund = forms.CharField(max_length=80)
    amount = forms.IntegerField(min_value=0, max_value=10**12)
