"""What a night's comparison with Stripe found, kept as it was."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from campaigns.models import Payout, Reconciliation
from record.actions import write


@transaction.atomic
def report(
    *,
    sums: Mapping[int | None, Mapping[str, int]],
    differences: Mapping[int | None, list[dict[str, Any]]],
    since: datetime,
    at: datetime,
) -> int:
    """Write one report for each program that pays or was paid, and always one for what belongs to none; answers how many."""
    programs: set[int | None] = {None}
    programs |= set(Payout.objects.values_list("program_id", flat=True).distinct())
    programs |= set(sums) | set(differences)
    for program in programs:
        row = Reconciliation.objects.create(
            program_id=program, at=at, since=since, sums=dict(sums.get(program, {})),
            differences=differences.get(program, []),
        )  # fmt: skip
        if row.program is not None:
            write("pay.reconciled", at=at, program=row.program, subject=row, differences=len(row.differences))
    return len(programs)
