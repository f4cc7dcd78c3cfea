"""Ordinary messages come to the desk at the rate that the program set, each of them by a lot that stays the same."""

from django.utils import timezone

from cms.actions import messages
from moderation.intake import drawn, handle
from moderation.models import Case, Cause, Intake
from record.models import Entry
from record.tasks import settle
from tests.moderation.stage import Stage, staged


def rate(stage: Stage, samples: int) -> None:
    Intake.objects.create(program=stage.program, samples=samples)


def entries(stage: Stage, count: int) -> list[Entry]:
    """As the record holds them; the lot depends on their numbers only."""
    return [Entry(pk=number, program_id=stage.program.pk, verb="message.published") for number in range(count)]


def test_as_many_as_the_program_wants_are_drawn(stage: Stage) -> None:
    """Guard: the comparison with the program's rate in `drawn`."""
    rate(stage, 100)
    found = sum(drawn(entry) for entry in entries(stage, 4_000))
    assert 330 < found < 470, "four standard deviations around 400"


def test_the_lot_of_an_entry_never_changes(stage: Stage) -> None:
    rate(stage, 100)
    first = [drawn(entry) for entry in entries(stage, 300)]
    assert first == [drawn(entry) for entry in entries(stage, 300)]
    assert any(first)


def test_a_program_that_set_nothing_or_nought_has_no_samples(stage: Stage) -> None:
    other = staged(hostname="other.example")
    rate(other, 0)
    assert not any(drawn(entry) for each in (stage, other) for entry in entries(each, 300))


def test_a_drawn_message_opens_the_least_urgent_case_once(stage: Stage) -> None:
    rate(stage, 200)
    while not any(drawn(entry) for entry in Entry.objects.filter(verb="message.published")):
        stage.say(f"Nothing special, message {Entry.objects.count()}.")
    settle()
    drawn_ones = [entry for entry in Entry.objects.filter(verb="message.published") if drawn(entry)]
    cases = list(Case.objects.all())
    assert {case.message_id for case in cases} == {entry.subject_id for entry in drawn_ones}
    assert {(case.urgency, cause.kind) for case in cases for cause in case.causes.all()} == {(0, Cause.Kind.SAMPLE)}
    for entry in Entry.objects.filter(verb="message.published"):
        handle(entry)
    assert (Case.objects.count(), Cause.objects.count()) == (len(cases), len(cases))


def test_what_is_hidden_or_looked_at_already_is_no_sample(stage: Stage) -> None:
    """Guard: `_sample`; without it a message that is hidden by now comes to the desk as an ordinary one."""
    rate(stage, 200)
    while not any(drawn(entry) for entry in Entry.objects.filter(verb="message.published")):
        message = stage.say(f"Nothing special, message {Entry.objects.count()}.")
    messages.hide(message, actor=stage.manager, at=timezone.now())
    settle()
    assert not Case.objects.filter(message=message).exists()
