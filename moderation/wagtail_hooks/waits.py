"""What waits for a manager: appeals that they may decide, and cases at the desk."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from wagtail import hooks

from advocates.queries import managed_programs
from advocates.wagtail_hooks.acts import acting
from advocates.wagtail_hooks.waits import HOOK, Waits
from moderation.queries.appeals import to_judge
from moderation.queries.queue import how_many
from moderation.queries.standing import standing_of


@hooks.register(HOOK)
def appeals_and_cases(request: HttpRequest) -> Iterator[Waits]:
    """Appeals that this manager may decide, and cases at the desk, of every program of theirs; four queries each."""
    for program in managed_programs(request.user):
        standing = standing_of(acting(request), program, at=timezone.now())
        appeals, (cases, more) = to_judge(standing).order_by().count(), how_many(standing)
        if appeals:
            title = ngettext("%(count)s appeal waits", "%(count)s appeals wait", appeals) % {"count": appeals}
            text = gettext("Somebody who had no hand in the decision decides again.")
            yield Waits(title, text, "/desk/appeals/", gettext("Open the appeals"))
        if cases:
            title = ngettext("%(count)s case waits at the desk", "%(count)s cases wait at the desk", cases)
            count = f"{cases}+" if more else cases
            yield Waits(
                title % {"count": count}, gettext("The most urgent comes first."), "/desk/", gettext("Open the desk")
            )
