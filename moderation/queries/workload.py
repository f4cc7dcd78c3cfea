"""How much each moderator has in hand and has done: counted from claims and decisions, never kept."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from advocates.models import Program
from moderation.models import CAP, Act, Case, Decision, DeskRule, Note, Workplace
from moderation.queries.passing import MOST_NAMED, moderators_of
from record.models import Entry

WEEK = timedelta(days=7)
MOST_TIMED = 5_000


@dataclass(frozen=True, slots=True)
class Week:
    """Decisions of a person in the last seven days, and the most there may be. `opens_at`: when one more fits again."""

    done: int
    cap: int
    opens_at: datetime | None = None

    @property
    def left(self) -> int:
        return max(0, self.cap - self.done)

    @property
    def is_full(self) -> bool:
        return self.left == 0


@dataclass(frozen=True, slots=True)
class Load:
    """One moderator's share. `minutes` is the median from claim to decision; that, and the second opinions that they
    asked for and wrote, are of the last seven days."""

    person: User
    held: int
    today: int
    week: Week
    minutes: float | None
    languages: tuple[str, ...]
    asked: int
    wrote: int


def workplace_of(person: User, program: Program) -> Workplace:
    """As it was set, else with the defaults, unsaved."""
    return Workplace.objects.filter(person=person, program=program).first() or Workplace(person=person, program=program)


def cap_of(program: Program) -> int:
    """Most decisions of one moderator in seven days."""
    found = DeskRule.objects.filter(program=program).values_list("weekly_cap", flat=True).first()
    return CAP if found is None else found


def decisions_of(person: User, program: Program, *, since: datetime) -> QuerySet[Decision]:
    """Those that count as work done; handing a case to staff does not."""
    rows = Decision.objects.filter(by=person, case__program=program, at__gt=since)
    return rows.exclude(act=Act.ESCALATE).order_by("-at", "-pk")


def week_of(person: User, program: Program, *, at: datetime) -> Week:
    """How the person stands to the cap now; three queries, one more where it is reached."""
    own = Workplace.objects.filter(person=person, program=program).values_list("weekly_cap", flat=True).first()
    cap = lower(cap_of(program), own)
    counted = decisions_of(person, program, since=at - WEEK)
    done = counted.count()
    if done < cap:
        return Week(done, cap)
    return Week(done, cap, counted.values_list("at", flat=True)[cap - 1] + WEEK)


def lower(cap: int, own: int | None) -> int:
    """A cap of one's own only lowers the program's."""
    return cap if own is None else min(cap, own)


def loads_of(program: Program, *, at: datetime) -> list[Load]:
    """Every moderator of the program with what they hold and did, the busiest first; seven queries for at most 200."""
    people = list(moderators_of(program, at=at)[:MOST_NAMED])
    places = {place.person_id: place for place in Workplace.objects.filter(program=program, person__in=people)}
    held, spent = _held(program, people, at), _spent(program, people, at)
    done, opinions, cap = _done(program, people, at), _opinions(program, at), cap_of(program)
    loads = []
    for person in people:
        place = places.get(person.pk) or Workplace(person=person, program=program)
        week_done, today = done.get(person.pk, (0, 0))
        week = Week(week_done, lower(cap, place.weekly_cap))
        minutes = median(spent[person.pk]) if spent[person.pk] else None
        asked, wrote = (opinions[person.pk, kind] for kind in (Note.Kind.ASKED, Note.Kind.OPINION))
        loads.append(Load(person, held[person.pk], today, week, minutes, tuple(place.languages), asked, wrote))
    return sorted(loads, key=lambda load: (-load.held, -load.week.done, str(load.person)))


def languages_read(program: Program, *, at: datetime) -> tuple[str, ...]:
    """What the moderators read together; nothing where one of them reads every language, or there is no moderator."""
    people = set(moderators_of(program, at=at).values_list("pk", flat=True)[:MOST_NAMED])
    set_by = dict(Workplace.objects.filter(program=program, person__in=people).values_list("person", "languages"))
    if any(not set_by.get(person) for person in people):
        return ()
    return tuple(sorted({code for codes in set_by.values() for code in codes}))


def _held(program: Program, people: Iterable[User], at: datetime) -> dict[int, int]:
    held: dict[int, int] = defaultdict(int)
    rows = Case.objects.filter(program=program, state=Case.State.OPEN, claimed_by__in=people, claimed_until__gt=at)
    for person in rows.values_list("claimed_by", flat=True):
        held[person] += 1
    return held


def _opinions(program: Program, at: datetime) -> Counter[tuple[int, str]]:
    """How many second opinions each asked for and wrote in the last seven days."""
    kinds = (Note.Kind.ASKED, Note.Kind.OPINION)
    return Counter(
        Note.objects.filter(case__program=program, kind__in=kinds, at__gt=at - WEEK).values_list("by", "kind")
    )


def _decided(program: Program, people: Iterable[User], at: datetime) -> QuerySet[Decision]:
    """What these people decided in the last seven days."""
    rows = Decision.objects.filter(by__in=people, case__program=program, at__gt=at - WEEK)
    return rows.exclude(act=Act.ESCALATE)


def _done(program: Program, people: Iterable[User], at: datetime) -> dict[int, tuple[int, int]]:
    """By person, how many decisions in the last seven days and how many of them today."""
    midnight = at.astimezone(program.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    today = Count("pk", filter=Q(at__gte=midnight))
    rows = _decided(program, people, at).order_by().values_list("by").annotate(week=Count("pk"), today=today)
    return {person: (week, of_today) for person, week, of_today in rows}


def _spent(program: Program, people: Iterable[User], at: datetime) -> dict[int, list[float]]:
    """By person, the minutes from their last claim of a case to its decision, where there was one; of the newest 5,000."""
    spent: dict[int, list[float]] = defaultdict(list)
    claimed = Entry.objects.filter(
        subject_kind="moderation.case", subject_id=OuterRef("case_id"), verb="case.claimed", actor_id=OuterRef("by_id")
    ).order_by("-pk")
    timed = _decided(program, people, at).annotate(taken_at=Subquery(claimed.values("at")[:1])).order_by("-pk")
    for person, moment, taken in timed.values_list("by", "at", "taken_at")[:MOST_TIMED]:
        if taken is not None and taken <= moment:
            spent[person].append((moment - taken).total_seconds() / 60)
    return spent
