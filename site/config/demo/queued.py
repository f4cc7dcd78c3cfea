"""How the demo program's cases come about: its promise, three who say the same, an ordinary message drawn at random."""

from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from advocates.models import Clause, Program
from cms.actions import messages
from cms.models import BrandPage
from moderation.actions.causes import Reason, open_case
from moderation.actions.flags import flag
from moderation.actions.promises import save_intake, save_promise
from moderation.models import Cause, Intake, Promise
from record.tasks import settle

ALIKE = (
    (
        "nadia",
        5.0,
        "Why pay so much? The same copper pan costs half of that at the Saturday market, ask for stall nine.",
    ),
    (
        "ravi",
        3.5,
        "Why pay so much?? The same copper pan costs half of that at the Saturday market, ask for stall nine!",
    ),
    (
        "chloe",
        2.0,
        "Why pay this much? The same copper pan costs half of that at the Saturday market: ask for stall nine.",
    ),
)
ORDINARY = "Two weeks in, and the lid still fits like on the first day. Thank you for the advice about the gas flame."


def queue(program: Program, people: dict[str, User], pages: dict[str, BrandPage], at: datetime) -> None:
    """Promised for three weeks, sooner where things are sold; a wave, the first of it late; samples from today on."""
    manager: dict[str, Any] = {"actor": people["marta"]}
    hours = {"hours_4": 1, "hours_3": 2, "hours_2": 4, "hours_1": 4, "hours_0": 72}
    shop = Promise(program=program, page_id=pages["cookware"].pk, **hours)
    for promise in (Promise(program=program), shop):
        save_promise(promise, at=at - timedelta(days=21), **manager)
    _wave(program, people, pages["cookware"], at)
    settle()
    save_intake(Intake(program=program, samples=20), at=at - timedelta(hours=1), **manager)
    said = messages.comment(pages["cookware"], author=people["nadia"], body=ORDINARY, at=at - timedelta(minutes=50))
    drawn = at - timedelta(minutes=49)
    open_case(said, reasons=[Reason(Cause.Kind.SAMPLE, drawn)], at=drawn)


def _wave(program: Program, people: dict[str, User], page: BrandPage, at: datetime) -> None:
    clause = Clause.objects.get(version__policy__program=program, code="H2")
    for who, ago, words in ALIKE:
        said = messages.comment(page, author=people[who], body=words, at=at - timedelta(hours=ago))
        flag(
            said,
            by=people["luca"],
            clause=clause,
            at=at - timedelta(hours=ago - 0.5),
            note="The third market stall today.",
        )
