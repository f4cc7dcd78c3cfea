"""Blind work: what may be given to whom, a case as it was before anybody decided, and how two answers compare."""

from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from advocates.models import Clause, Program
from cms.models import Message
from moderation.models import Act, BlindDecision, Case, Decision, GoldCase, Rates, Skip
from moderation.queries.conflicts import unbiased
from moderation.queries.log import without_names
from moderation.queries.sealed import as_decided_on
from moderation.queries.standing import Standing, conflicts_of

Kind = BlindDecision.Kind
LOOK_BACK = timedelta(days=90)
"""How old a decided case may be that an apprentice still learns from."""
GIVEN_FOR = timedelta(hours=1)
"""After this somebody else may get a second review that nobody answered."""


def rates_of(program: Program) -> Rates:
    """What the program set, or the defaults."""
    return Rates.objects.filter(program=program).first() or Rates(program=program)


def live_decision(case: Case) -> Decision | None:
    """What was finally decided on the case, if anything was."""
    return Decision.objects.filter(case=case).exclude(act=Act.ESCALATE).select_related("clause__version").first()


def as_it_was(case: Case, decision: Decision | None) -> Message:
    """The message as it stood before the decision, or stands now; a copy that nobody may save."""
    message = copy(case.message)
    if decision is not None:
        message.title, message.body = as_decided_on(case.message, decision.at)
        message.state, message.locked, message.clause = decision.state_before, False, ""
    return message


def to_seal(case: Case, decision: Decision) -> tuple[str, str]:
    """Title and body of a known case that is made of this one: as they were decided on, without the author's names."""
    message = as_it_was(case, decision)
    return without_names(message.title, message.author), without_names(message.body, message.author)


def known_copy(case: Case, gold: GoldCase) -> Message:
    """What a known case shows: the sealed text, by a stranger with the author's day of joining and nothing else of them."""
    message, author = as_it_was(case, gold.decision), case.message.author
    message.title, message.body = gold.title, gold.body
    message.disclosure = without_names(message.disclosure, author)
    message.author = User(pk=gold.stranger, date_joined=author.date_joined)
    return message


def pending_of(person: User, program: Program) -> QuerySet[BlindDecision]:
    """What was given to the person amid live work and waits for their answer."""
    rows = BlindDecision.objects.filter(by=person, program=program, at=None).exclude(kind=Kind.SHADOW)
    return rows.select_related("case__message__page", "case__message__author", "case__program", "against")


def given_to(standing: Standing, case_id: int) -> BlindDecision | None:
    """What the person was given blind on this case and has not answered, if they may still decide there."""
    pending = pending_of(standing.person, standing.program)
    return next((one for one in pending if one.case_id == case_id and is_still_theirs(one, standing)), None)


def is_still_theirs(blind: BlindDecision, standing: Standing) -> bool:
    """Whether it lies where they may look, and no conflict came since it was given; a query where it does."""
    return standing.covers(blind.case.path) and not conflicts_of(standing.person, blind.case.message)


def fits(blind: BlindDecision, narrowed: Q) -> bool:
    """Whether its case is one of those that the person asked for."""
    return not narrowed or Case.objects.filter(narrowed, pk=blind.case_id).exists()


def is_put_aside(blind: BlindDecision, *, at: datetime) -> bool:
    """Whether they passed it over within the hour, as one does with a live case."""
    return Skip.objects.filter(by=blind.by_id, case=blind.case_id, until__gt=at).exists()


def second_reviews(standing: Standing, narrowed: Q) -> QuerySet[BlindDecision]:
    """The drawn reviews that this person may answer, oldest first, of cases that fit `narrowed`."""
    free = Q(by=None) | Q(given_at__lte=standing.at - GIVEN_FOR)
    rows = BlindDecision.objects.filter(free, program=standing.program, kind=Kind.SECOND, at=None)
    return rows.filter(*_given_to_whom(standing, narrowed)).order_by("pk")


