"""Which program a request is about, and who manages it."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from wagtail.models import Site

from accounts.models import User
from advocates.models import CommunityManager, Program


def program_of_request(request: HttpRequest) -> Program | None:
    """The program of the Wagtail site that the request names; kept on the request."""
    if not hasattr(request, "_program"):
        request._program = Program.objects.of_site(Site.find_for_request(request))  # type: ignore[attr-defined]
    return request._program  # type: ignore[attr-defined, no-any-return]


def manages(person: User | AnonymousUser, program: Program) -> bool:
    """Whether the person is a community manager of the program (or runs the installation)."""
    if not isinstance(person, User) or not person.is_active:
        return False
    return person.is_superuser or CommunityManager.objects.filter(program=program, member=person).exists()
