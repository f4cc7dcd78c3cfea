"""Reads about referrals: the rule that holds, where links may lead, who opened them and what became of orders."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import User
from advocates.models import Program
from campaigns.models import Conversion, ReferralClicks, ReferralLink, ReferralMark, ReferralRule, ReferralSecret
from campaigns.referral_tokens import secret_of

State = Conversion.State
DAYS = 30
HEIGHT = 100
LIVE_SECRETS = 2


def rule_of(program: Program, at: datetime) -> ReferralRule | None:
    """The version that holds at this moment."""
    rules = ReferralRule.objects.filter(program=program, at__lte=at)
    return rules.order_by("-version").first()


def rules_of_program(program: Program) -> QuerySet[ReferralRule]:
    return ReferralRule.objects.filter(program=program).select_related("by").order_by("-version")


def is_open(rule: ReferralRule | None) -> bool:
    return rule is not None and rule.open


def may_lead_to(target: str, hosts: Iterable[str]) -> bool:
    """Whether a link may lead there: a path of the site, or https at one of the hosts, at its usual port."""
    if target != target.strip() or not target.isprintable() or not target.isascii():
        return False
    if target.startswith("/"):
        return url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    parts = urlsplit(target)
    return parts.scheme == "https" and parts.netloc in set(hosts) and "\\" not in target


def live_secrets(program: Program) -> list[tuple[int, str]]:
    """Number and text of the secrets that calls of the program may be signed with."""
    live = ReferralSecret.objects.filter(program=program, ended_at=None).order_by("-pk")
    return [(number, secret_of(nonce)) for number, nonce in live.values_list("pk", "nonce")]


def links_of(program: Program, member: User) -> QuerySet[ReferralLink]:
    """The member's links, each with `opened` (people on days that are over), `today` and `counted`."""
    counted = Count("conversions", filter=Q(conversions__state=State.COUNTED), distinct=True)
    links = ReferralLink.objects.filter(program=program, member=member)
    return links.annotate(
        opened=_sum(ReferralClicks, Sum("people")), today=_sum(ReferralMark, Count("pk")), counted=counted
    )


def _sum(model: Any, total: Sum | Count) -> Coalesce:
    rows = model.objects.filter(link=OuterRef("pk")).order_by().values("link").annotate(total=total)
    return Coalesce(Subquery(rows.values("total"), output_field=IntegerField()), 0)


@dataclass(frozen=True, slots=True)
class Day:
    """How many people opened links on a day. `x`, `y` and `height` place its bar in a drawing 100 high, 10 a day."""

    day: date
    people: int
    x: int
    y: int
    height: int


def days_of(links: Sequence[ReferralLink], today: date) -> list[Day]:
    """The last days, oldest first, today among them; two queries."""
    first = today - timedelta(days=DAYS - 1)
    over = ReferralClicks.objects.filter(link__in=links, day__gte=first).values("day").annotate(n=Sum("people"))
    people = {row["day"]: row["n"] for row in over}
    for row in ReferralMark.objects.filter(link__in=links, day__gte=first).values("day").annotate(n=Count("pk")):
        people[row["day"]] = people.get(row["day"], 0) + row["n"]
    top = max(people.values(), default=0) or 1
    return [_day(first + timedelta(days=n), people, top, n) for n in range(DAYS)]


def _day(day: date, people: dict[date, int], top: int, number: int) -> Day:
    opened = people.get(day, 0)
    height = max(round(opened / top * HEIGHT), 2 if opened else 0)
    return Day(day, opened, number * 10 + 1, HEIGHT - height, height)


def conversions_of(program: Program, member: User) -> QuerySet[Conversion]:
    """What the member's links led to, as the member may see it."""
    found = Conversion.objects.filter(program=program, link__member=member)
    return found.select_related("link", "rule").prefetch_related("hints")


def waits_for_a_look() -> Q:
    """Conversions with a hint that nobody has looked at yet."""
    return Q(state=State.HELD, decided_at=None, look_until__isnull=False)
