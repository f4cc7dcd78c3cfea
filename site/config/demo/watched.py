"""How the demo program keeps rights small: two access reviews, and a probation whose end is proposed."""

from datetime import datetime, timedelta

from wagtail.models import Page

from accounts.models import User
from advocates.actions import access, grants
from advocates.models import AccessReview, Program, ReviewedGrant
from cms import marks
from cms.actions import messages
from cms.models import BrandPage, Message
from moderation.actions import cases, decisions
from moderation.models import Case
from record.tasks import settle

FIRST, SECOND = 93, 2
"""Days since the rounds were opened."""
KEPT = "Answers every day, and well."
REPLIES = (
    (
        "nadia", "Is steel wool safe", 90,
        "Beside the soda: a **plastic scraper**, the kind for dough. It takes off what burnt on and leaves enamel alone.",
    ),
    (
        "chloe", "Number 2 saved", 27,
        "Glad of it! Number 4 does the same for a pizza plate: thin oil, hot oven, and nobody has to scrub.",
    ),
)  # fmt: skip


def first_round(program: Program, people: dict[str, User], pages: dict[str, Page], at: datetime) -> None:
    """A quarter ago: three rights kept, one narrowed, and one that nobody confirmed."""
    marta, begun = people["marta"], at - timedelta(days=112)
    tried = grants.issue(
        program, advocate=people["kenji"], right="moderate", scope=pages["recipes"], per_day=10, actor=marta,
        reason="Wants to try what moderating is like.", ends_at=begun + timedelta(days=180), at=begun,
    )  # fmt: skip
    grants.accept(tried, actor=people["kenji"], at=begun + timedelta(hours=5))
    opened = at - timedelta(days=FIRST)
    review = access.open_review(program, actor=marta, at=opened)
    for item in ReviewedGrant.objects.filter(review=review).exclude(grant=tried).order_by("pk"):
        answer(item, marta, opened + timedelta(days=3))
    access.close_due(at=review.due_at)


def answer(item: ReviewedGrant, manager: User, at: datetime) -> None:
    """What is much is halved, the rest is kept."""
    if item.grant.per_day >= 10:
        less = item.grant.per_day // 2
        access.narrow(item, per_day=less, reason="Never needed as much.", actor=manager, at=at)
    else:
        access.keep(item, actor=manager, at=at)


def back_on_probation(program: Program, people: dict[str, User], pages: dict[str, BrandPage], at: datetime) -> None:
    """Ravi answers on one page first, on probation; two replies were approved, so the record proposes that it ends."""
    ravi, owen, given = people["ravi"], people["owen"], at - timedelta(days=15)
    grant = grants.issue(
        program, advocate=ravi, right="reply", scope=Page.objects.get(pk=pages["care"].pk), per_day=3,
        probation_uses=2, actor=owen,
        reason="A smaller beginning than he declined: one page, and we look at the first answers together.", at=given,
    )  # fmt: skip
    grants.accept(grant, actor=ravi, at=given + timedelta(hours=2))
    for handle, words, ago, body in REPLIES:
        asked = Message.objects.get(author=people[handle], body__contains=words)
        when = at - timedelta(hours=ago)
        reply = messages.reply(pages["care"], author=ravi, body=marks.to_html(body), answers=asked, at=when)
        settle()
        _approve(reply, owen, when + timedelta(minutes=40))
    settle()


def _approve(message: Message, moderator: User, at: datetime) -> None:
    case = cases.claim(Case.objects.get(message=message, state=Case.State.OPEN), moderator=moderator, at=at)
    decisions.decide(case, moderator=moderator, act="approve", clause=None, reason="", version=case.version, at=at)


def this_round(program: Program, people: dict[str, User], at: datetime) -> None:
    """The calendar opened one two days ago; Marta has begun to answer."""
    opened = at - timedelta(days=SECOND)
    access.open_due(at=opened)
    access.remind(at=opened)
    review = AccessReview.objects.get(program=program, closed_at=None)
    waiting = review.items.filter(reviewer=people["marta"], grant__advocate=people["tomasz"])
    for item in waiting.order_by("pk"):
        access.keep(item, actor=people["marta"], reason=KEPT, at=at - timedelta(days=1))
