"""Which scenario each case fits, by way of the record, and what happens once its time is over."""

from datetime import timedelta

from django.utils import timezone

from moderation.actions import cases
from moderation.actions.decisions import decide
from moderation.actions.playbook.fits import escalate_overdue, fit_case, look_again_at_fits
from moderation.actions.playbook.scenarios import save_scenario
from moderation.models import Case, CaseFit, Scenario
from moderation.queries.queue import offered
from moderation.queries.standing import standing_of
from moderation.tasks import keep_playbook
from record.models import Entry
from record.tasks import settle
from sitewide.models import Letter
from tests.factories import manager_of
from tests.moderation.playbook.stage import NOW, caught, drafted, scenario
from tests.moderation.stage import Stage


def opened(stage: Stage, body: str = "Your pans are all rubbish.", *, hours: float = 0) -> Case:
    """A case that was opened so many hours ago, fitted by way of the record."""
    case = stage.case(stage.say(body), at=NOW() - timedelta(hours=hours))
    settle()
    return case


def long_active(stage: Stage, **fields: object) -> Scenario:
    """Active since long before any case, so that its time runs from their opening."""
    return save_scenario(drafted(stage, **fields), actor=stage.manager, at=NOW() - timedelta(days=1))


def fit_of(case: Case) -> CaseFit:
    return CaseFit.objects.get(case=case)


def test_an_opened_case_is_fitted_with_its_time(stage: Stage) -> None:
    made = long_active(stage, hours=4, conditions={"words": ["rubbish"]})
    case = opened(stage)
    fit = fit_of(case)
    assert (fit.scenario, fit.caught, fit.settled) == (made, False, False)
    assert fit.answer_by == case.opened_at + timedelta(hours=4)
    assert fit.version.number == 1


def test_what_fits_nothing_is_unmapped_and_what_only_a_catch_all_fits_is_caught(stage: Stage) -> None:
    long_active(stage, conditions={"words": ["refund"]})
    assert fit_of(opened(stage)).scenario is None
    caught(stage)
    assert fit_of(opened(stage)).caught


def test_a_flag_changes_what_a_case_fits(stage: Stage) -> None:
    long_active(stage, conditions={"cause": ["flag"]})
    case = opened(stage)
    assert fit_of(case).scenario is None
    stage.flag(case.message, by=stage.reader)
    settle()
    settle()
    assert fit_of(case).scenario is not None


def test_a_decided_case_is_settled_and_looked_at_no_more(stage: Stage) -> None:
    long_active(stage, hours=1)
    case = opened(stage, hours=3)
    case.refresh_from_db()
    decide(case, moderator=stage.moderator, act="dismiss", clause=None, reason="", version=case.version, at=NOW())
    settle()
    assert fit_of(case).settled
    assert escalate_overdue(at=NOW()) == 0


def test_open_cases_are_fitted_anew_once_the_map_has_changed(stage: Stage) -> None:
    case = opened(stage)
    assert fit_of(case).scenario is None
    made = scenario(stage)
    assert look_again_at_fits(stage.program, at=NOW()) == 1
    assert look_again_at_fits(stage.program, at=NOW()) == 0
    assert fit_of(case).scenario == made


def test_a_new_scenario_gives_its_whole_time_to_a_case_that_waited_before(stage: Stage) -> None:
    """Guard: `active_since` in `answer_by`; without it a new map would hand a whole backlog to staff at once."""
    case = opened(stage, hours=100)
    made = scenario(stage, hours=2)
    look_again_at_fits(stage.program, at=NOW())
    assert fit_of(case).answer_by == made.active_since + timedelta(hours=2)
    assert escalate_overdue(at=NOW()) == 0


