"""The access review: every grant is confirmed by a person, or ends."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from advocates.actions import access, grants
from advocates.models import AccessReview, AccessReviewLetter, CommunityManager, Grant, Program, ReviewedGrant
from advocates.tasks import review_access
from record.models import Entry
from sitewide.models import Letter
from tests.advocates.giving import told, verbs
from tests.factories import UserFactory, manager_of
from tests.kept import kept
from tests.refusing import refusal
from tests.stage import Stage, enrolled, stage

pytestmark = pytest.mark.django_db
Answer = ReviewedGrant.Answer


on = kept(stage, clock="now", access_review_days=21)


def opened(on: Stage) -> AccessReview:
    return access.open_review(on.program, actor=on.manager, at=on.now)


def item_of(grant: Grant) -> ReviewedGrant:
    return ReviewedGrant.objects.get(grant=grant)


def test_a_round_has_every_live_grant_and_no_other(on: Stage) -> None:
    live = on.grant()
    for fields in ({"state": "offered"}, {"state": "revoked"}, {"ends_at": on.later(hours=-1)}):
        on.grant(**fields)
    review = opened(on)
    assert [item.grant_id for item in review.items.all()] == [live.pk]
    assert review.due_at == on.later(days=21)
    entry = Entry.objects.get(verb="access_review.opened")
    assert (entry.actor_id, entry.data) == (on.manager.pk, {"grants": 1})


def test_each_grant_falls_to_who_gave_it_else_to_the_manager_with_the_fewest_and_never_to_its_holder(on: Stage) -> None:
    """I5. Guard: the holder is left out in `reviewer_for`."""
    second = manager_of(on.program)
    gone = UserFactory()
    mine = on.grant()
    orphans = [on.grant(granted_by=gone, advocate=enrolled(on)) for _one in range(3)]
    own = on.grant(granted_by=gone, advocate=second)
    opened(on)
    assert item_of(mine).reviewer == on.manager
    assert item_of(own).reviewer == on.manager
    counts = [sum(item_of(grant).reviewer == who for grant in [mine, *orphans, own]) for who in (on.manager, second)]
    assert sorted(counts) == [2, 3]


def test_where_only_its_holder_manages_it_falls_to_nobody(on: Stage) -> None:
    grant = on.grant(advocate=on.manager, granted_by=UserFactory())
    opened(on)
    assert item_of(grant).reviewer is None


def test_one_round_is_open_at_a_time_and_only_a_manager_opens_one_over_something(on: Stage) -> None:
    assert refusal(lambda: opened(on)) == "nothing_to_review"
    on.grant()
    stranger = lambda: access.open_review(on.program, actor=on.advocate, at=on.now)  # noqa: E731
    assert refusal(stranger) == "not_a_manager"
    opened(on)
    assert refusal(lambda: opened(on)) == "open_already"


def test_the_calendar_opens_a_round_each_interval_and_not_twice(on: Stage) -> None:
    on.grant(ends_at=on.later(days=900))
    began = on.program.created_at
    every = timedelta(days=on.program.access_review_every)
    assert access.open_due(at=began + every - timedelta(minutes=1)) == 0
    Program.objects.filter(pk=on.program.pk).update(access_review_every=0)
    assert access.open_due(at=began + every) == 0
    Program.objects.filter(pk=on.program.pk).update(access_review_every=every.days)
    assert access.open_due(at=began + every) == 1
    assert access.open_due(at=began + every) == 0
    assert AccessReview.objects.get().opened_by is None


def test_keeping_leaves_the_grant_as_it_is_and_the_register_says_who_confirmed_it(on: Stage) -> None:
    grant = on.grant()
    opened(on)
    item = access.keep(item_of(grant), actor=on.manager, at=on.now)
    assert (item.answer, item.answered_by, item.answered_at) == (Answer.KEPT, on.manager, on.now)
    assert verbs(grant) == ["grant.confirmed"]
    assert Entry.objects.get(verb="access_review.answered").data["answer"] == "kept"
    grant.refresh_from_db()
    assert grant.state == Grant.State.LIVE


def test_narrowing_and_ending_in_a_round_are_the_usual_ones_with_letters_and_entries(on: Stage) -> None:
    small, over = on.grant(per_day=9), on.grant(advocate=enrolled(on))
    opened(on)
    access.narrow(item_of(small), per_day=2, reason="Never more than two.", actor=on.manager, at=on.now)
    access.end(item_of(over), reason="Unused.", actor=on.manager, at=on.now)
    small.refresh_from_db()
    over.refresh_from_db()
    assert (small.per_day, over.state, over.end_reason) == (2, Grant.State.REVOKED, "Unused.")
    assert (item_of(small).answer, item_of(over).answer) == (Answer.NARROWED, Answer.ENDED)
    assert (verbs(small), verbs(over)) == (["grant.narrowed"], ["grant.revoked"])
    assert told(small.advocate) == ["grant_narrowed"]


ANSWERS: dict[str, Callable[..., Any]] = {
    "keep": access.keep,
    "narrow": lambda item, **by: access.narrow(item, per_day=1, reason="Less.", **by),
    "end": lambda item, **by: access.end(item, reason="Enough.", **by),
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_an_answer_is_another_managers_given_once_and_in_time(on: Stage, answer: Callable[..., Any]) -> None:
    """I5. Guard: the check of the actor against the holder; the trigger `reviewed_not_by_themselves` stands behind it."""
    grant = on.grant()
    review = opened(on)
    item = item_of(grant)
    assert refusal(lambda: answer(item, actor=UserFactory(), at=on.now)) == "not_a_manager"
    CommunityManager.objects.create(program=on.program, member=on.advocate, since=on.now)
    assert refusal(lambda: answer(item, actor=on.advocate, at=on.now)) == "to_oneself"
    assert refusal(lambda: answer(item, actor=on.manager, at=review.due_at)) == "too_late"
    answer(item, actor=on.manager, at=on.now)
    assert refusal(lambda: answer(item, actor=manager_of(on.program), at=on.now)) == "answered"


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_nothing_is_answered_about_a_grant_that_has_ended(on: Stage, answer: Callable[..., Any]) -> None:
    grant = on.grant()
    opened(on)
    grants.resign(grant, actor=on.advocate, at=on.now)
    assert refusal(lambda: answer(item_of(grant), actor=on.manager, at=on.now)) == "already_resigned"


@pytest.mark.parametrize(("limits", "code"), [({"per_day": 6}, "wider"), ({}, "nothing_narrower")])
def test_a_round_widens_nothing(on: Stage, limits: dict[str, int], code: str) -> None:
    """I4, and the answer is not kept when the narrowing is refused."""
    grant = on.grant(per_day=5)
    opened(on)
    refused = lambda: access.narrow(item_of(grant), reason="More!", actor=on.manager, at=on.now, **limits)  # noqa: E731
    assert refusal(refused) == code
    assert item_of(grant).answer == Answer.OPEN


def test_the_deadline_ends_what_nobody_answered_exactly_once_and_closes_the_round(on: Stage) -> None:
    """Guard: the row is looked at again under the locks in `_end`; without it the second sweep ends and tells again."""
    kept, left, over = on.grant(), on.grant(advocate=enrolled(on)), on.grant(advocate=enrolled(on))
    review = opened(on)
    access.keep(item_of(kept), actor=on.manager, at=on.now)
    grants.resign(over, actor=over.advocate, at=on.now)
    assert access.close_due(at=review.due_at - timedelta(seconds=1)) == 0
    assert access.close_due(at=review.due_at) == 1
    assert access.close_due(at=review.due_at) == 0
    for grant in (kept, left, over):
        grant.refresh_from_db()
    assert (kept.state, left.state, over.state) == ("live", "expired", "resigned")
    assert left.end_reason == "Not confirmed in the access review"
    assert {item_of(left).answer, item_of(over).answer} == {Answer.UNCONFIRMED, Answer.OVER}
    assert told(left.advocate) == ["grant_unconfirmed"]
    review.refresh_from_db()
    assert review.closed_at is not None
    closed = Entry.objects.get(verb="access_review.closed").data
    assert closed == {"kept": 1, "narrowed": 0, "ended": 0, "unconfirmed": 1, "over": 1}


def test_the_register_says_that_it_was_not_confirmed(on: Stage, client: Any) -> None:
    grant = on.grant()
    access.close_due(at=opened(on).due_at)
    assert "Not confirmed in the access review" in client.get(f"/register/{grant.pk}/").content.decode()


def letters(to: User) -> list[str]:
    about = Letter.objects.filter(to=to.email, about__startswith="access_review").order_by("pk")
    return list(about.values_list("about", flat=True))


def test_a_reviewer_is_written_to_at_the_opening_a_week_and_a_day_before_each_once(on: Stage) -> None:
    on.grant()
    review = opened(on)
    for at, expected in (
        (on.now, 1), (on.later(days=10), 1), (review.due_at - timedelta(days=7), 2), (review.due_at - timedelta(days=6), 2),
        (review.due_at - timedelta(hours=20), 3), (review.due_at - timedelta(hours=1), 3), (review.due_at, 3),
    ):  # fmt: skip
        access.remind(at=at)
        access.remind(at=at)
        assert len(letters(on.manager)) == expected
    assert letters(on.manager) == ["access_review_opened", "access_review_due", "access_review_due"]
    assert sorted(AccessReviewLetter.objects.values_list("days", flat=True)) == [0, 1, 7]


def test_who_has_answered_everything_is_not_written_to(on: Stage) -> None:
    grant = on.grant()
    review = opened(on)
    access.keep(item_of(grant), actor=on.manager, at=on.now)
    assert access.remind(at=review.due_at - timedelta(days=1)) == 0


def test_what_fell_to_somebody_who_left_falls_to_another_who_is_told(on: Stage) -> None:
    grant = on.grant()
    opened(on)
    access.remind(at=on.now)
    successor = manager_of(on.program)
    CommunityManager.objects.filter(member=on.manager).delete()
    access.remind(at=on.now)
    assert item_of(grant).reviewer == successor
    assert letters(successor) == ["access_review_opened"]


def test_the_sweep_opens_writes_and_ends(on: Stage) -> None:
    on.grant()
    Program.objects.filter(pk=on.program.pk).update(created_at=on.later(days=-92))
    assert review_access() == 0
    assert letters(on.manager) == ["access_review_opened"]
    AccessReview.objects.update(opened_at=on.later(days=-22), due_at=on.later(minutes=-1))
    assert review_access() == 1
    assert review_access() == 0


def test_the_database_keeps_answers_and_lets_nobody_answer_for_themselves(on: Stage) -> None:
    """Guards: the triggers `reviewed_answered_once`, `reviewed_not_by_themselves`, `reviewed_never_deleted`."""
    grant = on.grant()
    opened(on)
    rows = ReviewedGrant.objects.filter(grant=grant)
    with pytest.raises(IntegrityError, match="given to themselves"), transaction.atomic():
        rows.update(answer="kept", answered_at=on.now, answered_by=on.advocate)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(answer="ended", answered_at=on.now, answered_by=on.manager, reason="")
    access.keep(item_of(grant), actor=on.manager, at=on.now)
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        rows.update(answer="", answered_at=None, answered_by=None)
    with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
        rows.delete()
