"""How much one person may hand in as evidence within a day: pictures and files, in all programs together."""

from datetime import datetime, timedelta

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.models import Evidence, OfflineWork
from sitewide.errors import TooMany

DAY = timedelta(days=1)
MOST_A_DAY = 64 * 1024 * 1024
"""Bytes; sixteen of the largest files."""


def must_fit_today(member: User, size: int, *, at: datetime) -> None:
    """Refuses (429 `too_much`) what would bring the person above `MOST_A_DAY` in the last 24 hours. Text weighs nothing."""
    if not size:
        return
    mine = Evidence.objects.filter(submission__member=member, added_at__gt=at - DAY)
    work = OfflineWork.objects.filter(member=member, logged_at__gt=at - DAY)
    handed_in = sum(rows.aggregate(all=Sum("size", default=0))["all"] for rows in (mine, work))
    if handed_in + size > MOST_A_DAY:
        refused = TooMany(_("You handed in 64 MB of pictures and files within a day. What you typed is kept: hand it in "
                            "tomorrow, or send a link."), retry_after=3_600)  # fmt: skip
        refused.code = "too_much"
        raise refused
