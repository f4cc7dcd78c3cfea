"""Deciding on a case: one person, once, with the act, the clause and the words that the author reads."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import Clause, Exercise, Grant
from advocates.rights import UNTOLD, Origin
from cms.actions import messages
from cms.models import Message
from moderation.actions.alike import let_go
from moderation.actions.caps import must_have_room
from moderation.actions.cases import must_be_open, must_not_be_in_other_hands
from moderation.actions.playbook.citing import followed
from moderation.actions.pseudonyms import name
from moderation.actions.standing import use_right
from moderation.letters import answer_flags, tell_author
from moderation.models import AGAINST, Act, Case, Decision, acts_for
from moderation.queries.clauses import clauses_of
from record.actions import write
from sitewide.characters import settled
from sitewide.errors import Conflict, Invalid
from sitewide.reasons import must_say

MOST_WORDS = 2_000
CHANGED = _("This case has changed while you were looking at it. Read it again and decide then; your words are kept.")


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a moderator wants to decide, checked: the act, the clause it cites and the words."""

    act: Act
    clause: Clause | None
    reason: str


@transaction.atomic
def decide(
    case: Case,
    *,
    moderator: User,
    act: str,
    clause: Clause | None,
    reason: str,
    version: int,
    at: datetime,
    read_at: datetime | None = None,
    origin: Origin = UNTOLD,
    override: str = "",
    scenario: int | None = None,
) -> Decision:
    """Decide on the case as it was when it had this version; it takes effect with the commit.

    An escalation leaves the case open, for staff only. `override` is why a message may appear despite a restriction that
    names the moderator; without it one is approved only once nothing restricts it (409). `scenario` is the number of the
    version of the playbook's scenario that was suggested: it is cited if the act is one that it recommends.
    Refuses 404 and 403 as `must_be_allowed` and the rule of rights do; 409 a case that is decided, closed, in another's
    hands, of another version, or whose message was edited after `read_at`; 422 an act that makes no sense for the
    message, one against it without clause or words, or a scenario of another program; 429 in a full week what they do not
    have in hand, other than handing it to staff.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("program").get(pk=case.pk)
    message = Message.objects.select_for_update(of=("self",)).select_related("program", "page").get(pk=case.message_id)
    capacity, used = use_right(message, moderator, at=at, path=case.path, escalated=case.escalated, origin=origin)
    _must_be_as_read(case, message, moderator, version=version, read_at=read_at, at=at)
    _must_have_room(case, moderator, act, at=at, as_staff=used is None)
    ruling = _ruled(case, message, act=act, clause=clause, reason=reason, at=at)
    decision = Decision.objects.create(
        case=case, by=moderator, capacity=capacity, exercise=used, act=ruling.act, clause=ruling.clause,
        reason=ruling.reason, state_before=message.state, at=at, scenario=followed(scenario, case, act=ruling.act),
    )  # fmt: skip
    name(case.program, moderator)
    _take_effect(decision, message, override)
    _settle(case, decision)
    _write(decision)
    _tell(decision)
    return decision


def _must_have_room(case: Case, moderator: User, act: str, *, at: datetime, as_staff: bool) -> None:
    """What somebody has in hand was counted when they took it, and handing to staff is no work done."""
    if case.claimed_by_id != moderator.pk and act != Act.ESCALATE:
        must_have_room(moderator, case.program, at=at, as_staff=as_staff)


def _tell(decision: Decision) -> None:
    """Author and flaggers read what was decided; what goes to staff is not decided yet."""
    if decision.act != Act.ESCALATE:
        tell_author(decision)
        answer_flags(decision)


def effect_grant(used: Exercise | None) -> Grant | None:
    """The grant that an effect on a message is done under."""
    return Grant(pk=used.grant_id) if used else None


def worded(reason: str, *, needed: bool) -> str:
    """The words as they are kept. Refuses (422) none where they are needed, and too many."""
    words = settled(reason).strip()
    if needed:
        must_say(words, _("Write the words that the author will read."), code="reason")
    if len(words) > MOST_WORDS:
        raise Invalid(_("These words are too long: at most %(most)d characters.") % {"most": MOST_WORDS}, code="reason")
    return words


def _must_be_as_read(
    case: Case, message: Message, moderator: User, *, version: int, read_at: datetime | None, at: datetime
) -> None:
    must_be_open(case)
    must_not_be_in_other_hands(case, moderator, at)
    if case.version != version or (read_at and message.edited_at and message.edited_at > read_at):
        raise Conflict(CHANGED, code="version", detail={"version": case.version})


def _ruled(case: Case, message: Message, *, act: str, clause: Clause | None, reason: str, at: datetime) -> Ruling:
    if act not in acts_for(message) or (act == Act.ESCALATE and case.escalated):
        raise Invalid(_("This cannot be decided for a message that is %(state)s.") % _state(message), code="act")
    against = act in AGAINST
    if against and clause is None:
        raise Invalid(_("Name the rule that the message breaks."), code="clause")
    if clause is not None and not clauses_of(case.program, at=at).filter(pk=clause.pk).exists():
        raise Invalid(_("This rule is not one of the program's current rules."), code="clause")
    words = worded(reason, needed=against or act == Act.ESCALATE)
    return Ruling(Act(act), clause if against else None, words)


def _state(message: Message) -> dict[str, str]:
    return {"state": str(message.get_state_display())}


def _take_effect(decision: Decision, message: Message, override: str) -> None:
    about: dict[str, Any] = {"actor": decision.by, "at": decision.at, "grant": effect_grant(decision.exercise)}
    match decision.act:
        case Act.APPROVE:
            messages.release(message, **about, override=override)
        case Act.HIDE:
            messages.hide(message, **about, clause=cited(decision))
        case Act.REMOVE:
            messages.remove(message, **about, clause=cited(decision))
        case Act.RESTORE:
            messages.restore(message, **about, override=override)
        case Act.LOCK:
            messages.lock(message, **about)
        case _:
            """A warning, a dismissal and an escalation leave the message as it is."""


def cited(decision: Decision) -> str:
    """The clause as readers are told it."""
    return str(decision.clause or "")


def _settle(case: Case, decision: Decision) -> None:
    """The case afterwards: decided, or open in nobody's hands, for staff."""
    case.claimed_by = case.claimed_until = case.handed_to = case.handed_until = case.snoozed_until = None
    case.version += 1
    if decision.act == Act.ESCALATE:
        case.escalated = True
    else:
        case.state, case.closed_at = Case.State.DECIDED, decision.at
    case.leader = None
    case.save()
    let_go(case, at=decision.at)


def _write(decision: Decision) -> None:
    case, grant = decision.case, effect_grant(decision.exercise)
    about: dict[str, Any] = {"at": decision.at, "actor": decision.by, "program": case.program, "grant": grant}
    if decision.act == Act.ESCALATE:
        write("case.escalated", **about, subject=case, message=case.message_id, decision=decision.pk)
        return
    clause = decision.clause.code if decision.clause else ""
    told: dict[str, Any] = {"act": decision.act, "clause": clause, "capacity": decision.capacity, "case": case.pk}
    if decision.scenario_id:
        told["scenario"] = decision.scenario_id
    told["seconds"] = int((decision.at - case.opened_at).total_seconds())
    write("decision.made", **about, subject=decision, message=case.message_id, **told)
