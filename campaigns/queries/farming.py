"""What about the last weeks' points a person should look at. Plain counting, the same for everybody; nobody is accused.

Four of five figures are compared with what is usual in the program (the median of the same figure among its people).
Each query reads contributions of the last weeks once, grouped by the database; rings are looked for only among pairs
that did something for each other at least `RING_ACTS` times, and only up to `MOST_EDGES` such pairs.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db.models import Count, QuerySet, Sum

from advocates.models import Program
from campaigns.models import Contribution, EarningRule, Hint, OfflineWork

WEEKS = 4
PAIR_ACTS, PAIR_SHARE = 8, 60
"""A pair stands out from so many acts on, if it is so many percent of all that the person did with others."""
RING_ACTS, RING_EDGE, RING_MOST, RING_SHARE = 4, 15, 4, 60
"""A ring is of two to four people: each did so much for the next, in acts and in percent of what they did with others, and
of what each of them did with others so many percent stayed among them."""
PLACE_POINTS, PLACE_SHARE, PLACE_TIMES = 100, 80, 5
"""A page stands out from so many points on, if it is that share of the person's points and so many times the usual."""
HOURS = 16
MOST_EDGES, MOST_ACTS = 20_000, 50
Kind, What = Hint.Kind, EarningRule.What
MUTUAL = (What.REPLY, What.COMMENT, What.ANSWER)
"""What people do for each other. Who moderates meets the same author again without choosing them."""
Edges = Mapping[int, Mapping[int, int]]


@dataclass(frozen=True, slots=True)
class Found:
    """Something to look at: who, what was found, what is usual, and the numbers of the contributions or work."""

    kind: str
    key: str
    people: tuple[int, ...]
    figure: int
    usual: int
    acts: list[int]


def looked_at(program: Program, at: datetime) -> list[Found]:
    """Everything that stands out in the weeks before this moment."""
    begins = at - timedelta(weeks=WEEKS)
    earned = Contribution.objects.filter(program=program, at__gte=begins, at__lt=at)
    work = OfflineWork.objects.filter(program=program, logged_at__gte=begins, logged_at__lt=at)
    edges = _edges(earned)
    found = [*pairs(edges), *rings(edges), *_places(earned), *_evidence(program, work), *_hours(work)]
    return [_with_acts(one, earned) for one in found]


def _edges(earned: QuerySet[Contribution]) -> Edges:
    """How often each did something that counts for whom."""
    rows = earned.filter(partner__isnull=False, what__in=MUTUAL).values_list("member", "partner")
    known: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for one, other, count in rows.annotate(count=Count("pk")).order_by("-count", "member", "partner")[:MOST_EDGES]:
        known[one][other] = count
    return known


def pairs(edges: Edges) -> Iterator[Found]:
    """Who does most of what they do with one person, and much of it."""
    shares = {one: _share(max(others.values()), others) for one, others in edges.items()}
    usual = round(median(shares.values())) if shares else 0
    for one, others in edges.items():
        for other, count in others.items():
            share = _share(count, others)
            if count >= PAIR_ACTS and share >= PAIR_SHARE:
                yield Found(Kind.PAIR, f"{one}-{other}", (one, other), share, min(usual, 100), [])


def rings(edges: Edges) -> Iterator[Found]:
    """Short circles: each does much for the next, the last for the first, and together little for anybody else.

    A walk along strong edges only, from the smallest number of the circle, so that each circle is met once.
    """
    strong = {one: _strong(others) for one, others in edges.items()}
    usual = _usual_inside(edges)
    met: set[frozenset[int]] = set()
    for first in sorted(strong):
        for circle in _circles(strong, (first,)):
            within = frozenset(circle)
            inside = _inside(edges, within)
            if within not in met and inside >= RING_SHARE:
                met.add(within)
                people = tuple(sorted(within))
                yield Found(Kind.RING, "-".join(map(str, people)), people, inside, usual, [])


def _strong(others: Mapping[int, int]) -> list[int]:
    """For whom somebody did much; six people at most, so that the walk stays short."""
    return sorted(other for other, n in others.items() if n >= RING_ACTS and _share(n, others) >= RING_EDGE)


