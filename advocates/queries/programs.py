"""Which program a request is about, who manages it, and where it answers."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.models import Site

from accounts.models import User
from advocates.models import CommunityManager, Program
from sitewide.composed import Composed
from sitewide.memory import Memory


def program_of_request(request: HttpRequest) -> Program | None:
    """The program of the Wagtail site that the request names; kept on the request.

    Which page is the root of a host is remembered for ten seconds, the program's row is not.
    """
    if not hasattr(request, "_program"):
        root_id = _root_of(request)
        request._program = _ROOTED.first(root_id=root_id) if root_id else None  # type: ignore[attr-defined]
    return request._program  # type: ignore[attr-defined, no-any-return]


def _root_of(request: HttpRequest) -> int | None:
    host = request.get_host()
    root_id = _roots.find(host)
    if root_id is None and (site := Site.find_for_request(request)):
        root_id = int(site.root_page_id)
        _roots.keep(host, root_id)
    return root_id


_roots: Memory[int] = Memory(seconds=10, most=1_000)


_ROOTED = Composed(lambda root_id: Program.objects.filter(root_page_id=root_id), root_id=int)


def manages(person: User | AnonymousUser, program: Program) -> bool:
    """Whether the person is a community manager of the program (or runs the installation)."""
    if not isinstance(person, User) or not person.is_active:
        return False
    return person.is_superuser or bool(_MANAGES.rows(program_id=program.pk, member_id=person.pk))


_MANAGES = Composed(
    lambda program_id, member_id: CommunityManager.objects.filter(program_id=program_id, member_id=member_id).only("pk"),
    program_id=int, member_id=int,
)  # fmt: skip


def managed_programs(person: User | AnonymousUser) -> QuerySet[Program]:
    """Every program whose rows the person sees in the workbench."""
    if not isinstance(person, User) or not person.is_active:
        return Program.objects.none()
    if person.is_superuser:
        return Program.objects.filter(practice_of=None).order_by("name")
    return Program.objects.filter(managers__member=person, practice_of=None).order_by("name")


def address_of(program: Program) -> str:
    """Where the program's pages are found, without a slash at the end, for links in mails."""
    site = Site.objects.filter(root_page=program.root_page_id).order_by("-is_default_site").first()
    if site is None or site.is_default_site:
        return settings.WAGTAILADMIN_BASE_URL.rstrip("/")
    return str(site.root_url).rstrip("/")
