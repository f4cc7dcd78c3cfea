"""I5, I7 and I8 with the worker, the moderator's process and the database killed at every step: no case is lost, and
none is decided twice.

Nothing here is left to chance: a wire keeps one answer of the database back, then whoever waits for it dies by SIGKILL,
or the database does. So every statement, every commit among them, is once the last that was done.
"""

import os
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from importlib import import_module
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from accounts.models import User
from advocates.models import Exercise
from cms.models import Message
from config.celery import app
from moderation.actions import cases
from moderation.actions.decisions import decide
from moderation.models import Case, Cause, Decision, Flag
from record.models import Entry, Failure
from record.queries import verify
from record.tasks import settle
from sitewide.errors import Refused
from sitewide.jobs import ring
from sitewide.models import Letter
from tests.moderation.stage import Stage, staged
from tests.races.mortal import Mortal, mortal
from tests.races.processes import on_postgresql
from tests.races.test_worker_killed import LOADED, process, settled_within, works
from tests.races.wire import Wire

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True), on_postgresql]
COMMIT = "COMMIT"


@dataclass(frozen=True)
class Moment:
    """After which answer of the database somebody dies: the nth of all, or of those to what begins with these words."""

    answer: int
    of: str = ""


WORKERS = [Moment(number, COMMIT) for number in range(1, 13)] + [Moment(number) for number in range(7, 160, 19)]
BLOWS = [Moment(number, COMMIT) for number in (1, 2, 3, 6)] + [Moment(number) for number in (13, 22, 35, 46)]
"""The first commit is that of the claim, the second that of the decision; what follows is the worker's."""


def wired(port: int, work: Callable[[], Any]) -> None:
    """In a process of its own: whatever is asked of the database goes by the wire."""
    connection.settings_dict.update(HOST="127.0.0.1", PORT=port)
    work()
    connections.close_all()


def dies(work: Callable[[], Any], when: Moment, *, server: Mortal | None = None) -> bool:
    """Whether the work came as far as this moment, at which the process is killed, after the server if one is given."""
    known = connection.settings_dict
    with Wire((known["HOST"], int(known["PORT"]))) as wire, process(wired, wire.port, work) as victim:
        caught = wire.silent_at(when.answer, of=when.of)
        if caught and server is not None:
            server.kill() if when.answer % 2 else server.kill_backend(wire.backend)
        if caught:
            os.kill(victim.pid, signal.SIGKILL)
            victim.join(30)
            assert victim.exitcode == -signal.SIGKILL
        return caught


def press(stage: Stage, moderator: User) -> None:
    """The next case, and the decision on it."""
    case = cases.claim_next(stage.program, moderator=moderator, at=timezone.now())
    assert case is not None
    rule(stage, case, moderator)


def rule(stage: Stage, case: Case, moderator: User, **fields: Any) -> None:
    words = {"act": "hide", "clause": stage.clause, "reason": "Be kind.", "version": case.version, "at": timezone.now()}
    decide(case, moderator=moderator, **words | fields)


def nothing_is_half_done() -> None:
    """Each decided case has one decision with all that belongs to it, and no other case has any of it."""
    decided = sorted(Case.objects.filter(state=Case.State.DECIDED).values_list("pk", flat=True))
    made = Decision.objects.order_by("case")
    assert list(made.values_list("case", flat=True)) == decided
    assert not made.filter(exercise=None).exists()
    assert Exercise.objects.filter(right="moderate").count() == len(decided), "as many uses of the right"
    hidden = Message.objects.filter(state=Message.State.HIDDEN).values_list("cases", flat=True)
    assert sorted(hidden) == decided, "what was decided has its effect"
    assert Entry.objects.filter(verb="decision.made").count() == len(decided)
    assert Entry.objects.filter(verb="message.hidden").count() == len(decided)
    assert Letter.objects.filter(about="decision_made").count() == len(decided), "the author is told once"
    open_ones = Case.objects.filter(state=Case.State.OPEN)
    assert all(one.claimed_by_id is None or one.claimed_until for one in open_ones)


