"""How the demo program looks after those who moderate: an apprentice, a known case, second reviews, a tie, a report."""

from datetime import datetime, timedelta

from wagtail.models import Page

from accounts.models import User
from advocates.actions import grants
from advocates.models import Program
from moderation.actions import apprentices, blind, gold, ties
from moderation.actions.rates import set_rates
from moderation.actions.transparency import publish
from moderation.models import AGAINST, BlindDecision, Decision, Rates
from moderation.queries.blind import for_apprentice, live_decision
from moderation.queries.clauses import clauses_of
from moderation.queries.standing import conflicts_of, shadow_of
from moderation.queries.transparency import quarter_before
from record.tasks import settle
from sitewide.errors import Refused

WHY = "It is another opinion on sharpening, and about nobody: no house rule speaks against it."
WORDS = "This goes against the house rules."


def look_after(program: Program, people: dict[str, User], pages: dict[str, Page], at: datetime) -> None:
    marta, tomasz = people["marta"], people["tomasz"]
    ties.declare(
        program, person=tomasz, kind="employer", organisation="St Aldhelm's dining hall", actor=tomasz,
        at=at - timedelta(days=60),
    )  # fmt: skip
    _apprentice(program, people, pages["kitchen"], at)
    made = Decision.objects.filter(case__program=program, by=tomasz, overturned_at=None, appeal=None)
    stands = Decision.objects.filter(case__program=program, overturned_at=None, act="dismiss")
    known = stands.order_by("pk")[0]
    gold.make_gold(known, act=known.act, clause=None, why=WHY, actor=marta, at=at - timedelta(days=5))
    _second_reviews(program, people["owen"], list(made.exclude(act="escalate").order_by("-pk")[:2]), at)
    settle()
    year, quarter = quarter_before(at)
    publish(program, year=year, quarter=quarter, at=at)


def _apprentice(program: Program, people: dict[str, User], page: Page, at: datetime) -> None:
    """Greta decides what Tomasz decided, without seeing it; one of five otherwise."""
    greta, since = people["greta"], at - timedelta(days=25)
    learns = grants.issue(
        program, advocate=greta, right="moderate", scope=Page.objects.get(pk=page.pk), per_day=20, shadow=True,
        reason="Passed the course at once and wants to learn it properly.", actor=people["marta"], at=since,
    )  # fmt: skip
    grants.accept(learns, actor=greta, at=since + timedelta(hours=3))
    when = at - timedelta(days=1)
    for number, case in enumerate(for_apprentice(shadow_of(greta, program, at=when))[:5]):
        decision = live_decision(case)
        act = decision.act if decision and number else "dismiss"
        clause = decision.clause if decision and act in AGAINST else None
        try:
            apprentices.decide(case, apprentice=greta, act=act, clause=clause, reason=WORDS, at=when)
        except Refused:
            continue
    settle()


def _second_reviews(program: Program, owen: User, decisions: list[Decision], at: datetime) -> None:
    """Two were drawn; Owen came to another act in one. Then nothing more is drawn until a manager sets a rate."""
    rates = {"promote_after": 20, "promote_percent": 70, "gold_percent": 0}
    set_rates(Rates(program=program, second_percent=100, **rates), actor=owen, at=at - timedelta(days=3))
    for number, decision in enumerate(decisions):
        drawn = blind.draw_second(decision, at=at - timedelta(days=3))
        if drawn is None or conflicts_of(owen, decision.case.message):
            continue
        BlindDecision.objects.filter(pk=drawn.pk).update(by=owen)
        act = decision.act if number else ("remove" if decision.act != "remove" else "hide")
        clause = decision.clause or clauses_of(program, at=at).first() if act in AGAINST else None
        blind.decide(drawn, moderator=owen, act=act, clause=clause, reason=WORDS, at=at - timedelta(days=2))
    set_rates(Rates(program=program, second_percent=0, **rates), actor=owen, at=at - timedelta(days=1))
