"""What a manager does about a person: a warning, a strike, a mute for a time, a suspension; and taking it back."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions import silences
from advocates.actions.authority import must_manage
from advocates.models import Silence
from moderation.actions.decisions import worded
from moderation.actions.pseudonyms import name
from moderation.actions.standing import must_be_near_nobody
from moderation.actions.thresholds import fall, weigh
from moderation.letters_about_people import tell_of_end, tell_of_measure
from moderation.models import SILENCING, Decision, Measure, PersonAct
from moderation.queries.strikes import rule_of, weight_for
from record.actions import write
from sitewide.errors import Conflict, Invalid

AT_ONCE = 200


@transaction.atomic
def take(decision: Decision, *, kind: str, reason: str, actor: User, at: datetime, days: int | None = None) -> Measure:
    """Do this about the author of the message that the decision is against; it holds with the commit.

    A strike counts as long as the program says and weighs what its clause weighs; it may lead to a proposal, never to
    more. A mute or suspension lasts `days` and ends by itself. The person is told in writing. Refuses whoever is no
    manager, and one with a conflict, though not that they decided themselves (403); a decision that is against nothing
    or is overturned, and the same measure while it runs (409); no words, no such measure, days out of range (422).
    """
    row = locked(decision)
    must_manage(actor, row.case.program)
    must_be_near_nobody(row.case.message, actor)
    must_stand(row)
    made = _built(row, kind, worded(reason, needed=True), actor, at)
    if kind in SILENCING:
        made.silence = _silenced(made, days)
        made.until = made.silence.ends_at
    _store(made)
    name(made.program, actor)
    write(
        "measure.taken", at=at, subject=made, actor=actor, program=made.program, kind=kind, person=made.person_id,
        decision=row.pk, weight=made.weight,
    )  # fmt: skip
    if kind == PersonAct.STRIKE:
        weigh(made.person, made.program, decision=row, at=at)
    tell_of_measure(made)
    return made


@transaction.atomic
def lift(measure: Measure, *, reason: str, actor: User, at: datetime) -> Measure:
    """End it before its time, for a reason that the person reads. A warning is said: it cannot be ended.

    What a threshold proposed and the strikes that are left no longer reach falls away with it. Refuses whoever is no
    manager, the person themselves and who is near to them (403), what is over or a warning (409), no words (422).
    """
    decision = locked(measure.decision)
    row = _locked(measure)
    must_manage(actor, row.program)
    must_be_near_nobody(decision.case.message, actor)
    if row.kind == PersonAct.WARN:
        raise Conflict(_("A warning is said: it falls only with the decision that it rests on."), code="warning")
    if row.ended_at is not None or (row.until is not None and row.until <= at):
        raise Conflict(_("This is over already."), code="ended")
    _end(row, reason=worded(reason, needed=True), actor=actor, at=at)
    if row.kind == PersonAct.STRIKE:
        fall(row.person, row.program, at=at)
    return row


def fall_with(decision: Decision, *, actor: User, reason: str, at: datetime) -> None:
    """In the transaction of an overturned appeal: everything that was done about the author because of it is ended."""
    row = locked(decision)
    person, program = row.case.message.author, row.case.program
    rows = Measure.objects.select_for_update(of=("self",)).select_related("program", "person", "silence")
    for made in rows.filter(decision=row, ended_at=None).order_by("pk"):
        _end(made, reason=reason, actor=actor, at=at)
    fall(person, program, decision=row, at=at)


def expire_due(*, at: datetime) -> int:
    """Note what is over by itself, a row at a time; answers how many. Safe to run twice, at once, and to be killed."""
    due = Measure.objects.filter(ended_at=None, until__lte=at).select_related("decision").order_by("until", "pk")
    return sum(_expired(measure, at) for measure in due[:AT_ONCE])


@transaction.atomic
def _expired(measure: Measure, at: datetime) -> bool:
    locked(measure.decision)
    row = _locked(measure)
    if row.ended_at is not None:
        return False
    row.ended_at = row.until
    row.save(update_fields=["ended_at"])
    if row.silence is not None:
        silences.expire(row.silence, at=at)
    write("measure.expired", at=at, subject=row, program=row.program, kind=row.kind, person=row.person_id)
    if row.silence is not None:
        tell_of_end(row, at=at)
    if row.kind == PersonAct.STRIKE:
        fall(row.person, row.program, at=at)
    return True


def locked(decision: Decision) -> Decision:
    """The decision with the author of its message, both locked, always first and in this order.

    Whoever changes what counts against a person does it one after the other, so that a threshold sees every strike.
    """
    rows = Decision.objects.select_for_update(of=("self", "case__message__author"), no_key=True)
    return rows.select_related("case__program", "case__message__author", "case__message__program", "clause__version").get(
        pk=decision.pk
    )  # fmt: skip


def must_stand(row: Decision) -> None:
    """Refuses (409) a decision that is not against the message, or that was overturned."""
    if not row.is_against:
        raise Conflict(
            _("Nothing was decided against a message here, so nothing is done about its author."), code="act"
        )
    if row.overturned_at is not None:
        raise Conflict(_("This decision was overturned: nothing more rests on it."), code="overturned")


def _built(decision: Decision, kind: str, words: str, actor: User, at: datetime) -> Measure:
    if kind not in PersonAct.values:
        raise Invalid(_("Choose what to do about the person."), code="kind")
    program, person = decision.case.program, decision.case.message.author
    made = Measure(program=program, person=person, kind=kind, decision=decision, reason=words, at=at, by=actor)
    if kind == PersonAct.STRIKE:
        made.weight, made.until = weight_for(decision), at + timedelta(days=rule_of(program).strike_days)
    return made


def _silenced(made: Measure, days: int | None) -> Silence:
    until = made.at + timedelta(days=days or 0)
    kind = SILENCING[PersonAct(made.kind)]
    return silences.silence(made.program, member=made.person, kind=kind, until=until, actor=made.by, at=made.at)


def _store(made: Measure) -> None:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("This was done because of this decision already."), code="again") from None


def _locked(measure: Measure) -> Measure:
    rows = Measure.objects.select_for_update(of=("self",)).select_related("program", "person", "silence")
    return rows.get(pk=measure.pk)


def _end(row: Measure, *, reason: str, actor: User, at: datetime) -> None:
    if row.silence is not None and row.silence.ended_at is None:
        silences.unsilence(row.silence, actor=actor, at=at)
    row.ended_at, row.ended_by, row.end_reason = at, actor, reason
    row.save(update_fields=["ended_at", "ended_by", "end_reason"])
    write("measure.ended", at=at, subject=row, actor=actor, program=row.program, kind=row.kind, person=row.person_id)
    tell_of_end(row, at=at)
