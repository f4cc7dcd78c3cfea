"""What earns points in the demo: rules with limits, an accepted answer, logged work, a change that was tried, a hint."""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from accounts.models import User
from advocates.models import Program
from campaigns.actions import hints, offline_work, simulations
from campaigns.actions.earning import set_terms
from campaigns.actions.offline_work import Logged
from campaigns.evidence.keeping import kept_file
from campaigns.models import OfflineWork
from campaigns.queries.reckoning import Terms
from cms.actions import acceptances
from cms.models import Message
from config.demo.places import PICTURES
from record.tasks import settle
from sitewide.images import reencode

RULES = (
    Terms("answer", 15, per_day=5, per_pair=2, pair_days=14),
    Terms("translation", 25, per="hour", most_units=4, per_day=2, holding_days=7),
    Terms("event", 20, per="hour", most_units=5, holding_days=7),
    Terms("offline", 12, per="hour", most_units=3, per_day=1),
    Terms("comment", 2, half_after=5),
    Terms("reply", 10, per_day=10, half_after=4, per_pair=3, pair_days=7),
)
DRAFT = (
    Terms("post", 25, per_day=3, per_place=4, place_days=7),
    Terms("reply", 12, per_day=10, half_after=4, per_pair=2, pair_days=7),
)


REASON = "Helping in the shop and at tables counts, too; and nobody should have to write all day to be noticed."


@dataclass(frozen=True, slots=True)
class Done:
    """What somebody did away from the pages, so many days before the demo is loaded."""

    who: str
    ago: int
    minutes: int
    kind: str
    title: str
    text: str
    link: str
    picture: str = ""
    file: str = ""


EVENING = Done(
    "greta", 9, 150, "event", "Sharpening evening at the library",
    "Eleven people, eleven knives, two stones. I said at the start that the shop gives me points for such evenings.",
    "https://library.example/evenings/knives", "whetstone",
)  # fmt: skip
CARD = Done(
    "ines", 6, 100, "translation", "The care card in Portuguese",
    "The two sides of the card that lies in every box. My mother read it before I sent it.",
    "https://kestrel.example/care/pt",
)  # fmt: skip
FOUNDRY = Done(
    "ines", 6, 180, "event", "A visit to the foundry",
    "Nine readers saw pans being poured. I walked them round, and told them that the program gives me points for it.",
    "https://kestrel.example/foundry-day",
)  # fmt: skip
BENCH = Done(
    "ines", 3, 180, "offline", "Helped at the repair bench", "Saturday morning, while Owen was at the fair.",
    "https://kestrel.example/bench",
    file="Saturday at the bench.\n\n9:10 two loose handles\n10:30 a warped lid\n12:00 swept up\n",
)  # fmt: skip
STREET = Done(
    "luca", 2, 240, "event", "Pizza for the street", "Thirty pizzas from one steel, and everybody asked which.",
    "https://luca.example/street-pizza", "bread",
)  # fmt: skip
SOUP = Done(
    "aoife", 2, 200, "event", "Soup beside the pizza", "Forty bowls from the big pot, next to Luca's oven.",
    "https://www.luca.example/street-pizza/?utm_source=letter",
)  # fmt: skip


def begin(program: Program, manager: User, at: datetime) -> None:
    """The rules that came later, with the reason why."""
    for terms in RULES:
        set_terms(program, terms, actor=manager, at=at, reason=REASON)


def reckon(program: Program, people: dict[str, User], at: datetime) -> None:
    """After the conversations: what of them helped, what was done elsewhere, and what a manager thought of the rules."""
    manager = people["marta"]
    _accepted(program, at)
    _worked(program, people, at)
    settle()
    simulations.simulate(program, DRAFT, actor=manager, at=at - timedelta(hours=3))
    while simulations.run_next(clock=lambda: at - timedelta(hours=3)) is not None:
        settle()
    hints.look(program, at=at - timedelta(hours=2))
    settle()


def _accepted(program: Program, at: datetime) -> None:
    """Who asked about pitted pans and about steel wool said which answer helped."""
    answers = Message.objects.filter(program=program, kind=Message.Kind.REPLY, state=Message.State.PUBLISHED)
    asked = answers.filter(answers__kind=Message.Kind.COMMENT).exclude(answers__author=F("author"))
    for answer in asked.select_related("answers__author").order_by("pk")[::2]:
        assert answer.answers is not None, "a reply answers something"
        acceptances.accept(answer, actor=answer.answers.author, at=at - timedelta(hours=20))


def _worked(program: Program, people: dict[str, User], at: datetime) -> None:
    """An evening, a translation and a visit that count, one that was sent back, and two that wait, with the same
    evidence."""
    manager = people["marta"]
    evening, card, visit, bench, *_waiting = (
        _logged(program, done, people, at) for done in (EVENING, CARD, FOUNDRY, BENCH, STREET, SOUP)
    )
    offline_work.verify(
        evening, actor=manager, at=at - timedelta(days=7), note="The library wrote to us, too. Thank you!"
    )
    for work in (card, visit):
        offline_work.verify(work, actor=manager, at=at - timedelta(days=4))
    offline_work.send_back(
        bench, code="no_evidence", note="The link shows the bench, not the Saturday. Is there a picture, or a name to ask?",
        actor=manager, at=at - timedelta(days=1),
    )  # fmt: skip


def _logged(program: Program, done: Done, people: dict[str, User], at: datetime) -> OfflineWork:
    day = at.astimezone(program.zone).date() - timedelta(days=done.ago)
    picture = _picture(done.picture) if done.picture else None
    logged_at = at - timedelta(days=done.ago - 1)
    with ExitStack() as keeping:
        notes = ("notes.txt", done.file.encode())
        file = keeping.enter_context(kept_file(*notes, at=logged_at)) if done.file else None
        work = Logged(done.kind, done.title, done.text, day, done.minutes, link=done.link, picture=picture, file=file)
        return offline_work.log(program, work, actor=people[done.who], at=logged_at)


def _picture(name: str) -> tuple[str, bytes]:
    with (PICTURES / f"{name}.webp").open("rb") as file:
        made = reencode(file)
    return f"demo-{name}.{made.extension}", made.content
