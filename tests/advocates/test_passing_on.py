"""Passing a right on: only narrower, one level deep, one quota, and nothing outlives what it comes from."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from advocates.actions import enrolments, grants, halts
from advocates.models import Enrolment, Exercise, Grant
from advocates.rights import NotAllowed, Place, examine, exercise
from record.models import Entry
from tests.advocates.giving import refusal, told, verbs
from tests.factories import EnrolmentFactory, GrantFactory, UserFactory
from tests.stage import Stage, enrolled, stage

pytestmark = pytest.mark.django_db
State = Grant.State


@pytest.fixture
def on() -> Stage:
    return stage()


@pytest.fixture
def greta(on: Stage) -> User:
    return enrolled(on, name="Greta")


def allowed(on: Stage, **fields: Any) -> Grant:
    return on.grant(**{"may_be_passed_on": True} | fields)


def pass_on(on: Stage, grant: Grant, to: User, **fields: Any) -> Grant:
    known: dict[str, Any] = {"scope": on.pans, "reason": "Knows pans as I do.", "per_day": 2}
    return grants.pass_on(grant, to=to, **known | {"actor": on.advocate, "at": on.now} | fields)


def taken(on: Stage, grant: Grant, to: User, **fields: Any) -> Grant:
    """Passed on and accepted."""
    return grants.accept(pass_on(on, grant, to, **fields), actor=to, at=on.now)


def use(on: Stage, person: User, at: datetime | None = None) -> Exercise:
    with transaction.atomic():
        return exercise(person, "reply", on.place(on.pans), at=at or on.now)


def why_not(on: Stage, person: User, at: datetime | None = None) -> str:
    answer = examine(person, "reply", on.place(on.pans), at=at or on.now)
    return answer.refusal.why if answer.refusal else ""


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


def test_what_was_passed_on_ends_when_it_is_revoked(on: Stage, greta: User) -> None:
    """Guards: `end_passed_on` in `revoke`; the trigger refuses the end of the one alone."""
    grant = allowed(on)
    live, offered = taken(on, grant, greta), pass_on(on, grant, enrolled(on))
    with pytest.raises(IntegrityError, match="ends_and_narrows_with_it"), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(state=State.REVOKED, ended_at=on.now)
    grants.revoke(grant, reason="Enough.", actor=on.manager, at=on.now)
    for child in (live, offered):
        child.refresh_from_db()
        assert (child.state, child.ended_by) == (State.REVOKED, on.manager)
        assert child.end_reason == "The right that it was passed on from has ended."
    assert told(greta)[-1] == "grant_revoked"
    assert why_not(on, greta) == "no_grant"
    with pytest.raises(NotAllowed):
        use(on, greta)


def test_what_was_passed_on_ends_when_the_giver_hands_back_or_leaves(on: Stage, greta: User) -> None:
    grant = allowed(on)
    first = taken(on, grant, greta)
    grants.resign(grant, actor=on.advocate, at=on.now)
    second = taken(on, allowed(on), greta)
    enrolments.leave(Enrolment.objects.get(member=on.advocate), actor=on.advocate, at=on.now)
    for child in (first, second):
        child.refresh_from_db()
        assert (child.state, child.ended_by) == (State.REVOKED, on.advocate)
    assert why_not(on, greta) == "no_grant"


def test_what_was_passed_on_expires_with_it(on: Stage, greta: User) -> None:
    grant = allowed(on)
    child = taken(on, grant, greta)
    assert why_not(on, greta, grant.ends_at) == "no_grant"
    assert grants.expire_ended(at=grant.ends_at) == 2
    child.refresh_from_db()
    assert child.state == State.EXPIRED


def test_narrowing_it_narrows_what_was_passed_on_as_far(on: Stage, greta: User) -> None:
    """Guards: the loop in `narrow`; the trigger refuses a narrowing that leaves the other wider."""
    grant = allowed(on)
    wide, narrow = taken(on, grant, greta, per_day=4), taken(on, grant, enrolled(on), per_day=1)
    with pytest.raises(IntegrityError, match="ends_and_narrows_with_it"), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(per_day=3)
    grants.narrow(grant, per_day=3, ends_at=on.later(days=9), reason="Less.", actor=on.manager, at=on.now)
    wide.refresh_from_db()
    narrow.refresh_from_db()
    assert (wide.per_day, wide.ends_at) == (3, on.later(days=9))
    assert (narrow.per_day, narrow.ends_at) == (1, on.later(days=9))
    assert [(one.limit, one.reason) for one in narrow.narrowings.all()] == [
        ("ends_at", "The right that it was passed on from was narrowed.")
    ]
    assert told(greta)[-1] == "grant_narrowed"


@pytest.mark.parametrize("level", ["grant", "person"])
def test_a_halt_of_the_giver_halts_what_they_passed_on(on: Stage, greta: User, level: str) -> None:
    """Guard: `given` in `_halted`; without it what a stolen account passed on goes on."""
    grant = allowed(on)
    taken(on, grant, greta)
    named: dict[str, Any] = {"grant": grant} if level == "grant" else {"person": on.advocate}
    halt = halts.halt(on.program, level=level, actor=on.manager, at=on.now, **named)
    assert why_not(on, greta) == "halt_giver"
    halts.lift(halt, reason="All well.", actor=on.manager, at=on.now)
    assert why_not(on, greta) == ""


def test_a_right_of_ones_own_is_used_while_the_passed_on_one_is_halted(on: Stage, greta: User) -> None:
    grant = allowed(on)
    taken(on, grant, greta)
    own = on.grant(advocate=greta, scope=on.kitchen)
    halts.halt(on.program, level="grant", grant=grant, actor=on.manager, at=on.now)
    assert use(on, greta).grant_id == own.pk


def test_the_giver_and_a_manager_end_what_was_passed_on_and_nobody_else(on: Stage, greta: User) -> None:
    grant = allowed(on)
    child = taken(on, grant, greta)
    for actor in (greta, on.manager, UserFactory()):
        assert refusal(lambda actor=actor: grants.take_back(child, reason="x", actor=actor, at=on.now)) == "not_found"
    assert refusal(lambda: grants.take_back(grant, reason="x", actor=on.manager, at=on.now)) == "not_found"
    assert refusal(lambda: grants.take_back(child, reason=" ", actor=on.advocate, at=on.now)) == "no_reason"
    grants.take_back(child, reason="Not needed any more.", actor=on.advocate, at=on.now)
    assert refusal(lambda: grants.take_back(child, reason="x", actor=on.advocate, at=on.now)) == "already_revoked"
    other = taken(on, grant, greta)
    grants.revoke(other, reason="No.", actor=on.manager, at=on.now)
    grant.refresh_from_db()
    assert grant.state == State.LIVE


def test_a_decision_about_a_passed_on_right_is_one_query(on: Stage, greta: User) -> None:
    taken(on, allowed(on, in_total=9), greta)
    place = Place.on(on.pans, on.program)
    for person in (greta, on.advocate):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            examine(person, "reply", place, at=on.now)
        assert len(asked) == 1
