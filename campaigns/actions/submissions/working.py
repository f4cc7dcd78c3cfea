"""Handing in what proves a step, giving a mission back, and what runs out of time."""

from datetime import datetime
from functools import partial

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.rights import must_be_heard
from campaigns.actions.uploads import must_fit_today
from campaigns.evidence.fingerprints import bands_of, of_link, of_page, of_text
from campaigns.evidence.keeping import Kept
from campaigns.models import Evidence, Mission, MissionStep, Submission
from campaigns.queries.steps import kind_of_step
from record.actions import write
from sitewide.addresses import web_address
from sitewide.errors import Conflict, Invalid, NotFound
from sitewide.text import from_plain, one_line

State = Submission.State
MOST_OF_ONE_STEP = 5
LONGEST_TEXT = 4_000


def prove_by_link(submission: Submission, step: MissionStep, *, url: str, member: User, at: datetime) -> Evidence:
    """Hand in a link. It is asked for after sending. Refuses what `_added` refuses, and 422 what is no web address."""
    url = web_address(url.strip())
    fresh = Evidence(kind=Evidence.Kind.LINK, url=url, key=of_link(url), said_key=of_page(url))
    return _added(submission, step, fresh, member=member, at=at)


def prove_by_text(submission: Submission, step: MissionStep, *, text: str, member: User, at: datetime) -> Evidence:
    """Hand in a text, as safe HTML. Refuses what `_added` refuses, and 422 one that is empty or too long."""
    if not text.strip():
        raise Invalid(_("Write something first."), code="no_text")
    kept = from_plain(text, LONGEST_TEXT)
    fresh = Evidence(kind=Evidence.Kind.TEXT, text=kept, said_key=of_text(text))
    return _added(submission, step, fresh, member=member, at=at)


def prove_by_picture(
    submission: Submission, step: MissionStep, *, kept: Kept, alt: str, member: User, at: datetime
) -> Evidence:  # fmt: skip
    """Hand in a picture that is written anew and stored. Refuses what `_added` refuses, and 422 one without words."""
    if not (alt := one_line(alt, 200)):
        raise Invalid(_("Say in words what each picture shows."), code="no_alt")
    bands = {f"band_{n}": part for n, part in enumerate(bands_of(kept.look))}
    fresh = Evidence(
        kind=Evidence.Kind.PICTURE, file=kept.stored, alt=alt, key=kept.key, look=kept.look, size=kept.size, **bands
    )
    return _added(submission, step, fresh, member=member, at=at)


def prove_by_file(submission: Submission, step: MissionStep, *, kept: Kept, member: User, at: datetime) -> Evidence:
    """Hand in a file that is stored. Refuses what `_added` refuses."""
    fresh = Evidence(kind=Evidence.Kind.FILE, file=kept.stored, name=kept.name, key=kept.key, size=kept.size)
    return _added(submission, step, fresh, member=member, at=at)


@transaction.atomic
def _added(submission: Submission, step: MissionStep, fresh: Evidence, *, member: User, at: datetime) -> Evidence:
    """Refuses 404 a submission of somebody else, 403 whoever is muted or
    suspended, 409 what is not worked on any more, a sixth piece for one step, and what
    was used before anywhere in the program; 422 what the step does not take; 429 (`too_much`) more bytes than one may
    hand in a day."""
    row = workable(submission, member, at)
    must_be_heard(member, row.program, at=at)
    kind = kind_of_step(step)
    if step.mission_id != row.mission_id or fresh.kind not in kind.proofs:
        raise Invalid(_("This step is not proved like that."), code="wrong_kind")
    if fault := kind.faults(step, fresh):
        raise Invalid(fault, code="wrong_place")
    if Evidence.objects.filter(submission=row, step=step).count() >= MOST_OF_ONE_STEP:
        raise Conflict(_("Five pieces are enough for one step."), code="too_many")
    must_fit_today(member, fresh.size, at=at)
    fresh.program, fresh.submission, fresh.step, fresh.added_at = row.program, row, step, at
    try:
        with transaction.atomic():
            fresh.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(
            _("This was handed in before, by you or somebody else, and counts only once. If it is yours alone, write to a "
              "manager of the program."), code="used_before",
        ) from error  # fmt: skip
    write("submission.proved", at=at, actor=member, program=row.program, subject=row, kind=fresh.kind, step=step.pk)
    return fresh


@transaction.atomic
def take_out(evidence: Evidence, *, member: User, at: datetime) -> None:
    """Take a piece of evidence out again while it is worked on; its file goes, too. Refuses as handing in does."""
    row = workable(evidence.submission, member, at)
    if Evidence.objects.filter(pk=evidence.pk, submission=row).delete()[0] and evidence.file:
        transaction.on_commit(lambda: default_storage.delete(evidence.file), robust=True)
    write("submission.unproved", at=at, actor=member, program=row.program, subject=row, step=evidence.step_id)


@transaction.atomic
def give_up(submission: Submission, *, member: User, at: datetime) -> Submission:
    """Give the mission back: somebody else may take the place. It costs nothing, and one may take it again."""
    row = workable(submission, member, None)
    return _let_go(row, State.GIVEN_UP, at=at, actor=member)


def lapse_due(*, at: datetime) -> int:
    """Take the places of those whose time is over; answers how many. Safe to run twice and at once."""
    late = Submission.objects.filter(state__in=Submission.WORKABLE, due_at__lte=at).order_by("due_at")
    return sum(_lapsed(pk, at) for pk in late.values_list("pk", flat=True)[:500])


@transaction.atomic
def _lapsed(number: int, at: datetime) -> bool:
    rows = locked_rows().filter(pk=number, state__in=Submission.WORKABLE, due_at__lte=at)
    row = rows.first()
    if row is not None:
        _let_go(row, State.LAPSED, at=at, actor=None)
    return row is not None


def _let_go(row: Submission, state: str, *, at: datetime, actor: User | None) -> Submission:
    """The place is free; what was handed in is gone with its files, and may be used again."""
    row.state, row.decided_at = state, at
    row.save(update_fields=["state", "decided_at"])
    handed_in = Evidence.objects.filter(submission=row)
    for file in handed_in.exclude(file="").values_list("file", flat=True):
        transaction.on_commit(partial(default_storage.delete, file), robust=True)
    handed_in.delete()
    free_place(row)
    write(f"submission.{state}", at=at, actor=actor, program=row.program, subject=row)
    return row


def free_place(submission: Submission) -> None:
    Mission.objects.filter(pk=submission.mission_id, taken__gt=0).update(taken=F("taken") - 1)


def workable(submission: Submission, member: User, at: datetime | None) -> Submission:
    """The submission, locked, while its member may change it; without `at` even when its time is over."""
    row = locked_rows().filter(pk=submission.pk, member=member).first()
    if row is None:
        raise NotFound(_("There is no such mission."))
    if row.state not in Submission.WORKABLE:
        raise Conflict(_("This was sent already; nothing of it can be changed now."), code="not_workable")
    if at is not None and row.due_at <= at:
        raise Conflict(_("The time for this mission is over."), code="out_of_time")
    return row


def locked_rows() -> QuerySet[Submission]:
    rows = Submission.objects.select_for_update(of=("self",))
    return rows.select_related("program", "mission__campaign__program", "member")