def test_a_case_not_answered_in_time_goes_to_staff_and_whom_the_scenario_names_is_told(stage: Stage) -> None:
    other = manager_of(stage.program)
    long_active(stage, hours=2, else_to=other)
    case = opened(stage, hours=3)
    assert keep_playbook() == 1
    case.refresh_from_db()
    assert case.escalated
    entry = Entry.objects.get(verb="case.escalated")
    assert (entry.actor_id, entry.data["scenario"]) == (None, fit_of(case).version_id)
    letter = Letter.objects.get(about="scenario_overdue")
    assert letter.to == other.email
    assert f"/desk/cases/{case.pk}/" in letter.text
    assert keep_playbook() == 0
    assert Letter.objects.filter(about="scenario_overdue").count() == 1


def test_all_managers_are_told_where_nobody_is_named_or_the_named_one_has_left(stage: Stage) -> None:
    gone = manager_of(stage.program)
    long_active(stage, hours=2, conditions={"words": ["rubbish"]}, else_to=gone)
    long_active(stage, hours=2, conditions={"words": ["lovely"]})
    gone.manages.all().delete()
    told = set(stage.program.managers.values_list("member__email", flat=True))
    for body in ("All rubbish.", "All lovely."):
        opened(stage, body, hours=3)
        assert escalate_overdue(at=NOW()) == 1
        letters = Letter.objects.filter(about="scenario_overdue")
        assert set(letters.values_list("to", flat=True)) == told
        letters.delete()


def test_one_letter_tells_of_many_cases(stage: Stage) -> None:
    long_active(stage, hours=2)
    for number in range(22):
        opened(stage, f"Rubbish {number}", hours=3)
    assert escalate_overdue(at=NOW()) == 22
    letters = Letter.objects.filter(to=stage.manager.email, about="scenario_overdue")
    assert letters.count() == 1
    assert "And 2 more" in letters[0].text


def test_what_somebody_has_in_hand_is_left_to_them_until_their_claim_lapses(stage: Stage) -> None:
    long_active(stage, hours=2)
    case = opened(stage, hours=3)
    cases.claim(case, moderator=stage.moderator, at=NOW())
    assert escalate_overdue(at=NOW()) == 0
    assert escalate_overdue(at=NOW() + timedelta(minutes=16)) == 1
    case.refresh_from_db()
    assert (case.escalated, case.claimed_by) == (True, None)


def test_what_was_handed_to_one_person_and_put_off_is_for_staff_at_once_when_its_time_is_over(stage: Stage) -> None:
    """Guard: the fields that `_handed_on` empties; else it is kept for somebody who may not decide on it any more."""
    long_active(stage, hours=2)
    case, soon = opened(stage, hours=3), NOW() + timedelta(hours=1)
    Case.objects.filter(pk=case.pk).update(handed_to=stage.moderator_of(), handed_until=soon, snoozed_until=soon)
    assert escalate_overdue(at=NOW()) == 1
    assert case in offered(standing_of(stage.manager, stage.program, at=NOW()))
    assert cases.claim(case, moderator=stage.manager, at=NOW()).claimed_by == stage.manager


def test_a_case_is_looked_at_once_more_before_it_is_handed_on(stage: Stage) -> None:
    """Guard: `_keep` in `_handed_on`; the flag gave the case to a scenario with more time."""
    long_active(stage, name="Flagged", hours=48, conditions={"cause": ["flag"]}, priority=1)
    long_active(stage, name="Other", hours=2)
    case = opened(stage, hours=3)
    stage.flagged(case.message)
    CaseFit.objects.filter(case=case).update(answer_by=timezone.now() - timedelta(hours=1))
    assert escalate_overdue(at=NOW()) == 0
    assert fit_of(case).scenario.name == "Flagged"


def test_a_case_that_staff_have_already_is_told_of_to_nobody(stage: Stage) -> None:
    long_active(stage, hours=2)
    case = opened(stage, hours=3)
    Case.objects.filter(pk=case.pk).update(escalated=True)
    assert escalate_overdue(at=NOW()) == 0
    assert not Letter.objects.filter(about="scenario_overdue").exists()


def test_a_case_that_is_not_there_fits_nothing(stage: Stage) -> None:
    assert fit_case(10**9, at=NOW()) is None
