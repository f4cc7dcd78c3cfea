"""The brief: facts with source and expiry, what to do and not to do, pictures to use. Each line is added and taken out."""

from datetime import date, datetime
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import Image

from accounts.models import User
from campaigns.actions.campaigns.fairness import must_be_fair
from campaigns.actions.campaigns.steps import locked, must_be_alive
from campaigns.actions.pictures import must_be_of_library
from campaigns.models import BriefFact, BriefPicture, BriefPoint, Campaign
from record.actions import write
from sitewide.errors import Conflict, Invalid, NotFound
from sitewide.text import one_line

L = TypeVar("L", BriefFact, BriefPoint, BriefPicture)
Line = BriefFact | BriefPoint | BriefPicture
MOST_LINES = 40
MOST_ADDRESS = 400
_is_address = URLValidator(schemes=["http", "https"])


@transaction.atomic
def add_fact(
    campaign: Campaign, *, text: str, source_url: str, expires_on: date, actor: User, at: datetime
) -> BriefFact:
    """Add a fact that may be said until that day. Refuses 422 one without source or text, or that holds no more."""
    row = _open_to(campaign, actor)
    fact = BriefFact(campaign=row, text=_text(text, 300), source_url=_address(source_url), expires_on=expires_on)
    _must_hold(fact, at)
    return _add(row, fact, "fact", actor=actor, at=at)


@transaction.atomic
def renew_fact(fact: BriefFact, *, source_url: str, expires_on: date, actor: User, at: datetime) -> BriefFact:
    """Say that a fact was looked at again and holds until another day. Refuses as `add_fact` does."""
    row = _open_to(fact.campaign, actor)
    found = BriefFact.objects.filter(campaign=row, pk=fact.pk).first()
    if found is None:
        raise NotFound(_("There is no such line in this brief."))
    found.source_url, found.expires_on = _address(source_url), expires_on
    found.campaign = row
    _must_hold(found, at)
    found.save(update_fields=["source_url", "expires_on"])
    write(
        "campaign.fact_renewed", at=at, actor=actor, program=row.program, subject=row, fact=found.pk,
        expires_on=expires_on.isoformat(),
    )  # fmt: skip
    return found


@transaction.atomic
def add_point(campaign: Campaign, *, kind: str, text: str, actor: User, at: datetime) -> BriefPoint:
    """Add something to do or not to do. Once the campaign is open it must be fair (422 `unfair`)."""
    row = _open_to(campaign, actor)
    if kind not in BriefPoint.Kind.values:
        raise Invalid(_("Say whether it is to be done or not."), code="kind")
    made = _add(row, BriefPoint(campaign=row, kind=kind, text=_text(text, 240)), "point", actor=actor, at=at)
    if row.state == Campaign.State.OPEN:
        must_be_fair(row)
    return made


@transaction.atomic
def add_picture(campaign: Campaign, *, image: Image, credit: str = "", actor: User, at: datetime) -> BriefPicture:
    """Add a picture of the program's library. Refuses 422 one of another program's, 409 one that is there already."""
    row = _open_to(campaign, actor)
    must_be_of_library(image, row.program)
    if row.pictures.filter(image=image).exists():
        raise Conflict(_("This picture is in the brief already."), code="picture_twice")
    made = BriefPicture(campaign=row, image=image, credit=one_line(credit, 120))
    return _add(row, made, "picture", actor=actor, at=at)


@transaction.atomic
def remove_from_brief(line: Line, *, actor: User, at: datetime) -> None:
    """Take a line out. Refuses 404 whoever does not manage the campaign, 409 one that is over."""
    row = _open_to(line.campaign, actor)
    found = type(line).objects.filter(campaign=row, pk=line.pk).first()
    if found is None:
        raise NotFound(_("There is no such line in this brief."))
    number, kind = found.pk, found._meta.model_name
    found.delete()
    write("campaign.unbriefed", at=at, actor=actor, program=row.program, subject=row, line=number, kind=kind)


def _open_to(campaign: Campaign, actor: User) -> Campaign:
    row = locked(campaign, actor)
    must_be_alive(row)
    return row


def _add(campaign: Campaign, line: L, kind: str, *, actor: User, at: datetime) -> L:
    rows = type(line).objects.filter(campaign=campaign)
    if rows.count() >= MOST_LINES:
        raise Conflict(_("A brief that nobody can remember is none: take something out first."), code="too_many_lines")
    last = rows.aggregate(last=Max("position"))["last"]
    line.position = 0 if last is None else last + 1
    line.save()
    write("campaign.briefed", at=at, actor=actor, program=campaign.program, subject=campaign, line=line.pk, kind=kind)
    return line


def _text(text: str, most: int) -> str:
    told = one_line(text, most)
    if not told:
        raise Invalid(_("Write what it says."), code="no_text")
    return told


def _address(url: str) -> str:
    try:
        _is_address(url)
    except ValidationError as error:
        raise Invalid(_("A fact has the address of its source."), code="no_source") from error
    if len(url) > MOST_ADDRESS:
        raise Invalid(_("This link is too long."), code="no_source")
    return url


def _must_hold(fact: BriefFact, at: datetime) -> None:
    if fact.expires_on < at.astimezone(fact.campaign.program.zone).date():
        raise Invalid(_("A fact holds at least until today."), code="expired")
