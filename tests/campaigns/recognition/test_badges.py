"""Badges are given for a reason or by rule, once, and revoked for a reason."""

import pytest
from django.db import IntegrityError, transaction

from campaigns.actions.recognition import badges, tiers
from campaigns.actions.recognition.badges import Terms
from campaigns.models import Achievement, Award
from record.actions import write
from record.consumers import REGISTERED
from record.models import Entry
from record.tasks import settle
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound
from sitewide.models import Letter
from tests.factories import EnrolmentFactory, ProgramFactory, certified, course, manager_of

pytestmark = pytest.mark.django_db


def test_a_manager_gives_a_badge_for_a_reason_and_revokes_it_for_one(stand, cast):
    given = stand.given()
    assert given.credential.count(".") == 2
    badges.revoke(given, reason="It was somebody else.", actor=cast.manager, at=cast.at)
    assert stand.verbs("badge.awarded", "badge.revoked") == ["badge.awarded", "badge.revoked"]
    letters = Letter.objects.filter(about="badge_news").order_by("pk")
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
    revoking = {"reason": "No.", "actor": cast.manager, "at": cast.at}
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


def test_what_was_given_is_never_changed_given_back_or_deleted(stand, cast):
    """Guard: the triggers `credential_stays` and `award_kept`."""
    given = badges.revoke(stand.given(), reason="No.", actor=cast.manager, at=cast.at)
    rows = Award.objects.filter(pk=given.pk)
    for change in (
        lambda: rows.update(credential="a.b.c"), lambda: rows.update(member=cast.member),
        lambda: rows.update(revoked_at=None, revoked_by=None, revoked_why=""), rows.delete,
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
