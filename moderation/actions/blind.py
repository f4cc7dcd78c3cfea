"""Deciding blind and without effect: what is drawn, given, answered, and what becomes of a difference."""

import hashlib
import hmac
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.models import Clause, Program
from moderation.actions.causes import look_again
from moderation.actions.decisions import worded
from moderation.actions.passing import SKIPPED_FOR
from moderation.actions.standing import must_be_allowed
from moderation.models import AGAINST, Act, BlindDecision, Case, Decision, Skip, acts_for
from moderation.queries.blind import (
    as_it_was,
    fits,
    gold_for,
    is_put_aside,
    is_still_theirs,
    just_had_one,
    live_decision,
    pending_of,
    rates_of,
    same_clause,
    second_reviews,
)
from moderation.queries.clauses import clauses_of
from moderation.queries.standing import Standing, standing_of
from moderation.queries.workload import week_of
from record.actions import write
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound
from sitewide.reasons import reason_of

Kind, Answer = BlindDecision.Kind, BlindDecision.Answer
MOST_REASON = 400


@transaction.atomic
def draw_second(decision: Decision, *, at: datetime) -> BlindDecision | None:
    """Have a share of decisions reviewed blind: which ones, nobody can tell beforehand. Safe to run twice."""
    program = decision.case.program
    if not lot(f"second:{decision.pk}") < rates_of(program).second_percent / 100:
        return None
    try:
        with transaction.atomic():
            made = BlindDecision.objects.create(
                program=program, kind=Kind.SECOND, case=decision.case, against=decision, given_at=at
            )
    except IntegrityError:
        return None
    write("review.drawn", at=at, subject=made, program=program, decision=decision.pk)
    return made


def lot(said: str) -> float:
    """A number from 0 up to 1 that only the installation's key can tell."""
    key = hmac.new(b"moderation.lots", settings.SECRET_KEY.encode(), hashlib.sha256).digest()
    return int.from_bytes(hmac.new(key, said.encode(), hashlib.sha256).digest()[:7], "big") / 2**56


@transaction.atomic
def give(program: Program, *, moderator: User, at: datetime, narrowed: Q | None = None) -> BlindDecision | None:
    """What the moderator gets in place of the next live case, looking like one: a second review, or a known case, of
    those that fit `narrowed`, a condition on cases.

    None while they hold a live case, after something blind, without a scope, in a full week, and mostly. What they have and
    did not answer they get again; after they put it aside, within the hour nothing blind.
    """
    User.objects.select_for_update(no_key=True).get(pk=moderator.pk)
    standing, wanted = standing_of(moderator, program, at=at), narrowed or Q()
    if not standing.may_look or standing.refusal() or _holds_a_case(moderator, program, at):
        return None
    had = next((one for one in pending_of(moderator, program) if is_still_theirs(one, standing)), None)
    if had is not None:
        return None if is_put_aside(had, at=at) or not fits(had, wanted) else had
    return None if just_had_one(moderator, program) else _second(standing, wanted) or _gold(standing, wanted)


@transaction.atomic
def put_aside(blind: BlindDecision, *, moderator: User, at: datetime) -> Skip:
    """Pass over for an hour what was given blind, however a live case would have been passed on: nothing more happens.

    Refuses 404 what was given to somebody else, 409 what is answered.
    """
    row = _locked(blind, moderator)
    until = {"until": at + SKIPPED_FOR}
    made, _new = Skip.objects.update_or_create(by=moderator, case_id=row.case_id, defaults=until)
    write("blind.put_aside", at=at, subject=row, actor=moderator, program=row.program)
    return made


@transaction.atomic
def decide(
    blind: BlindDecision, *, moderator: User, act: str, clause: Clause | None, reason: str, at: datetime
) -> BlindDecision:
    """Answer what was given. Nothing happens to the message and nobody is written to.

    Refuses 404 what was given to somebody else, 403 with a conflict or by the rule of rights, 409 what is answered, 422 as
    a live decision does.
    """
    row = _locked(blind, moderator)
    must_be_allowed(row.case.message, moderator, at=at, path=row.case.path, escalated=False)
    return settle(row, act=act, clause=clause, reason=reason, at=at)


def settle(row: BlindDecision, *, act: str, clause: Clause | None, reason: str, at: datetime) -> BlindDecision:
    """Store the answer and put it on the record with what was decided live, if anything was; the rest is checked."""
    decision = live_decision(row.case)
    _must_make_sense(row.case, decision, act, clause, at)
    row.act, row.at = act, at
    row.clause = clause if act in AGAINST else None
    row.reason = worded(reason, needed=act in AGAINST or act == Act.ESCALATE)
    row.save()
    live = {"live": decision.act, "live_clause": _code(decision.clause), "decision": decision.pk} if decision else {}
    about = {"kind": row.kind, "case": row.case_id, "page": row.case.message.page_id, "same": _same(row, decision)}
    write(
        "blind.decided", at=at, subject=row, actor=row.by, program=row.case.program, grant=row.grant,
        act=row.act, clause=_code(row.clause), **about, **live,
    )  # fmt: skip
    return row


