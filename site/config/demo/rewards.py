"""What the demo program gives for points: a reward of every kind, and redemptions in every state that people meet."""

from datetime import datetime, timedelta
from typing import Any

from wagtail.images.models import Image

from accounts.models import User
from advocates.models import Program
from campaigns.actions import adjustments, catalogue, fulfilment, supply, treasury
from campaigns.actions.catalogue import Audience, Terms
from campaigns.actions.choosing import Address, Choice
from campaigns.actions.rewards import redeem
from campaigns.actions.treasury import Reckoning
from campaigns.models import Adjustment, Redemption, Reward, Treasury
from campaigns.queries import balance_of
from campaigns.queries.eligibility import free_budget
from config.demo.places import TITLES

PAID_IN = 250_000
"""Pence: enough for everything below."""
HOMES = {
    "ines": Address("Ines Carvalho", "14 Canal Row", "Leeds", "GB", "LS1 4AB"),
    "luca": Address("Luca Moretti", "3 Harbour Steps", "Bristol", "GB", "BS1 6TH", "Flat 2"),
    "greta": Address("Greta Hofmann", "27 Mill Lane", "York", "GB", "YO1 7HZ"),
    "aoife": Address("Aoife Byrne", "8 Quay Street", "Galway", "IE", "H91 X2Y3"),
}
KITCHENS = ("A soup kitchen in Leeds", "Cooking classes for carers", "A repair café in York")


CARRIED = {"ines": 620, "luca": 210, "greta": 300, "tomasz": 340, "aoife": 60}
CODES = {
    "A linen towel": ("bread", 640), "Ten off in the shop": ("kettle", 1_000),
    "An hour at the repair bench": ("knives", 1_800),
}  # fmt: skip
"""The picture of each, and what it costs in pence."""


def begin(program: Program, members: dict[str, User], at: datetime) -> None:
    """The money for rewards, and the points that people bring along: before anything is earned."""
    begun, manager = at - timedelta(days=90), members["marta"]
    _money(program, manager, begun)
    for who, points in CARRIED.items():
        _carried(program, members[who], points, (manager, members["owen"]), begun)


def offer(program: Program, members: dict[str, User], at: datetime) -> dict[str, Reward]:
    """The catalogue beside the codes."""
    begun, manager = at - timedelta(days=90), members["marta"]
    for name, (picture, cost) in CODES.items():
        code = Reward.objects.get(program=program, name=name)
        terms = catalogue.terms_of(code, picture=_picture(picture), cost=cost)
        catalogue.change(code, terms, actor=manager, at=begun)
    made = {key: catalogue.offer(program, terms, actor=manager, at=begun) for key, terms in _catalogue().items()}
    about: dict[str, Any] = {"actor": manager, "at": begun}
    for key, pieces in (("stone", 12), ("herbs", 4), ("pan", 3)):
        supply.restock(made[key], pieces=pieces, **about)
    for days, places in ((9, 6), (23, 8)):
        begins = (at + timedelta(days=days)).replace(hour=18, minute=0, second=0, microsecond=0)
        supply.add_date(made["forge"], starts_at=begins, where="The repair bench, Leeds", places=places, **about)
    return made


def _money(program: Program, manager: User, at: datetime) -> None:
    """Where no other part of the demo has set it up and paid in."""
    if not Treasury.objects.filter(program=program).exists():
        reckoning = Reckoning("gbp", 500, second_person_above=500, approval_above=10_000, expiry_months=24)
        treasury.set_up(program, reckoning, actor=manager, at=at)
    if free_budget(program) < PAID_IN:
        reason = "The year's budget for rewards"
        treasury.pay_in(program, amount=PAID_IN, reason=reason, key="demo-rewards", actor=manager, at=at)


def _carried(program: Program, member: User, points: int, by: tuple[User, User], at: datetime) -> None:
    """What they had on the shop's stamp card before there was a program; so many points want two managers."""
    about: dict[str, Any] = {"reason": "Carried over from the shop's stamp card", "key": f"stamps-{member.pk}"}
    asked = adjustments.adjust(program, member=member, points=points, **about, actor=by[0], at=at)
    if asked.state == Adjustment.State.WAITING:
        adjustments.confirm(asked, actor=by[1], at=at + timedelta(hours=5))


