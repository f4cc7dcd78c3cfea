"""The editor of a reward: what it asks depends on the kind, and money is written as people write it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from advocates.forms.moments import not_beyond
from advocates.models import CoursePage, Program
from advocates.queries.places import pages_below
from advocates.workbench import OwnProgramForm, managed_ids
from campaigns.actions.catalogue import MOST_MONEY, Audience, Terms
from campaigns.forms.money import MoneyField
from campaigns.models import Reward, Treasury
from campaigns.queries.amounts import major, minor
from campaigns.queries.countries import choices

Kind = Reward.Kind
MONEY = ("cost", "fair_value")


class RewardForm(OwnProgramForm):
    """`terms` are what the action takes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = _currency(self.instance, self.for_user)
        for name in MONEY:
            if name in self.fields:
                self.fields[name] = self._money(name)
        for name in ("enrolled_days", "lifetime_points"):
            self.fields[name].required = False
        if "causes" in self.fields:
            self.fields["causes"] = forms.CharField(
                label=_("Causes"), widget=forms.Textarea(attrs={"rows": 4}),
                help_text=_("One a line. The person chooses one of them."),
            )  # fmt: skip
            self.initial["causes"] = "\n".join(self.instance.causes)
        if "countries" in self.fields:
            self.fields["countries"] = forms.MultipleChoiceField(
                label=_("Countries"), choices=choices([]), required=False, help_text=self._countries_help(),
                widget=forms.SelectMultiple(attrs={"size": 7}),
            )  # fmt: skip
        if "certification" in self.fields:
            below = pages_below(Program.objects.filter(pk__in=managed_ids(self.for_user)))
            courses = CoursePage.objects.live().filter(pk__in=below.values("pk"))
            self.fields["certification"].queryset = courses  # type: ignore[attr-defined]

    def _money(self, name: str) -> MoneyField:
        """In the program's currency; without one nothing but nothing can be written."""
        amount = getattr(self.instance, name)
        self.initial[name] = major(amount, self.currency) if amount else None
        label = self.fields[name].label
        return MoneyField(
            label=f"{label} ({self.currency.upper()})" if self.currency else label, currency=self.currency,
            help_text=self.fields[name].help_text, min_value=0, required=False,
            max_value=major(MOST_MONEY, self.currency), disabled=not self.currency,
        )  # fmt: skip

    def _countries_help(self) -> Any:
        if self.instance.kind == Kind.GOODS:
            return _("Where it is sent to. None chosen: everywhere. Several with Ctrl or Command.")
        return _("The person says where they live. None chosen: wherever. Several with Ctrl or Command.")

    def clean_causes(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["causes"].splitlines() if line.strip()]

    def clean_cost(self) -> int:
        return self._kept("cost")

    def clean_fair_value(self) -> int:
        return self._kept("fair_value")

    def _kept(self, name: str) -> int:
        written: Decimal | None = self.cleaned_data[name]
        return minor(written, self.currency) if written else 0

    def terms(self) -> Terms:
        """What was filled in; what this kind does not ask stays empty."""
        given = self.cleaned_data
        audience = Audience(
            starts_at=given["starts_at"], ends_at=given["ends_at"], per_person=given["per_person"],
            per_days=given["per_days"], enrolled_only=given["enrolled_only"],
            enrolled_days=given["enrolled_days"] or 0, lifetime_points=given["lifetime_points"] or 0,
            certification=given["certification"],
        )  # fmt: skip
        return Terms(
            kind=self.instance.kind, name=given["name"], points=given["points"], text=given["text"],
            how_to_use=given.get("how_to_use", ""), picture=given["picture"], active=given["active"],
            cost=given["cost"], fair_value=given.get("fair_value", 0), countries=tuple(given["countries"]),
            causes=tuple(given.get("causes", ())), receipt=given.get("receipt", ""), audience=audience,
        )  # fmt: skip


def _currency(reward: Reward, person: Any) -> str:
    """The program's; of a new reward the one that all programs of the person share, if there is one."""
    known = Treasury.objects.filter(program__in=[reward.program_id] if reward.program_id else managed_ids(person))
    found = set(known.values_list("currency", flat=True))
    return str(found.pop()) if len(found) == 1 else ""


class RestockForm(forms.Form):
    pieces = forms.IntegerField(
        label=_("Pieces"), min_value=-100_000, max_value=100_000,
        help_text=_("How many come in; a number below zero takes some out."),
    )  # fmt: skip


class DateForm(forms.Form):
    starts_at = forms.DateTimeField(label=_("Begins"), widget=AdminDateTimeInput, validators=[not_beyond])
    where = forms.CharField(label=_("Where"), max_length=120)
    places = forms.IntegerField(label=_("Places"), min_value=1, max_value=5_000)


class PlacesForm(forms.Form):
    """More or fewer places on one date, by its number."""

    date = forms.IntegerField(min_value=1, max_value=2**62, widget=forms.HiddenInput)
    places = forms.IntegerField(label=_("Places"), min_value=1, max_value=5_000)
