"""Who may decide in a program."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import Program
from advocates.queries import manages
from sitewide.errors import Forbidden


def must_manage(actor: User, program: Program) -> None:
    """Refuses (403) whoever is no community manager of the program."""
    if not manages(actor, program):
        raise Forbidden(_("Only a community manager of the program may do this."), code="not_a_manager")


def must_run(actor: User) -> None:
    """Refuses (403) whoever does not run the installation."""
    if not (actor.is_superuser and actor.is_active):
        raise Forbidden(_("Only who runs the installation may do this."), code="not_an_operator")
