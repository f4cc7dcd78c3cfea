"""How far along the probation of a grant is, from what the record and the messages say now.

Nothing is counted beside: an approved use is a held one whose message readers see, and a removal that was overturned has
brought its message back and counts no more.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Max, Q, QuerySet

from advocates.models import Exercise, Grant, Narrowing, ProbationProposal
from record.models import Entry

SEEN, AGAINST = "published", ("hidden", "removed")
TAKEN_DOWN = ("message.hidden", "message.removed")
State = ProbationProposal.State


@dataclass(slots=True)
class Progress:
    """`approved` of `needed` uses since `since`: the beginning, the last removal that stands, or when a manager or the
    program's rule put the count back to nothing."""

    needed: int
    since: datetime
    approved: int = 0
    proposal: Any = None
    uses: list[int] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return self.approved >= self.needed

    @property
    def missing(self) -> int:
        return max(self.needed - self.approved, 0)


def progress_of(grants: Iterable[Grant]) -> dict[int, Progress]:
    """Of those that are on probation; two queries more than none, three where something was taken down."""
    counted = {grant.pk: Progress(grant.probation_uses, grant.offered_at) for grant in grants if grant.on_probation}
    if not counted:
        return counted
    for proposal in ProbationProposal.objects.filter(grant__in=counted, state__in=(State.OPEN, State.KEPT)):
        one = counted[proposal.grant_id]
        if proposal.state == State.OPEN:
            one.proposal = proposal
        else:
            one.since = max(one.since, proposal.answered_at or proposal.opened_at)
    for grant_id, at in _put_back(counted):
        counted[grant_id].since = max(counted[grant_id].since, at)
    _count(counted)
    return counted


def _put_back(grant_ids: Iterable[int]) -> Iterable[tuple[int, datetime]]:
    again = Narrowing.objects.filter(grant__in=grant_ids, limit="probation_uses").order_by()
    return again.values("grant_id").annotate(last=Max("at")).values_list("grant_id", "last")


def _count(counted: dict[int, Progress]) -> None:
    rows = Exercise.objects.filter(Q(message__state=SEEN, held=True) | Q(message__state__in=AGAINST), grant__in=counted)
    uses = list(rows.order_by("pk").values_list("grant_id", "pk", "at", "message", "message__state"))
    taken = {message: (grant, at) for grant, _pk, at, message, state in uses if state in AGAINST}
    moments = taken_down_at(taken)
    for message, (grant, said_at) in taken.items():
        counted[grant].since = max(counted[grant].since, moments.get(message, said_at))
    for grant, pk, at, _message, state in uses:
        if state == SEEN and at > counted[grant].since:
            counted[grant].approved += 1
            counted[grant].uses.append(pk)


def taken_down_at(messages: Iterable[int]) -> dict[int, datetime]:
    """When each was last hidden or removed."""
    numbers = list(messages)
    if not numbers:
        return {}
    about = Entry.objects.filter(subject_kind="cms.message", subject_id__in=numbers, verb__in=TAKEN_DOWN).order_by()
    return dict(about.values("subject_id").annotate(last=Max("at")).values_list("subject_id", "last"))


def removals_of(grant: Grant, *, since: datetime) -> list[int]:
    """The messages said under the grant that were taken down since and still are."""
    down = Exercise.objects.filter(grant=grant, message__state__in=AGAINST).values_list("message", flat=True)
    return [message for message, at in taken_down_at(down).items() if at > since]


@dataclass(frozen=True, slots=True)
class Judged:
    """A use with its message and what was decided about it last: `decision` from the log, else who let it through."""

    use: Any
    decision: Any
    entry: Entry | None
    by: Any = None


def judged(uses: QuerySet[Exercise]) -> list[Judged]:
    """Each use with its message and the last thing done to it; a fixed number of queries."""
    found = list(uses.select_related("message__page").prefetch_related("message__cases__decisions__by"))
    numbers = [use.message.pk for use in found]
    verbs = ("message.released", "message.restored", *TAKEN_DOWN)
    about = Entry.objects.filter(subject_kind="cms.message", subject_id__in=numbers, verb__in=verbs)
    last = {entry.subject_id: entry for entry in about.select_related("seal").order_by("id")}
    return [Judged(use, _decided(use), last.get(use.message.pk)) for use in found]


def _decided(use: Any) -> Any:
    made = [one for case in use.message.cases.all() for one in case.decisions.all() if one.act != "escalate"]
    return max(made, key=lambda one: one.pk, default=None)
