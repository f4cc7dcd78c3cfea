"""What a person's public page tells of their recognition, where they wish it."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from advocates.models import Program
from advocates.queries.honours import Honour
from campaigns.queries.recognition.leaders import shows_tier


def honours_of(program: Program, person: User) -> Iterator[Honour]:
    """The tier, for who chose to show it."""
    row = shows_tier(program, person)
    if row and row.tier and row.since:
        since = {"tier": row.tier.name, "day": date_format(row.since.astimezone(program.zone), "j M Y")}
        yield Honour(row.tier.name, _("%(tier)s since %(day)s. A tier is recognition; it gives no rights.") % since)
