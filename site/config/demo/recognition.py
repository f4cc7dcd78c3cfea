"""Seasons, tiers and badges of the demo program: a first season that is closed, and one that runs."""

from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from advocates.models import CoursePage, Program
from campaigns.actions.recognition import badges, rounds, seasons, tiers
from campaigns.actions.recognition.badges import Terms
from campaigns.actions.recognition.seasons import Span
from campaigns.models import Achievement, Tier
from record.tasks import settle

TIERS = (
    ("Copper", "copper", 10, "A thank-you card, written by hand"),
    ("Iron", "iron", 40, "New things a week before the shop has them\nA seat at the yearly supper"),
    ("Steel", "steel", 120, "An hour at the repair bench every season"),
    ("Damask", "damask", 400, "Your name on the wall of the workshop, if you wish"),
)
DAYS_OF_SEASON, DAYS_AGO = 91, 12


def founded(program: Program, manager: User, at: datetime) -> None:
    """Before anything counts: four tiers, five badges, and the season that began with the program."""
    begun = at - timedelta(days=127)
    for name, slug, threshold, perks in TIERS:
        tiers.set_tier(
            Tier(program=program), tiers.Terms(name, slug, threshold, perks), actor=manager, at=begun
        )  # fmt: skip
    day = at.astimezone(program.zone).date() - timedelta(days=DAYS_AGO)
    first = Span("The founding season", day - timedelta(days=110), day - timedelta(days=1), repeats=False)
    second = Span("Hearth season", day, day + timedelta(days=DAYS_OF_SEASON - 1))
    for span in (first, second):
        seasons.plan(program, span, actor=manager, at=begun)
    _badges(program, manager, begun)


def _badges(program: Program, manager: User, at: datetime) -> None:
    made = (
        Terms(
            "Good word", "Speaks from experience, in public and under the own name or a pseudonym.",
            "Two published posts that count.", rule=Achievement.Rule.CONTRIBUTIONS, what="post", count=2,
        ),
        Terms(
            "Fair hand", "Has learnt to moderate fairly.", "Pass the course “Moderating fairly”.",
            rule=Achievement.Rule.COURSE, course=CoursePage.objects.get(slug="moderating-fairly"), valid_days=730,
        ),
        Terms(
            "Iron", "Contributed steadily through one season.", "Reach the tier Iron.", rule=Achievement.Rule.TIER,
            tier=Tier.objects.get(program=program, slug="iron"),
        ),
        Terms(
            "In front", "Was among the first three of a season.",
            "End a season on the leaderboard in one of the first three places.", rule=Achievement.Rule.PLACE, count=3,
        ),
        Terms("Repair bench", "Taught somebody to mend what they would have thrown away.", "Teach a repair, in person."),
    )  # fmt: skip
    for terms in made:
        badges.set_badge(Achievement(program=program), terms, actor=manager, at=at)
    while rounds.run_next(clock=lambda: at) is not None:
        """Nobody has met a rule yet."""


def told(program: Program, members: dict[str, User], at: datetime) -> None:
    """Who wants to be seen, how the first season ended, and a badge that a manager gave and one that was revoked."""
    for handle, shows_tier, on_leaderboard in (
        ("ines", True, True), ("luca", False, True), ("greta", True, True), ("aoife", False, False),
        ("kenji", True, True), ("tomasz", False, True),
    ):  # fmt: skip
        tiers.choose(
            program, member=members[handle], shows_tier=shows_tier, on_leaderboard=on_leaderboard,
            at=at - timedelta(days=20),
        )  # fmt: skip
    settle()
    seasons.close_due(at=at - timedelta(days=DAYS_AGO - 1))
    bench = Achievement.objects.get(program=program, name="Repair bench")
    about: dict[str, Any] = {"actor": members["marta"], "at": at - timedelta(days=6)}
    badges.award(bench, member=members["ines"], reason="Showed four neighbours how to bring a pan back.", **about)
    mixed_up = badges.award(bench, member=members["luca"], reason="The evening about knives.", **about)
    badges.revoke(
        mixed_up, reason="It was Greta's evening, not Luca's.", actor=members["marta"], at=at - timedelta(days=5)
    )
    settle()
