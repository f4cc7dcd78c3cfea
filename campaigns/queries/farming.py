"""What about the last weeks' points a person should look at. Plain counting, the same for everybody; nobody is accused.

Most figures are compared with what is usual in the program (the median of the same figure among its people).
Each query reads contributions of the last weeks once, grouped by the database; rings are looked for only among pairs
that did something for each other at least `RING_ACTS` times, and only up to `MOST_EDGES` such pairs.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from statistics import median

from django.db.models import Count, F, QuerySet, Sum

from advocates.models import Program
from campaigns.models import Contribution, EarningRule, Hint, IdeaVote, OfflineWork
from campaigns.queries.found import MOST_ACTS, Found
from campaigns.queries.stuffed import hours, same_evidence

WEEKS = 4
PAIR_ACTS, PAIR_SHARE = 8, 60
"""A pair stands out from so many acts on, if it is so many percent of all that the person did with others."""
RING_ACTS, RING_EDGE, RING_MOST, RING_SHARE = 4, 15, 4, 60
"""A ring is of two to four people: each did so much for the next, in acts and in percent of what they did with others, and
of what each of them did with others so many percent stayed among them."""
PLACE_POINTS, PLACE_SHARE, PLACE_TIMES = 100, 80, 5
"""A page stands out from so many points on, if it is that share of the person's points and so many times the usual."""
VOTE_ACTS = 3
"""Votes are few: a ring of votes alone is of people who voted so often for ideas of the next."""
MOST_EDGES = 20_000
Kind, What = Hint.Kind, EarningRule.What
MUTUAL = (What.REPLY, What.COMMENT, What.ANSWER)
"""What people do for each other. Who moderates meets the same author again without choosing them."""
Edges = Mapping[int, Mapping[int, int]]


def looked_at(program: Program, at: datetime) -> list[Found]:
    """Everything that stands out in the weeks before this moment."""
    begins = at - timedelta(weeks=WEEKS)
    earned = Contribution.objects.filter(program=program, at__gte=begins, at__lt=at)
    work = OfflineWork.objects.filter(program=program, logged_at__gte=begins, logged_at__lt=at)
    given = IdeaVote.objects.filter(idea__program=program, at__gte=begins, at__lt=at)
    edges = _edges(earned)
    found = [
        *pairs(edges), *circles(edges, vote_edges(given)), *_places(earned),
        *same_evidence(program, begins, at), *hours(work),
    ]  # fmt: skip
    return [_with_acts(one, earned, given) for one in found]


def _edges(earned: QuerySet[Contribution]) -> Edges:
    """How often each did something that counts for whom."""
    rows = earned.filter(partner__isnull=False, what__in=MUTUAL).values_list("member", "partner")
    known: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for one, other, count in rows.annotate(count=Count("pk")).order_by("-count", "member", "partner")[:MOST_EDGES]:
        known[one][other] = count
    return known


def vote_edges(given: QuerySet[IdeaVote]) -> Edges:
    """How often each voted for ideas of whom."""
    rows = given.values_list("member", "idea__author").annotate(count=Count("pk"))
    known: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for one, other, count in rows.order_by("-count", "member", "idea__author")[:MOST_EDGES]:
        known[one][other] = count
    return known


def circles(acts: Edges, votes: Edges) -> Iterator[Found]:
    """Rings of what people do for each other, of their votes, and of both together; the same people once.

    Each is looked for by itself as well: whoever votes widely would else hide a ring of replies among the votes.
    """
    met: set[tuple[int, ...]] = set()
    by_votes = (replace(ring, kind=Kind.VOTES) for ring in rings(votes, least=VOTE_ACTS))
    for ring in (*rings(acts), *by_votes, *rings(_together(acts, votes))):
        if ring.people not in met:
            met.add(ring.people)
            yield ring


def _together(acts: Edges, votes: Edges) -> Edges:
    both = {one: dict(others) for one, others in acts.items()}
    for one, others in votes.items():
        mine = both.setdefault(one, {})
        for other, count in others.items():
            mine[other] = mine.get(other, 0) + count
    return both


def pairs(edges: Edges) -> Iterator[Found]:
    """Who does most of what they do with one person, and much of it."""
    shares = {one: _share(max(others.values()), others) for one, others in edges.items()}
    usual = round(median(shares.values())) if shares else 0
    for one, others in edges.items():
        for other, count in others.items():
            share = _share(count, others)
            if count >= PAIR_ACTS and share >= PAIR_SHARE:
                yield Found(Kind.PAIR, f"{one}-{other}", (one, other), share, min(usual, 100), [])


def rings(edges: Edges, *, least: int = RING_ACTS) -> Iterator[Found]:
    """Short circles: each does much for the next, the last for the first, and together little for anybody else.

    A walk along strong edges only, from the smallest number of the circle, so that each circle is met once.
    """
    strong = {one: _strong(others, least) for one, others in edges.items()}
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


def _strong(others: Mapping[int, int], least: int) -> list[int]:
    """For whom somebody did much; six people at most, so that the walk stays short."""
    return sorted(other for other, n in others.items() if n >= least and _share(n, others) >= RING_EDGE)


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


def _with_acts(found: Found, earned: QuerySet[Contribution], given: QuerySet[IdeaVote]) -> Found:
    """The newest contributions and votes that it is about."""
    if found.acts or found.others:
        return found
    people = found.people
    if found.kind == Kind.PLACE:
        about = earned.filter(member__in=people, place=int(found.key.rpartition("-")[2]), points__gt=0)
    elif found.kind == Kind.PAIR:
        about = earned.filter(member=people[0], partner=people[1], what__in=MUTUAL)
    else:
        about = earned.filter(member__in=people, partner__in=people, what__in=MUTUAL)
    voted = given.none()
    if found.kind in (Kind.RING, Kind.VOTES):
        voted = given.filter(member__in=people, idea__author__in=people).exclude(member=F("idea__author"))
    votes = list(voted.order_by("-at", "-pk").values_list("pk", flat=True)[:MOST_ACTS])
    acts = list(about.order_by("-at", "-pk").values_list("pk", flat=True)[:MOST_ACTS])
    return replace(found, acts=acts, others={"votes": votes} if votes else {})