def _circles(strong: Mapping[int, list[int]], walked: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    for following in strong.get(walked[-1], ()):
        if following == walked[0] and len(walked) > 1:
            yield walked
        elif following > walked[0] and following not in walked and len(walked) < RING_MOST:
            yield from _circles(strong, (*walked, following))


def _inside(edges: Edges, people: frozenset[int]) -> int:
    """The percentage of what these people did with others that they did with each other; the least of them counts."""
    return min(_share(sum(n for o, n in edges[one].items() if o in people), edges[one]) for one in people)


def _usual_inside(edges: Edges) -> int:
    """The same for everybody and who answers them back."""
    back = [
        _share(sum(n for other, n in others.items() if one in edges.get(other, {})), others)
        for one, others in edges.items()
    ]
    return round(median(back)) if back else 0


def _share(part: int, others: Mapping[int, int]) -> int:
    whole = sum(others.values())
    return round(100 * part / whole) if whole else 0


def _places(earned: QuerySet[Contribution]) -> Iterator[Found]:
    """Who got nearly all of many points from one page."""
    rows = earned.filter(place__isnull=False, points__gt=0).values_list("member", "place")
    points: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for member, place, total in rows.annotate(total=Sum("points")).order_by("-total", "member", "place")[:MOST_EDGES]:
        points[member][place] = total
    every = [total for places in points.values() for total in places.values()]
    usual = round(median(every)) if every else 0
    for member, places in points.items():
        for place, total in places.items():
            stands_out = total >= PLACE_POINTS and total >= PLACE_TIMES * usual
            if stands_out and _share(total, places) >= PLACE_SHARE:
                yield Found(Kind.PLACE, f"{member}-{place}", (member,), total, usual, [])


def _evidence(program: Program, work: QuerySet[OfflineWork]) -> Iterator[Found]:
    """The same link or picture for more than one work, by whomever; the older ones count, too."""
    every = OfflineWork.objects.filter(program=program).exclude(state=OfflineWork.State.WITHDRAWN)
    for field in ("link_key", "picture_key"):
        fresh = set(work.exclude(**{field: ""}).values_list(field, flat=True))
        again = every.filter(**{f"{field}__in": fresh}).values_list(field).annotate(n=Count("pk")).filter(n__gt=1)
        for key, count in again.order_by("-n", field)[:MOST_ACTS]:
            rows = list(every.filter(**{field: key}).order_by("pk").values_list("pk", "member")[:MOST_ACTS])
            people = tuple(sorted({member for _pk, member in rows}))
            yield Found(Kind.EVIDENCE, f"{field}:{key}", people, count, 1, [pk for pk, _member in rows])


def _hours(work: QuerySet[OfflineWork]) -> Iterator[Found]:
    """Who logged more hours of one day than somebody is awake."""
    counted = work.exclude(state__in=[OfflineWork.State.WITHDRAWN, OfflineWork.State.REFUSED])
    days = list(counted.values_list("member", "done_on").annotate(total=Sum("minutes")).order_by("member", "done_on"))
    usual = round(median(total for _member, _day, total in days) / 60) if days else 0
    for member, day, total in days:
        if total > HOURS * 60:
            numbers = counted.filter(member=member, done_on=day).order_by("pk").values_list("pk", flat=True)
            yield Found(Kind.HOURS, f"{member}-{day}", (member,), total // 60, usual, list(numbers[:MOST_ACTS]))


def _with_acts(found: Found, earned: QuerySet[Contribution]) -> Found:
    """The newest contributions that it is about."""
    if found.acts:
        return found
    about = earned.filter(member__in=found.people)
    if found.kind == Kind.PLACE:
        about = about.filter(place=int(found.key.rpartition("-")[2]), points__gt=0)
    elif found.kind == Kind.PAIR:
        about = earned.filter(member=found.people[0], partner=found.people[1], what__in=MUTUAL)
    else:
        about = about.filter(partner__in=found.people, what__in=MUTUAL)
    acts = list(about.order_by("-at", "-pk").values_list("pk", flat=True)[:MOST_ACTS])
    return Found(found.kind, found.key, found.people, found.figure, found.usual, acts)
