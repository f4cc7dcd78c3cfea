"""What there is of goods and experiences: pieces, and places on dates. Codes are filled up in the catalogue."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.actions.catalogue import must_be, must_manage
from campaigns.models import Reward, RewardDate
from record.actions import write
from sitewide.errors import Conflict, Invalid
from sitewide.text import one_line

Kind = Reward.Kind
MOST_PIECES = 100_000
MOST_PLACES = 5_000


@transaction.atomic
def restock(reward: Reward, *, pieces: int, actor: User, at: datetime) -> int:
    """Count pieces in, or out where negative; answers how many there are then. Refuses 409 more out than there are."""
    must_manage(actor, reward.program)
    must_be(reward, Kind.GOODS)
    if not pieces or abs(pieces) > MOST_PIECES:
        raise Invalid(_("Count at least one piece in or out, and at most 100,000."), code="no_pieces")
    there = Reward.objects.filter(pk=reward.pk, stock__gte=-pieces, stock__lte=MOST_PIECES - pieces)
    if not there.update(stock=F("stock") + pieces):
        raise Conflict(_("There are not so many pieces."), code="not_so_many")
    reward.refresh_from_db(fields=["stock"])
    write("reward.counted", at=at, actor=actor, program=reward.program, subject=reward, pieces=pieces)
    return reward.stock


@transaction.atomic
def add_date(
    reward: Reward, *, starts_at: datetime, where: str, places: int, actor: User, at: datetime
) -> RewardDate:  # fmt: skip
    """A date of an experience with its places. Refuses 422 one that is over, and 409 one that is there already."""
    must_manage(actor, reward.program)
    must_be(reward, Kind.EXPERIENCE)
    where = one_line(where, 120)
    if starts_at <= at or not where or not 1 <= places <= MOST_PLACES:
        raise Invalid(_("A date lies ahead, says where, and has from 1 to 5,000 places."), code="bad_date")
    new = {"places": places}
    date, fresh = RewardDate.objects.get_or_create(reward=reward, starts_at=starts_at, where=where, defaults=new)
    if not fresh:
        raise Conflict(_("This date is there already."), code="date_known")
    write("reward.dated", at=at, actor=actor, program=reward.program, subject=reward, date=date.pk, places=places)
    return date


@transaction.atomic
def set_places(date: RewardDate, *, places: int, actor: User, at: datetime) -> RewardDate:
    """More or fewer places; none are taken from whoever has one (409 `places_taken`)."""
    locked = RewardDate.objects.select_for_update(of=("self",)).select_related("reward__program").get(pk=date.pk)
    program = locked.reward.program
    must_manage(actor, program)
    if not 1 <= places <= MOST_PLACES:
        raise Invalid(_("A date has from 1 to 5,000 places."), code="bad_date")
    if places < locked.taken:
        raise Conflict(_("More people than that have a place already."), code="places_taken")
    locked.places = places
    locked.save(update_fields=["places"])
    write("reward.dated", at=at, actor=actor, program=program, subject=locked.reward, date=date.pk, places=places)
    return locked
