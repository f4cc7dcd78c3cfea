from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.models import User
from accounts.naming import meant
from advocates.models import Grant, Right
from advocates.models.grant import MOST_PROBATION, MOST_USES
from advocates.rights.words import LABELS


class AnswerForm(forms.Form):
    """Why a right is declined or handed back; it may stay empty."""

    reason = forms.CharField(
        label=_("Reason"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever gave the right reads it, and it stands in the public register."),
    )  # fmt: skip


class PlaceChoice(forms.ModelChoiceField[Page]):
    """A page of the program, indented as it lies in the tree."""

    def label_from_instance(self, page: Page) -> str:
        return f"{' ' * 3 * max(page.depth - 2, 0)}{page.title}"


class PassOnForm(forms.Form):
    """A narrower piece of one's own right, for another advocate. It begins with the limits of the right itself."""

    to = forms.CharField(
        label=_("To whom"), max_length=60,
        help_text=_(
            "The handle of another advocate of the program. Who goes by a pseudonym has a number instead: the last part "
            "of the address of their page."
        ),
    )  # fmt: skip
    scope = PlaceChoice(label=_("Where"), queryset=Page.objects.none(), empty_label=None)
    per_day = forms.IntegerField(label=_("Uses a day"), min_value=1, max_value=MOST_USES)
    in_total = forms.IntegerField(label=_("Uses in total"), min_value=1, max_value=MOST_USES, required=False)
    ends_on = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), required=False,
    )  # fmt: skip
    probation_uses = forms.IntegerField(
        label=_("Approved uses until probation may end"), min_value=0, max_value=MOST_PROBATION
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Why this person, for this: everybody can read it in the register."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, grant: Grant, pages: Any, people: Any, term_ends: datetime | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        first = {"scope": grant.scope_id, "per_day": grant.per_day, "in_total": grant.in_total}
        self.initial = first | {"probation_uses": grant.probation_uses}
        self.people = people
        self.fields["scope"].queryset = pages.filter(path__startswith=grant.scope.path)  # type: ignore[attr-defined]
        self.fields["per_day"].help_text = _("At most %(most)s.") % {"most": grant.per_day}
        told: Any = _("At most %(most)s.") % {"most": grant.in_total} if grant.in_total else _("Empty: no limit.")
        self.fields["in_total"].help_text = told
        self.last = min(grant.ends_at, term_ends or grant.ends_at).astimezone(grant.program.zone)
        told = _("At most until %(day)s, when yours or your term ends. Empty: until then.")
        self.fields["ends_on"].help_text = told % {"day": date_format(self.last, "j M Y")}
        told = _("Until a manager ends it, every use waits for approval; at least %(least)s.") % {
            "least": grant.probation_uses
        }
        self.fields["probation_uses"].help_text = told

    def clean_ends_on(self) -> date | None:
        day: date | None = self.cleaned_data["ends_on"]
        if day and day > self.last.date():
            raise forms.ValidationError(_("It ends no later than your own right, and no later than your term."))
        return day

    def clean_to(self) -> User:
        found: User | None = self.people.filter(meant(self.cleaned_data["to"])).first()
        if found is None:
            raise forms.ValidationError(_("No advocate of this program has this handle or number."))
        return found


class ReasonForm(forms.Form):
    """Why what was passed on is taken back."""

    reason = forms.CharField(
        label=_("Reason"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever held it reads it, and it stands in the public register."),
    )  # fmt: skip


class WhyForm(forms.Form):
    """A right and a page to ask about."""

    right = forms.ChoiceField(label=_("What"), choices=[(right.value, LABELS[right.value]) for right in Right])
    page = PlaceChoice(label=_("Where"), queryset=Page.objects.none(), empty_label=_("Choose a page"))

    def __init__(self, *args: Any, pages: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["page"].queryset = pages  # type: ignore[attr-defined]
