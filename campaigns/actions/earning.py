"""What the program pays points for."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import Program
from advocates.queries import manages
from campaigns.models import EarningRule
from record.actions import write
from sitewide.errors import Invalid, NotFound

MOST_POINTS = 10_000


@transaction.atomic
def set_rule(
    program: Program, *, what: str, points: int, per_day: int | None, active: bool, actor: User, at: datetime
) -> EarningRule:
    """Set what one kind of contribution earns from now on; `per_day` caps how many count a day and person.

    Refuses 404 whoever does not manage the program, 422 points or a cap out of range.
    """
    if not manages(actor, program):
        raise NotFound(_("There is no such program."))
    if what not in EarningRule.What.values or not 0 <= points <= MOST_POINTS or (per_day is not None and per_day < 1):
        raise Invalid(_("A rule pays from 0 to 10,000 points, for at least one contribution a day."), code="bad_rule")
    fields = {"points": points, "per_day": per_day, "active": active}
    rule, _made = EarningRule.objects.update_or_create(program=program, what=what, defaults=fields)
    write("earning.set", at=at, actor=actor, program=program, subject=rule, what=what, rule=fields)
    return rule
