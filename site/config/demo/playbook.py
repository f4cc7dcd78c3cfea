"""The playbook of the demo program: what a kitchen brand hears, and what it answers."""

from datetime import datetime, timedelta
from typing import Any

from wagtail.models import Page

from accounts.models import User
from advocates.models import Program
from moderation.actions.playbook.facts import save_fact
from moderation.actions.playbook.scenarios import save_scenario
from moderation.actions.playbook.unmapped import list_unmapped
from moderation.models import Fact, Scenario

FACTS = (
    ("delivery-days", "three working days", 120, "marta"),
    ("return-days", "sixty days", 200, "marta"),
    ("guarantee", "for as long as you cook with it", 300, "owen"),
    ("service-mail", "service@kestrel-rowe.example", 300, "marta"),
    ("safety-mail", "safety@kestrel-rowe.example", 300, "owen"),
    ("repair-weeks", "two to three weeks", 9, "owen"),
)
"""Name, value, days it still holds, and who answers for it."""


def says(words: str = "", reply: str = "") -> dict[str, dict[str, str]]:
    """The texts in the language of the program."""
    return {"en": {"words": words, "reply": reply}}


SCENARIOS: tuple[dict[str, Any], ...] = (
    {
        "name": "Somebody is hurt, or could be", "priority": 10, "join": "any", "acts": ["hide", "escalate"], "clause": "H3",
        "conditions": {"clause": ["H3"], "words": ["burnt myself", "cut myself", "hospital", "caustic soda", "handle broke"]},
        "owner": "person", "owner_person": "owen", "hours": 4, "else_to": "marta",
        "texts": says(
            "We have taken this out of sight until somebody from the bench has checked it: advice like this can hurt "
            "people if one detail is wrong. You hear from us.",
            "Please stop using it until we have looked at it, and write to {safety-mail}. Owen from our repair bench "
            "answers you himself.",
        ),
    },
    {
        "name": "An attack on a person", "priority": 20, "conditions": {"clause": ["H1"]}, "acts": ["hide", "warn"],
        "clause": "H1", "hours": 48,
        "texts": says(
            "Your comment goes for the person and not for the pan, so readers do not see it. Say the same about the pan, "
            "as hard as you like, and it is welcome."
        ),
    },
    {
        "name": "Selling, codes and offers", "priority": 30, "join": "any", "acts": ["remove", "hide"], "clause": "H2",
        "conditions": {"clause": ["H2"], "words": ["discount code", "message me", "pickup only", "% off"]}, "hours": 48,
        "texts": says(
            "This exists to sell something, and selling belongs elsewhere, also between friends of old pans. You are "
            "welcome to say what you restored and how."
        ),
    },
    {
        "name": "A newcomer with a link", "priority": 40, "acts": ["hide", "escalate"], "clause": "H2", "hours": 72,
        "conditions": {"author": ["newcomer"], "has": ["links"]},
        "texts": says("A link without a word helps nobody here. Say in a sentence what is behind it, and it is welcome."),
    },
    {
        "name": "Private things of somebody", "priority": 50, "conditions": {"clause": ["H4"]}, "acts": ["hide", "remove"],
        "clause": "H4", "hours": 12, "else_to": "marta",
        "texts": says("An address or an order number stood in it. We hid it to protect whoever it belongs to."),
    },
    {
        "name": "A right on probation", "priority": 60, "conditions": {"cause": ["held"], "kind": ["post", "reply"]},
        "acts": ["approve", "escalate"], "hours": 72,
    },
    {
        "name": "Where is my parcel?", "priority": 70, "acts": ["dismiss", "approve"], "hours": 24,
        "conditions": {"kind": ["comment"], "words": ["parcel", "delivery", "shipping", "not arrived"]},
        "owner": "managers",
        "texts": says(
            reply="Parcels take {delivery-days}. If yours takes longer, write to {service-mail} with your order number, "
            "please not here, where everybody reads it."
        ),
    },
    {
        "name": "Guarantee, returns and repair", "priority": 80, "acts": ["dismiss", "approve"], "hours": 24,
        "conditions": {"kind": ["comment"], "words": ["guarantee", "warranty", "refund", "send it back", "repair"]},
        "owner": "managers",
        "texts": says(
            reply="Iron is guaranteed {guarantee}, and everything else comes back within {return-days}. A repair at the "
            "bench takes {repair-weeks}."
        ),
    },
    {
        "name": "Rust on a pan", "priority": 90, "acts": ["dismiss", "approve"], "hours": 48,
        "conditions": {"kind": ["comment"], "words": ["rust", "rusty", "seasoning"]}, "place": "kitchen",
        "owner_place": "kitchen",
        "texts": says(
            reply="Rust sits on the surface: steel wool, dry heat, a thin coat of oil, an hour in the oven. The care page "
            "shows every step."
        ),
    },
    {
        "name": "Any other post or reply", "priority": 900, "conditions": {"kind": ["post", "reply"]}, "acts": ["escalate"],
        "owner": "managers", "hours": 48,
    },
    {
        "name": "Any other comment", "priority": 910, "conditions": {"kind": ["comment"]}, "acts": ["dismiss", "escalate"],
        "hours": 72,
    },
    {
        "name": "Next year's prices", "priority": 65, "state": "draft", "acts": ["escalate"], "owner": "managers",
        "conditions": {"words": ["price increase", "new prices"]}, "hours": 8,
    },
)  # fmt: skip


def write(program: Program, people: dict[str, User], pages: dict[str, Page], at: datetime) -> None:
    """The facts and the scenarios, as Marta wrote them before the first conversation."""
    marta, begun = people["marta"], at - timedelta(days=96)
    for key, value, days, who in FACTS:
        fact = Fact(
            program=program, key=key, value=value, valid_until=at + timedelta(days=days), answers_for=people[who]
        )
        save_fact(fact, actor=marta, at=begun)
    for said in SCENARIOS:
        scenario = Scenario(program=program, **{"state": "active"} | _found(said, people, pages))
        save_scenario(scenario, actor=marta, at=begun)


def list_what_fits_nothing(program: Program, at: datetime) -> None:
    """Last week's list."""
    list_unmapped(program, at=at)


def _found(said: dict[str, Any], people: dict[str, User], pages: dict[str, Page]) -> dict[str, Any]:
    """The same with the people and pages that it names."""
    named = {key: people[said[key]] for key in ("owner_person", "else_to") if key in said}
    return said | named | {key: pages[said[key]] for key in ("place", "owner_place") if key in said}
