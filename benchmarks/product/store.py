"""A program with a brand page and advocates who may do everything there, by the actions that real ones come by."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, Site

from accounts.models import User
from advocates.actions import enrolments, grants, programs
from advocates.models import Exercise, Grant, Program, Right
from benchmarks.peers.shared.peer_thread import thread
from cms.models import BrandPage, HomePage
from record.tasks import settle
from sitewide.models import Letter
from sitewide.names import skeleton

PER_DAY = 10_000
EARLIER_USES = 200


@dataclass(frozen=True)
class Stored:
    """The advocates may post, reply and moderate; the first has used the right to reply before."""

    program: Program
    manager: User
    home: HomePage
    page: BrandPage
    advocates: list[User]
    comments: list[int]

    @property
    def advocate(self) -> User:
        return self.advocates[0]


def store(advocates: int) -> Stored:
    """The database migrated, and so many advocates in it."""
    call_command("migrate", verbosity=0)
    at = timezone.now() - timedelta(days=1)
    manager = person("manager")
    program, home = founded(manager, at)
    page = brand_page(home, "Read", "read")
    everybody = [advocate(program, f"advocate-{number}", manager, at) for number in range(advocates)]
    used(Grant.objects.get(advocate=everybody[0], right=Right.REPLY), page, at)
    Letter.objects.all().delete()
    settle()
    return Stored(program, manager, home, page, everybody, [one["number"] for one in thread()])


def person(handle: str) -> User:
    """A member of long standing with a verified address."""
    name = handle.replace("-", " ").title()
    user = User.objects.create_user(
        f"{handle}@example.com", name=name, handle=handle, name_skeleton=skeleton(name),
        date_joined=timezone.now() - timedelta(days=400),
    )  # fmt: skip
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def founded(manager: User, at: datetime) -> tuple[Program, HomePage]:
    operator = User.objects.create_superuser("operator@example.com", None, name="Operator", handle="operator")
    home = Page.objects.get(depth=1).add_child(instance=HomePage(title="Brand", slug="brand"))
    Site.objects.update_or_create(is_default_site=True, defaults={"root_page": home, "hostname": "127.0.0.1"})
    program = programs.create_program(
        name="Brand", slug="brand", root_page=home, actor=operator, at=at, second_factor_required=False
    )
    programs.appoint_manager(program, member=manager, actor=operator, at=at)
    return program, home


def brand_page(home: HomePage, title: str, slug: str) -> BrandPage:
    page: BrandPage = home.add_child(instance=BrandPage(title=title, slug=slug))
    return page


def advocate(program: Program, handle: str, manager: User, at: datetime) -> User:
    """Somebody enrolled who has accepted all three rights on every page of the program, past probation."""
    member = person(handle)
    enrolments.enrol(program, member=member, actor=manager, at=at)
    for right in Right.values:
        grant = grants.issue(
            program, advocate=member, right=right, scope=program.root_page, reason="To be measured", per_day=PER_DAY,
            probation_uses=0, actor=manager, at=at,
        )  # fmt: skip
        grants.accept(grant, actor=member, at=at)
    return member


def used(grant: Grant, page: Page, at: datetime) -> None:
    """Uses of yesterday and today, which the quota has to count."""
    uses = (at + timedelta(minutes=7 * number) for number in range(EARLIER_USES))
    Exercise.objects.bulk_create(Exercise(grant=grant, right=grant.right, place=page, at=use) for use in uses)
