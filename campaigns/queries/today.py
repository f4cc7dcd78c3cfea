"""The first screen of the portal: what needs me now, what may I do, what did my work lead to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce

from accounts.models import User
from advocates.models import Application, Grant, Program, Right
from advocates.queries.cards import Card, card_of, with_uses
from advocates.rights import Facts
from campaigns.models import Account, Transfer
from campaigns.queries import needs
from campaigns.queries.contributions import month_of
from campaigns.queries.needs import Need, offered_to
from campaigns.queries.reward_needs import of_pay
from campaigns.queries.waiting import of_points
from cms.models import BrandPage, Message
from moderation.queries.standing import Standing
from sitewide.text import excerpt

REPLIES = 3


@dataclass(frozen=True, slots=True)
class Use:
    """One live right: its card, and where to use it."""

    card: Card
    url: str


@dataclass(frozen=True, slots=True)
class Heard:
    """Somebody's answer to the person, with its first words."""

    message: Message
    words: str


@dataclass(frozen=True, slots=True)
class Work:
    """What a person's work led to. `earned` and the counts are of the program's calendar month; points may be negative
    where more was taken back than earned."""

    balance: int
    earned: int
    published: int
    answers: int
    replies: list[Heard]


@dataclass(frozen=True, slots=True)
class Today:
    """`application` is the newest of somebody who is not enrolled; nothing for everybody else."""

    facts: Facts
    needs: list[Need]
    uses: list[Use]
    work: Work
    application: Application | None

    @property
    def enrolled(self) -> bool:
        term = self.facts.term
        return term is not None and term[0] <= self.facts.at < term[1]

    @property
    def has_work(self) -> bool:
        return self.enrolled or bool(self.work.balance or self.work.published or self.work.replies)

    @property
    def is_new(self) -> bool:
        """Enrolled, and nothing done yet."""
        return self.enrolled and not (self.work.published or self.work.balance or self.work.replies)


def today_of(person: User, facts: Facts, *, manages: bool) -> Today:
    """Everything on the screen, with fourteen queries at most, however much there is; `facts` and `manages` are known."""
    program, at = facts.program, facts.at
    tally = tally_of(person, program, at)
    cards = open_cards(person, facts)
    application = None if facts.term else newest_application(program, person)
    found = [
        *needs.of_application(application),
        *needs.of_account(facts, manages=manages),
        *needs.of_policies(facts, person, manages=manages),
        *needs.of_grants(cards, at),
        *needs.of_messages(program, person, at),
        *needs.of_missions(program, person, at, offered=tally.offered),
        *needs.of_moderator(Standing(person, program, at, manages, None if manages else facts)),
        *(needs.of_manager(program) if manages else ()),
        *of_pay(program, person),
        *(of_points(program.pk, at) if manages else ()),
    ]
    order = ("act", "wait", "news")
    uses = [_use(card) for card in cards if card.state != Grant.State.OFFERED]
    return Today(
        facts,
        sorted(found, key=lambda need: order.index(need.kind)),
        uses,
        work_of(tally, person, program, at),
        application,
    )


def open_cards(person: User, facts: Facts) -> list[Card]:
    """The person's offered and live grants, what ends first first. `brand_page`: whether one can write right there."""
    still = Grant.objects.filter(
        advocate=person, program=facts.program, state__in=[Grant.State.OFFERED, Grant.State.LIVE], ends_at__gt=facts.at
    )
    page = BrandPage.objects.filter(pk=OuterRef("scope"), live=True)
    rows = with_uses(still, facts.program, facts.at).annotate(brand_page=Exists(page)).order_by("ends_at", "pk")
    return [card_of(grant, facts, facts.at) for grant in rows]


def _use(card: Card) -> Use:
    if card.grant.right == Right.MODERATE:
        return Use(card, "/desk/")
    if not card.grant.brand_page:
        return Use(card, "/portal/write/")
    return Use(card, f"/portal/write/{card.grant.scope_id}/?as={card.grant.right}")


def newest_application(program: Program, person: User) -> Application | None:
    mine = Application.objects.filter(program=program, applicant=person).select_related("program")
    return mine.order_by("-begun_at", "-pk").first()


@dataclass(frozen=True, slots=True)
class Tally:
    """Points of now, those earned in the month less what was taken back, messages published in it, missions on offer."""

    balance: int
    earned: int
    published: int
    offered: int


def tally_of(person: User, program: Program, at: datetime) -> Tally:
    """One query for all four."""
    month = month_of(program, at)
    account = Account.objects.filter(program=OuterRef("pk"), kind=Account.Kind.ADVOCATE, holder=person)
    moved = Q(entries__transfer__at__gte=month) & Q(entries__transfer__kind__in=Transfer.FOR_LIFE)
    earned = account.values("pk").annotate(earned=Sum("entries__amount", filter=moved)).values("earned")
    said = Message.objects.filter(
        program=OuterRef("pk"), author=person, state=Message.State.PUBLISHED, published_at__gte=month
    )
    offered = offered_to(person, at).filter(mission__campaign__program=OuterRef("pk"))
    figures = (account.values("balance"), earned, _many(said), _many(offered))
    sums = (Coalesce(Subquery(figure, output_field=IntegerField()), 0) for figure in figures)
    return Tally(*Program.objects.filter(pk=program.pk).values_list(*sums).get())


def _many(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    """How many there are, as a subquery of one row."""
    counted: QuerySet[Any, Any] = rows.order_by().annotate(all=Value(1)).values("all").annotate(many=Count("pk"))
    return counted.values("many")


def work_of(tally: Tally, person: User, program: Program, at: datetime) -> Work:
    """What was counted, with the answers of the month and the newest of them; one query."""
    month = month_of(program, at)
    answers = Message.objects.filter(
        program=program, answers__author=person, state=Message.State.PUBLISHED, published_at__isnull=False
    ).exclude(author=person)
    this_month = Case(When(published_at__gte=month, then=Value(1)))
    newest = answers.annotate(in_month=Window(Count(this_month))).order_by("-published_at", "-pk")
    replies: list[Any] = list(newest.select_related("author", "page")[:REPLIES])
    heard = [Heard(reply, excerpt(reply.body, 140)) for reply in replies]
    return Work(tally.balance, tally.earned, tally.published, replies[0].in_month if replies else 0, heard)
