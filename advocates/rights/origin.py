"""From where an act comes, as far as the one who asks can know."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Origin:
    """`known`: whether the person has proved, in this browser, who they are; None where nobody sits at a browser.

    `proved_at` is when they last did so by a second factor (by their password, if they have none).
    """

    known: bool | None = None
    proved_at: datetime | None = None


UNTOLD = Origin()
"""Nobody sits at a browser: scheduled work, a token, staff on the server."""
