"""What every decision about somebody's points, work or badges begins with, beside that nobody decides on their own."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import Program
from campaigns.queries.nearness import stands_near_any
from sitewide.errors import Forbidden


def must_not_be_near(actor: User, others: Collection[int], program: Program, *, since: datetime) -> None:
    """Refuses (403 `near`) whoever was tied to one of them at `since` or later: a tie that ended after it still counts."""
    if stands_near_any(actor, others, program, since=since):
        raise Forbidden(_("You stand too near to this person: another manager decides."), code="near")