def gold_for(standing: Standing, narrowed: Q) -> QuerySet[GoldCase]:
    """The known cases that this person may get and has not had, and that fit `narrowed`."""
    seen = BlindDecision.objects.filter(case=OuterRef("case"), by=standing.person)
    rows = GoldCase.objects.filter(~Exists(seen), program=standing.program, retired_at=None)
    return rows.exclude(made_by=standing.person).filter(*_given_to_whom(standing, narrowed))


def _given_to_whom(standing: Standing, narrowed: Q) -> list[Q]:
    """In their sight, without a conflict, and such as they asked for."""
    fitting = Q(case__in=Case.objects.filter(narrowed).order_by().values("pk")) if narrowed else Q()
    return [standing.within("case__path"), unbiased(standing.person, "case__message"), fitting]


def just_had_one(person: User, program: Program) -> bool:
    """Whether the last thing they decided was blind: never two in a row."""
    last = BlindDecision.objects.filter(by=person, program=program, at__isnull=False).exclude(kind=Kind.SHADOW)
    given = last.order_by("-at").values_list("at", flat=True).first()
    if given is None:
        return False
    return not Decision.objects.filter(by=person, case__program=program, at__gt=given).exists()


def for_apprentice(standing: Standing) -> QuerySet[Case]:
    """Open and lately decided cases where the apprentice learns, without a conflict, that they have not decided yet;
    what was handed to staff once it is decided.

    `standing` is that of `shadow_of`.
    """
    person = standing.person
    had = BlindDecision.objects.filter(case=OuterRef("pk"), by=person)
    done = Q(state=Case.State.DECIDED, closed_at__gte=standing.at - LOOK_BACK)
    waits = Q(state=Case.State.OPEN, escalated=False)
    rows = Case.objects.filter(standing.within(), waits | done, program=standing.program)
    rows = rows.filter(~Exists(had), unbiased(person), leader=None)
    return rows.select_related("message__page", "message__author", "program").order_by("-pk")


def same_clause(one: Clause | None, two: Clause | None) -> bool:
    """Whether both cite the same rule, in whatever version of the policy."""
    if one is None or two is None:
        return one is two
    return (one.version.policy_id, one.code) == (two.version.policy_id, two.code)


@dataclass(frozen=True, slots=True)
class Compared:
    """A blind answer beside the live decision or the known answer. They agree where the act is the same."""

    blind: BlindDecision
    act: str
    clause: Clause | None
    at: datetime
    why: str = ""

    @property
    def agrees(self) -> bool:
        return self.blind.act == self.act

    @property
    def same_clause(self) -> bool:
        return same_clause(self.blind.clause, self.clause)

    @property
    def act_label(self) -> str:
        return str(Act(self.act).label)


def compared(rows: QuerySet[BlindDecision]) -> list[Compared]:
    """Those answers for which there is something to compare with, newest first; decisions that were overturned are none.

    Three queries, however many.
    """
    shown = ("clause__version", "case__message__page", "against__clause__version", "against__by")
    found = list(rows.exclude(at=None).select_related(*shown).order_by("-at", "-pk"))
    cases = [blind.case_id for blind in found]
    live = Decision.objects.filter(case__in=cases, overturned_at=None).exclude(act=Act.ESCALATE)
    decisions = {one.case_id: one for one in live.select_related("clause__version")}
    gold = {one.case_id: one for one in GoldCase.objects.filter(case__in=cases).select_related("clause__version")}
    both = [_beside(blind, gold.get(blind.case_id), decisions.get(blind.case_id)) for blind in found]
    return [one for one in both if one is not None]


def _beside(blind: BlindDecision, gold: GoldCase | None, decision: Decision | None) -> Compared | None:
    if blind.kind == Kind.GOLD and gold is not None:
        return Compared(blind, gold.act, gold.clause, gold.made_at, gold.why)
    if decision is None:
        return None
    return Compared(blind, decision.act, decision.clause, decision.at)
