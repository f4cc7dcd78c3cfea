"""Work away from the pages: logged by an advocate, verified by a manager other than them. Points follow from the record."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import Program
from advocates.queries import address_of, is_enrolled, manages
from advocates.rights import must_be_heard
from campaigns.actions.near import must_not_be_near
from campaigns.actions.uploads import must_fit_today
from campaigns.evidence.fingerprints import of_bytes, of_link
from campaigns.evidence.keeping import Kept
from campaigns.models import OfflineWork
from campaigns.models.offline_work import MOST_MINUTES, MOST_PIECES
from record.actions import write
from sitewide.addresses import web_address
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound
from sitewide.mail import write_letter
from sitewide.text import one_line

State = OfflineWork.State
DAYS_BACK = 90
MOST_TEXT, MOST_LINK, MOST_TITLE, MOST_NOTE = 2_000, 500, 120, 600
_web_address = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True, slots=True)
class Logged:
    """What an advocate says they did, and what shows it. `picture` is a re-encoded one with its name, `file` one that is
    in the storage already, or none."""

    kind: str
    title: str
    text: str
    done_on: date
    minutes: int
    pieces: int = 1
    link: str = ""
    picture: tuple[str, bytes] | None = None
    file: Kept | None = None


@transaction.atomic
def log(program: Program, work: Logged, *, actor: User, at: datetime) -> OfflineWork:
    """Log what was done; it waits for a manager. The same evidence for the same kind and day is logged once.

    Refuses 403 who is not enrolled, muted or suspended, 422 what has no evidence, lies ahead or too far back, or is out of
    range, 409 what they logged already, and 429 (`too_much`) more bytes than one may hand in a day.
    """
    if not is_enrolled(actor, program, at):
        raise Forbidden(_("Only advocates of the program log work."), code="not_enrolled")
    must_be_heard(actor, program, at=at)
    row = OfflineWork(program=program, member=actor, logged_at=at)
    _fill(row, work, at)
    _must_be_new(row)
    must_fit_today(actor, _weight(work), at=at)
    _keep(row, work)
    _tell("work.logged", row, actor, at, kind=row.kind, minutes=row.minutes, pieces=row.pieces)
    return row


@transaction.atomic
def change(work: OfflineWork, said: Logged, *, actor: User, at: datetime) -> OfflineWork:
    """Change what was sent back, and send it again. A picture or file that is not sent anew stays.

    Refuses as `log` does, whether enrolled or not, 404 others, and 409 what was not sent back.
    """
    row = _own(work, actor)
    must_be_heard(actor, row.program, at=at)
    _step(row, State.SUBMITTED)
    _fill(row, said, at)
    _must_be_new(row)
    must_fit_today(actor, _weight(said), at=at)
    _keep(row, said)
    _tell("work.changed", row, actor, at, kind=row.kind, minutes=row.minutes, pieces=row.pieces)
    return row


@transaction.atomic
def withdraw(work: OfflineWork, *, actor: User, at: datetime) -> OfflineWork:
    """Take back what was not decided on yet. Refuses 404 others, 409 what is decided."""
    row = _own(work, actor)
    _step(row, State.WITHDRAWN)
    row.save(update_fields=["state"])
    _tell("work.withdrawn", row, actor, at)
    return row


@transaction.atomic
def verify(work: OfflineWork, *, actor: User, at: datetime, note: str = "") -> OfflineWork:
    """It was done: it counts by the rule that holds now. Refuses 404 who does not manage the program, 403 one's
    own and that of somebody near (`own`, `near`), 409."""
    return _decided(work, State.VERIFIED, "work.verified", actor=actor, at=at, note=note)


@transaction.atomic
def send_back(work: OfflineWork, *, code: str, note: str, actor: User, at: datetime) -> OfflineWork:
    """Ask for a change, with a reason and what to change. Refuses as `verify` does, and 422 without either."""
    if not note.strip():
        raise Invalid(_("Say what is to be changed."), code="no_note")
    return _decided(work, State.RETURNED, "work.returned", actor=actor, at=at, note=note, code=code)


@transaction.atomic
def refuse(work: OfflineWork, *, code: str, note: str, actor: User, at: datetime) -> OfflineWork:
    """It does not count, with a reason. Refuses as `verify` does, and 422 without a reason."""
    return _decided(work, State.REFUSED, "work.refused", actor=actor, at=at, note=note, code=code)


@transaction.atomic
def revoke(work: OfflineWork, *, code: str, note: str, actor: User, at: datetime) -> OfflineWork:
    """It turned out otherwise: what was verified counts no more. Refuses as `refuse` does."""
    return _decided(work, State.REVOKED, "work.revoked", actor=actor, at=at, note=note, code=code)


def _decided(
    work: OfflineWork, state: OfflineWork.State, verb: str, *, actor: User, at: datetime, note: str, code: str = ""
) -> OfflineWork:
    row = OfflineWork.objects.select_for_update(of=("self",)).select_related("program", "member").get(pk=work.pk)
    if not manages(actor, row.program):
        raise NotFound(_("There is no such work."))
    if row.member_id == actor.pk:
        raise Forbidden(_("Nobody decides on their own work."), code="own")
    must_not_be_near(actor, [row.member_id], row.program, since=row.logged_at)
    _step(row, state)
    if state != State.VERIFIED and code not in OfflineWork.Code.values:
        raise Invalid(_("Choose a reason."), code="no_code")
    row.code, row.note, row.decided_by, row.decided_at = code, note.strip()[:MOST_NOTE], actor, at
    row.save(update_fields=["state", "code", "note", "decided_by", "decided_at"])
    _tell(verb, row, actor, at, code=code)
    context: dict[str, Any] = {
        "work": row, "reader": row.member, "program": row.program, "base_url": address_of(row.program),
    }  # fmt: skip
    write_letter(to=row.member.email, about="work_decided", context=context, at=at, member=row.member)
    return row


def _own(work: OfflineWork, actor: User) -> OfflineWork:
    row = OfflineWork.objects.select_for_update(of=("self",)).select_related("program").get(pk=work.pk)
    if row.member_id != actor.pk:
        raise NotFound(_("There is no such work."))
    return row


def _step(row: OfflineWork, state: OfflineWork.State) -> None:
    if state not in OfflineWork.TRANSITIONS[row.state]:
        told = {"state": row.get_state_display()}
        raise Conflict(_("This cannot be done: the work is %(state)s.") % told, code="state")
    row.state = state


def _fill(row: OfflineWork, said: Logged, at: datetime) -> None:
    """Put into the row what was said; refuses what is out of range."""
    today = at.astimezone(row.program.zone).date()
    if not today - timedelta(days=DAYS_BACK) <= said.done_on <= today:
        raise Invalid(_("The day is one of the last %(days)s.") % {"days": DAYS_BACK}, code="bad_day")
    if not 1 <= said.minutes <= MOST_MINUTES or not 1 <= said.pieces <= MOST_PIECES:
        raise Invalid(_("It took between a minute and a day, and is at most 500 pieces."), code="bad_amount")
    row.kind, row.title, row.text = said.kind, one_line(said.title, MOST_TITLE), said.text.strip()[:MOST_TEXT]
    if said.kind not in OfflineWork.Kind.values or not row.title or not row.text:
        raise Invalid(_("Say what it was, and tell about it in a few words."), code="no_words")
    row.done_on, row.minutes, row.pieces = said.done_on, said.minutes, said.pieces
    _show(row, said)


def _show(row: OfflineWork, said: Logged) -> None:
    """Keep the evidence with the digests that tell it apart."""
    row.link = said.link.strip()
    if row.link:
        _must_be_an_address(row.link)
    row.link_key = of_link(row.link) if row.link else ""
    if said.picture:
        row.picture_key = of_bytes(said.picture[1])
    if said.file:
        row.file_key = said.file.key
    row.size = _weight(said) or row.size
    if not row.link_key and not row.picture_key and not row.file_key:
        raise Invalid(_("Show it: with a link, a picture, or a file."), code="no_evidence")


def _weight(said: Logged) -> int:
    """Bytes of what is sent along."""
    return (len(said.picture[1]) if said.picture else 0) + (said.file.size if said.file else 0)


def _keep(row: OfflineWork, said: Logged) -> None:
    """The row, and its picture and file once nothing stands against it any more; what they stand for goes."""
    if said.picture:
        _drop(row.picture.name)
        name, content = said.picture
        row.picture.save(name, ContentFile(content), save=False)
    if said.file:
        _drop(row.file)
        row.file, row.file_name = said.file.stored, said.file.name
    row.save()


def _drop(stored: str) -> None:
    """Out of the storage, once it is certain that nothing names it any more."""
    if stored:
        transaction.on_commit(partial(default_storage.delete, stored), robust=True)


def _must_be_an_address(link: str) -> None:
    try:
        _web_address(link)
        web_address(link)
    except (ValidationError, Invalid) as error:
        raise Invalid(_("This link is no address of a page."), code="bad_link") from error
    if len(link) > MOST_LINK:
        raise Invalid(_("This link is too long."), code="bad_link")


def _must_be_new(row: OfflineWork) -> None:
    """Refuses the same evidence for the same kind on the same day. Other doubles are for people to judge."""
    mine = OfflineWork.objects.filter(program=row.program, member=row.member_id, kind=row.kind, done_on=row.done_on)
    same = mine.filter(link_key=row.link_key, picture_key=row.picture_key, file_key=row.file_key).exclude(pk=row.pk)
    if same.exclude(state__in=[State.WITHDRAWN, State.REFUSED]).exists():
        raise Conflict(_("You logged this already, with the same evidence."), code="logged_before")


def _tell(verb: str, row: OfflineWork, actor: User, at: datetime, **data: Any) -> None:
    write(verb, at=at, subject=row, actor=actor, program=row.program, **data)
