"""Passing a right on: only narrower, one level deep, one quota, and nothing outlives what it comes from."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from advocates.actions import halts
from advocates.models import Enrolment, Grant
from advocates.rights import examine
from record.models import Entry
from sitewide.errors import Conflict, Forbidden
from tests.advocates.giving import told, verbs
from tests.advocates.passing import allowed, pass_on, taken, use, why_not
from tests.factories import EnrolmentFactory, GrantFactory, UserFactory
from tests.kept import kept
from tests.refusing import refusal
from tests.stage import Stage, enrolled, stage

pytestmark = pytest.mark.django_db
State = Grant.State


on = kept(stage, clock="now")


@pytest.fixture
def greta(on: Stage) -> User:
    return enrolled(on, name="Greta")


def test_what_is_passed_on_names_the_giver_and_the_manager(on: Stage, greta: User) -> None:
    grant = allowed(on)
    fresh = pass_on(on, grant, greta)
    assert (fresh.granted_by, fresh.passed_from, fresh.state) == (on.advocate, grant, State.OFFERED)
    assert fresh.manager == on.manager
    assert fresh.given_by == f"{on.advocate}, who passed on what {on.manager} gave"
    assert (fresh.ends_at, fresh.probation_uses) == (grant.ends_at, grant.probation_uses)
    assert verbs(fresh) == ["grant.offered"]
    assert verbs(grant) == ["grant.passed_on"]
    assert Entry.objects.get(verb="grant.offered").data["passed_from"] == grant.pk
    assert told(greta) == ["grant_offered"]
    assert told(on.manager) == ["grant_passed_on"]


def test_a_right_is_passed_on_only_where_the_manager_said_so(on: Stage, greta: User) -> None:
    """Guard: `_must_allow_it`; without it the trigger refuses, as an error."""
    assert refusal(lambda: pass_on(on, on.grant(), greta)) == "not_to_be_passed_on"


def test_nobody_passes_on_what_is_not_theirs(on: Stage, greta: User) -> None:
    grant = allowed(on)
    for actor in (greta, on.manager, UserFactory()):
        assert refusal(lambda actor=actor: pass_on(on, grant, enrolled(on), actor=actor)) == "not_found"


def test_only_a_live_right_is_passed_on(on: Stage, greta: User) -> None:
    assert refusal(lambda: pass_on(on, allowed(on, state=State.OFFERED), greta)) == "not_live"
    assert refusal(lambda: pass_on(on, allowed(on, starts_at=on.later(hours=1)), greta)) == "not_live"
    assert refusal(lambda: pass_on(on, allowed(on), greta, at=on.later(days=100))) in {"not_live", "enrolled"}


def test_what_was_passed_on_is_not_passed_on_again(on: Stage, greta: User) -> None:
    """Guards: `may_be_passed_on` is never set by `pass_on`; the constraint and the trigger refuse it for other code."""
    fresh = taken(on, allowed(on), greta)
    assert refusal(lambda: pass_on(on, fresh, enrolled(on), actor=greta, per_day=1)) == "not_to_be_passed_on"
    with pytest.raises(IntegrityError, match="one_level_deep"), transaction.atomic():
        below(on, fresh.passed_from, greta, may_be_passed_on=True)
    with pytest.raises(IntegrityError, match="passed_on_is_narrower"), transaction.atomic():
        GrantFactory(program=on.program, advocate=enrolled(on), scope=on.pans, granted_by=greta, passed_from=fresh)
    with pytest.raises(IntegrityError, match="passing_on_never_changes"), transaction.atomic():
        Grant.objects.filter(pk=on.grant().pk).update(may_be_passed_on=True)


def below(on: Stage, grant: Grant | None, to: User, **fields: Any) -> Grant:
    """A passed-on grant as a row, past the action."""
    assert grant is not None
    dates = {"starts_at": grant.starts_at, "ends_at": grant.ends_at, "offered_at": grant.offered_at}
    known = {"program": on.program, "advocate": to, "scope": on.pans, "granted_by": on.advocate, "passed_from": grant}
    made: Grant = GrantFactory(**known | dates | {"per_day": 2} | fields)
    return made


def test_nobody_passes_a_right_to_themselves_or_back_to_the_giver(on: Stage) -> None:
    grant = allowed(on)
    EnrolmentFactory(program=on.program, member=on.manager)
    assert refusal(lambda: pass_on(on, grant, on.advocate)) == "to_oneself"
    assert refusal(lambda: pass_on(on, grant, on.manager)) == "to_the_giver"
    with pytest.raises(IntegrityError, match="passed_on_is_narrower"), transaction.atomic():
        below(on, grant, on.manager)


def test_both_are_enrolled(on: Stage, greta: User) -> None:
    grant = allowed(on)
    other = stage(hostname="other.example")
    for stranger in (
        UserFactory(),
        other.advocate,
        EnrolmentFactory(program=on.program, member__is_active=False).member,
    ):
        assert refusal(lambda stranger=stranger: pass_on(on, grant, stranger)) == "not_enrolled"
    Enrolment.objects.filter(member=on.advocate).update(term_ends=on.later(seconds=-1))
    assert refusal(lambda: pass_on(on, grant, greta)) == "enrolled"


def test_who_is_halted_or_must_sign_first_passes_nothing_on(on: Stage, greta: User) -> None:
    """Guard: `_must_be_usable`; without it a stolen, halted account hands its rights to another."""
    grant = allowed(on)
    halts.halt(on.program, level="person", person=on.advocate, actor=on.manager, at=on.now)
    assert refusal(lambda: pass_on(on, grant, greta)) == "halted"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"per_day": 6}, "wider_quota"), ({"in_total": 41}, "wider_quota"), ({"scope": "root"}, "wider_scope"),
        ({"probation_uses": 2}, "shorter_probation"), ({"per_day": 0}, "no_use"), ({"reason": " "}, "no_reason"),
        ({"ends": 91}, "wider_time"), ({"scope": "kitchen", "per_day": 5}, "not_narrower"),
        ({"ends": -1}, "ends_too_early"),
    ],
)  # fmt: skip
def test_what_is_wider_or_no_narrower_is_refused(on: Stage, greta: User, fields: dict[str, Any], code: str) -> None:
    grant = allowed(on, in_total=40, probation_uses=3)
    pages = {"root": on.program.root_page, "kitchen": on.kitchen}
    asked = dict(fields)
    if "scope" in asked:
        asked["scope"] = pages[asked["scope"]]
    if "ends" in asked:
        asked["ends_at"] = grant.starts_at + timedelta(days=asked.pop("ends"))
    assert refusal(lambda: pass_on(on, grant, greta, **asked)) == code


@pytest.mark.parametrize(
    "fields",
    [
        {"per_day": 6}, {"in_total": None}, {"in_total": 41}, {"ends_at": timedelta(days=91)}, {"probation_uses": 2},
        {"starts_at": timedelta(days=-1)}, {"right": "post"}, {"scope": "root"}, {"scope": "kitchen", "per_day": 5},
    ],
)  # fmt: skip
def test_the_database_refuses_what_is_wider_whatever_code_stores_it(
    on: Stage, greta: User, fields: dict[str, Any]
) -> None:
    """Guard: the trigger `passed_on_is_narrower`; without it each of these rows is stored."""
    grant = allowed(on, in_total=40, probation_uses=3)
    pages = {"root": on.program.root_page, "kitchen": on.kitchen}
    known = {name: grant.starts_at + value if isinstance(value, timedelta) else value for name, value in fields.items()}
    if "scope" in known:
        known["scope"] = pages[known["scope"]]
    with pytest.raises(IntegrityError, match="passed_on_is_narrower"), transaction.atomic():
        below(on, grant, greta, **{"in_total": 40, "probation_uses": 3} | known)


def test_it_ends_no_later_than_the_term_of_the_giver(on: Stage, greta: User) -> None:
    Enrolment.objects.filter(member=on.advocate).update(term_ends=on.later(days=20))
    grant = allowed(on)
    assert refusal(lambda: pass_on(on, grant, greta, ends_at=on.later(days=21))) == "wider_time"
    assert pass_on(on, grant, greta).ends_at == on.later(days=20)


def test_what_the_program_allows_no_more_is_not_passed_on(on: Stage, greta: User) -> None:
    grant = allowed(on, per_day=50)
    type(on.program).objects.filter(pk=on.program.pk).update(most_per_day=10)
    assert refusal(lambda: pass_on(on, grant, greta, per_day=11)) == "too_many_a_day"


def test_uses_of_both_count_against_the_quota_of_the_giver(on: Stage, greta: User) -> None:
    """Guard: `family_today` of the facts; without it three and two make five uses of a quota of three."""
    taken(on, allowed(on, per_day=3), greta)
    assert examine(greta, "reply", on.place(on.pans), at=on.now).left_today == 2
    use(on, greta)
    use(on, greta)
    assert why_not(on, greta) == "day_used"
    assert examine(on.advocate, "reply", on.place(on.pans), at=on.now).left_today == 1
    use(on, on.advocate)
    assert why_not(on, on.advocate) == "shared_day_used"


def test_a_giver_who_used_everything_leaves_nothing(on: Stage, greta: User) -> None:
    taken(on, allowed(on, per_day=3, in_total=3), greta, in_total=2)
    for _number in range(3):
        use(on, on.advocate)
    assert why_not(on, greta) == "shared_total_used"
    assert examine(greta, "reply", on.place(on.pans), at=on.now).left_total == 0
    assert why_not(on, greta, on.later(days=2)) == "shared_total_used"


def test_two_who_share_a_total_share_it_with_each_other(on: Stage, greta: User) -> None:
    grant, third = allowed(on, per_day=9, in_total=4), enrolled(on)
    for person in (greta, third):
        taken(on, grant, person, per_day=3)
    for person in (greta, greta, third):
        use(on, person)
    assert examine(third, "reply", on.place(on.pans), at=on.now).left_total == 1


def test_uses_of_others_do_not_end_the_probation_of_the_giver(on: Stage, greta: User) -> None:
    """Guard: probation counts `used`, its own uses, not the family's."""
    taken(on, allowed(on, probation_uses=1), greta)
    assert use(on, greta).held
    assert use(on, on.advocate).held


def test_a_halted_grant_is_not_passed_on_where_another_one_covers_the_place(on: Stage) -> None:
    """Guard: `alone` in `_must_be_usable`; the rule of rights would answer with the other grant."""
    grant = allowed(on, scope=on.program.root_page)
    on.grant(scope=on.pans)
    halts.halt(on.program, level="grant", grant=grant, actor=on.manager, at=on.now, reason="A look.")
    with pytest.raises(Forbidden):
        pass_on(on, grant, enrolled(on))


def test_the_same_piece_is_offered_to_the_same_person_once(on: Stage) -> None:
    """Guard: `_must_be_new`."""
    grant, other = allowed(on), enrolled(on)
    pass_on(on, grant, other)
    with pytest.raises(Conflict) as refused:
        pass_on(on, grant, other, per_day=1)
    assert refused.value.code == "passed_on_already"
