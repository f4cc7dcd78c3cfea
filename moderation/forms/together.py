"""The shape of one decision on many cases."""

from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from advocates.models import Clause
from moderation.forms import ClauseChoice
from moderation.queries.alike import MOST_AT_ONCE

MOST_DIGITS = 18


class Mark(NamedTuple):
    """What was shown of a case: its version, and that of the scenario which the playbook suggested."""

    version: int
    scenario: int | None


class Numbers(forms.Field):
    """Several `case:version` or `case:version:scenario`, as check boxes send them."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> dict[int, Mark]:
        found: dict[int, Mark] = {}
        for part in value or ():
            numbers = str(part).split(":")
            sound = all(one.isascii() and one.isdigit() and len(one) <= MOST_DIGITS for one in numbers)
            if not sound or len(numbers) not in {2, 3}:
                raise ValidationError(_("Choose the cases that you want to decide together."), code="none")
            case, version, *scenario = map(int, numbers)
            found[case] = Mark(version, scenario[0] if scenario else None)
        if not 0 < len(found) <= MOST_AT_ONCE:
            raise ValidationError(_("Choose between one case and fifty."), code="none")
        return found


class TogetherForm(forms.Form):
    """What a moderator sends. Whether it can be decided is the action's question; the form only reads."""

    case = Numbers()
    act = forms.CharField(max_length=10, error_messages={"required": _("Choose what to do with them.")})
    clause = ClauseChoice(queryset=Clause.objects.none(), required=False)
    reason = forms.CharField(required=False, max_length=2000, strip=True)
    read_at = forms.DateTimeField()

    def __init__(self, *args: Any, clauses: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clause"].queryset = clauses  # type: ignore[attr-defined]
