"""Acts in the state machine: rights used, things said, and the breaker that watches them."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from advocates.models import Right
from advocates.rights import Origin, exercise
from cms.actions import breaker, messages
from cms.models import Message, Trip
from tests.properties.rights.paper import LINKS, SPOKEN, TEXTS, Noted, Tripped
from tests.properties.rights.quieting import Quieting
from tests.properties.rights.stand import PLACES, WHO, foretold

TEXT = st.sampled_from(["oil", "recall", *TEXTS])
ORIGINS = st.sampled_from([Origin(known=True)] * 8 + [Origin(known=False)])


class Speaking(Quieting):
    @rule(data=st.data(), times=st.integers(1, 4))
    def use(self, data: Any, times: int) -> None:
        """Use a right some times: mostly one that a grant names, so that more is tried than what nobody was given."""
        named = sorted({(one.who, one.right, one.place) for one in self.paper.grants.values()})
        any_of_all = (data.draw(WHO), data.draw(st.sampled_from(Right.values)), data.draw(PLACES))
        who, right, place = data.draw(st.sampled_from(named * 2 + [any_of_all]))
        for _time in range(times):
            code = self.paper.refusal(who, right, place, self.at)
            with foretold(code):
                used = exercise(self.people[who], right, self.on.place(self.pages[place]), at=self.at)
                assert used.grant_id == self.paper.under(who, right, place, self.at)
                given = self.paper.grants[used.grant_id]
                assert used.held == (given.probation > 0)
                given.days.append(self.at.date())

    @rule(
        who=WHO, places=st.lists(st.sampled_from(SPOKEN), min_size=1, max_size=5), text=TEXT, origin=ORIGINS,
        same=st.booleans(),
    )  # fmt: skip
    def post(self, who: str, places: list[str], text: str, origin: Origin, same: bool) -> None:
        """On some places one after the other: the same words, or others each time."""
        for number, place in enumerate(places):
            words = text if same else list(TEXTS)[(list(TEXTS).index(text) + number) % len(TEXTS)]
            with foretold(self.paper.refusal(who, "post", place, self.at, words)):
                said = messages.post(
                    self.pages[place], author=self.people[who], title="Pans", body=TEXTS[words], at=self.at, origin=origin
                )  # fmt: skip
                self.note(said, who, place, words, new_device=origin.known is False)

    @rule(who=WHO, place=st.sampled_from(SPOKEN), text=TEXT, origin=ORIGINS)
    def reply(self, who: str, place: str, text: str, origin: Origin) -> None:
        asked = self.questions[place]
        code = self.paper.refusal(who, "reply", place, self.at, text, about=asked)
        gone = "gone" if self.paper.said[asked].state != "published" else ""
        with foretold(code or gone):
            said = messages.reply(
                self.pages[place], author=self.people[who], body=TEXTS[text], at=self.at, origin=origin,
                answers=Message.objects.get(pk=asked),
            )  # fmt: skip
            self.note(said, who, place, text, new_device=origin.known is False)

    def note(self, said: Message, who: str, place: str, text: str, *, new_device: bool) -> None:
        """Hold what was said to the notes, then write it down."""
        number = self.paper.under(who, said.kind, place, self.at)
        given, signs = self.paper.grants[number], self.paper.trips_on(who, place, text, self.at, new_device)
        reason = "breaker" if signs else "probation" if given.probation else ""
        assert said.exercise is not None
        assert (said.exercise.grant_id, said.hold_reason) == (number, reason)
        assert said.state == ("held" if reason else "published")
        alike = self.paper.like(text, self.at)
        given.days.append(self.at.date())
        self.paper.said[said.pk] = Noted(who, place, text, self.at, said.state, number)
        if signs:
            self.note_trip(said, signs, alike)

    def note_trip(self, said: Message, signs: set[str], alike: set[int]) -> None:
        trip = Trip.objects.get(message=said)
        assert {code for code, _values in trip.causes} == signs
        assert set(trip.alike.values_list("pk", flat=True)) == alike
        others, author = {self.paper.said[pk].grant for pk in alike}, self.paper.said[said.pk].who
        live = {pk: g for pk, g in self.paper.grants.items() if g.state == "live" and g.ends_at > self.at}
        halted = dict(trip.halts.values_list("grant_id", "pk"))
        assert set(halted) == {pk for pk, g in live.items() if g.who == author or pk in others}
        self.paper.halts |= {pk: ("grant", grant) for grant, pk in halted.items()}
        self.paper.trips[trip.pk] = Tripped(said.pk, alike, set(halted.values()))

    @precondition(lambda self: self.paper.trips)
    @rule(data=st.data())
    def release_a_trip(self, data: Any) -> None:
        """It was nothing: its halts end but for those that another open trip rests on, and its message appears."""
        pk = data.draw(st.sampled_from(sorted(self.paper.trips)))
        trip = self.paper.trips[pk]
        one = self.paper.said[trip.message]
        with foretold(self.unapprovable(trip.message, "", closing=pk) if one.state == "held" else ""):
            breaker.release(Trip.objects.get(pk=pk), actor=self.on.manager, at=self.at)
            del self.paper.trips[pk]
            kept = {halt for other in self.paper.trips.values() for halt in other.halts}
            for halt in trip.halts - kept:
                self.paper.halts.pop(halt, None)
            one.state = "published" if one.state == "held" else one.state
            self.paper.known |= {LINKS[one.text]} if one.text in LINKS else set()

    @precondition(lambda self: self.paper.trips)
    @rule(data=st.data())
    def remove_a_trip(self, data: Any) -> None:
        """Everything alike goes; the grants stay halted."""
        pk = data.draw(st.sampled_from(sorted(self.paper.trips)))
        breaker.remove(Trip.objects.get(pk=pk), actor=self.on.manager, at=self.at)
        trip = self.paper.trips.pop(pk)
        for gone in (trip.message, *trip.alike):
            self.paper.said[gone].state = "removed"

    @rule()
    def switch_the_breaker(self) -> None:
        """Off; or on, with what is to be read at that moment known."""
        self.paper.breaker = not self.paper.breaker
        if not self.paper.breaker:
            breaker.switch_off(self.on.program, actor=self.on.manager, at=self.at)
            return
        breaker.switch_on(self.on.program, actor=self.on.manager, at=self.at)
        shown = {one.text for one in self.paper.said.values() if one.state == "published"}
        self.paper.known |= {LINKS[text] for text in shown if text in LINKS}
