"""How long somebody has worked at the desk without a break: two moments, kept with their session and nowhere else."""

from datetime import datetime, timedelta
from typing import NamedTuple

PAUSE = timedelta(minutes=5)
"""So long without a page of the desk is a break."""


class Stretch(NamedTuple):
    """Work from `since`, with the last sign of it at `last`."""

    since: datetime
    last: datetime

    def at_work(self, at: datetime) -> "Stretch":
        """With another sign of work; after a pause it begins anew."""
        return Stretch(at, at) if at - self.last >= PAUSE else Stretch(self.since, max(at, self.last))

    def minutes(self) -> int:
        return (self.last - self.since) // timedelta(minutes=1)

    def kept(self) -> list[str]:
        return [self.since.isoformat(), self.last.isoformat()]


def read(kept: object, at: datetime) -> Stretch:
    """What `kept` wrote; a new one where there is nothing that can be read."""
    try:
        since, last = (datetime.fromisoformat(str(one)) for one in kept)  # type: ignore[attr-defined]
        return Stretch(since, last) if since <= last <= at else Stretch(at, at)
    except (TypeError, ValueError):
        return Stretch(at, at)
