"""How the people of the demo program recommend it, and what they would like: links with clicks and orders, and ideas."""

from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from advocates.models import Program
from campaigns.actions import earning, ideas, referrals
from campaigns.models import Idea, ReferralLink, ReferralSecret
from campaigns.referral_tokens import Click, click_token, digest_of
from config.demo.sharing_texts import WISHES, Wish
from record.tasks import settle

SHOP = "shop.kestrel-rowe.example"
LINKS = (
    ("ines", "Sunday newsletter", f"https://{SHOP}/pans/heron-28", 64),
    ("ines", "Printed card at the market", "/kitchen/cookware/", 62),
    ("greta", "Sharpening evenings", f"https://{SHOP}/knives", 50),
    ("kenji", "Old knives, new knives", f"https://{SHOP}/knives/1961", 30),
)
"""Whose, its name, where it leads, and how many days ago it was made."""
ORDERS = (
    ("ines", 0, "KR-20418", 8900, 58, "click", "", 0), ("ines", 1, "KR-20455", 3400, 55, "code", "", 0),
    ("greta", 0, "KR-20511", 6400, 47, "click", "", 6400), ("ines", 0, "KR-20602", 12900, 36, "click", "", 2000),
    ("greta", 0, "KR-20688", 1200, 24, "code", "", 0), ("ines", 0, "KR-20731", 7900, 16, "click", "jo@example.org", 0),
    ("kenji", 0, "KR-20790", 15900, 9, "click", "kenji@demo.example", 0),
    ("ines", 0, "KR-20811", 4900, 6, "click", "jo@example.org", 0), ("ines", 1, "KR-20840", 5600, 2, "code", "", 0),
)  # fmt: skip
"""Whose and which link, order, amount in pence, days ago, how, the buyer where told, and what was paid back."""
EARLY = 47
"""Orders of so many days ago and more were over their hold when the conversations of the demo began."""


def begin(program: Program, people: dict[str, User], at: datetime) -> None:
    """Rules, links, ideas, and the orders that counted before the conversations of the demo began."""
    marta = people["marta"]
    for what, points in (("referral", 120), ("idea", 150)):
        earning.set_rule(
            program, what=what, points=points, per_day=None, active=True, actor=marta, at=at - timedelta(days=115)
        )
    _rules(program, marta, at)
    for who, name, target, ago in LINKS:
        referrals.make_link(program, member=people[who], name=name, target=target, at=at - timedelta(days=ago))
    secret, _text = referrals.make_secret(program, name="Web shop", actor=marta, at=at - timedelta(days=66))
    _clicks(_links(program), at)
    _orders(program, secret, at, [line for line in ORDERS if line[4] >= EARLY])
    referrals.settle_due(at=at - timedelta(days=16))
    wish(program, people, at)
    settle()


def order(program: Program, at: datetime) -> None:
    """The orders since then; what was paid back of those before."""
    secret = ReferralSecret.objects.get(program=program)
    _orders(program, secret, at, [line for line in ORDERS if line[4] < EARLY])
    referrals.settle_due(at=at - timedelta(hours=2))
    settle()
    for _who, _which, number, _amount, _ago, _how, _buyer, back in ORDERS:
        if back:
            referrals.refund(program, order=number, number=f"{number}-R", amount=back, at=at - timedelta(hours=1))
    settle()


def _links(program: Program) -> dict[str, list[ReferralLink]]:
    """By the handle of their owner, in the order in which they were made."""
    found: dict[str, list[ReferralLink]] = {}
    for link in ReferralLink.objects.filter(program=program).select_related("member").order_by("pk"):
        found.setdefault(link.member.handle or "", []).append(link)
    return found


def _rules(program: Program, marta: User, at: datetime) -> None:
    first = referrals.Terms(points=100, window_days=14, hold_days=30, least=2000, currency="gbp", hosts=SHOP)
    now = referrals.Terms(points=120, window_days=30, hold_days=14, least=2000, currency="gbp", hosts=SHOP)
    referrals.publish(
        program, first, reason="We begin to say thank you for recommendations.", actor=marta, at=at - timedelta(days=90)
    )  # fmt: skip
    referrals.publish(
        program, now, actor=marta, at=at - timedelta(days=34),
        reason="A pan is not bought in a fortnight, and nobody sent one back after the tenth day.",
    )  # fmt: skip


def _clicks(links: dict[str, list[ReferralLink]], at: datetime) -> None:
    """Some people each day, more of them on Sundays, when the newsletter goes out."""
    for number, link in enumerate(one for owned in links.values() for one in owned):
        for ago in range(28, 0, -1):
            day = at - timedelta(days=ago)
            people = (ago * ago * (number + 2) + ago) % 9 + (11 if number == 0 and day.weekday() == 6 else 0)
            read = {("", f"/go/r/{link.code}/"): {f"{link.pk} {ago} {who}".encode() for who in range(people)}}
            referrals.note_clicks(read, at=day)
    referrals.close_click_days(today=at.date())


def _orders(program: Program, secret: ReferralSecret, at: datetime, lines: list[Any]) -> None:
    links = _links(program)
    for who, which, number, amount, ago, how, buyer, _back in lines:
        ordered, link = at - timedelta(days=ago), links[who][which]
        token = click_token(Click(link.pk, ordered - timedelta(days=2), False)) if how == "click" else ""
        order = referrals.Order(
            order=number, amount=amount, currency="gbp", ordered_at=ordered, click=token,
            code="" if token else link.code, buyer=digest_of(buyer) if buyer else "",
        )  # fmt: skip
        referrals.receive(program, order, secret=secret, at=ordered + timedelta(minutes=1))


def wish(program: Program, people: dict[str, User], at: datetime) -> None:
    for one in WISHES:
        _wished(program, people, one, at)
    sign = Idea.objects.get(program=program, title__startswith="Put the induction sign")
    into = Idea.objects.get(program=program, title__startswith="Say on the box")
    ideas.merge(
        sign, into=into, reason="It is the same sign on the same box.", actor=people["owen"], at=at - timedelta(days=10)
    )
    ideas.weigh(program)


def _wished(program: Program, people: dict[str, User], one: Wish, at: datetime) -> None:
    begun = at - timedelta(days=one.ago)
    idea = ideas.submit(program, author=people[one.who], title=one.title, body=one.body, at=begun)
    for number, who in enumerate(one.votes, start=1):
        ideas.vote(idea, member=people[who], at=begun + timedelta(hours=7 * number))
    for number, (who, body) in enumerate(one.said, start=1):
        ideas.comment(idea, author=people[who], body=body, at=begun + timedelta(hours=11 * number))
    for state, ago, days, reason, by in one.answers:
        when = at - timedelta(days=ago)
        due = (when + timedelta(days=days)).date() if days else None
        ideas.decide(idea, state=state, reason=reason, due=due, actor=people[by], at=when)