@transaction.atomic
def answer(blind: BlindDecision, *, reopen: bool, reason: str, actor: User, at: datetime) -> BlindDecision:
    """A manager answers a second review that differs: the message gets another case, or the decision stands.

    Refuses whoever is no manager or had a hand in it (403), what is no difference, is answered, or has an open case
    (409), and no reason (422).
    """
    row = BlindDecision.objects.select_for_update(of=("self",)).select_related("case__message__program", "against").get(
        pk=blind.pk
    )  # fmt: skip
    must_manage(actor, row.program)
    if row.against is None or actor.pk in {row.by_id, row.against.by_id}:
        raise Forbidden(_("You had a hand in this: another manager answers it."), code="own_hand")
    if row.at is None or _same(row, row.against):
        raise Conflict(_("Both decided alike: there is nothing to answer."), code="alike")
    if row.answer:
        raise Conflict(_("This is answered already."), code="answered")
    words = reason_of(reason, MOST_REASON, _("Say why."))
    if reopen:
        look_again(row.case.message, actor=actor, at=at, note=words)
    row.answer = Answer.REOPENED if reopen else Answer.STANDS
    row.answered_by, row.answered_at, row.answer_reason = actor, at, words
    row.save(update_fields=["answer", "answered_by", "answered_at", "answer_reason"])
    write("review.answered", at=at, subject=row, actor=actor, program=row.program, answer=str(row.answer))
    return row


def _locked(blind: BlindDecision, moderator: User) -> BlindDecision:
    rows = BlindDecision.objects.select_for_update(of=("self",)).select_related("case__message__program", "program")
    row = rows.get(pk=blind.pk)
    if row.by_id != moderator.pk:
        raise NotFound(_("There is no such case."))
    if row.at is not None:
        raise Conflict(_("You have decided on this case already."), code="decided")
    return row


def _has_room(standing: Standing) -> bool:
    """In a full week nothing live is given, so that what came would be known to be blind."""
    return standing.is_staff or not week_of(standing.person, standing.program, at=standing.at).is_full


def _holds_a_case(person: User, program: Program, at: datetime) -> bool:
    held = Q(claimed_by=person, claimed_until__gt=at, state=Case.State.OPEN)
    return Case.objects.filter(held, program=program).exists()


def _second(standing: Standing, narrowed: Q) -> BlindDecision | None:
    row = second_reviews(standing, narrowed).select_for_update(of=("self",), skip_locked=True).first()
    if row is None or not _has_room(standing):
        return None
    row.by, row.given_at = standing.person, standing.at
    row.save(update_fields=["by", "given_at"])
    return row


def _gold(standing: Standing, narrowed: Q) -> BlindDecision | None:
    """A known case, for a share of the claims: a new lot each time something was decided."""
    person, program = standing.person, standing.program
    done = Decision.objects.filter(by=person, case__program=program).count()
    if not lot(f"gold:{program.pk}:{person.pk}:{done}") < rates_of(program).gold_percent / 100:
        return None
    found = list(gold_for(standing, narrowed).order_by("pk")[:100])
    if not found or not _has_room(standing):
        return None
    gold = found[int(lot(f"which:{program.pk}:{person.pk}:{done}") * len(found))]
    return BlindDecision.objects.create(
        program=program, kind=Kind.GOLD, case=gold.case, by=person, given_at=standing.at
    )


def _must_make_sense(case: Case, decision: Decision | None, act: str, clause: Clause | None, at: datetime) -> None:
    message = as_it_was(case, decision)
    if act not in acts_for(message):
        told = {"state": str(message.get_state_display())}
        raise Invalid(_("This cannot be decided for a message that is %(state)s.") % told, code="act")
    if act in AGAINST and clause is None:
        raise Invalid(_("Name the rule that the message breaks."), code="clause")
    if clause is not None and not clauses_of(case.program, at=at).filter(pk=clause.pk).exists():
        raise Invalid(_("This rule is not one of the program's current rules."), code="clause")


def _same(row: BlindDecision, decision: Decision | None) -> bool:
    """The same act and, against a message, the same rule."""
    return decision is not None and row.act == decision.act and same_clause(row.clause, decision.clause)


def _code(clause: Clause | None) -> str:
    return clause.code if clause else ""
