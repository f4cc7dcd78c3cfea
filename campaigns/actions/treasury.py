"""How a program reckons, and money that staff enter by hand: paid in by bank, or taken out again."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.actions.programs import tell_managers
from advocates.models import Program
from campaigns.actions.budget import lock_budget, move
from campaigns.models import POINTS, Account, Transfer, Treasury
from campaigns.queries.treasury import available
from record.actions import write
from sitewide.errors import Conflict, Invalid
from sitewide.reasons import reason_of

MOST_MONEY = 10**12
"""Minor units that can be entered at once."""
SAFEGUARDS = ("second_person_above", "approval_above")
"""What keeps one manager from giving much alone; whoever raises it is seen by all the others."""


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What a treasury says; see the model."""

    currency: str
    value_of_100: int
    second_person_above: int
    approval_above: int
    expiry_months: int | None


@transaction.atomic
def set_up(program: Program, reckoning: Reckoning, *, actor: User, at: datetime) -> Treasury:
    """Give the program a currency, and its points a value, or change them from now on.

    Refuses whoever is no manager (403), figures out of range (422), and another currency once money has moved (409).
    Points that arrived keep the time that they arrived with. A limit that is raised is told to every other manager.
    """
    must_manage(actor, program)
    Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    treasury = Treasury.objects.filter(program=program).first() or Treasury(program=program)
    money = Account.objects.filter(program=program).exclude(unit=POINTS)
    if treasury.pk and treasury.currency != reckoning.currency and money.exists():
        raise Conflict(_("Money has moved in this currency; it cannot change any more."), code="currency_used")
    raised = [name for name in SAFEGUARDS if treasury.pk and getattr(reckoning, name) > getattr(treasury, name)]
    for name, value in asdict(reckoning).items():
        setattr(treasury, name, value)
    try:
        treasury.full_clean()
    except ValidationError as wrong:
        raise Invalid(" ".join(wrong.messages), code="bad_treasury") from wrong
    treasury.save()
    write("treasury.set", at=at, actor=actor, program=program, subject=treasury, reckoning=asdict(reckoning))
    if raised:
        names = [str(field.verbose_name) for field in Treasury._meta.fields if field.name in raised]
        tell_managers(program, "settings", actor=actor, at=at, names=names)
    return treasury


@transaction.atomic
def pay_in(program: Program, *, amount: int, reason: str, key: str, actor: User, at: datetime) -> Transfer:
    """Enter money that was paid in outside of the product, once per `key`. Refuses 403, 409 without a currency, 422."""
    return _by_hand(Transfer.Kind.FUND, program, amount=amount, reason=reason, key=key, actor=actor, at=at)


@transaction.atomic
def take_out(program: Program, *, amount: int, reason: str, key: str, actor: User, at: datetime) -> Transfer:
    """Take money out of the free budget, once per `key`. Refuses as `pay_in`, and what covers a promise (409)."""
    must_manage(actor, program)
    lock_budget(program)
    known = Transfer.objects.filter(cause=_cause(program, actor, key)).exists()
    if not known and amount > available(program):
        raise Conflict(_("So much is not free: the rest covers what is promised."), code="budget_short")
    return _by_hand(Transfer.Kind.WITHDRAW, program, amount=amount, reason=reason, key=key, actor=actor, at=at)


def _by_hand(step: str, program: Program, *, amount: int, reason: str, key: str, actor: User, at: datetime) -> Transfer:
    must_manage(actor, program)
    reason = reason_of(reason, 200, _("Say why: it stands beside the movement."))
    if not 1 <= amount <= MOST_MONEY or not 1 <= len(key) <= 40:
        raise Invalid(_("Enter an amount above zero."), code="bad_amount")
    cause = _cause(program, actor, key)
    earlier = Transfer.objects.filter(cause=cause).first()
    moved = move(step, program=program, amount=amount, cause=cause, memo=reason, at=at)
    if earlier is None:
        write(f"budget.{step}", at=at, actor=actor, program=program, subject=moved, amount=amount)
    return moved


def _cause(program: Program, actor: User, key: str) -> str:
    return f"hand:{program.pk}:{actor.pk}:{key}"
