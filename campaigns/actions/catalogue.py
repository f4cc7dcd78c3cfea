"""The catalogue of rewards: what is offered, for how much, and to whom."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import Image

from accounts.models import User
from advocates.models import CoursePage, Program
from advocates.queries import manages
from campaigns.actions.budget import treasury_of
from campaigns.actions.pictures import must_be_of_library
from campaigns.fair_reward import Offer, examine_offer
from campaigns.models import Reward, RewardCode
from campaigns.queries.countries import countries
from record.actions import write
from sitewide.errors import Conflict, Invalid, NotFound
from sitewide.text import one_line

Kind = Reward.Kind
MOST_POINTS = 1_000_000
MOST_MONEY = 100_000_000
MOST_CAUSES = 30
LONGEST_CODE = 80
MOST_CODES = 5_000


@dataclass(frozen=True, slots=True)
class Audience:
    """Who may get a reward, when, and how often: at most `per_person`, within the last `per_days` if they are given."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    per_person: int | None = None
    per_days: int | None = None
    enrolled_only: bool = False
    enrolled_days: int = 0
    lifetime_points: int = 0
    certification: CoursePage | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What members read about a reward, what it costs them in points and the program in minor units of its currency.

    `countries` are those that goods are sent to, and for everything else those whose residents may get it.
    """

    name: str
    points: int
    text: str = ""
    how_to_use: str = ""
    picture: Image | None = None
    active: bool = True
    kind: str = Kind.CODE
    cost: int = 0
    fair_value: int = 0
    countries: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    receipt: str = ""
    audience: Audience = field(default_factory=Audience)


@transaction.atomic
def offer(program: Program, terms: Terms, *, actor: User, at: datetime) -> Reward:
    """Put a reward into the catalogue.

    Refuses 404 whoever does not manage the program, 422 terms that make no sense, and 409 `no_treasury` for what costs
    money in a program that has no currency.
    """
    must_manage(actor, program)
    return _set(Reward(program=program, kind=terms.kind), terms, "reward.offered", actor=actor, at=at)


@transaction.atomic
def change(reward: Reward, terms: Terms, *, actor: User, at: datetime) -> Reward:
    """Change what is said of a reward, its price, or whether it is offered; what was redeemed stays as it was.

    The kind never changes (409 `kind_fixed`).
    """
    row = Reward.objects.select_for_update(of=("self",), no_key=True).select_related("program").get(pk=reward.pk)
    must_manage(actor, row.program)
    if terms.kind != row.kind:
        raise Conflict(_("A reward stays of its kind. Offer another one."), code="kind_fixed")
    return _set(row, terms, "reward.changed", actor=actor, at=at)


def must_manage(actor: User, program: Program) -> None:
    """Refuses 404 everybody else: they do not even learn that there is such a reward."""
    if not manages(actor, program):
        raise NotFound(_("There is no such reward."))


def _set(reward: Reward, terms: Terms, verb: str, *, actor: User, at: datetime) -> Reward:
    reward.name, reward.text = one_line(terms.name, 100), one_line(terms.text, 400)
    reward.how_to_use, reward.points = one_line(terms.how_to_use, 400), terms.points
    reward.receipt = one_line(terms.receipt, 400)
    must_be_of_library(terms.picture, reward.program)
    reward.picture, reward.active = terms.picture, terms.active
    reward.causes, reward.countries = _listed(terms.causes), sorted(set(terms.countries))
    if not reward.name or not 1 <= reward.points <= MOST_POINTS:
        raise Invalid(_("A reward has a name and costs from 1 to 1,000,000 points."), code="bad_reward")
    _must_be_fair(reward)
    _price(reward, terms)
    _for_whom(reward, terms.audience)
    reward.save()
    write(verb, at=at, actor=actor, program=reward.program, subject=reward, points=reward.points, active=reward.active)
    return reward


def _must_be_fair(reward: Reward) -> None:
    """Refuses (422 `unfair`) words that no program may reward, with the rule that forbids it."""
    for found in examine_offer(Offer(texts=(reward.name, reward.text, reward.how_to_use, reward.receipt))):
        told = {"why": found.sentence, "change": found.change, "rule": found.rule}
        raise Invalid(_("%(why)s %(change)s (%(rule)s)") % told, code="unfair", detail={"findings": [found.code]})


def _listed(causes: Iterable[str]) -> list[str]:
    """Each cause once, in one line, in the order given."""
    return list(dict.fromkeys(filter(None, (one_line(cause, 100) for cause in causes))))


def _price(reward: Reward, terms: Terms) -> None:
    """What is given as money costs exactly what it is worth."""
    money = terms.kind in {Kind.CASH, Kind.DONATION}
    reward.cost, reward.fair_value = terms.cost, terms.cost if money else terms.fair_value
    if terms.kind not in Kind.values or not 0 <= terms.cost <= MOST_MONEY or not 0 <= terms.fair_value <= MOST_MONEY:
        raise Invalid(_("Give amounts of money from 0 to 1,000,000."), code="bad_amount")
    if money and not terms.cost:
        raise Invalid(_("Say how much money is given."), code="no_amount")
    if terms.kind == Kind.DONATION and not 1 <= len(reward.causes) <= MOST_CAUSES:
        raise Invalid(_("Name from 1 to 30 causes to choose from."), code="no_causes")
    if reward.worth:
        treasury_of(reward.program)
    if unknown := set(reward.countries) - set(countries()):
        sentence = _("There is no country with this code: %(codes)s.") % {"codes": ", ".join(sorted(unknown))}
        raise Invalid(sentence, code="no_country")


def _for_whom(reward: Reward, audience: Audience) -> None:
    if audience.starts_at and audience.ends_at and audience.ends_at <= audience.starts_at:
        raise Invalid(_("The end comes after the beginning."), code="no_time")
    if audience.per_days and not audience.per_person:
        raise Invalid(_("Say how many a person may get within these days."), code="no_limit")
    if audience.per_person is not None and audience.per_person < 1:
        raise Invalid(_("A person may get at least one."), code="no_limit")
    for one in fields(audience):
        setattr(reward, one.name, getattr(audience, one.name))


@transaction.atomic
def stock(reward: Reward, *, codes: Iterable[str], actor: User, at: datetime) -> int:
    """Put codes into a reward's stock; answers how many were new. Refuses an empty list and codes too long."""
    must_manage(actor, reward.program)
    must_be(reward, Kind.CODE)
    fresh = _read(codes)
    Reward.objects.select_for_update(no_key=True).get(pk=reward.pk)
    known = set(RewardCode.objects.filter(reward=reward, code__in=fresh).values_list("code", flat=True))
    added = [RewardCode(reward=reward, code=code) for code in fresh if code not in known]
    RewardCode.objects.bulk_create(added)
    write("reward.stocked", at=at, actor=actor, program=reward.program, subject=reward, codes=len(added))
    return len(added)


