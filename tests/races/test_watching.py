"""Probation and access reviews under race: real processes, each with its own connection, on PostgreSQL."""

import time
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from advocates.actions import access, probation, watching
from advocates.models import AccessReview, Exercise, Grant, Narrowing, ProbationProposal, Program, ReviewedGrant
from cms.models import Message
from record.models import Entry
from sitewide.models import Letter
from tests.advocates.probation import approved, on_probation, remove, say
from tests.factories import manager_of
from tests.races.processes import forked_and_killed, on_postgresql, race
from tests.stage import Stage, enrolled, stage

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True), on_postgresql]
MANY, ROUNDS = 12, 3


@pytest.fixture
def on() -> Stage:
    return stage()


def test_many_who_weigh_at_once_open_one_proposal(on: Stage) -> None:
    """Guard: the lock of the grant in `weigh`; without it the second is an error of the constraint."""
    grant = on_probation(on)
    approved(on, 2)
    outcomes = race(lambda _number: probation.weigh(grant, at=timezone.now()), MANY)
    assert len({outcome.value.pk for outcome in outcomes}) == 1
    assert Entry.objects.filter(verb="grant.probation_proposed").count() == 1


def test_a_proposal_is_answered_once(on: Stage) -> None:
    """Guard: the locks of `_answerable`; without them it is confirmed and kept, or confirmed twice."""
    for _round in range(ROUNDS):
        Grant.objects.filter(state="live").update(state="revoked", ended_at=on.now)
        grant = on_probation(on)
        approved(on, 2)
        proposal = probation.weigh(grant, at=timezone.now())
        assert proposal is not None
        managers = [manager_of(on.program) for _one in range(MANY)]

        def answer(number: int, proposal: ProbationProposal = proposal, managers: Any = managers) -> None:
            about: dict[str, Any] = {"actor": managers[number], "at": timezone.now()}
            if number % 2:
                probation.confirm(proposal, **about)
            else:
                probation.keep(proposal, reason="Not yet.", **about)

        outcomes = race(answer, MANY)
        assert sum(not outcome.refused for outcome in outcomes) == 1
        verbs = ["grant.probation_ended", "grant.probation_kept"]
        assert Entry.objects.filter(grant_id=grant.pk, verb__in=verbs).count() == 1
        grant.refresh_from_db()
        proposal.refresh_from_db()
        assert grant.on_probation is (proposal.state == "kept")


def test_the_rule_narrows_once_however_many_read_the_record(on: Stage) -> None:
    """Guard: the lock of the grant in `narrow_if_due`; without it the quota is halved again and again."""
    Program.objects.filter(pk=on.program.pk).update(narrow_after=2, narrow_how="quota")
    grant = on.grant(right="post", per_day=64)
    for _one in range(2):
        remove(on, say(on))
    race(lambda _number: watching.narrow_if_due(grant, at=timezone.now()), MANY)
    grant.refresh_from_db()
    assert (grant.per_day, Narrowing.objects.count()) == (32, 1)


def test_no_use_appears_at_once_after_the_rule_has_put_the_grant_on_probation(on: Stage) -> None:
    """I3. Guard: uses and narrowing lock the same grant; what begins after the narrowing returned is held."""
    Program.objects.filter(pk=on.program.pk).update(narrow_after=1)
    grant = on.grant(right="post", per_day=1_000)
    remove(on, say(on))

    def work(number: int) -> float | list[tuple[float, bool]]:
        if number == 0:
            time.sleep(0.3)
            watching.narrow_if_due(grant, at=timezone.now())
            return time.time()
        done, deadline = [], time.time() + 1.2
        while time.time() < deadline:
            begun = time.time()
            done.append((begun, say(on, timezone.now()).state == Message.State.PUBLISHED))
        return done

    outcomes = race(work, 6)
    narrowed = next(outcome.value for outcome in outcomes if outcome.number == 0)
    uses = [use for outcome in outcomes if outcome.number for use in outcome.value]
    assert any(published for begun, published in uses if begun < narrowed)
    assert not [begun for begun, published in uses if published and begun > narrowed]
    assert Exercise.objects.filter(grant=grant).exists()


def due(on: Stage, grants: int) -> AccessReview:
    """A round over so many grants, each of an advocate of its own."""
    for _one in range(grants):
        on.grant(advocate=enrolled(on))
    return access.open_review(on.program, actor=on.manager, at=timezone.now())


def test_an_answer_and_the_deadline_come_one_after_the_other(on: Stage) -> None:
    """Guard: grant and row are locked in one order by both; without the second look under the locks both happen.

    The answer's moment lies before the deadline and the sweep's after it, and they run at the same time.
    """
    review = due(on, MANY)
    numbers = list(ReviewedGrant.objects.order_by("pk").values_list("pk", flat=True))
    before, after = review.due_at - timedelta(seconds=1), review.due_at

    def work(number: int) -> str:
        if number % 2:
            access.close_due(at=after)
            return "swept"
        for pk in numbers:
            item = ReviewedGrant.objects.select_related("grant").get(pk=pk)
            if not item.answer and number % 4:
                access.end(item, reason="Unused.", actor=on.manager, at=before)
            elif not item.answer:
                access.keep(item, actor=on.manager, at=before)
        return "answered"

    race(work, 8)
    access.close_due(at=after)
    states = {"kept": "live", "ended": "revoked", "unconfirmed": "expired"}
    for item in ReviewedGrant.objects.select_related("grant"):
        assert item.grant.state == states[item.answer]
        ends = Entry.objects.filter(grant_id=item.grant_id, verb__in=["grant.expired", "grant.revoked"]).count()
        assert ends == (item.answer != "kept")
        assert Entry.objects.filter(subject_id=item.pk, verb="access_review.answered").count() == 1
    assert Entry.objects.filter(verb="access_review.closed").count() == 1


def test_many_who_open_or_write_at_once_make_one_round_and_one_letter(on: Stage) -> None:
    """Guards: the lock of the program in `open_review`, and of the round in `remind`."""
    on.grant()
    outcomes = race(lambda _n: access.open_review(on.program, actor=on.manager, at=timezone.now()).pk, MANY)
    assert Counter(outcome.refused for outcome in outcomes) == {"": 1, "open_already": MANY - 1}
    race(lambda _n: access.remind(at=timezone.now()), MANY)
    assert Letter.objects.filter(about="access_review_opened").count() == 1


def test_a_sweep_that_is_killed_ends_every_grant_exactly_once_in_the_end(on: Stage) -> None:
    """Guard: each end is one transaction with its answer; with the answers saved apart, grants end twice or stay."""
    review = due(on, 40)
    tries = [0.03 * number for number in range(1, 9)]
    killed = [forked_and_killed(lambda: access.close_due(at=review.due_at), after=seconds) for seconds in tries]
    assert any(killed), "nothing was killed at work: this shows nothing"
    access.close_due(at=review.due_at)
    assert set(Grant.objects.values_list("state", flat=True)) == {"expired"}
    assert Entry.objects.filter(verb="grant.expired").count() == 40
    assert Entry.objects.filter(verb="access_review.answered").count() == 40
    assert Letter.objects.filter(about="grant_unconfirmed").count() == 40
    assert AccessReview.objects.get().closed_at is not None
