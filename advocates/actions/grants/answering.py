"""What the advocate does with a grant: take it, refuse it, hand it back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.grants.ending import end_passed_on
from advocates.actions.grants.letters import tell
from advocates.actions.grants.steps import MOST_REASON, end, locked, must_be_theirs, must_follow, noted
from advocates.models import Enrolment, Grant
from sitewide.errors import Conflict
from sitewide.text import one_line


@transaction.atomic
def accept(grant: Grant, *, actor: User, at: datetime) -> Grant:
    """Make an offered grant live. Refuses anybody else (404), an offer that has ended or was answered (409)."""
    grant = locked(grant)
    must_be_theirs(grant, actor)
    must_follow(grant, Grant.State.LIVE)
    if grant.ends_at <= at:
        raise Conflict(_("This offer has ended."), code="offer_ended")
    if not Enrolment.objects.filter(program=grant.program, member=actor, ended_at=None, term_ends__gt=at).exists():
        raise Conflict(_("There is no active enrolment in this program."), code="not_enrolled")
    grant.state, grant.answered_at = Grant.State.LIVE, at
    grant.save(update_fields=["state", "answered_at"])
    noted(grant, "grant.accepted", actor=actor, at=at)
    tell(grant, "accepted", at=at)
    return grant


@transaction.atomic
def decline(grant: Grant, *, actor: User, at: datetime, reason: str = "") -> Grant:
    """Refuse an offered grant; who offered it is told. Refuses anybody else (404), an offer already answered (409)."""
    grant = locked(grant)
    must_be_theirs(grant, actor)
    end(grant, Grant.State.DECLINED, actor=actor, at=at, reason=one_line(reason, MOST_REASON))
    tell(grant, "declined", at=at)
    tell(grant, "given_back", at=at, to=grant.granted_by)
    return grant


@transaction.atomic
def resign(grant: Grant, *, actor: User, at: datetime, reason: str = "") -> Grant:
    """Hand a live grant back; from then on it allows nothing, nor does what was passed on from it.

    Refuses anybody else (404), one not live (409).
    """
    grant = locked(grant)
    must_be_theirs(grant, actor)
    must_follow(grant, Grant.State.RESIGNED)
    end_passed_on([grant], Grant.State.RESIGNED, actor=actor, at=at)
    end(grant, Grant.State.RESIGNED, actor=actor, at=at, reason=one_line(reason, MOST_REASON))
    tell(grant, "resigned", at=at)
    tell(grant, "given_back", at=at, to=grant.granted_by)
    return grant
