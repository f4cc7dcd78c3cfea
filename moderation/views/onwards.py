"""What comes after a case has left one's hands: the next one, without another press."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from moderation.actions import cases
from moderation.actions.caps import WeekIsFull
from moderation.actions.wellness import look
from moderation.models import Case
from moderation.queries.standing import Standing
from moderation.queries.wellness import for_today
from moderation.queries.workload import workplace_of
from moderation.views.narrowing import at_desk, narrowed_for
from sitewide.errors import Refused


def onwards(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Claim the next case of the same filters and show it; the queue where the person wants to choose, or nothing is left.

    What was done before stays done, whatever this finds.
    """
    if not workplace_of(standing.person, standing.program).goes_on:
        return at_desk(request, "desk")
    try:
        found = next_of(request, standing)
    except WeekIsFull as full:
        messages.info(request, str(full.sentence))
        return at_desk(request, "desk")
    except Refused:
        return at_desk(request, "desk")
    if found is None:
        messages.info(request, _("Nothing else is waiting for you."))
        return at_desk(request, "desk")
    return at_desk(request, "case", found.pk)


def asked_for(request: HttpRequest, standing: Standing) -> Q:
    """The condition on the next case: the request's filters, and what the person can bear today."""
    return narrowed_for(request, standing) & for_today(standing.person, standing.program, at=standing.at)


def next_of(request: HttpRequest, standing: Standing) -> Case | None:
    """Claim the most urgent case of the request's filters that the person can bear today; None where nothing waits."""
    fitting = asked_for(request, standing)
    found = cases.claim_next(standing.program, moderator=standing.person, at=timezone.now(), narrowed=fitting)
    if found is not None:
        look(found, person=standing.person, at=timezone.now())
    return found
