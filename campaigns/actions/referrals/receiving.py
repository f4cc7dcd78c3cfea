"""An order that the shop tells of becomes a conversion, once, judged by the rule that held when it was placed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import Program
from advocates.queries.enrolments import is_enrolled
from advocates.rights import is_silent
from campaigns.models import Conversion, ConversionHint, ReferralLink, ReferralRule, ReferralSecret
from campaigns.queries.referral_words import LOOK_DAYS
from campaigns.queries.referrals import rule_of
from campaigns.referral_codes import read_code
from campaigns.referral_tokens import Click, digest_of, keyed_buyer, read_click
from record.actions import write
from sitewide.errors import Conflict, Invalid

State, Why, How, Hint = Conversion.State, Conversion.Why, Conversion.How, ConversionHint.Kind
EARLY = timedelta(minutes=5)
USUAL_A_DAY = 10
"""More orders by one advocate within a day are a hint."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the shop says. `amount` is in minor units; `buyer` is the SHA-256 of the address in small letters, or empty."""

    order: str
    amount: int
    currency: str
    ordered_at: datetime
    code: str = ""
    click: str = ""
    buyer: str = ""


@transaction.atomic
def receive(program: Program, order: Order, *, secret: ReferralSecret, at: datetime) -> tuple[Conversion, bool]:
    """The conversion, and whether it is new: the same order told again is the first one.

    A code wins over a click: somebody said it on purpose. Refuses 422 a code or click that is not one of the program's
    and an order of tomorrow, 409 an order that was told with other facts, and 409 where there is no rule.
    """
    link, click = _attributed(program, order)
    if order.ordered_at > at + EARLY or (click and click.at > order.ordered_at + EARLY):
        raise Invalid(_("This order lies before its click, or in the future."), code="bad_time")
    fresh = _judged(order, link, click, secret=secret, at=at)
    try:
        with transaction.atomic():
            fresh.save(force_insert=True)
    except IntegrityError:
        return _known(fresh), False
    hints = _hinted(fresh) if fresh.state == State.HELD else []
    told: dict[str, Any] = {
        "rule": fresh.rule.version,
        "how": fresh.how,
        "state": fresh.state,
        "why": fresh.why,
        "hints": hints,
    }
    write("referral.received", at=at, program=program, subject=fresh, link=link.pk, **told)
    return fresh, True


def _attributed(program: Program, order: Order) -> tuple[ReferralLink, Click | None]:
    links = ReferralLink.objects.filter(program=program).select_related("member", "program")
    if order.code:
        link = links.filter(code=read_code(order.code) or "-").first()
        if link is None:
            raise Invalid(_("This code is mistyped, or none of this program."), code="unknown_code")
        return link, None
    click = read_click(order.click)
    link = links.filter(pk=click.link).first() if click else None
    if link is None:
        raise Invalid(_("This click is none of this program."), code="unknown_click")
    return link, click


def _judged(
    order: Order, link: ReferralLink, click: Click | None, *, secret: ReferralSecret, at: datetime
) -> Conversion:
    program = link.program
    rule = (
        rule_of(program, order.ordered_at) or ReferralRule.objects.filter(program=program).order_by("version").first()
    )
    if rule is None:
        raise Conflict(_("The program has no rule for referrals."), code="no_rule")
    why = _why_not(rule, order, link, click)
    return Conversion(
        program=program, link=link, rule=rule, secret=secret, order=order.order, amount=order.amount,
        currency=order.currency.lower(), how=How.CLICK if click else How.CODE, clicked_at=click.at if click else None,
        own_browser=bool(click and click.own), buyer=keyed_buyer(order.buyer), ordered_at=order.ordered_at, at=at,
        state=State.UNCOUNTED if why else State.HELD, why=why,
        hold_until=order.ordered_at + timedelta(days=rule.hold_days),
    )  # fmt: skip


def _why_not(rule: ReferralRule, order: Order, link: ReferralLink, click: Click | None) -> str:
    purchase = rule.pays_for == ReferralRule.PaysFor.PURCHASE
    if not rule.open:
        return Why.CLOSED
    if why := _sender_bars(link, order.ordered_at):
        return why
    if click and order.ordered_at > click.at + timedelta(days=rule.window_days):
        return Why.LATE
    if purchase and order.currency.lower() != rule.currency:
        return Why.CURRENCY
    return Why.SMALL if purchase and order.amount < max(rule.least, 1) else ""


def _sender_bars(link: ReferralLink, at: datetime) -> str:
    """What stands against it on the side of whoever shared the link."""
    if link.paused_at and link.paused_at <= at:
        return Why.PAUSED
    if not is_enrolled(link.member, link.program, at):
        return Why.NOT_ENROLLED
    return Why.SILENCED if is_silent(link.member, link.program, at=at) else ""


def _known(fresh: Conversion) -> Conversion:
    """The conversion of the same order; refused where it was told with other facts."""
    known = Conversion.objects.select_related("rule", "link").get(program=fresh.program, order=fresh.order)
    facts = ("amount", "currency", "ordered_at", "link_id", "how")
    if any(getattr(known, fact) != getattr(fresh, fact) for fact in facts):
        raise Conflict(_("This order was told before, with other facts."), code="order_known")
    return known


def _hinted(conversion: Conversion) -> list[str]:
    """What a manager should look at before it counts; until then it stays on hold, though never for ever."""
    member, hints = conversion.link.member, []
    others = Conversion.objects.filter(program=conversion.program, link__member=member).exclude(pk=conversion.pk)
    if conversion.buyer and conversion.buyer in _own_addresses(member):
        hints.append(ConversionHint(kind=Hint.SELF_ADDRESS))
    if conversion.own_browser:
        hints.append(ConversionHint(kind=Hint.SELF_BROWSER))
    if conversion.buyer and (before := others.filter(buyer=conversion.buyer).count()):
        hints.append(ConversionHint(kind=Hint.SAME_BUYER, number=before))
    day = others.filter(ordered_at__gt=conversion.ordered_at - timedelta(days=1), ordered_at__lte=conversion.ordered_at)
    if (number := day.count() + 1) > USUAL_A_DAY:
        hints.append(ConversionHint(kind=Hint.VELOCITY, number=number))
    for hint in hints:
        hint.conversion = conversion
    ConversionHint.objects.bulk_create(hints)
    if hints:
        conversion.look_until = conversion.hold_until + timedelta(days=LOOK_DAYS)
        conversion.save(update_fields=["look_until"])
    return [str(hint.kind) for hint in hints]


def _own_addresses(member: User) -> set[str]:
    addresses = {member.email, *EmailAddress.objects.filter(user=member).values_list("email", flat=True)}
    return {keyed_buyer(digest_of(address)) for address in addresses}
