"""Reads the record for terms that ended: what their advocates had planned to say later is cancelled.

Reading an entry twice cancels nothing more: only what was planned before the end, and is still open, is touched.
"""

from cms.actions import scheduling
from record.models import Entry

NAME = "cms.leaving"
VERBS = frozenset({"enrolment.ended"})


def handle(entry: Entry) -> None:
    """Cancel the posts for later of whose term ended."""
    if entry.program_id is not None:
        scheduling.cancel_all(entry.program_id, entry.data["member"], until=entry.at, at=entry.at)
