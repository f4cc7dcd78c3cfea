from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Naming, User
from sitewide.names import MAX_NAME


class NamingForm(forms.Form):
    """By what an advocate is named to others; without a choice to make it asks nothing."""

    named_by = forms.ChoiceField(
        label=_("How are you named to others?"), widget=forms.RadioSelect,
        help_text=_("Beside all that you say, on your page and in the register; managers always see who you are."),
        error_messages={"required": _("Choose how you are named.")},
    )  # fmt: skip
    pseudonym = forms.CharField(
        label=_("Pseudonym"), required=False, max_length=MAX_NAME,
        error_messages={"required": _("Say by which pseudonym you are known.")},
        help_text=_("If you go by one: readers see that it is one, and nobody else can have it, later either."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, member: User, kinds: list[Naming], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member
        if Naming.PSEUDONYM not in kinds:
            del self.fields["pseudonym"]
        if not kinds:
            del self.fields["named_by"]
            return
        choice: Any = self.fields["named_by"]
        choice.choices = [(kind.value, _told(kind, member)) for kind in kinds]
        choice.initial = member.named_by if member.named_by in kinds else kinds[0].value
        if "pseudonym" in self.fields:
            self._ask_for_the_pseudonym(member.pseudonym, chosen=self["named_by"].value())

    def _ask_for_the_pseudonym(self, before: str, *, chosen: object) -> None:
        """It is needed once the kind is chosen; in the browser too, where scripts run."""
        field: Any = self.fields["pseudonym"]
        field.initial, field.required = before, chosen == Naming.PSEUDONYM
        field.needed_if = _("needed if you choose “%(choice)s”") % {"choice": _told(Naming.PSEUDONYM, self.member)}
        field.widget.attrs |= {"data-needed-if": f"{self.add_prefix('named_by')}={Naming.PSEUDONYM.value}"}


def _told(kind: Naming, member: User) -> Any:
    if kind == Naming.NAME:
        return _("By your name: %(name)s") % {"name": member.name or _("none yet, say it in your profile")}
    if kind == Naming.HANDLE:
        return _("By your handle: %(handle)s") % {"handle": f"@{member.handle}" if member.handle else _("none yet")}
    return _("By a pseudonym")
