"""A program with a brand page, its conversation, and an advocate who may do everything there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, Site

from accounts.models import User
from advocates.models import CommunityManager, Enrolment, Exercise, Grant, Program, Right
from benchmarks.peers.shared.peer_thread import thread
from cms.models import BrandPage, HomePage

PER_DAY = 100_000
OTHERS = 20
EARLIER_USES = 200


@dataclass(frozen=True)
class Stored:
    program: Program
    page: BrandPage
    advocate: User
    comments: list[int]


def store() -> Stored:
    call_command("migrate", verbosity=0)
    at = timezone.now() - timedelta(days=1)
    manager = person("manager")
    program, home = founded(manager, at)
    page = home.add_child(instance=BrandPage(title="Read", slug="read"))
    advocate, *_ = [enrolled(program, person(f"advocate-{number}"), manager, at) for number in range(OTHERS)]
    for member in User.objects.filter(enrolments__program=program):
        for right in Right.values:
            granted(program, member, right, at)
    used(Grant.objects.get(advocate=advocate, right=Right.REPLY), page, at)
    return Stored(program, page, advocate, [one["number"] for one in thread()])


def person(handle: str) -> User:
    return User.objects.create_user(f"{handle}@example.com", name=handle.title(), handle=handle)


def founded(manager: User, at: datetime) -> tuple[Program, HomePage]:
    home = Page.objects.get(depth=1).add_child(instance=HomePage(title="Brand", slug="brand"))
    Site.objects.update_or_create(is_default_site=True, defaults={"root_page": home, "hostname": "127.0.0.1"})
    program = Program.objects.create(
        name="Brand", slug="brand", root_page=home, second_factor_required=False, created_at=at
    )
    CommunityManager.objects.create(program=program, member=manager, since=at)
    return program, home


def enrolled(program: Program, member: User, manager: User, at: datetime) -> User:
    term = {"term_starts": at, "term_ends": at + timedelta(days=365)}
    Enrolment.objects.create(program=program, member=member, enrolled_by=manager, **term)
    return member


def granted(program: Program, member: User, right: str, at: datetime) -> None:
    Grant.objects.create(
        program=program,
        advocate=member,
        right=right,
        scope=program.root_page,
        reason="To be measured",
        per_day=PER_DAY,
        starts_at=at,
        ends_at=at + timedelta(days=90),
        granted_by=program.managers.get().member,
        offered_at=at,
        state=Grant.State.LIVE,
    )


def used(grant: Grant, page: Page, at: datetime) -> None:
    """Uses of yesterday and today, which the quota has to count."""
    for number in range(EARLIER_USES):
        Exercise.objects.create(grant=grant, right=grant.right, place=page, at=at + timedelta(minutes=7 * number))
