"""What waits for a manager about the playbook: what is wrong with the map, and groups that fit nothing."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from wagtail import hooks

from advocates.queries import managed_programs
from advocates.wagtail_hooks.waits import HOOK, Waits
from moderation.models import Scenario, UnmappedGroup
from moderation.queries.playbook.check import findings


@hooks.register(HOOK)
def playbook(request: HttpRequest) -> Iterator[Waits]:
    """Of every program of theirs that has a playbook; a dozen queries each."""
    mapped = Scenario.objects.exclude(state=Scenario.State.RETIRED).values("program")
    for program in managed_programs(request.user).filter(pk__in=mapped):
        found = findings(program, at=timezone.now())
        if found:
            title = ngettext(
                "%(count)s thing is wrong with the playbook", "%(count)s things are wrong with the playbook", len(found)
            )
            yield Waits(
                title % {"count": len(found)}, found[0].sentence, reverse("playbook:map", args=[program.pk]),
                gettext("Mend the playbook"),
            )  # fmt: skip
        newest = UnmappedGroup.objects.filter(listed__program=program, scenario=None, size__gt=1)
        latest = newest.order_by("-listed__week").values_list("listed", flat=True).first()
        groups = newest.filter(listed=latest).count() if latest else 0
        if groups:
            title = ngettext(
                "%(count)s group of cases fits no scenario", "%(count)s groups of cases fit no scenario", groups
            )
            yield Waits(
                title % {"count": groups}, gettext("One press turns a group into a draft."),
                reverse("playbook:unmapped", args=[program.pk]), gettext("Open the weekly list"),
            )  # fmt: skip
