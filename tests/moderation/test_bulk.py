"""The same decision on many cases: tried beforehand, each by itself, what cannot be done said."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from advocates.actions import restrictions
from advocates.models import Exercise
from cms.actions import messages
from cms.models import Message
from moderation.actions.bulk import Marked, Report, Together, decide_many, preview
from moderation.models import Act, Case, Decision
from record.models import Entry
from sitewide.errors import Invalid
from sitewide.models import Letter
from tests.factories import EnrolmentFactory, GrantFactory, UserFactory, attest_everything
from tests.moderation.stage import Stage
from tests.moderation.test_alike import wave


def marked(cases: list[Case]) -> list[Marked]:
    return [Marked(case, Case.objects.get(pk=case.pk).version) for case in cases]


def hide(stage: Stage) -> Together:
    return Together("hide", stage.clause, "Please sell elsewhere.", timezone.now())


def pressed(stage: Stage, cases: list[Case], together: Together | None = None, **about: Any) -> Report:
    about = {"moderator": stage.moderator, "at": timezone.now()} | about
    return decide_many(marked(cases), together or hide(stage), **about)


def refusals(report: Report) -> list[str]:
    return [one.refused.code for one in report.refused if one.refused]


def test_each_is_decided_logged_and_told_by_itself(stage: Stage) -> None:
    cases = wave(stage, 4)
    report = pressed(stage, cases)
    assert [one.case.pk for one in report.done] == [case.pk for case in cases]
    assert set(Message.objects.values_list("state", flat=True)) == {"hidden"}
    assert Decision.objects.count() == Entry.objects.filter(verb="decision.made").count() == 4
    assert Exercise.objects.filter(right="moderate").count() == 4, "each its own exercise"
    assert Letter.objects.filter(about="decision_made").count() == 4
    assert not Case.objects.filter(leader__isnull=False, state="open").exists()


def test_the_preview_keeps_nothing_and_says_what_will_happen(stage: Stage) -> None:
    """Guard: the rollback in `preview`."""
    cases = wave(stage, 3)
    before = Entry.objects.count(), Letter.objects.count()
    foreseen = preview(marked(cases), hide(stage), moderator=stage.moderator, at=timezone.now())
    assert len(foreseen.done) == 3
    assert (Entry.objects.count(), Letter.objects.count()) == before
    assert not Decision.objects.exists()
    assert not Exercise.objects.filter(right="moderate").exists()
    assert len(pressed(stage, cases).done) == 3


def test_what_cannot_be_done_is_told_and_the_rest_is_done(stage: Stage) -> None:
    outside, own, flagged, edited, grown, fine = (
        wave(stage, 1, page=stage.garden)[0], stage.case(stage.say(author=stage.moderator)), stage.case(),
        stage.case(), stage.case(), stage.case(),
    )  # fmt: skip
    stage.flag(flagged.message, by=stage.moderator)
    together = hide(stage)
    later = timezone.now() + timedelta(seconds=1)
    messages.edit(edited.message, title="", body="Something else.", actor=stage.author, at=later)
    seen = [*marked([outside, own, flagged, edited, fine]), Marked(grown, grown.version - 1)]
    about = {"moderator": stage.moderator, "at": later}
    foreseen, report = preview(seen, together, **about), decide_many(seen, together, **about)
    codes = {one.case.pk: one.refused.code for one in report.refused if one.refused}
    assert codes == {
        outside.pk: "not_found", own.pk: "no_conflict", flagged.pk: "no_conflict", edited.pk: "version", grown.pk: "version"
    }  # fmt: skip
    assert refusals(foreseen) == refusals(report)
    assert [one.case.pk for one in report.done] == [fine.pk]


def test_no_more_are_decided_than_the_quota_allows_and_the_preview_knows(stage: Stage) -> None:
    few = stage.moderator_of(per_day=2)
    cases = wave(stage, 4)
    foreseen = preview(marked(cases), hide(stage), moderator=few, at=timezone.now())
    assert (len(foreseen.done), refusals(foreseen)) == (2, ["within_quota"] * 2)
    report = pressed(stage, cases, moderator=few)
    assert (len(report.done), refusals(report)) == (2, ["within_quota"] * 2)
    assert Exercise.objects.filter(grant__advocate=few).count() == 2


def test_one_refusal_undoes_all_where_all_or_none_is_wanted(stage: Stage) -> None:
    few = stage.moderator_of(per_day=2)
    cases = wave(stage, 3)
    report = pressed(stage, cases, moderator=few, all_or_none=True)
    assert refusals(report) == ["within_quota"]
    assert not Decision.objects.exists()
    assert set(Message.objects.values_list("state", flat=True)) == {"published"}


def test_what_is_restricted_is_not_published(stage: Stage) -> None:
    advocate = UserFactory()
    EnrolmentFactory(program=stage.program, member=advocate)
    attest_everything(advocate, stage.program)
    GrantFactory(program=stage.program, advocate=advocate, scope=stage.kitchen.page_ptr, right="post")
    cases = []
    for title in ("Soup", "Stew"):
        post = messages.post(stage.kitchen, author=advocate, title=title, body="<p>Hot.</p>", at=timezone.now())
        cases.append(stage.case(messages.hold(post, reason="rule", actor=stage.manager, at=timezone.now())))
    at = timezone.now()
    restrictions.restrict(
        stage.program, actor=stage.manager, at=at, kind="quiet", place=stage.kitchen.page_ptr,
        starts_at=at, ends_at=at + timedelta(hours=1), reason="A recall.",
    )  # fmt: skip
    report = pressed(stage, cases, Together("approve", None, ""), at=at + timedelta(seconds=1))
    assert refusals(report) == ["restricted"] * 2


def test_a_double_press_changes_nothing_and_is_told_as_done(stage: Stage) -> None:
    """Guard: `_same_before`; without it the second press reads like a failure. Also where a rule was chosen in vain."""
    for together in (hide(stage), Together("dismiss", stage.clause, "")):
        seen = marked(wave(stage, 3))
        for _press in range(2):
            report = decide_many(seen, together, moderator=stage.moderator, at=timezone.now())
            assert len(report.done) == 3
        assert all(one.already for one in report.outcomes)
    assert Decision.objects.count() == 6


def test_what_somebody_else_decided_is_no_success_of_mine(stage: Stage) -> None:
    cases = wave(stage, 2)
    seen = marked(cases)
    pressed(stage, cases, moderator=stage.moderator_of())
    report = decide_many(seen, hide(stage), moderator=stage.moderator, at=timezone.now())
    assert refusals(report) == ["decided"] * 2


@pytest.mark.parametrize(
    ("act", "words", "code"),
    [("hide", "", "reason"), ("hide", None, "clause"), ("approve", "", "act"), ("explode", "", "act")],
)
def test_what_makes_no_sense_for_one_makes_none_for_many(stage: Stage, act: str, words: str | None, code: str) -> None:
    clause = None if words is None else stage.clause
    report = pressed(stage, wave(stage, 2), Together(act, clause, words or ""))
    assert refusals(report) == [code] * 2


def test_none_and_too_many_are_refused(stage: Stage) -> None:
    with pytest.raises(Invalid, match="Choose"):
        pressed(stage, [])
    cases = [Case(pk=number) for number in range(1, 52)]
    with pytest.raises(Invalid, match="At most 50"):
        decide_many([Marked(c, 1) for c in cases], hide(stage), moderator=stage.moderator, at=timezone.now())


def test_handing_many_to_staff_leaves_them_open_for_staff(stage: Stage) -> None:
    cases = wave(stage, 2)
    report = pressed(stage, cases, Together(Act.ESCALATE, None, "Is this advertising?"))
    assert len(report.done) == 2
    assert Case.objects.filter(state="open", escalated=True).count() == 2


def test_cases_in_other_hands_are_left_to_them(stage: Stage) -> None:
    other = stage.moderator_of()
    cases = wave(stage, 2)
    Case.objects.filter(pk=cases[1].pk).update(claimed_by=other, claimed_until=timezone.now() + timedelta(minutes=9))
    assert refusals(pressed(stage, cases)) == ["claimed"]
