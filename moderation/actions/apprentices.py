"""Apprentices: deciding under a shadow grant, and the proposal to promote that follows from it."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates import rights
from advocates.actions import grants
from advocates.actions.authority import must_manage
from advocates.actions.grants.letters import tell
from advocates.actions.grants.steps import MOST_REASON, locked, must_follow, said
from advocates.models import Clause, Grant
from advocates.queries.watching import watchers_of
from moderation.actions.blind import settle
from moderation.models import BlindDecision, Case, Promotion
from moderation.queries.apprentices import Agreed, agreed_of
from moderation.queries.blind import for_apprentice
from moderation.queries.standing import conflicts_of, shadow_of
from record.actions import write
from sitewide.errors import Conflict, Forbidden, NotFound
from sitewide.text import one_line

State = Promotion.State
VERBS = {
    State.CONFIRMED: "promotion.confirmed", State.KEPT: "promotion.kept", State.WITHDRAWN: "promotion.withdrawn",
}  # fmt: skip


@transaction.atomic
def decide(
    case: Case, *, apprentice: User, act: str, clause: Clause | None, reason: str, at: datetime
) -> BlindDecision:
    """Decide on a case without effect, once, under a live shadow grant that covers it.

    Refuses 404 outside its scope, 403 with a conflict, which a second time is, or by the rule of rights (halt, policies,
    training), 409 what is too old, and once the uses of today or of the grant are up, 422 as a live decision does.
    """
    row = Case.objects.select_related("message__program", "message__page").get(pk=case.pk)
    standing = shadow_of(apprentice, row.message.program, at=at)
    if not standing.covers(row.path):
        raise NotFound(_("There is no such case."))
    found = standing.answer(row.path, conflicts_of(apprentice, row.message))
    if not found.allowed:
        raise rights.NotAllowed(found)
    if not for_apprentice(standing).filter(pk=row.pk).exists():
        raise Conflict(_("You have decided on this case, or it is too old to learn from."), code="decided")
    assert found.grant_id is not None, "what is allowed rests on a grant"
    grant = locked(Grant(pk=found.grant_id))
    must_follow(grant, Grant.State.REVOKED)
    _must_be_within_quota(grant, at)
    made = BlindDecision(
        program=row.message.program, kind=BlindDecision.Kind.SHADOW, case=row, grant=grant, by=apprentice, given_at=at
    )
    return settle(_stored(made), act=act, clause=clause, reason=reason, at=at)


@transaction.atomic
def weigh(grant: Grant, *, at: datetime) -> Promotion | None:
    """Propose to promote where enough cases agree, withdraw a proposal that holds no more; answers the open one.

    Safe to run twice and at once: the grant's row is locked.
    """
    grant = locked(grant)
    proposal = Promotion.objects.select_for_update().filter(shadow=grant, state=State.OPEN).first()
    live = grant.shadow and grant.state == Grant.State.LIVE and grant.ends_at > at
    agreed = agreed_of(grant) if live else None
    if agreed is not None and agreed.holds:
        return proposal or _propose(grant, agreed, at)
    if proposal is not None:
        _close(proposal, State.WITHDRAWN, actor=None, at=at)
    return None


@transaction.atomic
def confirm(proposal: Promotion, *, actor: User, at: datetime, reason: str = "") -> Promotion:
    """Offer the right itself on the same page with the same uses a day, and end the shadow grant.

    Refuses whoever is no manager and the apprentice (403), what is answered, ended or holds no more (409), and whatever
    issuing a grant refuses.
    """
    proposal, grant = _answerable(proposal, actor)
    if not agreed_of(grant).holds:
        raise Conflict(_("The agreement has changed meanwhile: this holds no more."), code="holds_no_more")
    words = one_line(reason, MOST_REASON) or gettext(
        "Decided %(compared)s cases in the shadow, %(agreed)s as those who moderate did."
    ) % {"compared": proposal.compared, "agreed": proposal.agreed}
    days = timedelta(days=grant.program.grant_days)
    given = grants.issue(
        grant.program, advocate=grant.advocate, right=grant.right, scope=grant.scope, reason=words,
        per_day=grant.per_day, in_total=grant.in_total, ends_at=at + days, actor=actor, at=at,
    )  # fmt: skip
    proposal.given = given
    _close(proposal, State.CONFIRMED, actor=actor, at=at, reason=words)
    grants.revoke(grant, reason=gettext("Promoted: the right itself was offered."), actor=actor, at=at)
    return proposal


@transaction.atomic
def keep(proposal: Promotion, *, reason: str, actor: User, at: datetime) -> Promotion:
    """Let the apprentice go on; from then on cases are counted from nothing again.

    Refuses as `confirm` does, and without a reason (422).
    """
    proposal, grant = _answerable(proposal, actor)
    _close(proposal, State.KEPT, actor=actor, at=at, reason=said(reason))
    tell(grant, "promotion_kept", at=at, actor=actor, reason=proposal.reason)
    return proposal


def _stored(made: BlindDecision) -> BlindDecision:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("You have decided on this case already."), code="decided") from error
    return made


def _must_be_within_quota(grant: Grant, at: datetime) -> None:
    """Uses without effect are counted by themselves: no exercise stands behind them."""
    uses = BlindDecision.objects.filter(grant=grant)
    if grant.in_total is not None and uses.count() >= grant.in_total:
        raise Conflict(
            _("All %(in_total)s uses of the grant are used up.") % {"in_total": grant.in_total}, code="quota"
        )
    if uses.filter(at__gte=rights.midnight(grant.program, at)).count() >= grant.per_day:
        raise Conflict(
            _("Today's shadow decisions are used up: %(most)s a day.") % {"most": grant.per_day}, code="quota"
        )


def _propose(grant: Grant, agreed: Agreed, at: datetime) -> Promotion:
    made = Promotion.objects.create(
        shadow=grant, opened_at=at, compared=agreed.compared, agreed=agreed.agreed, low=agreed.low, high=agreed.high
    )
    told: dict[str, Any] = {"compared": made.compared, "agreed": made.agreed, "low": made.low, "high": made.high}
    write("promotion.proposed", at=at, subject=made, program=grant.program, grant=grant, **told)
    for manager in watchers_of(grant):
        tell(grant, "promotion_proposed", at=at, to=manager, promotion=made)
    return made


def _answerable(proposal: Promotion, actor: User) -> tuple[Promotion, Grant]:
    """The grant is locked before the proposal, as `weigh` does it."""
    grant = locked(proposal.shadow)
    row = Promotion.objects.select_for_update().get(pk=proposal.pk)
    must_manage(actor, grant.program)
    if grant.advocate_id == actor.pk:
        raise Forbidden(_("Nobody judges a right of their own: ask another manager."), code="to_oneself")
    must_follow(grant, Grant.State.REVOKED)
    if row.state != State.OPEN:
        raise Conflict(_("This proposal is answered already."), code=f"already_{row.state}")
    return row, grant


def _close(proposal: Promotion, state: State, *, actor: User | None, at: datetime, reason: str = "") -> None:
    proposal.state, proposal.answered_at, proposal.answered_by, proposal.reason = state, at, actor, reason
    proposal.save()
    grant = proposal.shadow
    write(VERBS[state], at=at, subject=proposal, actor=actor, program=grant.program, grant=grant)
