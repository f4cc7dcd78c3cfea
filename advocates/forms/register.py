from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.models import User
from accounts.naming import called, shown_at
from advocates.forms.moments import not_beyond
from advocates.forms.rights import PlaceChoice
from advocates.models import Right
from advocates.queries.register import Shown
from advocates.rights.words import LABELS

ANY = ("", _("any"))


class RegisterForm(forms.Form):
    """What of the register is asked for. Everything may be left out."""

    words = forms.CharField(
        label=_("Words"), required=False, max_length=60, widget=forms.TextInput(attrs={"type": "search"})
    )
    person = forms.CharField(label=_("Person (handle or name)"), required=False, max_length=60)
    page = PlaceChoice(label=_("Page"), queryset=Page.objects.none(), required=False, empty_label=str(ANY[1]))
    right = forms.ChoiceField(
        label=_("Right"), required=False, choices=[ANY, *((right.value, LABELS[right.value]) for right in Right)]
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *Shown.choices])
    on = forms.DateField(
        label=_("In force on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[not_beyond],
    )  # fmt: skip

    def __init__(self, *args: Any, pages: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["page"].queryset = pages  # type: ignore[attr-defined]
        self.people = people

    def clean_words(self) -> str:
        return str(self.cleaned_data["words"]).strip().replace("\x00", "")

    def clean_person(self) -> User | None:
        """The one person of this public address or exact public name."""
        asked = self.cleaned_data["person"].strip().lstrip("@")
        if not asked:
            return None
        found: User | None = (
            self.people.filter(shown_at(asked.lower())).first() or self.people.filter(called(asked)).first()
        )
        if found is None:
            raise forms.ValidationError(_("Nobody of this handle or name holds or held a right."), code="nobody")
        return found
