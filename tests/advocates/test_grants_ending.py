"""How grants change and end: revoked, narrowed, expired, and what the database itself refuses."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from advocates.actions import grants
from advocates.models import Enrolment, Grant
from record.models import Entry
from sitewide.models import Letter
from tests.advocates.giving import issue, told
from tests.factories import UserFactory
from tests.kept import kept
from tests.refusing import refusal
from tests.stage import Stage, stage

pytestmark = pytest.mark.django_db
State = Grant.State


on = kept(stage, clock="now")


def attempts(on: Stage) -> dict[str, Callable[[Grant], Any]]:
    """Every change of a grant by its final state."""
    return {
        State.LIVE: lambda grant: grants.accept(grant, actor=on.advocate, at=on.now),
        State.DECLINED: lambda grant: grants.decline(grant, actor=on.advocate, at=on.now),
        State.RESIGNED: lambda grant: grants.resign(grant, actor=on.advocate, at=on.now),
        State.REVOKED: lambda grant: grants.revoke(grant, reason="Enough.", actor=on.manager, at=on.now),
    }


@pytest.mark.parametrize("before", State.values)
@pytest.mark.parametrize("after", [State.LIVE, State.DECLINED, State.RESIGNED, State.REVOKED])
def test_a_grant_changes_only_as_the_table_of_transitions_says(on: Stage, before: str, after: str) -> None:
    ended = None if before in (State.OFFERED, State.LIVE) else on.now
    grant = on.grant(state=before, ended_at=ended)
    if after in Grant.TRANSITIONS[before]:
        assert attempts(on)[after](grant).state == after
    else:
        assert refusal(lambda: attempts(on)[after](grant)) == f"already_{before}"


def test_a_revoked_grant_says_who_and_why(on: Stage) -> None:
    grant = grants.revoke(on.grant(), reason="The campaign is over.", actor=on.manager, at=on.now)
    assert (grant.state, grant.ended_by, grant.end_reason) == (State.REVOKED, on.manager, "The campaign is over.")
    letter = Letter.objects.get(to=on.advocate.email)
    assert letter.about == "grant_revoked"
    assert "The campaign is over." in letter.text
    assert "The campaign is over." in letter.html


def test_a_revocation_needs_a_manager_and_a_reason(on: Stage) -> None:
    grant, other = on.grant(), stage(hostname="other.example")
    assert refusal(lambda: grants.revoke(grant, reason="Because", actor=other.manager, at=on.now)) == "not_a_manager"
    assert refusal(lambda: grants.revoke(grant, reason="Because", actor=on.advocate, at=on.now)) == "not_a_manager"
    assert refusal(lambda: grants.revoke(grant, reason=" ", actor=on.manager, at=on.now)) == "no_reason"


def test_a_letter_escapes_what_people_wrote(on: Stage) -> None:
    on.manager.name = "Mara <b>L</b>"
    on.manager.save()
    issue(on, reason="<script>alert(1)</script> & more")
    letter = Letter.objects.get()
    assert "<script>" not in letter.html
    assert "&lt;script&gt;" in letter.html
    assert "<script>alert(1)</script> & more" in letter.text
    assert f"/register/{Grant.objects.get().pk}/" in letter.text


def test_narrowing_keeps_what_it_was_and_why(on: Stage) -> None:
    grant = on.grant(per_day=5)
    until = on.later(days=10)
    narrow = {"per_day": 2, "in_total": 20, "ends_at": until}
    grant = grants.narrow(grant, reason="Two are enough.", actor=on.manager, at=on.now, **narrow)
    grant.refresh_from_db()
    assert (grant.per_day, grant.in_total, grant.ends_at, grant.state) == (2, 20, until, State.LIVE)
    kept = {row.limit: (row.before, row.after, row.reason, row.by) for row in grant.narrowings.all()}
    assert kept["per_day"] == ("5", "2", "Two are enough.", on.manager)
    assert kept["in_total"][0] == ""
    assert Entry.objects.get(verb="grant.narrowed").data["per_day"] == 2
    assert told(on.advocate) == ["grant_narrowed"]


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        ({}, "nothing_narrower"), ({"per_day": 5}, "nothing_narrower"), ({"per_day": 6}, "wider"),
        ({"per_day": 4, "in_total": 51}, "wider"), ({"per_day": 0}, "no_use"), ({"in_total": 0}, "no_use"),
    ],
)  # fmt: skip
def test_nothing_is_widened_and_something_must_become_narrower(on: Stage, limits: dict[str, int], code: str) -> None:
    """I4: the comparison in `narrow`; without it the trigger `grant_never_wider` refuses, as an error."""
    grant = on.grant(per_day=5, in_total=50)
    assert refusal(lambda: grants.narrow(grant, reason="Because", actor=on.manager, at=on.now, **limits)) == code


def test_a_new_end_lies_before_the_old_one_and_ahead(on: Stage) -> None:
    grant = on.grant()
    later = grant.ends_at + timedelta(days=1)
    assert (
        refusal(lambda: grants.narrow(grant, reason="Because", actor=on.manager, at=on.now, ends_at=later)) == "wider"
    )
    past = {"reason": "Because", "actor": on.manager, "at": on.now, "ends_at": on.now}
    assert refusal(lambda: grants.narrow(grant, **past)) == "ends_too_early"


def test_narrowing_needs_a_manager_a_reason_and_an_open_grant(on: Stage) -> None:
    grant, over = on.grant(), on.grant(state="revoked", ended_at=on.now)
    assert (
        refusal(lambda: grants.narrow(grant, reason="Because", actor=on.advocate, at=on.now, per_day=1))
        == "not_a_manager"
    )
    assert refusal(lambda: grants.narrow(grant, reason="", actor=on.manager, at=on.now, per_day=1)) == "no_reason"
    assert (
        refusal(lambda: grants.narrow(over, reason="Because", actor=on.manager, at=on.now, per_day=1))
        == "already_revoked"
    )


@pytest.mark.parametrize(
    "wider",
    [
        {"per_day": 6}, {"in_total": None}, {"in_total": 51}, {"probation_uses": 0}, {"right": "post"}, {"reason": "new"},
        {"state": "live", "ended_at": None},
    ],
)  # fmt: skip
def test_the_database_itself_refuses_a_wider_or_revived_grant(on: Stage, wider: dict[str, Any]) -> None:
    """I4: the trigger `grant_never_wider`; without it the row changes."""
    ended = {"state": "revoked", "ended_at": on.now} if "state" in wider else {}
    grant = on.grant(per_day=5, in_total=50, probation_uses=2, **ended)
    with pytest.raises(IntegrityError, match="never widened"), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(**wider)


def test_the_database_itself_refuses_another_scope_advocate_or_end(on: Stage) -> None:
    """I4: the trigger `grant_never_wider`, for what a parameter cannot name."""
    grant = on.grant(scope=on.pans)
    changes: list[dict[str, Any]] = [
        {"scope": on.kitchen}, {"advocate": UserFactory()}, {"ends_at": grant.ends_at + timedelta(seconds=1)},
        {"starts_at": grant.starts_at - timedelta(seconds=1)}, {"granted_by": UserFactory()},
    ]  # fmt: skip
    for change in changes:
        with pytest.raises(IntegrityError, match="never widened"), transaction.atomic():
            Grant.objects.filter(pk=grant.pk).update(**change)
    with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).delete()


def test_what_is_over_expires_once(on: Stage) -> None:
    old = {"starts_at": on.later(days=-9), "ends_at": on.later(days=-1)}
    over = [on.grant(**old), on.grant(state="offered", answered_at=None, **old)]
    live, revoked = on.grant(), on.grant(state="revoked", ended_at=on.now, **old)
    assert grants.expire_ended(at=on.now) == 2
    assert grants.expire_ended(at=on.now) == 0
    states = [Grant.objects.get(pk=grant.pk).state for grant in [*over, live, revoked]]
    assert states == ["expired", "expired", "live", "revoked"]
    assert told(on.advocate) == ["grant_expired", "grant_expired"]
    assert Entry.objects.filter(verb="grant.expired", actor_id=None).count() == 2


@pytest.mark.parametrize(("how", "live", "offered"), [
    ("left", "resigned", "declined"), ("removed", "revoked", "revoked"), ("term", "expired", "expired"),
])  # fmt: skip
def test_with_the_enrolment_every_open_grant_of_the_program_ends(on: Stage, how: str, live: str, offered: str) -> None:
    other = stage(hostname="other.example")
    elsewhere = other.grant(advocate=on.advocate)
    mine = [on.grant(), on.grant(state="offered", answered_at=None), on.grant(state="revoked", ended_at=on.now)]
    enrolment = Enrolment.objects.get(member=on.advocate)
    actor = {"left": on.advocate, "removed": on.manager, "term": None}[how]
    assert grants.end_all(enrolment, how=how, reason="It ended.", actor=actor, at=on.now) == 2
    assert [Grant.objects.get(pk=grant.pk).state for grant in mine] == [live, offered, "revoked"]
    assert Grant.objects.get(pk=elsewhere.pk).state == "live"
    assert not Letter.objects.exists(), "the end of the enrolment tells about both"


def test_who_has_no_account_any_more_gets_no_letter(on: Stage) -> None:
    grant = on.grant()
    User.objects.filter(pk=on.advocate.pk).update(is_active=False)
    grants.revoke(grant, reason="The account is closed.", actor=on.manager, at=on.now)
    assert not Letter.objects.exists()
