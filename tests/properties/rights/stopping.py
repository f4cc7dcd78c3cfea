"""Halts of every level in the state machine, and how they end: by one person, or by two where they are wide."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from advocates.actions import halts
from advocates.models import Grant, Halt
from sitewide.errors import Refused
from tests.properties.rights.stand import PLACES, RIGHTS, WHO, Stand


class Stopping(Stand):
    @rule(
        level=st.sampled_from(["program", "right", "place", "person", "everything"]), right=RIGHTS, place=PLACES, who=WHO
    )  # fmt: skip
    def halt(self, level: str, right: str, place: str, who: str) -> None:
        named: dict[str, Any] = {
            "right": {"right": right}, "place": {"place": self.pages[place]}, "person": {"person": self.people[who]},
        }.get(level, {})  # fmt: skip
        actor = self.operator if level == "everything" else self.on.manager
        made = halts.halt(self.on.program, level=level, actor=actor, at=self.at, **named)
        self.paper.halts[made.pk] = (level, {"right": right, "place": place, "person": who}.get(level))

    @rule(data=st.data())
    def halt_a_grant(self, data: Any) -> None:
        """A grant that has ended may be halted, too; it changes nothing."""
        pk = data.draw(st.sampled_from(sorted(self.paper.grants)))
        grant = Grant.objects.get(pk=pk)
        made = halts.halt(self.on.program, level="grant", grant=grant, actor=self.on.manager, at=self.at)
        self.paper.halts[made.pk] = ("grant", pk)

    @rule(data=st.data())
    def halt_a_message(self, data: Any) -> None:
        """It goes out of sight, and nobody answers it under a right."""
        pk = data.draw(st.sampled_from(sorted(self.paper.said)))
        made = halts.halt(self.on.program, level="message", message_id=pk, actor=self.on.manager, at=self.at)
        self.paper.halts[made.pk] = ("message", pk)
        if self.paper.said[pk].state == "published":
            self.paper.said[pk].state = "held"

    def a_halt(self, data: Any) -> Halt:
        return Halt.objects.get(pk=data.draw(st.sampled_from(sorted(self.paper.halts))))

    @precondition(lambda self: self.paper.halts)
    @rule(data=st.data())
    def propose_a_lift(self, data: Any) -> None:
        """A proposal alone lets nothing through."""
        halt = self.a_halt(data)
        possible = self.takes_two(halt) and halt.lift_proposed_by_id is None
        try:
            halts.propose_lift(halt, reason="It is over.", actor=self.operator, at=self.at)
        except Refused:
            assert not possible
        else:
            assert possible

    @precondition(lambda self: self.paper.halts)
    @rule(data=st.data())
    def one_person_lifts(self, data: Any) -> None:
        """A narrow halt ends; a wide one does only where somebody else proposed it."""
        halt = self.a_halt(data)
        actor = self.on.manager if halt.program_id else self.operator
        possible = not self.takes_two(halt) or halt.lift_proposed_by_id not in (None, actor.pk)
        try:
            halts.lift(halt, reason="It is over.", actor=actor, at=self.at)
        except Refused:
            assert not possible
        else:
            assert possible
            del self.paper.halts[halt.pk]
