"""A case with a conflict does not exist for whoever has it: not listed, counted, claimed, read, decided or judged."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from advocates.actions.programs import appoint_manager
from moderation.actions import appeals, cases, ties
from moderation.actions.decisions import decide
from moderation.models import Appeal, Case
from moderation.queries.appeals import to_judge
from moderation.queries.queue import how_many, page_of_queue, waiting
from moderation.queries.standing import conflicts_of, standing_of
from sitewide.errors import Forbidden, Refused
from tests.factories import UserFactory
from tests.moderation.people.conftest import As
from tests.moderation.people.near import WAYS, bring_near, tie
from tests.moderation.stage import CANARY, Stage
from tests.stage import signed_in


def seen_by(stage: Stage, person: User) -> tuple[set[int], int]:
    standing = standing_of(person, stage.program, at=timezone.now())
    return {case.pk for case in page_of_queue(standing).cases}, how_many(standing)[0]


@pytest.mark.parametrize("way", WAYS)
def test_a_case_of_somebody_near_is_nowhere(stage: Stage, way: str) -> None:
    """Guard: `unbiased` in `waiting`, `conflicts_of` in `must_be_allowed`; without either it is listed or claimed."""
    near, far = stage.case(), stage.case(stage.say(author=UserFactory()))
    bring_near(stage, stage.moderator, stage.author, way)
    assert seen_by(stage, stage.moderator) == ({far.pk}, 1)
    with pytest.raises(Forbidden):
        cases.claim(near, moderator=stage.moderator, at=timezone.now())
    assert cases.claim_next(stage.program, moderator=stage.moderator, at=timezone.now()) == far
    with pytest.raises(Forbidden):
        decide(near, moderator=stage.moderator, act="dismiss", clause=None, reason="", version=near.version,
               at=timezone.now())  # fmt: skip
    assert seen_by(stage, stage.moderator_of())[1] == 1, "for somebody else the other case waits"


@pytest.mark.parametrize("way", WAYS)
def test_an_appeal_of_somebody_near_is_judged_by_somebody_else(stage: Stage, way: str) -> None:
    case = stage.case()
    made = decide(case, moderator=stage.moderator, act="warn", clause=stage.clause, reason="Be kind.",
                  version=case.version, at=timezone.now())  # fmt: skip
    appeal = appeals.appeal(made, by=stage.author, text="I was kind.", at=timezone.now())
    judge = stage.moderator_of()
    bring_near(stage, judge, stage.author, way)
    assert not to_judge(standing_of(judge, stage.program, at=timezone.now())).exists()
    with pytest.raises(Forbidden):
        appeals.decide(appeal, judge=judge, overturn=True, reason="Not so.", at=timezone.now())


@pytest.mark.parametrize("way", WAYS)
def test_no_address_opens_it(stage: Stage, client_of: As, way: str) -> None:
    """Guard: `_must_be_free` in doors.py; without it the page shows what was said. Decided ones stay shut as well."""
    case = stage.case(stage.say(CANARY))
    bring_near(stage, stage.moderator, stage.author, way)
    client = client_of(stage.moderator)
    for end in ("", "claim/", "release/", "extend/", "decide/"):
        answer = getattr(client, "post" if end else "get")(f"/desk/cases/{case.pk}/{end}")
        assert answer.status_code == 403, end
        assert CANARY not in answer.text
    assert CANARY not in client.get("/desk/").text
    decide(case, moderator=stage.manager, act="hide", clause=stage.clause, reason="Be kind.", version=case.version,
           at=timezone.now())  # fmt: skip
    assert client.get(f"/desk/cases/{case.pk}/").status_code == 403


def test_managers_have_conflicts_too(stage: Stage, client_of: As) -> None:
    case = stage.case(stage.say(CANARY))
    other = UserFactory()
    boss = UserFactory(is_superuser=True)
    for person in (other, second := UserFactory()):
        appoint_manager(stage.program, member=person, actor=boss, at=timezone.now())
    tie(stage, other, other=stage.author)
    assert not waiting(standing_of(other, stage.program, at=timezone.now())).exists()
    assert client_of(other).get(f"/desk/cases/{case.pk}/").status_code == 403
    listed = signed_in(other).get("/admin/moderation/cases/")
    assert listed.status_code == 200
    assert CANARY not in listed.text
    assert CANARY in signed_in(second).get("/admin/moderation/cases/").text


def test_two_who_only_compete_with_the_same_are_not_near(stage: Stage) -> None:
    message = stage.say()
    for person in (stage.moderator, stage.author):
        tie(stage, person, "competitor", organisation="Pots & Co")
    assert conflicts_of(stage.moderator, message) == ()


def test_a_tie_of_another_program_is_none_here(stage: Stage) -> None:
    message = stage.say()
    bring_near(stage, stage.moderator, stage.author, "household")
    assert conflicts_of(stage.moderator, message) == ("household",)
    assert conflicts_of(stage.moderator_of(), message) == ()


def test_what_was_written_while_a_tie_held_stays_barred_after_its_end(stage: Stage) -> None:
    """Guard: `ended_at__gte` in `conditions`; without it one ends the tie and decides."""
    before = stage.say(at=timezone.now() - timedelta(minutes=2))
    made = tie(stage, stage.moderator, other=stage.author)
    ties.end(made, actor=stage.manager, at=timezone.now() - timedelta(minutes=1))
    after = stage.say(at=timezone.now())
    assert conflicts_of(stage.moderator, before) == ("household",)
    assert conflicts_of(stage.moderator, after) == ()
    assert {case.message for case in [stage.case(before), stage.case(after)]} == {before, after}
    assert seen_by(stage, stage.moderator)[0] == set(Case.objects.filter(message=after).values_list("pk", flat=True))


def test_what_the_other_declared_is_told_without_saying_what(stage: Stage) -> None:
    message = stage.say()
    tie(stage, stage.author, "household", other=stage.moderator)
    assert conflicts_of(stage.moderator, message) == ("related",)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whoever_is_near_in_whatever_ways_neither_lists_nor_decides(stage: Stage, data: st.DataObject) -> None:
    """What the queue lists is what the action lets be decided, for any set of relations between any people.

    Guard: a condition left out of `conditions` on one side only; then list and single case disagree.
    """
    people = [stage.moderator_of(), stage.moderator_of(), UserFactory(), UserFactory()]
    for _number in range(data.draw(st.integers(0, 3))):
        one, two = data.draw(st.permutations(range(4)))[:2]
        way = data.draw(st.sampled_from(WAYS))
        try:
            bring_near(stage, people[one], people[two], way)
        except Refused:
            continue
    opened = [stage.case(stage.say(author=author)) for author in people]
    if data.draw(st.booleans()):
        stage.flag(opened[2].message, by=people[0])
    for person in people[:2]:
        listed = seen_by(stage, person)[0]
        for case in opened:
            free = not conflicts_of(person, case.message)
            assert (case.pk in listed) == free
            if not free:
                with pytest.raises(Forbidden):
                    cases.claim(case, moderator=person, at=timezone.now())
    assert Appeal.objects.count() == 0
    Case.objects.filter(pk__in=[case.pk for case in opened]).update(state=Case.State.CLOSED)
