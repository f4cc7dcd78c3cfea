"""A state machine over grants, halts, policies, courses, restrictions, the breaker, the schedule, time and acts."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from advocates.models import Exercise, Grant, Narrowing, Program, Right
from advocates.queries.suspended import with_suspension
from advocates.rights import answer, facts_of
from cms.breaker import likeness, sketch_of
from cms.models import BrandPage, Message, Scheduled
from record.models import Entry
from sitewide.text import to_plain
from tests.factories import BrandPageFactory, course
from tests.factories.training import SINGLE
from tests.properties.rights.granting import Granting
from tests.properties.rights.knowing import Knowing
from tests.properties.rights.paper import PEOPLE, SPOKEN, TEXTS
from tests.properties.rights.planning import Planning
from tests.properties.rights.speaking import TEXT
from tests.properties.rights.stand import WHO, Stand
from tests.properties.rights.stopping import Stopping
from tests.stage import enrolled, stage


class Compared(Stand):
    """The product and the notes side by side, after every step."""

    @invariant()
    def every_answer_is_the_notes(self) -> None:
        for who, person in self.people.items():
            facts = facts_of(person, self.on.program, at=self.at)
            for right in Right.values:
                for place, page in self.pages.items():
                    said = answer(facts, right, self.on.place(page)).refusal
                    assert (said.code if said else "") == self.paper.refusal(who, right, place, self.at), (
                        who,
                        right,
                        place,
                    )

    @invariant()
    def the_rows_are_what_the_notes_say(self) -> None:
        for row in Grant.objects.filter(pk__in=self.paper.grants):
            given = self.paper.grants[row.pk]
            assert (row.state, row.per_day, row.in_total) == (given.state, given.per_day, given.in_total)
        uses = sum(len(given.days) for given in self.paper.grants.values())
        assert Exercise.objects.count() == uses
        assert Entry.objects.filter(verb="right.exercised").count() == uses
        assert not Narrowing.objects.exclude(reason="Less.").exists()

    @invariant()
    def what_was_said_stands_as_the_notes_say(self) -> None:
        states = dict(Message.objects.values_list("pk", "state"))
        assert states == {pk: one.state for pk, one in self.paper.said.items()}
        held = dict(Scheduled.objects.values_list("pk", "hold_code"))
        assert held == {pk: one.code for pk, one in self.paper.planned.items()}

    @invariant()
    def lists_call_suspended_what_the_notes_do(self) -> None:
        for row in with_suspension(Grant.objects.filter(pk__in=self.paper.grants), self.at):
            who = self.paper.grants[row.pk].who
            waits = self.paper.unsigned(who, self.at) or self.paper.unlearnt(who, row.right, self.at)
            assert row.suspended == waits


class Voices(Compared, Granting, Planning):
    """What is said: nobody asks for signatures or courses, so that more comes through for the breaker to look at."""

    @rule(hours=st.integers(1, 30))
    def begin_anew(self, hours: int) -> None:
        self.lift_every_halt()
        self.wait(hours)

    @rule(who=WHO, place=st.sampled_from(SPOKEN), text=TEXT, hours=st.integers(1, 30), stopped=st.booleans())
    def plan_and_send(self, who: str, place: str, text: str, hours: int, stopped: bool) -> None:
        """What is planned while nothing stands against it; then half of it is stopped before it is due."""
        self.lift_every_halt()
        self.plan(who, place, text, hours)
        if stopped:
            self.restrict(place="kitchen", topic="", delay=0, hours=30, named=True)
        self.send_what_is_due(hours)


class Rights(Compared, Granting, Stopping, Knowing, Planning):
    """All of it together."""

    @rule(asks=st.sampled_from([True, False, False]))
    def ask_for_a_second_factor(self, asks: bool) -> None:
        """Nobody here has one."""
        Program.objects.filter(pk=self.on.program.pk).update(second_factor_required=asks)
        self.paper.asks_factor = asks

    @rule()
    def put_everything_right(self) -> None:
        """What stops people ends, and what is asked of them is done, so that a long run has something to stop again."""
        self.lift_every_halt()
        self.ask_for_a_second_factor(asks=False)
        self.attest(who=PEOPLE)
        for pk in [pk for pk, one in self.paper.restricted.items() if one.ends_at > self.at]:
            self.lift(pk)
        for who in PEOPLE:
            for number in range(len(self.courses)):
                self.certify(who=who, number=number, days=6)

    @rule()
    def put_everything_right_again(self) -> None:
        self.put_everything_right()


def test_the_texts_of_the_notes_are_like_themselves_and_like_no_other() -> None:
    """What the notes call the same words must be so for the breaker; else they and it would speak of different things."""
    sketches = {key: [sketch_of(head + to_plain(text)) for head in ("", "Pans\n")] for key, text in TEXTS.items()}
    for key, (alone, titled) in sketches.items():
        assert (likeness(alone, titled) >= 60) == (key != "thanks")
        others = [one for other in sketches if other != key for one in sketches[other]]
        assert all(likeness(one, two) < 30 for one in others for two in (alone, titled))


@pytest.mark.django_db
@pytest.mark.parametrize("machine", [Rights, Voices])
def test_no_order_of_what_people_do_lets_more_through_than_the_notes(machine: type[Stand]) -> None:
    """I1 to I4 and I6 together. Guards: each check of `rights.rule`, the breaker's signs and halts, the examination of
    what is scheduled at the moment of sending; with one of them answering yes always, a run fails.

    A failure is told as it was found: to make it smaller, over a database, would take many minutes.
    """
    Stand.on = stage()
    Stand.other = enrolled(Stand.on)
    Stand.oven = BrandPage.objects.get(pk=BrandPageFactory(parent=Stand.on.program.root_page, title="Ovens").pk)
    Stand.courses = [course(Stand.on.program, quiz=[("single", SINGLE)]) for _number in range(2)]
    unhurried = settings(
        max_examples=16, stateful_step_count=40, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )  # fmt: skip
    run_state_machine_as_test(machine, settings=unhurried)
