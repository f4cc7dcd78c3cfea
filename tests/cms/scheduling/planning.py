"""A post planned for later, a quiet period, a sweep, and what a refusal leaves behind."""

from datetime import datetime
from typing import Any

from accounts.models import User
from advocates.actions import restrictions
from cms.actions import scheduling
from cms.models import Scheduled
from tests.cms.conftest import Cast


def plan(cast: Cast, **fields: Any) -> Scheduled:
    """A post of the advocate for in two hours."""
    known = {"author": cast.advocate, "title": "Season it", "body": "<p>Oil, then heat.</p>", "at": cast.at}
    return scheduling.schedule(cast.page, **known | {"due_at": cast.later(hours=2)} | fields)


def sent(cast: Cast, at: datetime | None = None) -> Scheduled:
    """The only scheduled post after a sweep at that moment, three hours later unless said otherwise."""
    scheduling.send_due(at=at or cast.later(hours=3))
    return Scheduled.objects.get()


def quiet(cast: Cast, **fields: Any) -> None:
    known = {"kind": "quiet", "place": cast.page, "reason": "The recall.", "actor": cast.manager, "at": cast.at}
    known |= {"starts_at": cast.at, "ends_at": cast.later(days=1)}
    restrictions.restrict(cast.program, **known | fields)


def held_in_quiet(cast: Cast, *named: User) -> Scheduled:
    plan(cast)
    quiet(cast, overriders=named)
    return sent(cast)
