"""Who read the pages of the demo program in the last ten days: some more each day, and most of them the recipes."""

from datetime import datetime, timedelta

from cms.actions import reading
from cms.models import BrandPage

READERS = {"cookware": 64, "care-and-repair": 38, "recipes": 121, "knives": 47}
DAYS = 10


def by_readers(pages: dict[str, BrandPage], at: datetime) -> None:
    for ago in range(DAYS, 0, -1):
        read = {
            ("", page.get_url_parts()[2]): {
                f"{slug} {number}".encode() for number in range(READERS.get(slug, 20) + (DAYS - ago) * 3)
            }
            for slug, page in pages.items()
        }
        reading.note_reads(read, at=at - timedelta(days=ago))
    reading.close_days(today=at.date())
