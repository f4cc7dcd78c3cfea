"""The end of probation: proposed from the record, decided by a person."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.actions.grants.letters import tell
from advocates.actions.grants.steps import MOST_REASON, locked, must_follow, noted, said
from advocates.models import Grant, ProbationProposal
from advocates.queries.probation import Progress, progress_of
from advocates.queries.watching import watchers_of
from sitewide.errors import Conflict, Forbidden, NotFound
from sitewide.text import one_line

State = ProbationProposal.State


@transaction.atomic
def weigh(grant: Grant, *, at: datetime) -> ProbationProposal | None:
    """Propose the end of probation where enough uses were approved, withdraw a proposal that holds no more.

    Answers the proposal that is open afterwards. Safe to run twice and at once: the grant's row is locked.
    """
    grant = locked(grant)
    proposal = ProbationProposal.objects.select_for_update().filter(grant=grant, state=State.OPEN).first()
    along = progress_of([grant]).get(grant.pk) if grant.state == Grant.State.LIVE and grant.ends_at > at else None
    holds = along is not None and along.holds
    if proposal is not None and not holds:
        _close(proposal, State.WITHDRAWN, grant, actor=None, at=at)
        return None
    if proposal is None and along is not None and holds:
        return _propose(grant, along, at)
    return proposal


def _propose(grant: Grant, along: Progress, at: datetime) -> ProbationProposal:
    proposal = ProbationProposal.objects.create(grant=grant, opened_at=at, since=along.since, approved=along.approved)
    noted(grant, "grant.probation_proposed", actor=None, at=at, proposal=proposal.pk, uses=along.uses)
    for manager in watchers_of(grant):
        tell(grant, "probation_proposed", at=at, to=manager, approved=along.approved)
    return proposal


@transaction.atomic
def confirm(proposal: ProbationProposal, *, actor: User, at: datetime, reason: str = "") -> ProbationProposal:
    """End the probation: from the next use on, what is said appears at once.

    Refuses whoever is no manager and the advocate themselves (403), a proposal that is answered, a grant that has ended,
    and evidence that holds no more (409).
    """
    proposal, grant = _answerable(proposal, actor)
    along = progress_of([grant]).get(grant.pk)
    if along is None or not along.holds:
        raise Conflict(_("A message was taken down meanwhile: this holds no more."), code="holds_no_more")
    _close(proposal, State.CONFIRMED, grant, actor=actor, at=at, reason=one_line(reason, MOST_REASON))
    grant.probation_ended_at = at
    grant.save(update_fields=["probation_ended_at"])
    tell(grant, "probation_ended", at=at, actor=actor, reason=proposal.reason)
    return proposal


@transaction.atomic
def keep(proposal: ProbationProposal, *, reason: str, actor: User, at: datetime) -> ProbationProposal:
    """Let probation go on; its uses are counted from nothing again.

    Refuses as `confirm` does, and without a reason (422).
    """
    proposal, grant = _answerable(proposal, actor)
    _close(proposal, State.KEPT, grant, actor=actor, at=at, reason=said(reason))
    tell(grant, "probation_kept", at=at, actor=actor, reason=proposal.reason)
    return proposal


def _answerable(proposal: ProbationProposal, actor: User) -> tuple[ProbationProposal, Grant]:
    """The grant is locked before the proposal, as `weigh` does it."""
    grant = locked(proposal.grant)
    row = ProbationProposal.objects.select_for_update().filter(pk=proposal.pk).first()
    if row is None:
        raise NotFound(_("There is no such proposal."))
    must_manage(actor, grant.program)
    if grant.advocate_id == actor.pk:
        raise Forbidden(_("Nobody judges a right of their own: ask another manager."), code="to_oneself")
    must_follow(grant, Grant.State.REVOKED)
    if row.state != State.OPEN:
        raise Conflict(_("This proposal is answered already."), code=f"already_{row.state}")
    return row, grant


VERBS = {
    State.CONFIRMED: "grant.probation_ended",
    State.KEPT: "grant.probation_kept",
    State.WITHDRAWN: "grant.probation_withdrawn",
}


def _close(
    proposal: ProbationProposal, state: State, grant: Grant, *, actor: User | None, at: datetime, reason: str = ""
) -> None:
    proposal.state, proposal.answered_at, proposal.answered_by, proposal.reason = state, at, actor, reason
    proposal.save(update_fields=["state", "answered_at", "answered_by", "reason"])
    noted(grant, VERBS[state], actor=actor, at=at, proposal=proposal.pk)


def weigh_all(*, at: datetime) -> int:
    """Weigh every live grant on probation with uses enough, and every open proposal; answers how many. For the sweep."""
    open_ones = ProbationProposal.objects.filter(grant=OuterRef("pk"), state=State.OPEN)
    seen = Count("exercises", filter=Q(exercises__held=True, exercises__message__state="published"))
    ripe = Grant.objects.filter(state=Grant.State.LIVE, probation_uses__gt=0, probation_ended_at=None, ends_at__gt=at)
    ripe = ripe.filter(~Exists(open_ones)).annotate(seen=seen).filter(seen__gte=F("probation_uses"))
    stale = Grant.objects.filter(probation_proposals__state=State.OPEN)
    numbers = {*ripe.values_list("pk", flat=True), *stale.values_list("pk", flat=True)}
    for grant in Grant.objects.filter(pk__in=numbers).order_by("pk").iterator(chunk_size=500):
        weigh(grant, at=at)
    return len(numbers)
