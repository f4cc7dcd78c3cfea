"""Posts for later of the demo program: two that wait for their time, and one that an embargo holds."""

from datetime import datetime, timedelta

from accounts.models import User
from cms import marks
from cms.actions import scheduling
from cms.models import BrandPage

WAITING = (
    (
        "ines", "cookware", 2.4, "The winter check, in ten minutes",
        (
            "Before the roasts begin: look at the **rim**, the handle and the underside. Where water stays in a bead, all is "
            "well; where it spreads, give it one thin coat of oil and an hour in the oven."
        ),
    ),
    (
        "ines", "knives", 9.1, "What I learned from a blunt knife",
        "I kept one knife away from the stone for a year, to see. It cut me twice, and the tomatoes never.",
    ),
)  # fmt: skip
HELD = (
    "Are the old ones worth keeping?",
    "People ask me about the new prices and whether to hold on to the older knives. Hold on to them: the steel is the same.",
)


DUE = timedelta(hours=5)
"""Since when the held post is due."""


def write_early(people: dict[str, User], pages: dict[str, BrandPage], at: datetime) -> None:
    """Kenji scheduled his post before prices were embargoed."""
    title, words = HELD
    scheduling.schedule(
        pages["knives"], author=people["kenji"], title=title, body=marks.to_html(words), due_at=at - DUE,
        at=at - timedelta(days=8),
    )  # fmt: skip


def plan(people: dict[str, User], pages: dict[str, BrandPage], at: datetime) -> None:
    """What Ines has waiting; Kenji's post was due this morning, and Marta, who set the embargo, has it."""
    for handle, page, days, title, words in WAITING:
        scheduling.schedule(
            pages[page], author=people[handle], title=title, body=marks.to_html(words),
            due_at=at + timedelta(days=days), at=at - timedelta(days=1),
        )  # fmt: skip
    scheduling.send_due(at=at - DUE + timedelta(seconds=9))