def _catalogue() -> dict[str, Terms]:
    once = Audience(per_person=1, per_days=90)
    return {
        "stone": Terms(
            "A wet stone, 1000 grit", 180, "The one Greta teaches with. Comes in a wooden box.", kind="goods",
            picture=_picture("whetstone"), cost=1_450, fair_value=2_900, countries=("GB", "IE"),
        ),
        "herbs": Terms(
            "Three pots of herbs", 90, "Thyme, sage and chives, in pots that outlive them.", kind="goods",
            picture=_picture("herbs"), cost=900, fair_value=1_500, countries=("GB",), audience=once,
        ),
        "pan": Terms(
            "The Heron pan, 28 cm", 320, "Cast iron, ground smooth. Somebody of the program approves this one.",
            kind="goods", picture=_picture("pan"), cost=5_200, fair_value=11_500, countries=("GB", "IE"), audience=once,
        ),
        "forge": Terms(
            "An evening at the forge", 220, "Watch a knife being made, and grind the edge of your own.",
            "Bring a knife you like and shoes that are closed.", kind="experience", picture=_picture("workshop"),
            cost=2_500, fair_value=4_500, audience=Audience(enrolled_only=True),
        ),
        "gift": Terms(
            "Ten pounds for a kitchen that needs them", 100, "We give the money in your name.", kind="donation",
            picture=_picture("soup"), cost=1_000, causes=KITCHENS,
            receipt="Given by Kestrel & Rowe in your name. You cannot claim tax relief for it.",
        ),
        "money": Terms("Fifteen pounds", 300, "Paid out to your own account.", kind="cash", cost=1_500),
        "dinner": Terms(
            "Dinner with the makers", 400, "A table for two, twice a year.", kind="experience",
            picture=_picture("table"), cost=9_000, fair_value=9_000, audience=Audience(lifetime_points=600),
        ),
    }  # fmt: skip


def _picture(name: str) -> Image | None:
    found: Image | None = Image.objects.filter(title=TITLES[name]).first()
    return found


def exchange(program: Program, members: dict[str, User], made: dict[str, Reward], at: datetime) -> None:
    """Who got what, in the order in which it was; whoever has not earned enough yet goes without."""
    marta, owen = members["marta"], members["owen"]
    shop = _Shop(program, members, made, at)
    shop.sells("tomasz", "forge", 18)
    packed, given = shop.sells("greta", "stone", 15), shop.sells("tomasz", "gift", 14)
    refused, back = shop.sells("greta", "herbs", 13), shop.sells("luca", "gift", 12)
    if back:
        fulfilment.cancel(back.fulfilment, member=members["luca"], at=at - timedelta(hours=11))
    sent = shop.sells("ines", "stone", 10)
    if packed:
        fulfilment.prepare(packed.fulfilment, actor=owen, at=at - timedelta(hours=9))
    shop.sells("luca", "herbs", 7)
    shop.sells("ines", "pan", 6)
    if refused:
        fulfilment.refuse(
            refused.fulfilment, reason="The frost took them. We are sorry.", actor=marta, at=at - timedelta(hours=5)
        )
    if given:
        fulfilment.deliver(
            given.fulfilment, note="Given with six others, receipt 2026-114.", actor=owen, at=at - timedelta(hours=4)
        )
    if sent:
        _sent(sent, marta, at - timedelta(hours=3))


def _sent(redemption: Redemption, by: User, at: datetime) -> None:
    row = redemption.fulfilment
    fulfilment.prepare(row, actor=by, at=at - timedelta(hours=2))
    fulfilment.send(row, carrier="Royal Mail", tracking_url="https://track.example/KR-4471", actor=by, at=at)


class _Shop:
    def __init__(self, program: Program, members: dict[str, User], made: dict[str, Reward], at: datetime) -> None:
        self.program, self.members, self.made, self.at = program, members, made, at

    def sells(self, who: str, what: str, ago: int) -> Redemption | None:
        """So many hours ago."""
        member, reward = self.members[who], self.made[what]
        if balance_of(self.program, member) < reward.points:
            return None
        date = reward.dates.values_list("pk", flat=True).first()
        choice = Choice(date=date, cause=KITCHENS[0], address=HOMES.get(who), country="GB")
        moment = self.at - timedelta(hours=ago)
        return redeem(reward, member=member, key=f"demo-{what}", at=moment, choice=choice)
