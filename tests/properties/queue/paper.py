"""The queue as somebody would keep it with cards on a table. It asks no row and shares no code with the product."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

LEASE = timedelta(minutes=15)
WHERE = {"ada": {"kitchen"}, "bo": {"kitchen"}, "cy": {"garden"}, "dan": {"kitchen", "garden"}}
"""Ada, Bo and Cy moderate under a grant; Dan is staff."""
STAFF = "dan"


@dataclass
class Card:
    """One case. `hands` are those who wrote the message or decided on it: they do not touch it again."""

    place: str
    urgency: int
    due: datetime
    author: str
    hands: set[str]
    state: str = "open"
    escalated: bool = False
    holder: str = ""
    until: datetime | None = None
    snoozed: datetime | None = None
    kept_for: str = ""
    kept_until: datetime | None = None
    led: int | None = None

    def held_by_another(self, who: str, at: datetime) -> bool:
        return bool(self.holder) and self.holder != who and self.until is not None and self.until > at

    def kept_for_another(self, who: str, at: datetime) -> bool:
        return bool(self.kept_for) and self.kept_for != who and self.kept_until is not None and self.kept_until > at

    def lay_down(self) -> None:
        self.holder, self.until = "", None


@dataclass
class Paper:
    """All cards by their numbers, and whose grant is gone."""

    cards: dict[int, Card] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)

    def sees(self, who: str, card: Card) -> bool:
        return who not in self.gone and card.place in WHERE[who]

    def touches(self, who: str, number: int) -> str:
        """The code by which the person is kept from the case, whoever holds it; empty where nothing does."""
        card = self.cards[number]
        if not self.sees(who, card):
            return "not_found"
        if who in card.hands:
            return "no_conflict"
        return "escalated" if card.escalated and who != STAFF else ""

    def stands(self, who: str, number: int, at: datetime) -> str:
        """The code by which it cannot be taken or decided as it lies there."""
        card = self.cards[number]
        if card.state != "open":
            return card.state
        if card.held_by_another(who, at):
            return "claimed"
        return "handed" if card.kept_for_another(who, at) else ""

    def claims(self, who: str, number: int, at: datetime) -> str:
        led = "led" if self.cards[number].led is not None else ""
        return self.touches(who, number) or self.stands(who, number, at) or led

    def decides(self, who: str, number: int, at: datetime) -> str:
        return self.touches(who, number) or self.stands(who, number, at)

    def line(self, who: str, at: datetime) -> list[int]:
        """What is offered to the person, in order."""
        free = [number for number in self.cards if not self.touches(who, number) and not self.stands(who, number, at)]
        awake = [n for n in free if self.cards[n].led is None and not (self.cards[n].snoozed or at) > at]
        return sorted(awake, key=lambda n: (-self.cards[n].urgency, self.cards[n].due, n))

    def holds(self, who: str, at: datetime) -> int | None:
        """The case in the person's hand that they may still decide."""
        mine = [n for n in self.line(who, at) if self.cards[n].holder == who and (self.cards[n].until or at) > at]
        return min(mine, default=None)

    def next_for(self, who: str, at: datetime, skip: int | None) -> int | None:
        """Which case a press gives: the one in hand, or the first in line, or the first behind the one passed over."""
        held = self.holds(who, at)
        if skip is None and held is not None:
            return held
        free = [n for n in self.line(who, at) if n != skip and not self._in_hand(n, at)]
        if skip is None:
            return next(iter(free), None)
        passed = self.cards[skip]
        behind = [n for n in free if self._key(self.cards[n], n) > self._key(passed, skip)]
        return next(iter(behind or free), None)

    def alone(self, number: int) -> bool:
        """Whether the case stands behind no other and none behind it."""
        return self.cards[number].led is None and all(card.led != number for card in self.cards.values())

    def over(self, number: int) -> None:
        """The case is decided on, handed to staff or closed: it waits for nobody, and the oldest behind it leads the others."""
        card = self.cards[number]
        card.lay_down()
        behind = [n for n in sorted(self.cards) if self.cards[n].led == number and self.cards[n].state == "open"]
        if not behind:
            return
        first = self.cards[behind[0]]
        first.urgency = max(self.cards[n].urgency for n in behind)
        first.due = min(self.cards[n].due for n in behind)
        for other in behind:
            self.cards[other].led = None if other == behind[0] else behind[0]

    def take(self, who: str, number: int, at: datetime) -> None:
        self.cards[number].holder, self.cards[number].until = who, at + LEASE

    def _in_hand(self, number: int, at: datetime) -> bool:
        card = self.cards[number]
        return bool(card.holder) and (card.until or at) > at

    @staticmethod
    def _key(card: Card, number: int) -> tuple[int, datetime, int]:
        return (-card.urgency, card.due, number)
