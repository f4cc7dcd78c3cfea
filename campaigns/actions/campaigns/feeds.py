"""The secret address of a person's calendar: made by them, shown once, ended by them."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import Program
from advocates.queries import is_enrolled, manages
from campaigns.models import CalendarFeed
from campaigns.queries.campaigns.feeds import hash_of
from record.actions import write
from sitewide.errors import Forbidden, NotFound


@transaction.atomic
def make_feed(program: Program, *, actor: User, at: datetime) -> str:
    """Make the actor's address of the calendar anew; answers its secret, which is kept nowhere. An earlier one is void.

    Refuses 403 whoever is neither enrolled nor manages the program.
    """
    if not is_enrolled(actor, program, at) and not manages(actor, program):
        raise Forbidden(_("The calendar is for the program's advocates."), code="not_enrolled")
    secret = secrets.token_urlsafe(32)
    feed, _new = CalendarFeed.objects.update_or_create(
        program=program, member=actor, defaults={"sha256": hash_of(secret), "made_at": at}
    )
    write("calendar.feed_made", at=at, actor=actor, program=program, subject=feed)
    return secret


@transaction.atomic
def end_feed(program: Program, *, actor: User, at: datetime) -> None:
    """Void the actor's address. Refuses 404 where there is none."""
    feed = CalendarFeed.objects.select_for_update().filter(program=program, member=actor).first()
    if feed is None:
        raise NotFound(_("You have no address of the calendar."))
    write("calendar.feed_ended", at=at, actor=actor, program=program, subject=feed)
    feed.delete()
