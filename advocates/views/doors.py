"""Who asks, and in which program."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.recent import ask_again
from advocates.models import Program
from advocates.queries import program_of_request
from advocates.queries.asker import manages_here
from advocates.rights import NotAllowed
from sitewide.errors import Forbidden, NotFound, Refused

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def program_here(request: HttpRequest) -> Program:
    """The program of the site. Refuses (404) a site without one."""
    program = program_of_request(request)
    if program is None:
        raise NotFound(_("There is no program at this address."))
    return program


def member_of(request: HttpRequest) -> User:
    """The signed-in person; the view stands behind `login_required`."""
    assert isinstance(request.user, User), "a view of the portal is for signed-in people"
    return request.user


def proof_wanted(request: HttpRequest, refused: Refused) -> HttpResponse | None:
    """The way to prove who one is, where nothing else stands against the act; the form comes back filled in."""
    return ask_again(request) if isinstance(refused, NotAllowed) and refused.asks_for_proof else None


def managed_here(request: HttpRequest) -> Program:
    """The program of the site. Refuses (403) whoever is none of its managers."""
    program = program_here(request)
    if not manages_here(request):
        raise Forbidden(_("Only a community manager of the program may do this."), code="not_a_manager")
    return program
