"""What a person chooses with a reward: a date, a cause, a country, an address. A step of redeeming."""

import re
from dataclasses import asdict, dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from campaigns.models import Reward, RewardDate
from campaigns.queries.countries import countries
from campaigns.queries.rewards import open_dates
from sitewide.errors import Conflict, Invalid
from sitewide.text import one_line

Kind = Reward.Kind
_LONGEST = {"name": 100, "street": 120, "extra": 120, "postcode": 16, "city": 80, "region": 80, "country": 2}
_POSTCODE = re.compile(r"[\w -]{0,16}")


@dataclass(frozen=True, slots=True)
class Address:
    """Where goods are sent to; `country` is an ISO 3166 code."""

    name: str
    street: str
    city: str
    country: str
    postcode: str = ""
    extra: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """`date` is the number of a date of the experience, `country` where the person lives."""

    date: int | None = None
    cause: str = ""
    country: str = ""
    address: Address | None = None


def fitting(reward: Reward, choice: Choice) -> Choice:
    """The choice as the kind of reward wants it, and nothing else of it.

    Refuses with 422 what is missing, and with 409 `not_sent_there` a country that the reward is not for.
    """
    address = _tidy(choice.address) if reward.kind == Kind.GOODS else None
    country = address.country if address else choice.country if reward.countries else ""
    _country_fits(reward, country)
    if reward.kind == Kind.DONATION and choice.cause not in reward.causes:
        raise Invalid(_("Choose one of the causes."), code="no_cause")
    if reward.kind == Kind.EXPERIENCE and choice.date is None:
        raise Invalid(_("Choose a date."), code="no_date")
    return Choice(
        date=choice.date if reward.kind == Kind.EXPERIENCE else None,
        cause=choice.cause if reward.kind == Kind.DONATION else "", country=country, address=address,
    )  # fmt: skip


def _tidy(address: Address | None) -> Address:
    if address is None:
        raise Invalid(_("Say where it is sent to."), code="no_address")
    tidy = Address(**{name: one_line(text, _LONGEST[name]) for name, text in asdict(address).items()})
    if not (tidy.name and tidy.street and tidy.city and tidy.country) or not _POSTCODE.fullmatch(tidy.postcode):
        raise Invalid(_("An address has a name, a street, a town and a country."), code="no_address")
    return tidy


def _country_fits(reward: Reward, country: str) -> None:
    if country and country not in countries():
        raise Invalid(_("Choose a country."), code="no_country")
    if reward.countries and not country:
        raise Invalid(_("Choose a country."), code="no_country")
    if reward.countries and country not in reward.countries:
        sentence = (
            _("It is not sent there.") if reward.kind == Kind.GOODS else _("It is not for people who live there.")
        )
        raise Conflict(sentence, code="not_sent_there")


def date_chosen(reward: Reward, choice: Choice, at: datetime) -> RewardDate | None:
    """The date, which must still lie ahead and have a place; refuses 409 `date_gone`."""
    if choice.date is None:
        return None
    date = open_dates(at).filter(reward=reward, pk=choice.date).first()
    if date is None:
        raise Conflict(_("This date is full or over. Choose another one."), code="date_gone")
    return date
