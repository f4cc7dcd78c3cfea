"""What of the pages waits for a manager: trips of the breaker, and posts for later that are held."""

from collections.abc import Iterator

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import hooks

from advocates.wagtail_hooks.waits import HOOK, Waits
from advocates.workbench import managed_ids
from cms.models import Scheduled, Trip


@hooks.register(HOOK)
def trips(request: HttpRequest) -> Iterator[Waits]:
    """Open trips; one query."""
    count = Trip.objects.filter(program__in=managed_ids(request.user), state=Trip.State.OPEN).count()
    if count:
        title = ngettext("%(count)s trip of the breaker is open", "%(count)s trips of the breaker are open", count)
        text = _("Readers do not see what tripped it, and the grants behind it rest.")
        yield Waits(title % {"count": count}, text, "/admin/breaker/", _("Decide"), True)


@hooks.register(HOOK)
def held_posts(request: HttpRequest) -> Iterator[Waits]:
    """Posts for later that are held and not given back to their authors; one query."""
    held = Scheduled.objects.filter(program__in=managed_ids(request.user), state=Scheduled.State.HELD)
    count = held.filter(~Q(hold_code="given_back")).count()
    if count:
        title = ngettext("%(count)s post for later is held", "%(count)s posts for later are held", count)
        text = _("It was due and could not be said: say it now, or give it back to its author.")
        yield Waits(title % {"count": count}, text, "/admin/rights/scheduled/?state=held", _("See why"))
