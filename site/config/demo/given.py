"""The grants of the demo program: one in every state."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from wagtail.models import Page

from accounts.models import User
from advocates.actions import drills, grants, halts, restrictions
from advocates.models import Grant, GrantTemplate, Program, Restriction


@dataclass(frozen=True, slots=True)
class Offer:
    """A grant to be offered: `ago` and `lasts` in days; `answer` is what the advocate did with it."""

    who: str
    right: str
    scope: str
    per_day: int
    ago: float
    lasts: int
    reason: str
    probation: int = 0
    in_total: int | None = None
    answer: str = "accept"
    passes: bool = False


OFFERS = (
    Offer("ines", "post", "kestrel-rowe", 3, 95, 365, "Has restored more of our pans than our own bench.", passes=True),
    Offer("ines", "reply", "cookware", 20, 80, 89, "Answers cast-iron questions faster and better than we do."),
    Offer("ines", "reply", "care", 10, 2, 90, "Rust and seasoning come up on the care page every week.", answer=""),
    Offer("tomasz", "moderate", "kitchen", 80, 90, 180, "Forty years of keeping a dining hall fair."),
    Offer("tomasz", "moderate", "care", 40, 60, 120, "Does the same, calmly, on the care page."),
    Offer("greta", "post", "knives", 2, 70, 180, "Teaches sharpening to a whole street."),
    Offer("greta", "reply", "care", 5, 25, 90, "Knows handles and rivets.", probation=3),
    Offer("aoife", "post", "recipes", 1, 105, 180, "Soup, mainly. Very good soup.", in_total=40),
    Offer("kenji", "reply", "knives", 10, 117, 90, "Knows the older knives better than the catalogue."),
    Offer("kenji", "post", "knives", 2, 20, 180, "His notes on the older knives are what we send people to."),
    Offer("luca", "post", "recipes", 2, 100, 180, "Pizza on the iron plate."),
    Offer(
        "ravi", "reply", "cookware", 5, 10, 60, "Weeknight cooking with the small pans.", probation=3, answer="decline"
    ),
    Offer("ravi", "post", "cookware", 1, 6, 120, "One kettle, one curry a week, and an honest word about both."),
)


def give(
    program: Program, people: dict[str, User], pages: dict[str, Page], at: datetime
) -> dict[tuple[str, str], Grant]:
    """Offer every grant and answer it the day after; answers them by person and right (the last of a kind)."""
    given = {}
    for offer in OFFERS:
        offered_at = at - timedelta(days=offer.ago)
        grant = grants.issue(
            program, advocate=people[offer.who], right=offer.right, scope=pages[offer.scope], reason=offer.reason,
            per_day=offer.per_day, in_total=offer.in_total, probation_uses=offer.probation, actor=people["marta"],
            may_be_passed_on=offer.passes,
            ends_at=offered_at + timedelta(days=offer.lasts), at=offered_at,
        )  # fmt: skip
        answered_at = offered_at + timedelta(hours=20)
        if offer.answer == "accept":
            grants.accept(grant, actor=people[offer.who], at=answered_at)
        elif offer.answer == "decline":
            grants.decline(
                grant, actor=people[offer.who], at=answered_at, reason="Not this season, but gladly in spring."
            )
        given[offer.who, offer.scope] = grant
    _passed_on(given["ines", "kestrel-rowe"], people, pages, at - timedelta(days=4))
    return given


def _passed_on(grant: Grant, people: dict[str, User], pages: dict[str, Page], at: datetime) -> None:
    """A piece of a right that its holder handed on, as the manager allowed."""
    piece = grants.pass_on(
        grant, to=people["ravi"], scope=pages["recipes"], per_day=1, actor=people["ines"], at=at,
        reason="His weeknight curries belong on the recipes page, in his own words.",
    )  # fmt: skip
    grants.accept(piece, actor=people["ravi"], at=at + timedelta(hours=5))


def templates(program: Program, people: dict[str, User], pages: dict[str, Page], at: datetime) -> None:
    """What the managers propose grants from."""
    kept = (
        GrantTemplate(name="A first post a day", right="post", per_day=1, days=60, probation_uses=3),
        GrantTemplate(
            name="Answers on the care page", right="reply", scope=pages["care"], per_day=5, days=90,
            reason="Answers questions about care, having done it for years.",
        ),
        GrantTemplate(name="Moderates a page", right="moderate", per_day=40, days=180),
    )  # fmt: skip
    for template in kept:
        template.program = program
        grants.save_template(template, actor=people["marta"], at=at - timedelta(days=88))


def end(given: dict[tuple[str, str], Grant], people: dict[str, User], at: datetime) -> None:
    """How some of them ended: narrowed, revoked, handed back, expired."""
    grants.narrow(
        given["tomasz", "kitchen"], per_day=60, reason="Eighty decisions a day are too many for anybody.",
        actor=people["marta"], at=at - timedelta(days=45),
    )  # fmt: skip
    grants.revoke(
        given["luca", "recipes"], reason="Two posts carried the links of a shop that he works for.",
        actor=people["owen"], at=at - timedelta(days=20),
    )  # fmt: skip
    grants.expire_ended(at=at - timedelta(days=1))
    grants.resign(
        given["aoife", "recipes"],
        reason="A new baby. I shall be back.",
        actor=people["aoife"],
        at=at - timedelta(days=1),
    )


def _drills(program: Program, people: dict[str, User], at: datetime) -> None:
    """Two drills of the last quarter."""
    for who, days, seconds in (("owen", 70, 0.412), ("marta", 12, 0.287)):
        when = at - timedelta(days=days)
        drill = drills.run(program, actor=people[who], at=when, clock=time.monotonic)
        drills.answer(drill.pk, at=when + timedelta(seconds=seconds))


def stops(program: Program, people: dict[str, User], pages: dict[str, Page], at: datetime) -> None:
    """A halt that two people lifted again, drills, and an embargo that stands."""
    when = at - timedelta(days=41)
    halt = halts.halt(program, reason="Somebody posts under Luca's name?", actor=people["owen"], at=when)
    halts.propose_lift(
        halt, reason="It was Luca, on his daughter's phone.", actor=people["owen"], at=when + timedelta(minutes=31)
    )
    halts.lift(halt, actor=people["marta"], at=when + timedelta(minutes=34))
    _drills(program, people, at)
    restrictions.restrict(
        program, kind=Restriction.Kind.EMBARGO, place=pages["kestrel-rowe"], words="price increase\nnew prices",
        reason="Next year's prices are not settled; the team answers these.", starts_at=at - timedelta(days=6),
        ends_at=at + timedelta(days=30), overriders=[people["owen"]], actor=people["marta"], at=at - timedelta(days=6),
    )  # fmt: skip
