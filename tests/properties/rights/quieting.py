"""Quiet periods and embargoed topics in the state machine, and what waits being approved despite them."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from advocates.actions import restrictions
from advocates.models import Restriction
from cms.actions import messages
from cms.models import Message
from tests.properties.rights.paper import TOPICS, Restricted
from tests.properties.rights.stand import PLACES, Stand, foretold


class Quieting(Stand):
    @rule(
        place=PLACES, topic=st.sampled_from(["", *TOPICS]), delay=st.sampled_from([0, 0, 4]), hours=st.integers(1, 30),
        named=st.booleans(),
    )  # fmt: skip
    def restrict(self, place: str, topic: str, delay: int, hours: int, named: bool) -> None:
        starts = self.at + timedelta(hours=delay)
        ends = starts + timedelta(hours=hours)
        made = restrictions.restrict(
            self.on.program, kind="embargo" if topic else "quiet", place=self.pages[place], reason="A recall.", words=topic,
            starts_at=starts, ends_at=ends, actor=self.on.manager, at=self.at,
            overriders=[self.on.manager] if named else [],
        )  # fmt: skip
        self.paper.restricted[made.pk] = Restricted(place, topic, starts, ends, named)

    @precondition(lambda self: self.paper.restricted)
    @rule(data=st.data())
    def lift_a_restriction(self, data: Any) -> None:
        self.lift(data.draw(st.sampled_from(sorted(self.paper.restricted))))

    def lift(self, pk: int) -> None:
        over = self.paper.restricted[pk].ends_at <= self.at
        with foretold("already_over" if over else ""):
            restrictions.lift(Restriction.objects.get(pk=pk), actor=self.on.manager, at=self.at)
        del self.paper.restricted[pk]

    def may_set_aside(self, stopping: list[int]) -> bool:
        return all(self.paper.restricted[pk].named for pk in stopping)

    @rule(data=st.data(), why=st.sampled_from(["", "It helps them."]))
    def approve(self, data: Any, why: str) -> None:
        """The manager lets something appear: mostly something that waits."""
        waiting = [pk for pk, one in self.paper.said.items() if one.state == "held"]
        pk = data.draw(st.sampled_from(waiting * 3 + sorted(self.paper.said)))
        one = self.paper.said[pk]
        with foretold(self.unapprovable(pk, why)):
            messages.release(Message.objects.get(pk=pk), actor=self.on.manager, at=self.at, override=why)
            one.state = "published"

    def unapprovable(self, pk: int, why: str, *, closing: int = 0) -> str:
        """Why it does not appear; `closing` is the trip of the breaker that ends with it."""
        one = self.paper.said[pk]
        stopping = self.paper.stopping(one.place, one.text, self.at) if one.grant else []
        if one.state != "held":
            return "state"
        if ("message", pk) in self.paper.halts.values():
            return "halted"
        if any(trip.message == pk for number, trip in self.paper.trips.items() if number != closing):
            return "tripped"
        if stopping and not why:
            return "restricted"
        return "" if self.may_set_aside(stopping) else "not_named"
