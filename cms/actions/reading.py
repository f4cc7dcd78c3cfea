"""Counting who reads pages, without keeping who: marks of a day, which become a number when the day is over."""

import secrets
from datetime import date, datetime
from hashlib import blake2b

from django.db import transaction
from django.db.models import Count
from wagtail.models.sites import get_site_for_hostname

from advocates.queries.places import behind_no_restriction
from cms.models import BrandPage, PageReader, Readership, ReadingDay
from sitewide.visitors import Reads

BYTES = 8


def note_reads(reads: Reads, *, at: datetime) -> int:
    """Store who read brand pages; answers how many marks there were. Other addresses are dropped."""
    pages = _pages(reads)
    if not pages:
        return 0
    day = at.date()
    salt = bytes(ReadingDay.objects.get_or_create(day=day, defaults={"salt": secrets.token_bytes(32)})[0].salt)
    marks = {(pages[place], _mark(who, salt)) for place, people in reads.items() if place in pages for who in people}
    rows = (PageReader(page_id=page, day=day, mark=mark) for page, mark in sorted(marks))
    PageReader.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2_000)
    return len(marks)


def _mark(who: bytes, salt: bytes) -> bytes:
    return blake2b(who, key=salt, digest_size=BYTES).digest()


def _pages(reads: Reads) -> dict[tuple[str, str], int]:
    """The numbers of the live, public brand pages at these addresses: who is asked for a password has read nothing."""
    wanted: dict[tuple[str, str], str] = {}
    for host, path in reads:
        name, _, port = host.partition(":")
        site = get_site_for_hostname(name, int(port) if port.isdigit() else 80)
        if site is not None:
            wanted[host, path] = site.root_page.url_path + path.lstrip("/")
    public = BrandPage.objects.live().filter(behind_no_restriction("path"))
    found = public.filter(url_path__in=set(wanted.values())).values_list("url_path", "pk")
    numbers = dict(found)
    return {place: numbers[url_path] for place, url_path in wanted.items() if url_path in numbers}


@transaction.atomic
def close_days(*, today: date) -> int:
    """Make numbers of the days that are over and forget their marks and salts; answers how many days. Safe to run twice."""
    over = list(ReadingDay.objects.select_for_update().filter(day__lt=today).values_list("day", flat=True))
    counted = PageReader.objects.filter(day__in=over).values("page", "day").annotate(readers=Count("pk")).order_by()
    rows = [Readership(page_id=row["page"], day=row["day"], readers=row["readers"]) for row in counted]
    Readership.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2_000)
    PageReader.objects.filter(day__in=over).delete()
    ReadingDay.objects.filter(day__in=over).delete()
    return len(over)
