"""How well those who decide do it: for oneself, for managers, by place, clause and pair."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import User
from advocates.models import Program
from moderation.models import Appeal, BlindDecision, Decision
from moderation.queries.agreement import Estimate, alpha, kappa, share
from moderation.queries.blind import Compared, compared

Kind = BlindDecision.Kind
DAYS = 180
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Quality:
    """One person's figures of half a year. Each share has its 95 % Wilson interval; None where nothing was measured."""

    decisions: int
    this_week: int
    gold: Estimate | None
    second: Estimate | None
    reviewed: Estimate | None
    overturned: Estimate | None
    answers: list[Compared]


@dataclass(frozen=True, slots=True)
class Line:
    """Agreement under one heading: kappa of decision and review, alpha over all answers, and the share alike."""

    label: str
    kappa: Estimate | None
    alpha: Estimate | None
    alike: Estimate | None
    n: int


@dataclass(frozen=True, slots=True)
class Person:
    member: User
    decisions: int
    gold: Estimate | None
    alike: Estimate | None
    overturned: Estimate | None


def quality_of(person: User, program: Program, *, at: datetime) -> Quality:
    """What the person sees of themselves: known cases, second reviews they gave and got, appeals, and how much they did."""
    since = at - timedelta(days=DAYS)
    made = Decision.objects.filter(by=person, case__program=program, at__gte=since).exclude(act="escalate")
    blind = BlindDecision.objects.filter(program=program, given_at__gte=since)
    given = compared(blind.filter(by=person))
    gold = [one for one in given if one.blind.kind == Kind.GOLD]
    second = [one for one in given if one.blind.kind == Kind.SECOND]
    got = compared(blind.filter(against__by=person, kind=Kind.SECOND))
    return Quality(
        decisions=made.count(), this_week=made.filter(at__gte=at - timedelta(days=7)).count(),
        gold=_alike(gold), second=_alike(second), reviewed=_alike(got), overturned=overturned(program, since, person),
        answers=[one for one in given if one.blind.kind != Kind.SHADOW][:MOST_SHOWN],
    )  # fmt: skip


def overturned(program: Program, since: datetime, person: User | None = None) -> Estimate | None:
    """The share of decided appeals that overturned, of everybody or of one person's decisions."""
    rows = Appeal.objects.filter(decision__case__program=program, decided_at__gte=since)
    rows = rows.filter(decision__by=person) if person else rows
    return _overturned(Counter(rows.values_list("state", flat=True)))


def second_reviews(program: Program, since: datetime) -> list[Compared]:
    """Every answered second review beside its decision, overturned ones as well: what both thought is what counts."""
    rows = BlindDecision.objects.filter(program=program, kind=Kind.SECOND, at__gte=since)
    shown = ("clause__version", "case__message__page", "against__clause__version", "against__by", "by")
    return [
        Compared(blind, blind.against.act, blind.against.clause, blind.against.at)
        for blind in rows.select_related(*shown).order_by("-at")
        if blind.against is not None
    ]


def by_place(reviews: Sequence[Compared]) -> list[Line]:
    """One line a queue, that of a page."""
    grouped = defaultdict(list)
    for one in reviews:
        grouped[one.blind.case.message.page.title].append((one.act, one.blind.act))
    return [line(place, pairs) for place, pairs in sorted(grouped.items())]


def by_clause(reviews: Sequence[Compared]) -> list[Line]:
    """One line a clause: whether it was cited or not, over all reviews."""
    codes = sorted({cited.code for one in reviews for cited in (one.clause, one.blind.clause) if cited})
    said = [
        (one.clause.code if one.clause else "", one.blind.clause.code if one.blind.clause else "") for one in reviews
    ]
    return [line(code, [(live == code, again == code) for live, again in said]) for code in codes]


def by_pair(reviews: Sequence[Compared]) -> list[Line]:
    """One line for each two people who decided the same cases, whoever of them was first."""
    grouped: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for one in reviews:
        first, second = str(one.blind.against and one.blind.against.by), str(one.blind.by)
        if first <= second:
            grouped[first, second].append((one.act, one.blind.act))
        else:
            grouped[second, first].append((one.blind.act, one.act))
    return [line(" – ".join(names), pairs) for names, pairs in sorted(grouped.items())]


def line(label: str, pairs: Sequence[tuple[Hashable, Hashable]]) -> Line:
    same = sum(one == two for one, two in pairs)
    return Line(label, kappa(pairs), alpha(pairs), share(same, len(pairs)), len(pairs))


def people(program: Program, reviews: Sequence[Compared], *, since: datetime) -> list[Person]:
    """Everybody who decided, the busiest first, for managers; six queries however many they are."""
    made = Counter(
        Decision.objects.filter(case__program=program, at__gte=since)
        .exclude(act="escalate")
        .values_list("by", flat=True)
    )
    gold = compared(BlindDecision.objects.filter(program=program, kind=Kind.GOLD, at__gte=since))
    appeals = Appeal.objects.filter(decision__case__program=program, decided_at__gte=since)
    judged = Counter(appeals.values_list("decision__by", "state"))
    members = User.objects.in_bulk(made)
    return [
        Person(
            members[number], count, _alike([one for one in gold if one.blind.by_id == number]),
            _alike([one for one in reviews if one.blind.against and one.blind.against.by_id == number]),
            _overturned({state: judged[number, state] for state in Appeal.State.values}),
        )
        for number, count in made.most_common()
    ]  # fmt: skip


def _overturned(decided: Mapping[str, int]) -> Estimate | None:
    """Of so many decided appeals by state; an open one is not among them."""
    return share(decided[Appeal.State.OVERTURNED], sum(decided.values()))


def _alike(both: Sequence[Compared]) -> Estimate | None:
    return share(sum(one.agrees for one in both), len(both))
