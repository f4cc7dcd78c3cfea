"""What the program's rule narrows by itself when too much is taken down, and that it never widens."""

from typing import Any

import pytest

from advocates.actions import probation, watching
from advocates.models import Narrowing, ProbationProposal
from cms.actions import messages
from cms.models import Message
from record.models import Cursor, Entry
from record.tasks import settle
from tests.advocates.giving import told, verbs
from tests.advocates.probation import approved, on_probation, remove, say
from tests.kept import kept
from tests.stage import Stage, stage

pytestmark = pytest.mark.django_db


on = kept(stage, clock="now", narrow_after=2, narrow_days=30)


def taken_down(on: Stage, times: int, how: str = "remove") -> list[Message]:
    return [remove(on, say(on), how=how) for _time in range(times)]


def how(on: Stage, **fields: Any) -> None:
    type(on.program).objects.filter(pk=on.program.pk).update(**fields)


@pytest.mark.parametrize("act", ["hide", "remove"])
def test_too_many_removals_put_the_grant_back_on_probation_once_and_everybody_concerned_is_told(
    on: Stage, act: str
) -> None:
    """Guard: removals are counted since the rule narrowed last; without it every reading of the record narrows again."""
    grant = on.grant(right="post", per_day=20)
    taken_down(on, 1, act)
    settle()
    assert not Narrowing.objects.exists(), "one of two"
    taken_down(on, 1, act)
    settle()
    Cursor.objects.filter(name="advocates.watching").update(position=0)
    settle()
    row = Narrowing.objects.get()
    assert (row.by, row.limit, row.before, row.after) == (None, "probation_uses", "0", "3")
    assert say(on).state == Message.State.HELD
    assert Entry.objects.get(verb="grant.narrowed").actor_id is None
    assert told(on.advocate).count("grant_narrowed") == 1
    assert told(on.manager).count("grant_narrowed_alone") == 1
    grant.refresh_from_db()
    assert (grant.on_probation, grant.per_day) == (True, 20)


def test_the_quota_is_halved_where_the_program_says_so_and_each_time_anew(on: Stage) -> None:
    how(on, narrow_how="quota")
    grant = on.grant(right="post", per_day=9)
    taken_down(on, 2)
    first = watching.narrow_if_due(grant, at=on.later(minutes=1))
    assert first is not None
    assert (first.limit, first.before, first.after) == ("per_day", "9", "4")
    assert watching.narrow_if_due(grant, at=on.later(minutes=2)) is None
    for message in [say(on), say(on)]:
        remove(on, message, on.later(minutes=3))
    second = watching.narrow_if_due(grant, at=on.later(minutes=4))
    assert second is not None
    assert second.after == "2"


def test_what_cannot_be_narrowed_in_one_way_is_narrowed_in_the_other_and_then_not_at_all(on: Stage) -> None:
    how(on, narrow_how="quota", narrow_after=1)
    grant = on.grant(right="post", per_day=1)
    taken_down(on, 1)
    back = watching.narrow_if_due(grant, at=on.now)
    assert back is not None
    assert back.limit == "probation_uses"
    remove(on, say(on, on.later(days=1)), on.later(days=1))
    assert watching.narrow_if_due(grant, at=on.later(days=1)) is None


def test_on_probation_already_the_quota_is_halved(on: Stage) -> None:
    grant = on_probation(on)
    taken_down(on, 2)
    row = watching.narrow_if_due(grant, at=on.now)
    assert row is not None
    assert (row.limit, row.after) == ("per_day", "10")


def test_what_was_overturned_long_ago_or_belongs_to_another_grant_counts_for_nothing(on: Stage) -> None:
    grant = on.grant(right="post", per_day=20)
    first, _second = taken_down(on, 2)
    messages.restore(first, actor=on.manager, at=on.now)
    assert watching.narrow_if_due(grant, at=on.now) is None
    remove(on, first)
    assert watching.narrow_if_due(grant, at=on.later(days=31)) is None
    assert watching.narrow_if_due(on.grant(right="reply"), at=on.now) is None
    assert watching.narrow_if_due(grant, at=on.now) is not None


@pytest.mark.parametrize("fields", [{"right": "moderate"}, {"state": "offered"}, {"state": "revoked"}])
def test_a_right_to_moderate_and_one_that_is_not_live_are_left_alone(on: Stage, fields: dict[str, Any]) -> None:
    grant = on.grant(**fields)
    assert watching.narrow_if_due(grant, at=on.now) is None


def test_switched_off_nothing_is_narrowed(on: Stage) -> None:
    how(on, narrow_after=0)
    grant = on.grant(right="post", per_day=20)
    taken_down(on, 5)
    settle()
    assert not Narrowing.objects.exists()
    assert "grant.narrowed" not in verbs(grant)


def test_an_overturned_removal_widens_nothing_again_and_only_a_person_ends_the_new_probation(on: Stage) -> None:
    """Widening is never automatic: after the count is full again there is a proposal, and the grant holds on."""
    grant = on.grant(right="post", per_day=20)
    down = taken_down(on, 2)
    row = watching.narrow_if_due(grant, at=on.now)
    assert row is not None
    for message in down:
        messages.restore(message, actor=on.manager, at=on.now)
    approved(on, 3, on.later(minutes=1))
    settle()
    assert say(on, on.later(minutes=2)).state == Message.State.HELD
    proposal = ProbationProposal.objects.get()
    probation.confirm(proposal, actor=on.manager, at=on.later(minutes=3))
    assert say(on, on.later(minutes=4)).state == Message.State.PUBLISHED


def test_probation_that_ended_begins_again(on: Stage) -> None:
    grant = on_probation(on)
    approved(on, 2)
    settle()
    probation.confirm(ProbationProposal.objects.get(), actor=on.manager, at=on.now)
    for message in [say(on), say(on)]:
        remove(on, message, on.later(minutes=1))
    assert watching.narrow_if_due(grant, at=on.later(minutes=2)) is not None
    grant.refresh_from_db()
    assert (grant.probation_uses, grant.on_probation) == (3, True)
    assert say(on, on.later(minutes=3)).state == Message.State.HELD


def test_the_register_tells_what_the_rule_did(on: Stage, client: Any) -> None:
    grant = on.grant(right="post", per_day=20)
    taken_down(on, 2)
    watching.narrow_if_due(grant, at=on.now)
    page = client.get(f"/register/{grant.pk}/").content.decode()
    assert "The program narrowed it to probation until 3 uses are approved." in page
    assert "2 messages under it were taken down within 30 days" in page
