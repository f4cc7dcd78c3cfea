"""What was on hold long enough counts."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from advocates.queries.enrolments import is_enrolled
from campaigns.models import Conversion
from record.actions import write

State = Conversion.State
REMEMBERED = timedelta(days=365)
MOST = 500


@transaction.atomic
def settle_due(*, at: datetime) -> int:
    """Let count whose hold is over: at once, or with hints when a person let it or nobody did within the time for it.

    Answers how many. Safe to run twice or at once.
    """
    looked_at = Q(look_until=None) | Q(look_until__lte=at)
    due = Conversion.objects.select_for_update(of=("self",), skip_locked=True).select_related(
        "program", "rule", "link__member"
    )
    rows = list(due.filter(looked_at, state=State.HELD, hold_until__lte=at).order_by("pk")[:MOST])
    for conversion in rows:
        count(conversion, at=at)
    return len(rows)


def count(conversion: Conversion, *, at: datetime) -> None:
    """In the caller's transaction, with the row locked: it counts, and the record's readers credit its points.

    Points are for who is enrolled when the hold is over, as the rule says: of whoever left it does not count, with why.
    """
    if not is_enrolled(conversion.link.member, conversion.program, at):
        return _fall_back(conversion, at=at)
    conversion.state = State.COUNTED
    conversion.save(update_fields=["state"])
    write(
        "referral.converted", at=at, program=conversion.program, subject=conversion, rule=conversion.rule.version,
        points=conversion.rule.points,
    )  # fmt: skip


def _fall_back(conversion: Conversion, *, at: datetime) -> None:
    conversion.state, conversion.why = State.UNCOUNTED, Conversion.Why.LEFT
    conversion.save(update_fields=["state", "why"])
    write("referral.uncounted", at=at, program=conversion.program, subject=conversion, why=str(conversion.why))


def forget_buyers(*, at: datetime) -> int:
    """Forget who bought a year ago; answers how many orders."""
    return Conversion.objects.filter(at__lt=at - REMEMBERED).exclude(buyer="").update(buyer="")
