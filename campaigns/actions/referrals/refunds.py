"""What was paid back: it ends a hold, or takes back what counted."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from advocates.models import Program
from campaigns.models import Conversion, ReferralRefund
from record.actions import write
from sitewide.errors import Conflict, Invalid, NotFound

State = Conversion.State


@transaction.atomic
def refund(program: Program, *, order: str, number: str, amount: int, at: datetime) -> tuple[Conversion, bool]:
    """Note that `amount` of the order was paid back under the shop's `number`; answers whether that is new.

    Points are all or nothing: they stand while at least half of what was paid remains, and the rule's least amount.
    Refuses 404 an order that was never told, 409 a number that was told with another amount, 422 more than was paid.
    """
    locked = Conversion.objects.select_for_update(of=("self",)).select_related("rule")
    conversion = locked.filter(program=program, order=order).first()
    if conversion is None:
        raise NotFound(_("This order was never told of."), code="unknown_order")
    known = ReferralRefund.objects.filter(conversion=conversion, number=number).first()
    if known:
        if known.amount != amount:
            raise Conflict(_("This refund was told before, with another amount."), code="refund_known")
        return conversion, False
    if amount > conversion.amount - conversion.refunded or (conversion.amount and not amount):
        raise Invalid(_("More would be paid back than was paid, or nothing."), code="bad_refund")
    made = ReferralRefund.objects.create(conversion=conversion, number=number, amount=amount, at=at)
    conversion.refunded += amount
    conversion.save(update_fields=["refunded"])
    write("referral.refunded", at=at, program=program, subject=conversion, refund=made.pk)
    if not remains(conversion):
        _sent_back(conversion, at)
    return conversion, True


def remains(conversion: Conversion) -> bool:
    """Whether what is left of the order after refunds is enough for its points."""
    left = conversion.amount - conversion.refunded
    return conversion.amount > 0 and left * 2 >= conversion.amount and left >= conversion.rule.least


def _sent_back(conversion: Conversion, at: datetime) -> None:
    state = State.CLAWED_BACK if conversion.state == State.COUNTED else State.REFUNDED
    if state not in Conversion.TRANSITIONS[conversion.state]:
        return
    conversion.state = state
    conversion.save(update_fields=["state"])
    verb = "referral.clawed_back" if state == State.CLAWED_BACK else "referral.sent_back"
    write(verb, at=at, program=conversion.program, subject=conversion)
