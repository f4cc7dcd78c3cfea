from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.models import User
from advocates.models import Grant, Halt, Program


class ReasonForm(forms.Form):
    """A reason that others will read."""

    reason = forms.CharField(
        label=_("Reason"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two sentences. They stay with what was done."),
    )  # fmt: skip


class OnePress(forms.Form):
    """What one press names: a level, the whole program unless said otherwise, and its one right, row or number."""

    level = forms.ChoiceField(choices=Halt.Level.choices, required=False)
    right = forms.CharField(max_length=10, required=False)
    place = forms.ModelChoiceField(queryset=Page.objects.none(), required=False)
    person = forms.ModelChoiceField(queryset=User.objects.none(), required=False)
    grant = forms.ModelChoiceField(queryset=Grant.objects.none(), required=False)
    message_id = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)

    def __init__(self, data: Any, *, program: Program) -> None:
        super().__init__(data)
        self._offer("place", Page.objects.filter(path__startswith=program.root_page.path))
        self._offer("person", User.objects.filter(grants__program=program).distinct())
        self._offer("grant", Grant.objects.filter(program=program))

    def _offer(self, name: str, rows: QuerySet[Any]) -> None:
        field: Any = self.fields[name]
        field.queryset = rows

    def named(self) -> dict[str, Any]:
        """The keyword arguments of `halts.halt`."""
        given = dict(self.cleaned_data)
        return given | {"level": given["level"] or Halt.Level.PROGRAM}
