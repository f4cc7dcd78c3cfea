"""What people send about their recognition, and what managers type about seasons and badges."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.forms.workbench import reason_field
from campaigns.models import Award
from campaigns.queries.recognition.baking import MOST_BYTES


class ShownForm(forms.Form):
    """What of one's own standing others see. Both are off until somebody wants them."""

    shows_tier = forms.BooleanField(label=_("Show my tier on my public page"), required=False)
    on_leaderboard = forms.BooleanField(
        label=_("Show me on the leaderboards"), required=False,
        help_text=_("By the name that others see of you. Off takes you off all of them at once."),
    )  # fmt: skip


class VerifyForm(forms.Form):
    """A badge that somebody shows: as text or as a file, and if they wish whose it should be."""

    text = forms.CharField(
        label=_("The text of the badge"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Out of a .jwt or .json file."),
    )  # fmt: skip
    file = forms.FileField(label=_("Or the badge as a file"), required=False, help_text=_(".png, .svg, .jwt or .json"))
    email = forms.EmailField(
        label=_("E-mail address of who shows it"), required=False,
        help_text=_("Only to check whose it is. We do not keep it."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not given.get("text") and not given.get("file") and not self.errors:
            raise forms.ValidationError(_("Paste the text of a badge, or choose its file."), code="nothing")
        if given.get("file") and given["file"].size > MOST_BYTES:
            self.add_error("file", _("This file is too large for a badge."))
        return given

    @property
    def brought(self) -> bytes:
        file = self.cleaned_data.get("file")
        content: bytes = file.read() if file else self.cleaned_data["text"].encode()
        return content


class AwardForm(forms.Form):
    """To whom a badge is given, and what for."""

    member = forms.ModelChoiceField(label=_("Advocate"), queryset=User.objects.none())
    reason = reason_field(_("What for?"), _("They read it, and so does whoever they show the badge to."))

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["member"]
        field.queryset, field.label_from_instance = people, lambda user: user.in_full


class RevokeForm(forms.Form):
    award = forms.ModelChoiceField(label=_("Whose"), queryset=Award.objects.none())
    reason = reason_field(_("Why is it revoked?"), _("They read it, and so does whoever checks the badge."))

    def __init__(self, *args: Any, awards: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["award"]
        field.queryset, field.label_from_instance = awards, lambda award: award.member.in_full
