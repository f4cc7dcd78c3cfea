import secrets
from collections.abc import Iterable
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from campaigns.actions.choosing import Address, Choice
from campaigns.actions.rewards import LONGEST_KEY
from campaigns.models import PostalAddress, Reward, RewardDate
from campaigns.queries.countries import choices

Kind = Reward.Kind


def line(label: Any, longest: int, fill: str, *, required: bool = True) -> forms.CharField:
    """A line of an address, which browsers may fill in."""
    widget = forms.TextInput(attrs={"autocomplete": fill})
    return forms.CharField(label=label, max_length=longest, required=required, widget=widget)


class RedeemForm(forms.Form):
    """The press of a button: which press it is, the price that the person saw, and what this kind of reward asks."""

    key = forms.CharField(max_length=LONGEST_KEY, widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, reward: Reward, dates: Iterable[RewardDate] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= _asked(reward, list(dates))
        self.asks_address = reward.kind == Kind.GOODS

    @classmethod
    def fresh(cls, reward: Reward, dates: Iterable[RewardDate], typed: dict[str, Any] | None = None) -> "RedeemForm":
        """For a page that is shown: a key of its own, the price of now, and what was typed before."""
        told = {"key": secrets.token_urlsafe(24), "seen": reward.points}
        return cls(initial=(typed or {}) | told, reward=reward, dates=dates)

    @property
    def is_a_press(self) -> bool:
        """Whether what the page itself filled in is there."""
        return not {"key", "seen"} & set(self.errors)

    def choice(self) -> Choice:
        """What the person chose; the form is valid."""
        given = self.cleaned_data
        country, address = given.get("country", ""), None
        if self.asks_address:
            address = Address(**{name: given[name] for name in PostalAddress.FIELDS})
        return Choice(date=given.get("date"), cause=given.get("cause", ""), country=country, address=address)


def _asked(reward: Reward, dates: list[RewardDate]) -> dict[str, forms.Field]:
    """The fields that this reward asks for."""
    if reward.kind == Kind.GOODS:
        return _address(reward)
    found: dict[str, forms.Field] = {}
    if reward.kind == Kind.EXPERIENCE:
        offered = [(date.pk, _told(date, reward)) for date in dates]
        found["date"] = forms.TypedChoiceField(
            label=_("Which date?"), coerce=int, choices=offered, widget=forms.RadioSelect
        )
    if reward.kind == Kind.DONATION:
        causes = [(cause, cause) for cause in reward.causes]
        found["cause"] = forms.ChoiceField(label=_("For which cause?"), choices=causes, widget=forms.RadioSelect)
    if reward.countries:
        found["country"] = _country(reward, _("Where do you live?"))
    return found


def _told(date: RewardDate, reward: Reward) -> str:
    with timezone.override(reward.program.zone):
        moment = render_to_string("components/time.html", {"at": date.starts_at, "kind": "weekday"})
    places = ngettext("%(n)s place left", "%(n)s places left", date.left) % {"n": date.left}
    return format_html("<span>{} · {} · {}</span>", moment, date.where, places)


def _country(reward: Reward, label: Any) -> forms.ChoiceField:
    offered = choices(reward.countries)
    empty = [] if len(offered) == 1 else [("", _("Choose …"))]
    return forms.ChoiceField(
        label=label, choices=[*empty, *offered], widget=forms.Select(attrs={"autocomplete": "country"})
    )


def _address(reward: Reward) -> dict[str, forms.Field]:
    return {
        "name": line(_("Name"), 100, "name"),
        "street": line(_("Street and number"), 120, "address-line1"),
        "extra": line(_("Floor, company or care of"), 120, "address-line2", required=False),
        "postcode": line(_("Postcode"), 16, "postal-code", required=False),
        "city": line(_("Town"), 80, "address-level2"),
        "region": line(_("Region"), 80, "address-level1", required=False),
        "country": _country(reward, _("Country")),
    }


class ActForm(forms.Form):
    """What the person does with a redemption of theirs."""

    act = forms.ChoiceField(choices=[(act, act) for act in ("cancel", "arrived", "erase")])
