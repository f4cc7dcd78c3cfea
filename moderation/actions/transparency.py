"""Publishing the report of a quarter, once, with its hash on the record."""

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from advocates.models import Program
from moderation.models import TransparencyReport
from moderation.queries.transparency import bounds, bytes_of, quarter_before, report_of
from record.actions import write
from record.models import Pending
from record.queries import sealed_until
from sitewide.errors import Conflict


@transaction.atomic
def publish(program: Program, *, year: int, quarter: int, at: datetime) -> TransparencyReport:
    """Compute the report from what is sealed now and keep its bytes. Nobody's name is in it.

    Refuses (409) a quarter that is not over or is published, and while entries wait for their seal.
    """
    Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    if bounds(year, quarter)[1] > at:
        raise Conflict(_("This quarter is not over."), code="not_over")
    if TransparencyReport.objects.filter(program=program, year=year, quarter=quarter).exists():
        raise Conflict(_("This quarter is published already."), code="published")
    if Pending.objects.exists():
        raise Conflict(_("The record is being sealed. Try again in a moment."), code="unsealed")
    position = sealed_until()[0]
    text = bytes_of(report_of(program, year, quarter, position=position))
    made = TransparencyReport.objects.create(
        program=program, year=year, quarter=quarter, position=position, sha256=hashlib.sha256(text).hexdigest(),
        text=text.decode(), made_at=at,
    )  # fmt: skip
    told: dict[str, Any] = {"quarter": made.label, "sha256": made.sha256, "position": position}
    write("transparency.published", at=at, subject=made, program=program, **told)
    return made


def publish_due(*, at: datetime) -> int:
    """Publish the last quarter of every program that existed in it, where it is not; answers how many. For the sweep."""
    year, quarter = quarter_before(at)
    known = TransparencyReport.objects.filter(year=year, quarter=quarter).values("program")
    due = Program.objects.filter(practice_of=None, created_at__lt=bounds(year, quarter)[1]).exclude(pk__in=known)
    done = 0
    for program in due.order_by("pk"):
        try:
            publish(program, year=year, quarter=quarter, at=at)
        except Conflict:
            continue
        done += 1
    return done


def comes_out_again(report: TransparencyReport) -> bool:
    """Whether computing it anew from the record gives the bytes that were published."""
    again = bytes_of(report_of(report.program, report.year, report.quarter, position=report.position))
    return hashlib.sha256(again).hexdigest() == report.sha256 and again == report.text.encode()
