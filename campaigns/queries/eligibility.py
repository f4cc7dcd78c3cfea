"""Who may get a reward: the rules in one place, each with a stable code and a sentence for people."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from advocates.models import Certification, Enrolment, Program
from campaigns.models import Account, Fulfilment, Redemption, Reward, Treasury
from campaigns.queries.recognition import reaches

Kind = Reward.Kind


@dataclass(frozen=True, slots=True)
class Bar:
    """One reason why not. `fix_url` is where the person can do something about it, if they can."""

    code: str
    sentence: str
    fix_url: str = ""


@dataclass(frozen=True, slots=True)
class Claimant:
    """All that decides about every reward of a program for one member, read once. Points and minor units of money.

    `taken` are the rewards that they have already, with when; `budget` what is free, None in a program without money.
    """

    program: Program
    member: User
    at: datetime
    balance: int
    lifetime: int
    enrolled_since: datetime | None
    certified: frozenset[int]
    taken: tuple[tuple[int, datetime], ...]
    treasury: Treasury | None
    budget: int | None

    @property
    def currency(self) -> str:
        return self.treasury.currency if self.treasury else ""


def claimant(program: Program, member: User, at: datetime) -> Claimant:
    """Four queries, however many rewards there are."""
    account = Account.objects.filter(program=program, kind=Account.Kind.ADVOCATE, holder=member)
    since = _terms(program, member, at).values("term_starts")[:1]
    of_member = User.objects.filter(pk=member.pk).values_list(
        Coalesce(Subquery(account.values("balance")[:1]), 0), Coalesce(Subquery(account.values("lifetime")[:1]), 0),
        Subquery(since),
    )  # fmt: skip
    balance, lifetime, enrolled_since = of_member.first() or (0, 0, None)
    side = Account.objects.filter(program=program, kind=Account.Kind.BUDGET)
    free = Coalesce(Subquery(side.values("balance")[:1]), 0)
    treasury = Treasury.objects.filter(program=program).annotate(free=free).first()
    mine = Redemption.objects.filter(reward__program=program, member=member)
    kept = mine.exclude(fulfilment__state__in=Fulfilment.ENDED)
    held = Certification.objects.filter(member=member, program=program, expires_at__gt=at, revoked_at=None)
    return Claimant(
        program, member, at, balance, lifetime,
        enrolled_since, frozenset(held.values_list("course_id", flat=True)),
        tuple(kept.values_list("reward_id", "at")), treasury,
        treasury.free if treasury else None,
    )  # fmt: skip


def free_budget(program: Program) -> int:
    """Minor units that nobody is promised yet."""
    side = Account.objects.filter(program=program, kind=Account.Kind.BUDGET)
    return side.values_list("balance", flat=True).first() or 0


def pays_cash() -> bool:
    """Whether money can be sent to people at all: there is a key for it."""
    return bool(getattr(settings, "TABARD_STRIPE_KEY", ""))


def _terms(program: Program, member: User, at: datetime) -> QuerySet[Enrolment]:
    """The terms that run now, the one that began first before the others."""
    running = Enrolment.objects.filter(program=program, member=member, term_starts__lte=at, term_ends__gt=at)
    return running.filter(Q(ended_at=None) | Q(ended_at__gt=at)).order_by("term_starts")


def bars(reward: Reward, who: Claimant) -> list[Bar]:
    """Why the person may not have it, whatever they have saved and whatever is in stock; nothing where they may."""
    return [*_of_time(reward, who), *_of_money(reward, who), *_of_person(reward, who), *_of_limit(reward, who)]


def _of_time(reward: Reward, who: Claimant) -> Iterator[Bar]:
    if reward.starts_at and who.at < reward.starts_at:
        day = date_format(reward.starts_at.astimezone(who.program.zone), "j M Y, H:i T")
        yield Bar("not_begun", _("It can be had from %(day)s.") % {"day": day})
    if reward.ends_at and who.at >= reward.ends_at:
        yield Bar("over", _("The time for it is over."))


def _of_money(reward: Reward, who: Claimant) -> Iterator[Bar]:
    if reward.kind == Kind.CASH and not (who.treasury and pays_cash()):
        yield Bar("no_payouts", _("Money cannot be sent yet: this program has not set up payouts."))
    elif reward.cost and who.treasury is None:
        yield Bar("no_treasury", _("The program has no budget yet."))


def _of_person(reward: Reward, who: Claimant) -> Iterator[Bar]:
    since = who.enrolled_since
    if since is None and (reward.enrolled_only or reward.enrolled_days):
        yield Bar("not_enrolled", _("It is for advocates of the program."), "/join/")
    elif since is not None and since + timedelta(days=reward.enrolled_days) > who.at:
        day = date_format((since + timedelta(days=reward.enrolled_days)).astimezone(who.program.zone), "j M Y")
        days = {"days": reward.enrolled_days, "day": day}
        yield Bar(
            "too_new", _("It is for who has been an advocate for %(days)s days. You can get it from %(day)s.") % days
        )
    if reward.certification_id and reward.certification_id not in who.certified:
        course = reward.certification
        told = _("It is for who holds this certification: %(course)s.") % {"course": course}
        yield Bar("not_certified", told, f"/portal/learn/{reward.certification_id}/")
    if who.lifetime < reward.lifetime_points:
        numbers = {"wanted": reward.lifetime_points, "have": who.lifetime}
        yield Bar("lifetime", _("It is for who has earned %(wanted)s points in all. You have %(have)s.") % numbers)
    if reward.tier and not reaches(who.program, who.member, reward.tier):
        yield Bar("tier", _("It is for a tier that you have not reached yet."), "/portal/recognition/")


def _of_limit(reward: Reward, who: Claimant) -> Iterator[Bar]:
    if reward.per_person is None:
        return
    since = who.at - timedelta(days=reward.per_days) if reward.per_days else None
    count = sum(1 for number, at in who.taken if number == reward.pk and (since is None or at > since))
    if count >= reward.per_person:
        told = ngettext("You have had it: %(n)s per person", "You have had it: %(n)s per person", reward.per_person)
        within = _(" in %(days)s days") % {"days": reward.per_days} if reward.per_days else ""
        yield Bar("limit", f"{told % {'n': reward.per_person}}{within}.")
