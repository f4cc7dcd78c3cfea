"""A quarter's contributions reckoned again under other rules: what would have counted, for whom, and what it would cost.

What was taken back costs nothing under any rule, and still counts against the caps, as it did.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from campaigns.models import Contribution
from campaigns.queries.reckoning import Counts, Piece, Terms, reckon

MOST_SHOWN = 10
"""People shown of those who gain and of those who lose."""
COLUMNS = (
    "pk", "member_id", "what", "state", "points", "standing", "promised", "minutes", "pieces", "partner_id", "place", "at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One contribution as it is stored."""

    pk: int
    member: int
    what: str
    state: str
    points: int
    standing: int
    promised: int | None
    minutes: int | None
    pieces: int
    partner: int | None
    place: int | None
    at: datetime

    @property
    def piece(self) -> Piece:
        return Piece(self.promised, self.minutes, self.pieces, self.partner is not None, self.place is not None)


class Replay:
    """The rules of one moment over contributions in the order of time; remembers only what the windows need."""

    def __init__(self, rules: Mapping[str, Terms], zone: ZoneInfo) -> None:
        self.rules, self.zone = rules, zone
        self.days: Counter[tuple[int, str, int]] = Counter()
        self.pairs: defaultdict[tuple[int, str, int], deque[int]] = defaultdict(deque)
        self.places: defaultdict[tuple[int, str, int], deque[int]] = defaultdict(deque)

    def earns(self, row: Row) -> int:
        """What the contribution earns under these rules, taken back or not."""
        terms, day = self.rules.get(row.what), row.at.astimezone(self.zone).date().toordinal()
        points = reckon(terms, row.piece, self._counts(terms, row, day)).points
        if points:
            self.days[row.member, row.what, day] += 1
            if row.partner is not None:
                self.pairs[row.member, row.what, row.partner].append(day)
            if row.place is not None:
                self.places[row.member, row.what, row.place].append(day)
        return points

    def _counts(self, terms: Terms | None, row: Row, day: int) -> Counts:
        if terms is None:
            return Counts()
        pair = self.pairs[row.member, row.what, row.partner] if row.partner is not None else deque()
        place = self.places[row.member, row.what, row.place] if row.place is not None else deque()
        return Counts(
            self.days[row.member, row.what, day],
            _within(pair, day, terms.pair_days),
            _within(place, day, terms.place_days),
        )


def _within(days: deque[int], day: int, window: int) -> int:
    """How many lie in the window that ends with `day`; those before it are forgotten."""
    while days and days[0] <= day - window:
        days.popleft()
    return len(days)


@dataclass(slots=True)
class Tally:
    """What came together: as it was, under the rules of now, and under the draft."""

    count: int = 0
    was: int = 0
    now: int = 0
    then: int = 0
    none_now: int = 0
    none_then: int = 0

    def add(self, was: int, now: int, then: int, *, kept: bool) -> None:
        self.count, self.was = self.count + 1, self.was + was
        self.none_now, self.none_then = self.none_now + (not now), self.none_then + (not then)
        if kept:
            self.now, self.then = self.now + now, self.then + then

    def plain(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True)
class Comparison:
    """Two sets of rules over the same contributions. Feed it rows in the order of time, then ask for its result."""

    now: Replay
    draft: Replay
    kinds: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    people: defaultdict[int, Tally] = field(default_factory=lambda: defaultdict(Tally))

    def add(self, row: Row) -> None:
        kept = row.state != Contribution.State.REVERSED
        was, now, then = row.standing if kept else 0, self.now.earns(row), self.draft.earns(row)
        for tally in (self.kinds[row.what], self.people[row.member]):
            tally.add(was, now, then, kept=kept)

    def result(self) -> dict[str, Any]:
        people = self.people
        change = {person: tally.then - tally.now for person, tally in people.items()}
        gain = sorted((person for person in change if change[person] > 0), key=lambda one: (-change[one], one))
        lose = sorted((person for person in change if change[person] < 0), key=lambda one: (change[one], one))
        return {
            "total": {key: sum(tally.plain()[key] for tally in self.kinds.values()) for key in Tally.__slots__},
            "kinds": {what: tally.plain() for what, tally in sorted(self.kinds.items())},
            "people": len(people), "gain": len(gain), "lose": len(lose), "same": len(people) - len(gain) - len(lose),
            "spread": {"now": spread(t.now for t in people.values()), "then": spread(t.then for t in people.values())},
            "most_gain": [[one, people[one].now, people[one].then] for one in gain[:MOST_SHOWN]],
            "most_lose": [[one, people[one].now, people[one].then] for one in lose[:MOST_SHOWN]],
        }  # fmt: skip


def spread(points: Iterable[int]) -> list[int]:
    """What the least, the middle, one in ten and the most have: minimum, median, 90th percentile (nearest rank), maximum."""
    ranked = sorted(points)
    if not ranked:
        return [0, 0, 0, 0]
    last = len(ranked) - 1
    return [ranked[0], ranked[last // 2], ranked[-(-9 * len(ranked) // 10) - 1], ranked[last]]


def rows_between(program_id: int, begins: datetime, ends: datetime) -> Iterator[Row]:
    """The program's contributions in the order of time, read as they are needed."""
    rows = Contribution.objects.filter(program=program_id, at__gte=begins, at__lt=ends).order_by("at", "pk")
    for values in rows.values_list(*COLUMNS).iterator(chunk_size=1000):
        yield Row(*values)
