"""The worker that opens cases is killed at any moment: every flag ends in the one open case of its message, once.

Guards: the flag's entry of the record is a row of the flag's transaction, a consumer's work is committed with its
cursor, a cause remembers its entry (`entry_id` in `intake.handle`), and `one_open_case_per_message`.
"""

import os
import random
import signal
import time
from importlib import import_module

import pytest
from django.utils import timezone

from cms.models import Message
from config.celery import app
from moderation.models import Case, Cause, Flag
from record.models import Cursor, Entry, Failure
from record.queries import verify
from tests.factories import UserFactory
from tests.moderation.stage import Stage, staged
from tests.races.processes import on_postgresql
from tests.races.test_worker_killed import LOADED, forked, last_worker, process, rings, settled_within, works

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True), on_postgresql]
MESSAGES, FLAGS_EACH, KILLS = 40, 3, 8


def raises_flags(stage: Stage, wanted: list[int], readers: list[object]) -> None:
    for number in range(MESSAGES * FLAGS_EACH):
        message = Message.objects.get(pk=wanted[number % MESSAGES])
        stage.flag(message, by=readers[number // MESSAGES], at=timezone.now())
        time.sleep(0.05)


def read() -> int:
    """How far the consumer that opens cases has come."""
    return Cursor.objects.filter(name="moderation.intake").values_list("position", flat=True).first() or 0


def killed_at_work(number: int, dice: random.Random) -> bool:
    """Start a worker, let it read on, kill it a moment later; whether it had been seen to work."""
    before = read()
    with process(works, number) as worker:
        deadline = time.monotonic() + 8
        while time.monotonic() < deadline and read() == before:
            time.sleep(0.005)
        time.sleep(dice.random() ** 2 * 0.1)
        os.kill(worker.pid, signal.SIGKILL)
        worker.join(10)
        return read() > before


def test_a_worker_killed_while_it_opens_cases_loses_and_doubles_nothing(tmp_path):
    stage = staged()
    wanted = [stage.say().pk for _number in range(MESSAGES)]
    readers = [UserFactory() for _number in range(FLAGS_EACH)]
    for module in LOADED:
        import_module(module)
    app.loader.import_default_modules()
    app.control.purge()
    dice, stop = random.Random(3), forked.Event()
    with process(rings, stop), process(raises_flags, stage, wanted, readers) as reader:
        at_work = sum(killed_at_work(number, dice) for number in range(KILLS))
        reader.join(120)
        assert reader.exitcode == 0
        with last_worker(tmp_path):
            assert settled_within(180), "the last worker did not come to an end"
        stop.set()
    assert at_work >= KILLS // 2, "most workers must die while they work, or nothing is tested"
    assert verify().fault is None
    assert not Failure.objects.exists()
    assert sorted(Case.objects.values_list("message", flat=True)) == sorted(wanted), "one case a message"
    flagged = Cause.objects.filter(kind=Cause.Kind.FLAG)
    assert sorted(flagged.values_list("flag", flat=True)) == sorted(Flag.objects.values_list("pk", flat=True))
    assert Flag.objects.count() == MESSAGES * FLAGS_EACH
    assert Entry.objects.filter(verb="case.opened").count() == MESSAGES
