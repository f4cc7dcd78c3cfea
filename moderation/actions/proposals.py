"""A moderator, or a threshold, proposes something about a person; a manager takes it or declines it."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.actions.silences import LONGEST
from moderation.actions import measures
from moderation.actions.decisions import worded
from moderation.actions.standing import must_be_heard_about, must_be_near_nobody
from moderation.letters_about_people import tell_of_answer
from moderation.models import SILENCING, Decision, MeasureProposal, PersonAct
from record.actions import write
from sitewide.errors import Conflict, Forbidden, Invalid

State = MeasureProposal.State


@transaction.atomic
def propose(
    decision: Decision, *, kind: str, reason: str, actor: User, at: datetime, days: int | None = None
) -> MeasureProposal:
    """Ask the managers to do this about the author; nothing happens to anybody before one of them does.

    Refuses 404 outside the moderator's scopes, 403 with a conflict, to the author, or by the rule of rights, quota
    aside; 409 a decision that is against nothing or overturned, and what is proposed already; 422 no reason, no such
    measure, or days out of range.
    """
    row = measures.locked(decision)
    must_be_heard_about(row.case.message, actor, at=at, path=row.case.path)
    measures.must_stand(row)
    if kind not in PersonAct.values:
        raise Invalid(_("Choose what to do about the person."), code="kind")
    if kind in SILENCING and not 1 <= (days or 0) <= LONGEST[SILENCING[PersonAct(kind)]].days:
        most = {"days": LONGEST[SILENCING[PersonAct(kind)]].days}
        raise Invalid(_("Say for how many days: from 1 to %(days)d.") % most, code="days")
    made = MeasureProposal(
        program=row.case.program, person=row.case.message.author, kind=kind, decision=row, by=actor, at=at,
        days=days if kind in SILENCING else None, reason=worded(reason, needed=True),
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("This is proposed already: a manager answers it."), code="again") from None
    write("measure.proposed", at=at, subject=made, actor=actor, program=made.program, kind=kind, person=made.person_id)
    return made


@transaction.atomic
def confirm(
    proposal: MeasureProposal, *, reason: str, actor: User, at: datetime, days: int | None = None
) -> MeasureProposal:
    """Take the measure that is proposed, in words of one's own to the person; `days` may differ from the proposal's.

    Refuses as `measures.take` does; whoever proposed it (403); what is answered or fell away (409).
    """
    row = _answerable(proposal, actor)
    lasts = row.days if days is None else days
    row.measure = measures.take(row.decision, kind=row.kind, reason=reason, days=lasts, actor=actor, at=at)
    _answer(row, State.CONFIRMED, row.measure.reason, actor, at)
    return row


@transaction.atomic
def decline(proposal: MeasureProposal, *, reason: str, actor: User, at: datetime) -> MeasureProposal:
    """Do nothing about the person, for a reason that whoever proposed reads.

    Refuses whoever is no manager, proposed it, or is near to the person (403), what is answered or fell away (409), no
    reason (422).
    """
    row = _answerable(proposal, actor)
    _answer(row, State.DECLINED, worded(reason, needed=True), actor, at)
    return row


def _answerable(proposal: MeasureProposal, actor: User) -> MeasureProposal:
    decision = measures.locked(proposal.decision)
    rows = MeasureProposal.objects.select_for_update(of=("self",)).select_related("program", "person", "by", "decision")
    row = rows.get(pk=proposal.pk)
    must_manage(actor, row.program)
    must_be_near_nobody(decision.case.message, actor)
    if actor.pk == row.by_id:
        raise Forbidden(_("Somebody else answers this proposal."), code="own")
    if row.state != State.OPEN:
        raise Conflict(_("This proposal is answered, or fell away."), code="answered")
    return row


def _answer(row: MeasureProposal, state: MeasureProposal.State, words: str, actor: User, at: datetime) -> None:
    row.state, row.answered_by, row.answered_at, row.answer = state, actor, at, words
    row.save(update_fields=["state", "answered_by", "answered_at", "answer", "measure"])
    write(f"measure.{state}", at=at, subject=row, actor=actor, program=row.program, kind=row.kind)
    tell_of_answer(row)
