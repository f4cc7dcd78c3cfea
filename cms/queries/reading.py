"""How many people read pages a day."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Min, Sum

from cms.models import PageReader, Readership

DAYS = 30


def readers_a_day(page_ids: Iterable[int], today: date) -> int | None:
    """On an average day of the last thirty that are over; today so far where none is. None where nothing was counted.

    Who reads several of the pages on a day is counted on each, so it is how many there are at most.
    """
    pages = list(page_ids)
    counted = Readership.objects.filter(day__gte=today - timedelta(days=DAYS), day__lt=today)
    first = counted.aggregate(first=Min("day"))["first"]
    if first is None:
        return PageReader.objects.filter(page__in=pages, day=today).count() if PageReader.objects.exists() else None
    total: int = counted.filter(page__in=pages).aggregate(total=Sum("readers"))["total"] or 0
    days: int = (today - first).days
    return round(total / days)


def readers_of_page(page_id: int, today: date) -> int:
    """On an average day of the last thirty that are over, since the page was first read; today so far where none is.

    One query as a rule, two on a page's first day.
    """
    counted = Readership.objects.filter(page=page_id, day__gte=today - timedelta(days=DAYS), day__lt=today)
    found = counted.aggregate(first=Min("day"), total=Sum("readers"))
    if found["first"] is None:
        return PageReader.objects.filter(page=page_id, day=today).count()
    total: int = found["total"]
    days: int = (today - found["first"]).days
    return round(total / days)
