"""Badges are given for a reason or by rule, once, and revoked for a reason."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from campaigns.actions.recognition import badges, rounds, tiers
from campaigns.actions.recognition.badges import Terms
from campaigns.actions.recognition.giving import award_by_rule
from campaigns.models import Achievement, Award, AwardRound
from record.actions import write
from record.consumers import REGISTERED
from record.models import Entry
from record.tasks import settle
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound
from sitewide.models import Letter
from tests.factories import EnrolmentFactory, ProgramFactory, UserFactory, certified, course, manager_of

pytestmark = pytest.mark.django_db
GOOD = {"name": "A", "description": "B", "criteria": "C"}


def test_a_manager_gives_a_badge_for_a_reason_and_revokes_it_for_one(stand, cast):
    given = stand.given()
    assert given.credential.count(".") == 2
    badges.revoke(given, reason="It was somebody else.", actor=cast.manager, at=cast.at)
    assert stand.verbs("badge.awarded", "badge.revoked") == ["badge.awarded", "badge.revoked"]
    letters = Letter.objects.filter(about__in=["badge_news", "badge_revoked"]).order_by("pk")
    assert ["You did." in letters[0].text, "It was somebody else." in letters[1].text] == [True, True]
    again = badges.award(given.achievement, member=cast.advocate, reason="This time.", actor=cast.manager, at=cast.at)
    assert again.uid != given.uid


def test_awards_that_are_refused(stand, cast):
    badge, by_rule = stand.badge(), stand.badge(name="Ten", rule="contributions", count=10)
    about = {"member": cast.advocate, "reason": "You did.", "actor": cast.manager, "at": cast.at}
    outsider = manager_of(ProgramFactory(name="Elsewhere", hostname="other.example"))
    EnrolmentFactory(program=cast.program, member=cast.manager)
    for refusal, changed in (
        (NotFound, {"actor": outsider}), (NotFound, {"member": cast.member}), (Forbidden, {"member": cast.manager}),
        (Invalid, {"reason": "  "}),
    ):  # fmt: skip
        with pytest.raises(refusal):
            badges.award(badge, **about | changed)
    with pytest.raises(Conflict):
        badges.award(by_rule, **about)
    given = badges.award(badge, **about)
    with pytest.raises(Conflict):
        badges.award(badge, **about)
    revoking = {"reason": "Not so.", "actor": cast.manager, "at": cast.at}
    for refusal, changed in ((NotFound, {"actor": outsider}), (Invalid, {"reason": ""})):
        with pytest.raises(refusal):
            badges.revoke(given, **revoking | changed)
    badges.revoke(given, **revoking)
    with pytest.raises(Conflict):
        badges.revoke(given, **revoking)


def test_nobody_revokes_the_own_badge(stand, cast):
    EnrolmentFactory(program=cast.program, member=cast.manager)
    second = manager_of(cast.program, name="Second Manager")
    about = {"member": cast.manager, "reason": "Hosted.", "actor": second, "at": cast.at}
    given = badges.award(stand.badge(), **about)
    with pytest.raises(Forbidden):
        badges.revoke(given, reason="Modesty.", actor=cast.manager, at=cast.at)


def test_badges_that_are_refused(stand, cast):
    good = {"name": "A", "description": "B", "criteria": "C"}
    about = {"actor": cast.manager, "at": cast.at}
    for bad in (
        good | {"criteria": ""}, good | {"rule": "contributions"}, good | {"rule": "tier"}, good | {"valid_days": 0},
    ):  # fmt: skip
        with pytest.raises(Invalid):
            badges.set_badge(Achievement(program=cast.program), Terms(**bad), **about)
    other = ProgramFactory(name="Elsewhere", hostname="other.example")
    with pytest.raises(NotFound):
        badges.set_badge(Achievement(program=other), Terms(**good), **about)
    with pytest.raises(NotFound):
        badges.set_badge(Achievement(program=other), Terms(**good), actor=cast.advocate, at=cast.at)
    with pytest.raises(NotFound):
        terms = Terms(**good, rule="tier", tier=stand.silver)
        badges.set_badge(Achievement(program=other), terms, actor=manager_of(other), at=cast.at)


def test_rules_give_a_badge_once_whatever_the_record_is_read(stand, cast):
    """Guard: `award_by_rule` looks for any award, also a revoked one; without it the second reading gives another."""
    passed = course(cast.program)
    made = [
        stand.badge(name="Two events", rule="contributions", count=2, what="event"),
        stand.badge(name="Trained", rule="course", course=passed),
        stand.badge(name="Bronze badge", rule="tier", tier=stand.bronze),
        stand.badge(name="On the podium", rule="place", count=1),
        stand.badge(name="Three events", rule="contributions", count=3, what="event"),
    ]
    tiers.choose(cast.program, member=cast.advocate, shows_tier=False, on_leaderboard=True, at=cast.at)
    stand.counts(15)
    stand.counts(15)
    stand.counts(15, what="post")
    given = certified(cast.advocate, passed, at=cast.at)
    write("certification.given", at=cast.at, subject=given, program=cast.program, course=passed.pk)
    settle()
    stand.over()
    settle()
    for entry in Entry.objects.filter(verb__in=REGISTERED["badges"].verbs):
        REGISTERED["badges"].handle(entry)
    assert list(Award.objects.order_by("achievement").values_list("achievement", flat=True)) == [
        badge.pk for badge in made[:4]
    ]
    badges.revoke(Award.objects.get(achievement=made[0]), reason="Farmed.", actor=cast.manager, at=cast.at)
    for entry in Entry.objects.filter(verb="contribution.credited"):
        REGISTERED["badges"].handle(entry)
    assert Award.objects.filter(achievement=made[0]).count() == 1


def test_who_met_a_rule_before_it_was_switched_on_gets_the_badge_once(stand, cast, monkeypatch):
    """Guard: the cursor and `award_by_rule` in `_looked_at`; a worker that died half way and one that comes again give none
    twice. With `renew` out of `set_badge` nobody gets any."""
    people = [UserFactory() for _each in range(5)]
    for person in (*people, cast.advocate):
        stand.counts(60, member=person)
        stand.counts(1, member=person)
    settle()
    clock = {"now": cast.at}

    def worked() -> AwardRound | None:
        clock["now"] += timedelta(minutes=2)
        return rounds.run_next(clock=lambda: clock["now"])

    monkeypatch.setattr(rounds, "MOST", 3)
    badge = stand.badge(name="Two", rule="contributions", count=2)
    badges.revoke(badges_of(badge, cast.advocate), reason="Farmed.", actor=cast.manager, at=cast.at)
    with monkeypatch.context() as patched, pytest.raises(RuntimeError):
        patched.setattr(rounds, "award_by_rule", dying_after(2))
        worked()
    assert (Award.objects.count(), AwardRound.objects.get().looked_at) == (2, 2)
    assert [bool(worked()) for _each in range(3)] == [True, True, False]
    row = AwardRound.objects.get()
    assert (row.in_all, row.looked_at, row.given, bool(row.done_at)) == (6, 6, 5, True)
    assert set(Award.objects.filter(revoked_at=None).values_list("member", flat=True)) == {one.pk for one in people}
    badges.set_badge(badge, Terms(**GOOD, rule="contributions", count=2, valid_days=9), actor=cast.manager, at=cast.at)
    assert AwardRound.objects.count() == 1, "nobody else has met it by another length"
    silver = stand.badge(name="Silver", rule="tier", tier=stand.silver)
    stand.over()
    assert [worked().achievement, worked().achievement] == [silver, silver]
    assert Award.objects.filter(achievement=silver).count() == 6, "who left the tier since had reached it"
    badges.set_badge(silver, Terms(**GOOD, rule="place", count=3), actor=cast.manager, at=cast.at)
    badges.set_badge(silver, Terms(**GOOD), actor=cast.manager, at=cast.at)
    assert worked() is None


def badges_of(badge: Achievement, member: User) -> Award:
    given = award_by_rule(badge, member, at=badge.rounds.get().asked_at)
    assert given is not None
    return given


def dying_after(number: int) -> Callable[..., Award | None]:
    """`award_by_rule` of a worker that is killed at the next person."""
    done: list[Award | None] = []

    def award(*about: Any, **more: Any) -> Award | None:
        if len(done) == number:
            raise RuntimeError
        done.append(award_by_rule(*about, **more))
        return done[-1]

    return award


def test_what_was_given_is_never_changed_given_back_or_deleted(stand, cast):
    """Guard: the triggers `credential_stays` and `award_kept`."""
    given = badges.revoke(stand.given(), reason="Not so.", actor=cast.manager, at=cast.at)
    rows = Award.objects.filter(pk=given.pk)
    for change in (
        lambda: rows.update(credential="a.b.c"), lambda: rows.update(member=cast.member),
        lambda: rows.update(revoked_at=None, revoked_by=None, revoked_why=""), rows.delete,
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
