"""Asking that somebody else decides again, and deciding it."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import Grant
from advocates.rights import UNTOLD, Origin
from cms.actions import messages
from cms.models import Message
from moderation.actions.decisions import cited, effect_grant, worded
from moderation.actions.measures import fall_with
from moderation.actions.standing import use_right
from moderation.letters import confirm_appeal, tell_of_appeal
from moderation.models import BECOMES, WINDOW, Act, Appeal, Decision
from moderation.queries.sealed import as_decided_on
from record.actions import write
from sitewide.characters import settled
from sitewide.errors import Conflict, Invalid, NotFound

ANSWER = timedelta(days=7)
MOST_TEXT = 4_000


@transaction.atomic
def appeal(decision: Decision, *, by: User, text: str, at: datetime) -> Appeal:
    """The author says why a decision against their message is wrong. The text as decided on is sealed with it.

    Refuses 404 anybody else, 422 no words or too many, 409 what cannot be appealed (any more, or again).
    """
    row = Decision.objects.select_for_update(of=("self",)).select_related("case__message__program").get(pk=decision.pk)
    message = row.case.message
    if message.author_id != by.pk:
        raise NotFound(_("There is no such decision."))
    if not row.is_against:
        raise Conflict(_("Nothing was decided against your message, so there is nothing to appeal."), code="act")
    if at > row.at + WINDOW:
        raise Conflict(_("The six months in which this decision could be appealed are over."), code="late")
    words = settled(text).strip()
    if not words or len(words) > MOST_TEXT:
        raise Invalid(
            _("Say in your own words, in at most %(most)d characters, why.") % {"most": MOST_TEXT}, code="text"
        )
    title, body = as_decided_on(message, row.at)
    made = _made(
        Appeal(decision=row, by=by, text=words, sealed_title=title, sealed_body=body, at=at, due_at=at + ANSWER)
    )
    write("appeal.made", at=at, subject=made, actor=by, program=message.program, decision=row.pk, message=message.pk)
    confirm_appeal(made)
    return made


@transaction.atomic
def decide(
    appeal: Appeal, *, judge: User, overturn: bool, reason: str, at: datetime, origin: Origin = UNTOLD
) -> Appeal:
    """Somebody who had no hand in it upholds the decision, or overturns it, which undoes what it did to the
    message and, with the measures that rest on it, to its author.

    Refuses as deciding on a case does: 404 outside the scope, 403 with a conflict or by the rule of rights; 409 where
    it is decided already, or readers cannot be shown the message again just now; 422 without words.
    """
    row = Appeal.objects.select_for_update(of=("self",)).select_related("decision__case", "decision__clause", "by").get(
        pk=appeal.pk
    )  # fmt: skip
    case = row.decision.case
    message = Message.objects.select_for_update(of=("self",)).select_related("program", "page").get(pk=case.message_id)
    _capacity, used = use_right(message, judge, at=at, path=case.path, escalated=False, origin=origin)
    to = Appeal.State.OVERTURNED if overturn else Appeal.State.UPHELD
    if to not in Appeal.TRANSITIONS[row.state]:
        raise Conflict(_("Somebody has decided on this appeal already."), code="decided")
    row.state, row.decided_by, row.exercise, row.decided_at = to, judge, used, at
    row.reason = worded(reason, needed=True)
    row.save()
    if overturn:
        _undo(row.decision, message, judge, effect_grant(used), at)
        fall_with(row.decision, actor=judge, reason=row.reason, at=at)
    about: dict[str, Any] = {
        "at": at,
        "subject": row,
        "actor": judge,
        "program": message.program,
        "grant": effect_grant(used),
    }
    write(f"appeal.{to}", **about, decision=row.decision_id, message=message.pk, by=row.decision.by_id)
    tell_of_appeal(row)
    return row


def _made(appeal: Appeal) -> Appeal:
    try:
        with transaction.atomic():
            appeal.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("You have appealed this decision already."), code="again") from None
    return appeal


def _undo(decision: Decision, message: Message, judge: User, grant: Grant | None, at: datetime) -> None:
    """Take back what the decision did, unless another decision that stands did it, too, or the author withdrew."""
    Decision.objects.filter(pk=decision.pk).update(overturned_at=at)
    about: dict[str, Any] = {"actor": judge, "at": at, "grant": grant}
    standing = _others_that_stand(decision)
    if decision.act == Act.LOCK:
        if message.locked and not any(other.act == Act.LOCK for other in standing):
            messages.unlock(message, **about)
        return
    later = [other for other in standing if other.pk > decision.pk and other.act in BECOMES]
    if later or message.state != BECOMES.get(decision.act):
        return
    messages.restore(message, **about)
    if decision.state_before == Message.State.HIDDEN and (hiding := _last_hiding(standing)):
        messages.hide(message, **about, clause=cited(hiding))


def _others_that_stand(decision: Decision) -> list[Decision]:
    about = Decision.objects.filter(case__message=decision.case.message_id, overturned_at=None)
    return list(about.exclude(pk=decision.pk).select_related("clause").order_by("pk"))


def _last_hiding(decisions: list[Decision]) -> Decision | None:
    return next((one for one in reversed(decisions) if one.act == Act.HIDE), None)
