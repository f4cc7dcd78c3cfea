"""What of points, work and sharing waits, on the workbench's first page."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail import hooks

from advocates.wagtail_hooks.waits import HOOK, Waits
from advocates.workbench import managed_ids
from campaigns.queries.waiting import lines, waiting_counts


@hooks.register(HOOK)
def points_that_wait(request: HttpRequest) -> Iterator[Waits]:
    """One line for each kind of which something waits; one query."""
    for title, text, url in lines(waiting_counts(managed_ids(request.user), at=timezone.now())):
        yield Waits(title, text, url, _("See to it"))
