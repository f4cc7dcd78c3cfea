"""Posts for later in the state machine: planned, due, held, released, cancelled."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from cms.actions import scheduling
from cms.models import Scheduled
from tests.properties.rights.paper import SPOKEN, TEXTS, Planned
from tests.properties.rights.speaking import TEXT, Speaking
from tests.properties.rights.stand import WHO, foretold


class Planning(Speaking):
    @rule(who=WHO, place=st.sampled_from(SPOKEN), text=TEXT, hours=st.integers(1, 30))
    def plan(self, who: str, place: str, text: str, hours: int) -> None:
        """Refused where it is known already that the moment would refuse it; nothing is used."""
        due = self.at + timedelta(hours=hours)
        with foretold(self.paper.refusal(who, "post", place, due, text)):
            made = scheduling.schedule(
                self.pages[place], author=self.people[who], title="Pans", body=TEXTS[text], due_at=due, at=self.at
            )  # fmt: skip
            self.paper.planned[made.pk] = Planned(who, place, text, due)

    def due(self) -> list[int]:
        waiting = [pk for pk, one in self.paper.planned.items() if one.state == "waiting" and one.due <= self.at]
        return sorted(waiting, key=lambda pk: (self.paper.planned[pk].due, pk))

    @precondition(lambda self: any(one.state == "waiting" for one in self.paper.planned.values()))
    @rule(hours=st.sampled_from([0, 8, 30]))
    def send_what_is_due(self, hours: int) -> None:
        """Each is examined at that moment, after what the one before it did."""
        self.at += timedelta(hours=hours)
        due = self.due()
        assert scheduling.send_due(at=self.at) == len(due)
        for pk in due:
            one, row = self.paper.planned[pk], Scheduled.objects.get(pk=pk)
            one.code = self.paper.refusal(one.who, "post", one.place, self.at, one.text)
            one.state = "held" if one.code else "sent"
            assert (row.state, row.hold_code, bool(row.owner)) == (one.state, one.code, bool(one.code))
            if row.message:
                self.note(row.message, one.who, one.place, one.text, new_device=False)

    def a_planned(self, data: Any) -> tuple[Scheduled, Planned]:
        pk = data.draw(st.sampled_from(sorted(self.paper.planned)))
        return Scheduled.objects.get(pk=pk), self.paper.planned[pk]

    @precondition(lambda self: any(one.state == "held" for one in self.paper.planned.values()))
    @rule(data=st.data())
    def release_a_held_post(self, data: Any) -> None:
        """The manager sets aside only a restriction that names them; every other check is made afresh."""
        pk = data.draw(st.sampled_from([pk for pk, one in self.paper.planned.items() if one.state == "held"]))
        row, one = Scheduled.objects.get(pk=pk), self.paper.planned[pk]
        stopping = self.paper.stopping(one.place, one.text, self.at)
        code = self.paper.refusal(one.who, "post", one.place, self.at, one.text, aside=stopping)
        with foretold(code if self.may_set_aside(stopping) else "not_named"):
            sent = scheduling.release(row, actor=self.on.manager, at=self.at, reason="It helps them.")
            one.state, one.code = "sent", ""
            assert sent.message is not None
            self.note(sent.message, one.who, one.place, one.text, new_device=False)

    @precondition(lambda self: self.paper.planned)
    @rule(data=st.data())
    def cancel(self, data: Any) -> None:
        row, one = self.a_planned(data)
        with foretold(f"already_{one.state}" if one.state in ("sent", "cancelled") else ""):
            scheduling.cancel(row, actor=self.people[one.who], at=self.at)
            one.state, one.code = "cancelled", ""
