"""Whose calendar an address is, and what stands in it."""

import hashlib
from datetime import datetime, timedelta

from django.db.models import QuerySet

from advocates.models import Program
from campaigns.models import CalendarFeed, Campaign
from campaigns.queries.campaigns.shown import between

AROUND = timedelta(days=366)


def hash_of(secret: str) -> str:
    """The secret has 256 random bits, so that one plain SHA-256 is enough to keep."""
    return hashlib.sha256(secret.encode()).hexdigest()


def feed_of(program: Program, secret: str) -> CalendarFeed | None:
    """The feed of an active person with this secret."""
    found = CalendarFeed.objects.filter(program=program, sha256=hash_of(secret), member__is_active=True)
    return found.select_related("member").first()


def listed_in(program: Program, at: datetime, *, drafts: bool) -> QuerySet[Campaign]:
    """A year back and a year ahead."""
    return between(program, at - AROUND, at + AROUND, drafts=drafts)