def _read(codes: Iterable[str]) -> list[str]:
    """Each code once, in one line, without blank ones."""
    given = [raw.strip() for raw in codes if raw.strip()]
    if not given or len(given) > MOST_CODES:
        raise Invalid(_("Give at least one code, one a line, and at most 5,000 at once."), code="codes_missing")
    if any(len(code) > LONGEST_CODE for code in given):
        raise Invalid(_("A code has at most 80 characters."), code="code_too_long")
    return list(dict.fromkeys(one_line(code, LONGEST_CODE) for code in given))


@transaction.atomic
def take_out(code: RewardCode, *, actor: User, at: datetime) -> None:
    """Take a code that nobody has out of the stock, for instance a mistyped one. Refuses with 409 one that is gone."""
    row = RewardCode.objects.select_for_update(of=("self",)).select_related("reward__program").filter(pk=code.pk)
    locked = row.first()
    if locked is None:
        raise NotFound(_("There is no such code."))
    must_manage(actor, locked.reward.program)
    if locked.redemption_id is not None or locked.kept_for_id is not None:
        raise Conflict(_("Somebody has redeemed this code already; it stays."), code="redeemed")
    locked.delete()
    reward = locked.reward
    write("reward.unstocked", at=at, actor=actor, program=reward.program, subject=reward, code=code.pk)


def must_be(reward: Reward, kind: str) -> None:
    """Refuses 409 another kind of reward: it has no stock of this kind."""
    if reward.kind != kind:
        raise Conflict(_("A reward of this kind has no such stock."), code="other_kind")


def terms_of(reward: Reward, **changed: Any) -> Terms:
    """The terms as they are, with some of them changed."""
    own = {one.name for one in fields(Terms)} - {"audience", "countries", "causes"}
    given: dict[str, Any] = {name: getattr(reward, name) for name in own}
    audience = Audience(**{one.name: getattr(reward, one.name) for one in fields(Audience)})
    lists = {"countries": tuple(reward.countries), "causes": tuple(reward.causes), "audience": audience}
    return Terms(**given | lists | changed)
