"""How many points a contribution earns by a rule. The one place where that is reckoned: for what happens, for the
simulator, and for the worked examples that people read.

Everything is whole numbers. The order is: points by the rule (rounded down), caps, and then what is left of it as one
of many on the same day (rounded down again).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from advocates.models import Program
from campaigns.models import Contribution, EarningRule

Why = Contribution.Why
MOST_HALVINGS = 14
"""Beyond so many nothing is left of the most points that a rule may pay."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one earning rule, as plain values. `None` is no limit."""

    what: str
    points: int
    per: str = EarningRule.Per.PIECE.value
    most_units: int | None = None
    per_day: int | None = None
    half_after: int | None = None
    per_pair: int | None = None
    pair_days: int = 7
    per_place: int | None = None
    place_days: int = 7
    holding_days: int = 0
    active: bool = True

    @classmethod
    def of(cls, rule: EarningRule) -> "Terms":
        return cls(**{field.name: getattr(rule, field.name) for field in fields(cls)})

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Terms":
        return cls(**stored)

    def plain(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def pays(self) -> bool:
        return self.active and self.points > 0


@dataclass(frozen=True, slots=True)
class Piece:
    """What of one contribution matters for its points. `promised` is what its subject itself promised."""

    promised: int | None = None
    minutes: int | None = None
    pieces: int = 1
    with_somebody: bool = False
    on_a_page: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of the kind earned points before it: on its day, with its partner and on its page in their windows."""

    day: int = 0
    pair: int = 0
    place: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """The points, what they were divided by, and why there are none where there are none."""

    points: int
    divisor: int = 1
    why: str = ""


def reckon(terms: Terms | None, piece: Piece, counts: Counts) -> Outcome:
    """What it earns. A promise is kept without a rule, too; a rule's caps hold for it, but it is never halved."""
    full = _full(terms, piece)
    if not full:
        pays = terms is not None and terms.pays
        return Outcome(0, why=Why.NOTHING if pays else Why.NO_RULE)
    if terms is None or not terms.active:
        return Outcome(full)
    if over := _over(terms, piece, counts):
        return Outcome(0, why=over)
    divisor = 1 if piece.promised is not None else divisor_of(terms, counts.day)
    return Outcome(full // divisor, divisor) if full >= divisor else Outcome(0, divisor, Why.TAPERED)


def divisor_of(terms: Terms, before: int) -> int:
    """What the points of a contribution are divided by when so many came before it on its day."""
    if terms.half_after is None:
        return 1
    return int(2 ** min(before // terms.half_after, MOST_HALVINGS))


def _full(terms: Terms | None, piece: Piece) -> int:
    if piece.promised is not None:
        return piece.promised
    if terms is None or not terms.pays:
        return 0
    most = terms.most_units
    if terms.per == EarningRule.Per.HOUR:
        minutes = piece.minutes or 0
        return terms.points * (min(minutes, most * 60) if most else minutes) // 60
    return terms.points * (min(piece.pieces, most) if most else piece.pieces)


def _over(terms: Terms, piece: Piece, counts: Counts) -> str:
    if terms.per_day is not None and counts.day >= terms.per_day:
        return Why.DAY
    if piece.with_somebody and terms.per_pair is not None and counts.pair >= terms.per_pair:
        return Why.PAIR
    if piece.on_a_page and terms.per_place is not None and counts.place >= terms.per_place:
        return Why.PLACE
    return ""


def window(program: Program, at: datetime, days: int = 1) -> tuple[datetime, datetime]:
    """From when to when something counts that happened on the program's calendar day of `at` or the days before it."""
    midnight = at.astimezone(program.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=days - 1), midnight + timedelta(days=1)
