"""The weekly list of what fits nothing, its groups, and the draft that one press makes."""

from datetime import timedelta

from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.actions.playbook.unmapped import draft_from, list_due, list_unmapped
from moderation.models import Case, CaseFit, Scenario, UnmappedGroup, UnmappedList
from moderation.queries.playbook.conditions import fits, terms_of
from moderation.queries.playbook.coverage import begins, by_queue, by_week, week_of, whole
from moderation.queries.playbook.groups import Unfitted, grouped
from moderation.queries.playbook.lines import seen_of
from record.models import Entry
from record.tasks import settle
from sitewide.models import Letter
from tests.moderation.playbook.stage import NOW, caught, scenario
from tests.moderation.stage import Stage, staged
from tests.refusing import refusal

PARCELS = ("Where is my parcel? Three weeks late!", "My parcel is late again.", "Parcel late, late, late.")


def last_week(stage: Stage) -> list[Case]:
    """Three late parcels flagged, one thing of its own, one that fits a scenario: all of last week."""
    scenario(stage, conditions={"words": ["rubbish"]})
    made = [stage.flagged(stage.say(words)) for words in PARCELS]
    made += [stage.case(stage.say("Do you have a shop near Leeds?")), stage.case(stage.say("All rubbish."))]
    settle()
    CaseFit.objects.update(opened_at=begins(week_of(NOW())) - timedelta(days=2))
    return made


def listed(stage: Stage) -> UnmappedList:
    found = list_unmapped(stage.program, at=NOW())
    assert found is not None
    return found


def test_the_week_is_counted_and_what_is_alike_stands_in_one_group(stage: Stage) -> None:
    made = last_week(stage)
    one = listed(stage)
    assert (one.cases, one.covered, one.caught, one.unmapped) == (5, 1, 0, 4)
    first, second = one.groups.all()
    assert (first.size, first.clause, set(first.numbers)) == (3, "1", {case.pk for case in made[:3]})
    assert set(first.words) == {"parcel", "late"}
    assert (second.size, second.words) == (1, [])


def test_what_only_a_catch_all_fits_is_listed_too(stage: Stage) -> None:
    caught(stage)
    last_week(stage)
    one = listed(stage)
    assert (one.covered, one.caught, one.unmapped) == (1, 4, 0)
    assert sum(group.size for group in one.groups.all()) == 4


def test_the_list_is_made_once_and_every_manager_gets_one_letter(stage: Stage) -> None:
    last_week(stage)
    assert list_due(at=NOW()) == 1
    assert list_due(at=NOW()) == 0
    assert list_unmapped(stage.program, at=NOW()) is None
    letters = Letter.objects.filter(about="unmapped_listed")
    assert letters.count() == stage.program.managers.count()
    assert "parcel" in letters[0].text
    assert Entry.objects.filter(verb="unmapped.listed").count() == 1


def test_a_week_without_anything_to_map_writes_no_letter(stage: Stage) -> None:
    listed(stage)
    assert not Letter.objects.filter(about="unmapped_listed").exists()


def test_one_press_makes_a_draft_that_fits_the_cases_of_the_group(stage: Stage) -> None:
    made = last_week(stage)
    draft = draft_from(listed(stage).groups.all()[0], actor=stage.manager, at=NOW())
    assert draft.state == Scenario.State.DRAFT
    assert draft.conditions == {"clause": ["1"], "kind": ["comment"], "words": ["late", "parcel"]}
    for case in made[:3]:
        assert fits(terms_of(draft), seen_of(case))
    assert not fits(terms_of(draft), seen_of(made[3]))


def test_a_group_is_drafted_once_and_by_a_manager_only(stage: Stage) -> None:
    last_week(stage)
    group = listed(stage).groups.all()[0]
    elsewhere = staged(hostname="other.example")
    for person in (stage.moderator, elsewhere.manager):
        assert refusal(lambda: draft_from(group, actor=person, at=NOW())) == "not_a_manager"  # noqa: B023
    draft_from(group, actor=stage.manager, at=NOW())
    assert refusal(lambda: draft_from(group, actor=stage.manager, at=NOW())) == "drafted"
    assert UnmappedGroup.objects.filter(scenario__isnull=False).count() == 1


def test_the_share_is_told_by_week_and_by_queue(stage: Stage) -> None:
    last_week(stage)
    stage.case(stage.say("All rubbish.", page=stage.garden))
    settle()
    now, before = by_week(stage.program, at=timezone.now())
    assert (now.cases, now.percent) == (1, 100)
    assert (before.cases, before.covered, before.percent) == (5, 1, 20)
    kitchen, garden = by_queue(stage.program, at=timezone.now())
    assert (kitchen.of, kitchen.percent, garden.of, garden.percent) == ("Kitchen", 20, "Garden", 100)
    assert whole([now, before], "all").percent == 33
    assert whole([], "all").percent is None


WORDS = st.frozensets(st.sampled_from(["parcel", "late", "refund", "pans", "rust", "shop"]), max_size=4)
CASES = st.lists(st.builds(Unfitted, st.just(0), st.sampled_from(["", "H1"]), st.just("comment"), WORDS), max_size=20)


@settings(max_examples=200, deadline=None)
@given(CASES)
def test_every_case_stands_in_exactly_one_group(cases: list[Unfitted]) -> None:
    numbered = [Unfitted(at, one.clause, one.kind, one.words) for at, one in enumerate(cases)]
    groups = grouped(numbered)
    assert sorted(number for group in groups for number in group.case_ids) == list(range(len(cases)))
    by_number = {one.case_id: one for one in numbered}
    for group in groups:
        assert {by_number[number].clause for number in group.case_ids} <= {group.clause}
        for word in group.words:
            assert 2 * sum(word in by_number[number].words for number in group.case_ids) >= len(group.case_ids)
