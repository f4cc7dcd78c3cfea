"""Counting who opens links, without keeping who: by the same marks and the same salt of the day as readers of pages."""

import re
import secrets
from datetime import date, datetime
from hashlib import blake2b

from django.db import transaction
from django.db.models import Count

from campaigns.models import ReferralClicks, ReferralLink, ReferralMark
from campaigns.referral_codes import LENGTH, SIGNS
from cms.models import ReadingDay
from sitewide.visitors import Reads

PATH = re.compile(rf"^/go/r/([{SIGNS}]{{{LENGTH}}})/$")
BYTES = 8


def note_clicks(reads: Reads, *, at: datetime) -> int:
    """Store who opened links that are not paused; answers how many marks there were. Other addresses are dropped."""
    asked = {place: found[1] for place in reads if (found := PATH.match(place[1]))}
    if not asked:
        return 0
    live = ReferralLink.objects.filter(code__in=set(asked.values()), paused_at=None)
    links = dict(live.values_list("code", "pk"))
    day = at.date()
    salt = bytes(ReadingDay.objects.get_or_create(day=day, defaults={"salt": secrets.token_bytes(32)})[0].salt)
    marks = {
        (links[code], blake2b(who, key=salt, digest_size=BYTES).digest())
        for place, code in asked.items() if code in links for who in reads[place]
    }  # fmt: skip
    rows = (ReferralMark(link_id=link, day=day, mark=mark) for link, mark in sorted(marks))
    ReferralMark.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2_000)
    return len(marks)


@transaction.atomic
def close_click_days(*, today: date) -> int:
    """Make numbers of the days that are over and forget their marks; answers how many. Safe to run twice.

    What is stored late, for a day that was counted, is added to its number.
    """
    marks = ReferralMark.objects.filter(day__lt=today)
    rows = list(marks.values("link", "day").annotate(people=Count("pk")).order_by("link", "day"))
    for row in rows:
        known, made = ReferralClicks.objects.select_for_update().get_or_create(
            link_id=row["link"], day=row["day"], defaults={"people": row["people"]}
        )
        if not made:
            known.people += row["people"]
            known.save(update_fields=["people"])
    marks.delete()
    return len(rows)
