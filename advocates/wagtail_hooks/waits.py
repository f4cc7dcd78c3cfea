"""What waits for a manager on the workbench's first page. Every app adds its own lines by the hook `register_what_waits`."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import hooks

from advocates.models import Halt
from advocates.workbench import managed_ids

HOOK = "register_what_waits"


@dataclass(frozen=True, slots=True)
class Waits:
    """One line: what waits, why it matters, and where to go. `urgent` ones stand first."""

    title: str
    text: str
    url: str
    label: str
    urgent: bool = False


def everything(request: HttpRequest) -> list[Waits]:
    """What every app says, the urgent first; each asks a query or two."""
    found = [line for ask in hooks.get_hooks(HOOK) for line in ask(request)]
    return sorted(found, key=lambda line: not line.urgent)


@hooks.register(HOOK)
def halts(request: HttpRequest) -> Iterator[Waits]:
    """Active halts in the programs that the person manages; one query."""
    count = Halt.objects.filter(program__in=managed_ids(request.user), lifted_at=None).count()
    if count:
        title = ngettext("%(count)s halt is active", "%(count)s halts are active", count) % {"count": count}
        yield Waits(
            title, _("What it covers rests until somebody lifts it."), "/admin/rights/halts/", _("See them"), True
        )
