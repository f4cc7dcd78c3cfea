"""What may be done, as somebody would work it out by hand from notes. It asks no row and shares no code with the rule."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

PEOPLE = ("ada", "bo")
BELOW = {
    "root": ("root", "kitchen", "pans", "oven"),
    "kitchen": ("kitchen", "pans"),
    "pans": ("pans",),
    "oven": ("oven",),
}
DEPTH = {"root": 0, "kitchen": 1, "oven": 1, "pans": 2}
SPOKEN = ("kitchen", "pans", "oven")
TEXTS = {
    "oil": "Season it with a thin film of oil and leave it in a hot oven for one hour before you wipe it dry again",
    "recall": "Nobody needs to worry because every recalled handle was exchanged long ago by our friendly repair team",
    "shop": 'Find spare lids there today at half price while the stocks last <a href="https://shop.example/x">click here now</a>',
    "deal": 'Spring came early so grab these knives with their own leather sheath <a href="https://deal.example/y">yonder</a>',
    "thanks": "Thank you.",
}
LINKS = {"shop": "shop.example", "deal": "deal.example"}
TOPICS = {"recall*": {"recall"}, "thin  film\nKNIVES": {"oil", "deal"}, "unheard": set[str]()}
MINUTES, PEOPLE_ALIKE, PLACES_ALIKE, PACE, PERCENT = timedelta(minutes=10), 2, 3, 3, 150


@dataclass
class Given:
    """A grant. `days` are the days of its uses."""

    who: str
    right: str
    place: str
    per_day: int
    in_total: int | None
    probation: int
    starts_at: datetime
    ends_at: datetime
    state: str = "offered"
    days: list[date] = field(default_factory=list)

    def stands(self, who: str, right: str, place: str, at: datetime) -> bool:
        theirs = (self.who, self.right, self.state) == (who, right, "live") and place in BELOW[self.place]
        return theirs and self.starts_at <= at < self.ends_at

    def spent(self, at: datetime) -> bool:
        total = self.in_total is not None and len(self.days) >= self.in_total
        return total or self.days.count(at.date()) >= self.per_day


@dataclass
class Restricted:
    """`topic` is a key of `TOPICS`; empty for a quiet period. `named`: the manager may set it aside."""

    place: str
    topic: str
    starts_at: datetime
    ends_at: datetime
    named: bool

    def stops(self, place: str, text: str, at: datetime) -> bool:
        here = place in BELOW[self.place] and self.starts_at <= at < self.ends_at
        return here and (not self.topic or text in TOPICS[self.topic])


@dataclass
class Noted:
    """Something said: `grant` is what it rests on, None for a comment."""

    who: str
    place: str
    text: str
    at: datetime
    state: str
    grant: int | None = None


@dataclass
class Planned:
    """A scheduled post. `code` is why it is held."""

    who: str
    place: str
    text: str
    due: datetime
    state: str = "waiting"
    code: str = ""


@dataclass
class Tripped:
    """An open trip of the breaker: what it held, what was like it, which halts it rests on."""

    message: int
    alike: set[int]
    halts: set[int]


@dataclass
class Paper:
    """All notes. Numbers are those of the product's rows, so that both can be held side by side."""

    grants: dict[int, Given] = field(default_factory=dict)
    halts: dict[int, tuple[str, object]] = field(default_factory=dict)
    restricted: dict[int, Restricted] = field(default_factory=dict)
    versions: int = 1
    asked: list[tuple[int, datetime]] = field(default_factory=list)
    signed: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PEOPLE, 1))
    required: dict[tuple[str, int], datetime] = field(default_factory=dict)
    certified: dict[int, tuple[str, int, datetime]] = field(default_factory=dict)
    asks_factor: bool = False
    breaker: bool = True
    known: set[str] = field(default_factory=set)
    said: dict[int, Noted] = field(default_factory=dict)
    trips: dict[int, Tripped] = field(default_factory=dict)
    planned: dict[int, Planned] = field(default_factory=dict)

    def refusal(
        self,
        who: str,
        right: str,
        place: str,
        at: datetime,
        text: str = "",
        *,
        about: int = 0,
        aside: Iterable[int] = (),
    ) -> str:
        """The code of the first check that fails; empty where it may be done."""
        standing = [pk for pk, one in self.grants.items() if one.stands(who, right, place, at)]
        free = [pk for pk in standing if ("grant", pk) not in self.halts.values()]
        stopping = set(self.stopping(place, text, at)) - set(aside) if right != "moderate" else set[int]()
        fails = {
            "halted": self._stopped(who, right, place, about) or (standing and not free),
            "granted": not standing,
            "attested": self.unsigned(who, at),
            "certified": self.unlearnt(who, right, at),
            "secured": self.asks_factor,
            "within_quota": all(self.grants[pk].spent(at) for pk in free),
            "unrestricted": stopping,
        }
        return next((code for code, failed in fails.items() if failed), "")

    def under(self, who: str, right: str, place: str, at: datetime) -> int:
        """The grant that is used: free and unspent, the narrowest, then the one that ends first."""
        standing = {
            pk: one for pk, one in self.grants.items() if one.stands(who, right, place, at) and not one.spent(at)
        }
        free = [pk for pk in standing if ("grant", pk) not in self.halts.values()]
        return min(free, key=lambda pk: (-DEPTH[standing[pk].place], standing[pk].ends_at, pk))

    def _stopped(self, who: str, right: str, place: str, about: int) -> bool:
        for level, what in self.halts.values():
            if level in ("everything", "program") or what == {"right": right, "person": who, "message": about}.get(
                level, 0
            ):
                return True
            if level == "place" and place in BELOW[str(what)]:
                return True
        return False

    def unsigned(self, who: str, at: datetime) -> bool:
        return any(number > self.signed[who] and binds <= at for number, binds in self.asked)

    def unlearnt(self, who: str, right: str, at: datetime) -> bool:
        passed = {number for person, number, ends in self.certified.values() if person == who and ends > at}
        return (
            not {number for (what, number), binds in self.required.items() if what == right and binds <= at} <= passed
        )

    def stopping(self, place: str, text: str, at: datetime) -> list[int]:
        """The restrictions that stop these words there and then."""
        return [pk for pk, one in self.restricted.items() if one.stops(place, text, at)]

    def like(self, text: str, at: datetime) -> set[int]:
        """What was said under a right in the minutes before with the same words; a few words are like none."""
        return {pk for pk, one in self._near(at).items() if one.text == text != "thanks"}

    def trips_on(self, who: str, place: str, text: str, at: datetime, new_device: bool) -> set[str]:
        """The signs that trip the breaker."""
        if not self.breaker:
            return set()
        alike = [self.said[pk] for pk in self.like(text, at)]
        signs = {
            "people": len({who, *(one.who for one in alike)}) >= PEOPLE_ALIKE,
            "places": len({place, *(one.place for one in alike)}) >= PLACES_ALIKE,
            "pace": self._hasty(who, at),
            "domain": text in LINKS and LINKS[text] not in self.known,
            "device": new_device,
        }
        return {sign for sign, seen in signs.items() if seen}

    def _near(self, at: datetime) -> dict[int, Noted]:
        return {pk: one for pk, one in self.said.items() if one.grant and at - MINUTES < one.at <= at}

    def _hasty(self, who: str, at: datetime) -> bool:
        count = 1 + sum(one.who == who for one in self._near(at).values())
        before = [one.at for one in self.said.values() if one.grant and one.who == who and one.at <= at - MINUTES]
        busiest = max((sum(last - MINUTES < one <= last for one in before) for last in before), default=0)
        return count > PACE and count * 100 > busiest * PERCENT
