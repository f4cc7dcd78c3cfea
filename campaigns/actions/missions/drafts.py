"""Finding a mission to act on it."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import Program
from advocates.queries import manages
from campaigns.models import Mission
from campaigns.queries.missions.promised import with_campaign
from sitewide.errors import Conflict, NotFound


def must_manage(actor: User, program: Program) -> None:
    if not manages(actor, program):
        raise NotFound(_("There is no such mission."))


def locked(mission: Mission, actor: User) -> Mission:
    """The mission as it is now, in nobody else's hands. Refuses 404 whoever does not manage its program."""
    row = with_campaign().select_for_update(of=("self",)).get(pk=mission.pk)
    must_manage(actor, row.program)
    return row


def draft_of(mission: Mission, actor: User) -> Mission:
    row = locked(mission, actor)
    if row.state != Mission.State.DRAFT:
        raise Conflict(_("This mission is open: what it promises does not change any more."), code="not_draft")
    return row
