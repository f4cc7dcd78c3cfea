"""Deciding on several cases with one press: tried beforehand, then each by itself, with its own right, quota and entry."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import Clause
from advocates.rights import UNTOLD, Origin
from moderation.actions.decisions import decide
from moderation.models import AGAINST, Case, Decision
from moderation.queries.alike import MOST_AT_ONCE
from sitewide.errors import Invalid, Refused


class Marked(NamedTuple):
    """A case as it was when it was chosen, and the version of the scenario that the playbook suggested for it."""

    case: Case
    version: int
    scenario: int | None = None


@dataclass(frozen=True, slots=True)
class Together:
    """What is to be decided on all of them. `read_at` is when they were read: what was edited since is refused."""

    act: str
    clause: Clause | None
    reason: str
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it went, or would go, with one case: the decision, or why not. `already`: this press had been heard before."""

    case: Case
    decision: Decision | None = None
    refused: Refused | None = None
    already: bool = False

    @property
    def done(self) -> bool:
        return self.refused is None


@dataclass(frozen=True, slots=True)
class Report:
    """The outcomes in the order of the cases' numbers."""

    outcomes: list[Outcome]

    @property
    def done(self) -> list[Outcome]:
        return [one for one in self.outcomes if one.done]

    @property
    def refused(self) -> list[Outcome]:
        return [one for one in self.outcomes if not one.done]


def preview(
    marked: Iterable[Marked], together: Together, *, moderator: User, at: datetime, origin: Origin = UNTOLD
) -> Report:
    """What `decide_many` would do now and what it would refuse and why, quotas counted along. Nothing is kept.

    It is the very act, taken back: no second version of any rule. Refuses (422) none and too many cases.
    """
    with transaction.atomic():
        report = _decided(_in_order(marked), together, moderator, at, origin)
        transaction.set_rollback(True)
    return report


def decide_many(
    marked: Iterable[Marked],
    together: Together,
    *,
    moderator: User,
    at: datetime,
    origin: Origin = UNTOLD,
    all_or_none: bool = False,
) -> Report:
    """Decide the same on each case, as `decide` does: each with its own version, right, quota, decision and entry.

    Each that can be decided is decided in a transaction of its own; the report says of the others why not. With
    `all_or_none` one refusal undoes all. A second press changes nothing: what the moderator has decided so already is
    told as done. Refuses (422) none and too many cases.
    """
    cases = _in_order(marked)
    if not all_or_none:
        return _decided(cases, together, moderator, at, origin)
    with transaction.atomic():
        report = _decided(cases, together, moderator, at, origin)
        if report.refused:
            transaction.set_rollback(True)
    return report


def _in_order(marked: Iterable[Marked]) -> list[Marked]:
    """Each case once, by number, so that two presses at once wait for each other in the same order."""
    found = sorted({one.case.pk: one for one in marked}.values(), key=lambda one: one.case.pk)
    if not found:
        raise Invalid(_("Choose the cases that you want to decide together."), code="none")
    if len(found) > MOST_AT_ONCE:
        raise Invalid(_("At most %(most)d cases are decided together.") % {"most": MOST_AT_ONCE}, code="too_many")
    return found


def _decided(
    cases: Sequence[Marked], together: Together, moderator: User, at: datetime, origin: Origin
) -> Report:  # fmt: skip
    return Report([_one(one, together, moderator, at, origin) for one in cases])


def _one(marked: Marked, together: Together, moderator: User, at: datetime, origin: Origin) -> Outcome:
    try:
        with transaction.atomic():
            made = decide(
                marked.case, version=marked.version, scenario=marked.scenario, act=together.act,
                clause=together.clause, reason=together.reason, read_at=together.read_at, moderator=moderator, at=at,
                origin=origin,
            )  # fmt: skip
    except Refused as refused:
        before = _same_before(marked.case, together, moderator)
        return Outcome(marked.case, before, None if before else refused, already=before is not None)
    return Outcome(marked.case, made)


def _same_before(case: Case, together: Together, moderator: User) -> Decision | None:
    """The moderator's own decision on this case with this act and clause, from a press before.

    A clause chosen with an act that is not against the message was not kept.
    """
    clause = together.clause if together.act in AGAINST else None
    return Decision.objects.filter(case=case, by=moderator, act=together.act, clause=clause).first()
