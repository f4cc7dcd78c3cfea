"""The shape of what people say about themselves."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions.profiles import LONGEST_ABOUT, free_name, introduce
from accounts.models import User
from sitewide.errors import Invalid
from sitewide.images import PictureField
from sitewide.names import MAX_HANDLE, MAX_NAME


class NameForm(forms.Form):
    """What signing up asks beside what django-allauth asks, here and after a sign-in elsewhere."""

    field_order = ("name", "email", "password1")
    name = forms.CharField(
        label=_("Display name"), max_length=MAX_NAME, help_text=_("What others read beside what you write."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )  # fmt: skip

    def clean_name(self) -> str:
        return _checked(self.cleaned_data["name"], None)

    def signup(self, request: HttpRequest, user: User) -> None:
        introduce(user, name=self.cleaned_data["name"], at=timezone.now())


class ProfileForm(forms.Form):
    name = forms.CharField(label=_("Display name"), max_length=MAX_NAME)
    handle = forms.CharField(
        label=_("Handle"), max_length=MAX_HANDLE + 1,
        help_text=_("Names your page: letters a to z, digits and single underscores. The old address stops working."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    about = forms.CharField(
        label=_("About you"), required=False, max_length=LONGEST_ABOUT, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Stands on your public page when you are an advocate."),
    )  # fmt: skip
    picture = PictureField(label=_("Picture"), required=False, help_text=_("JPEG, PNG, WEBP or GIF, up to 8 MB."))
    no_picture = forms.BooleanField(label=_("Take my picture away"), required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, member: User) -> None:
        initial = {name: getattr(member, name) for name in ("name", "handle", "about", "time_zone")}
        super().__init__(data, files, initial=initial)
        zones = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
        self.fields["time_zone"].choices = [  # type: ignore[attr-defined]
            ("", _("As my browser says")), ("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in zones)
        ]  # fmt: skip
        if not member.picture:
            del self.fields["no_picture"]

    def chosen_picture(self) -> Any:
        """The new picture, False to take the old one away, None to leave it."""
        return self.cleaned_data["picture"] or (False if self.cleaned_data.get("no_picture") else None)


def _checked(name: str, bearer: User | None) -> str:
    try:
        return free_name(name, bearer=bearer)
    except Invalid as refusal:
        raise forms.ValidationError(str(refusal.sentence), code=refusal.code) from refusal
