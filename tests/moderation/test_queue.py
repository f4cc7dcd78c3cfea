"""What is offered, in which order and in which pieces."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from moderation.actions import cases
from moderation.models import Case
from moderation.queries.queue import in_order, key_of, key_read, page_of_queue, visible, waiting
from moderation.queries.standing import standing_of
from sitewide.errors import Conflict
from tests.moderation.stage import Stage

NOW = timezone.now


def queue_of(stage: Stage, person: User, **asked: Any) -> list[int]:
    return [case.pk for case in page_of_queue(standing_of(person, stage.program, at=NOW()), **asked).cases]


def held_back(case: Case, **how: Any) -> None:
    Case.objects.filter(pk=case.pk).update(**how)


def test_what_is_snoozed_is_offered_to_nobody_until_its_moment(stage: Stage) -> None:
    """Guard: `snoozed_until` in `free_for`."""
    case = stage.case()
    held_back(case, snoozed_until=NOW() + timedelta(hours=1))
    for person in (stage.moderator, stage.manager):
        assert queue_of(stage, person) == []
        assert cases.claim_next(stage.program, moderator=person, at=NOW()) is None
    later = NOW() + timedelta(hours=1, seconds=1)
    assert cases.claim_next(stage.program, moderator=stage.moderator, at=later) == case


def test_what_is_handed_to_somebody_is_kept_for_them_until_its_time_is_over(stage: Stage) -> None:
    """Guard: `handed_to` in `free_for`, and `must_not_be_in_other_hands` in the claim."""
    case, other = stage.case(), stage.moderator_of()
    held_back(case, handed_to=other, handed_until=NOW() + timedelta(hours=1))
    assert queue_of(stage, stage.moderator) == []
    assert queue_of(stage, other) == [case.pk]
    assert cases.claim_next(stage.program, moderator=stage.moderator, at=NOW()) is None
    with pytest.raises(Conflict) as refused:
        cases.claim(case, moderator=stage.moderator, at=NOW())
    assert refused.value.code == "handed"
    late = NOW() + timedelta(hours=1, seconds=1)
    assert cases.claim_next(stage.program, moderator=stage.moderator, at=late) == case


def test_a_case_that_is_decided_with_another_is_neither_shown_nor_claimed_by_itself(stage: Stage) -> None:
    """Guard: `leader` in `offered`, and `_must_stand_by_itself` in the claim."""
    leader, follower = stage.case(), stage.case(urgency=4)
    held_back(follower, leader=leader)
    assert queue_of(stage, stage.moderator) == [leader.pk]
    assert cases.claim_next(stage.program, moderator=stage.moderator, at=NOW()) == leader
    with pytest.raises(Conflict) as refused:
        cases.claim(follower, moderator=stage.moderator, at=NOW())
    assert refused.value.code == "led"


def test_a_condition_narrows_page_and_claim_alike(stage: Stage) -> None:
    stage.case(urgency=4)
    wanted = stage.case(urgency=1)
    held_back(wanted, language="fr")
    french = Q(language="fr")
    assert queue_of(stage, stage.moderator, narrowed=french) == [wanted.pk]
    assert cases.claim_next(stage.program, moderator=stage.moderator, at=NOW(), narrowed=french) == wanted


def test_pages_go_through_the_whole_queue_in_order_and_name_nothing_twice(stage: Stage) -> None:
    """The order is told here again in Python; levels, moments and numbers all decide somewhere."""
    at = NOW()
    made = [stage.case(urgency=number % 3) for number in range(14)]
    for number, case in enumerate(made):
        held_back(case, due_at=at + timedelta(hours=number % 4))
    expected = [c.pk for c in sorted(Case.objects.all(), key=lambda c: (-c.urgency, c.due_at, c.pk))]
    for size in (1, 2, 3, 5, 13, 14):
        assert paged(stage, stage.moderator, size) == expected


def test_pages_are_full_although_most_of_the_queue_is_the_readers_own(stage: Stage) -> None:
    """Guard: the loop in `page_of_queue`; without it a page ends where the spare candidates do."""
    standing = standing_of(stage.moderator, stage.program, at=NOW())
    others = []
    for number in range(30):
        author = stage.author if number % 6 == 5 else stage.moderator
        case = stage.case(stage.say(author=author))
        others += [case.pk] if author == stage.author else []
    assert [case.pk for case in page_of_queue(standing, size=2).cases] == others[:2]
    assert paged(stage, stage.moderator, 2) == others


def test_claim_next_passes_over_many_cases_with_a_conflict(stage: Stage) -> None:
    """Guard: the last step of `_first_behind`; without it whoever has more conflicts than tries is told of nothing."""
    for _number in range(cases.TRIES + 3):
        stage.case(stage.say(author=stage.moderator), urgency=4)
    wanted = stage.case(urgency=0)
    assert cases.claim_next(stage.program, moderator=stage.moderator, at=NOW()) == wanted


@pytest.mark.parametrize("text", ["", "x", "1_2", "1_2_3_4", f"1_{10**30}_1", "4_0_0' OR 1=1"])
def test_a_key_that_cannot_be_read_leads_to_the_first_page(stage: Stage, text: str) -> None:
    case = stage.case()
    assert key_read(text) is None
    assert queue_of(stage, stage.moderator, key=text) == [case.pk]


def test_keys_of_numbers_that_no_case_has_are_no_error(stage: Stage) -> None:
    stage.case()
    for text in (f"4_1_{10**30}", f"{10**9}_1_1", "-9_1_1"):
        page_of_queue(standing_of(stage.moderator, stage.program, at=NOW()), key=text)


def test_a_key_is_read_as_it_was_written(stage: Stage) -> None:
    key = key_of(stage.case())
    assert key_read(str(key)) == key


def test_the_order_of_both_ways_to_look_is_the_same(stage: Stage) -> None:
    for number in range(6):
        stage.case(urgency=number % 2)
    standing = standing_of(stage.moderator, stage.program, at=NOW())
    whole = in_order(waiting(standing), None, 10)
    for number, case in enumerate(whole):
        assert in_order(visible(standing), key_of(case), 10) == whole[number + 1 :]


def paged(stage: Stage, person: User, size: int) -> list[int]:
    """The numbers of all pages one after the other."""
    key, told = "", []
    while True:
        page = page_of_queue(standing_of(person, stage.program, at=NOW()), key=key, size=size)
        told += [case.pk for case in page.cases]
        key = page.older
        if not key:
            return told