def in_the_end(stage: Stage, moderator: User, count: int) -> None:
    """An hour later, when the claims of the dead have lapsed, somebody who lives finds exactly what was not decided."""
    late, left = timezone.now() + timedelta(hours=1), Case.objects.filter(state=Case.State.OPEN).count()
    for _case in range(left):
        case = cases.claim_next(stage.program, moderator=moderator, at=late)
        assert case is not None, "lost"
        rule(stage, case, moderator, at=late)
    assert cases.claim_next(stage.program, moderator=moderator, at=late) is None
    settle()
    nothing_is_half_done()
    assert Case.objects.filter(state=Case.State.DECIDED).count() == Case.objects.count() == count
    assert verify().fault is None


def test_a_moderator_who_dies_after_any_answer_of_the_database_leaves_no_case_lost_or_half_decided() -> None:
    """Guards: claim and decision are each one transaction (`transaction.atomic` of `claim_next` and `decide`: without it
    the death after the exercise leaves one without a decision); a claim of the dead lapses (`in_nobodys_hands`)."""
    stage = staged()
    moderators = [stage.moderator, stage.moderator_of(per_day=500)]
    deaths, count, after = 0, 0, Counter[int]()
    while True:
        if not Case.objects.filter(state=Case.State.OPEN, claimed_by=None).exists():
            stage.case()
            count += 1
        if not dies(partial(press, stage, moderators[deaths % 2]), Moment(deaths + 1)):
            break
        deaths += 1
        after[Decision.objects.count()] += 1
        nothing_is_half_done()
    assert deaths > 40, "as many as a press has statements"
    assert after[0] > 30, "most of them before the commit"
    assert after[1] >= 1, "and at least the last one after it"
    stage.case()
    assert dies(partial(press, stage, stage.moderator), Moment(1, COMMIT)), "and one with a case in hand"
    in_the_end(stage, stage.moderator_of(per_day=500), count + 1)


def test_a_worker_that_dies_at_any_commit_or_between_opens_one_case_for_each_message() -> None:
    """Real Celery workers, each a little further in its work than the one before. Guards: the flag's entry of the record
    is a row of the flag's transaction, and what a consumer does is committed with its cursor (saved before,
    flags are lost)."""
    stage = staged()
    for module in LOADED:
        import_module(module)
    app.loader.import_default_modules()
    app.control.purge()
    for number, when in enumerate(WORKERS):
        stage.flag(stage.say())
        assert dies(partial(works, number), when), when
    with process(works, len(WORKERS)):
        ring("record.tasks.settle")
        assert settled_within(60), "the last worker, whom nobody killed, did not come to an end"
    assert not Failure.objects.exists()
    flags = list(Flag.objects.order_by("pk").values_list("pk", "message"))
    assert list(Cause.objects.order_by("flag").values_list("flag", "case__message")) == flags, "each flag once"
    assert Case.objects.count() == len(flags) == Entry.objects.filter(verb="case.opened").count()
    assert verify().fault is None


def test_a_database_that_dies_at_any_step_forgets_nothing_that_it_confirmed_and_decides_nothing_twice() -> None:
    """A server of its own, of which one connection's process is killed or the first one; then the moderator presses
    again, as people do. Guards as above, and `conflicts_of` and `must_be_open`: without them what was committed unseen
    is decided again, by the moderator or a colleague."""
    with mortal() as server:
        stage = staged()
        colleague = stage.moderator_of(per_day=500)
        for when in BLOWS:
            case = stage.case()
            assert dies(partial(press_and_settle, stage), when, server=server)
            settle()
            nothing_is_half_done()
            confirmed = when.of == COMMIT and when.answer > 1
            assert Decision.objects.filter(case=case).exists() == confirmed, when
            if not confirmed:
                press(stage, stage.moderator)
            case.refresh_from_db()
            assert [refused(stage, case, by) for by in (stage.moderator, colleague)] == ["no_conflict", "decided"]
        in_the_end(stage, colleague, len(BLOWS))


def press_and_settle(stage: Stage) -> None:
    press(stage, stage.moderator)
    settle()


def refused(stage: Stage, case: Case, by: User) -> str:
    """The code by which the person may not decide on the case."""
    with pytest.raises(Refused) as refusal:
        rule(stage, case, by)
    return refusal.value.code
