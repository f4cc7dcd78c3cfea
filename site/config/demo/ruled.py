"""The rules of the demo: those that the product brings, one of its own, and one that is watched in shadow."""

from datetime import datetime, timedelta

from accounts.models import User
from advocates.models import Program
from moderation.actions import rules, trials
from moderation.actions.hits import mark_false
from moderation.models import Rule, RuleHit

OWN = {
    "name": "Selling", "kind": Rule.Kind.WORDS, "words": "discount code\nmessage me\n% off", "holds": False,
    "language": "en",
}  # fmt: skip
SHADOWED = {"name": "Shouting", "kind": Rule.Kind.SHOUTING, "words": "", "count": 12, "percent": 60, "severity": 1}


def begin(program: Program, manager: User, at: datetime) -> None:
    """Before anybody has said anything."""
    rules.add_defaults(program, actor=manager, at=at)
    own = rules.save_rule(Rule(program=program, **OWN), actor=manager, at=at)
    tried(own, manager, at + timedelta(minutes=5))
    rules.switch_on(own, actor=manager, at=at + timedelta(minutes=9))
    loud = rules.save_rule(Rule(program=program, **SHADOWED), actor=manager, at=at + timedelta(hours=1))
    rules.into_shadow(loud, actor=manager, at=at + timedelta(hours=1))


def judged(program: Program, manager: User, at: datetime) -> None:
    """What the manager thinks of them by now: tried over the talk, and one hit that was nothing."""
    for rule in Rule.objects.filter(program=program, name__in=["Selling", "Shouting", "Advertising"]).order_by("pk"):
        tried(rule, manager, at - timedelta(hours=20))
    hit = RuleHit.objects.filter(rule__program=program, rule__name="Shouting").order_by("pk").first()
    if hit is not None:
        mark_false(hit, actor=manager, at=at - timedelta(hours=19))


def tried(rule: Rule, manager: User, at: datetime) -> None:
    trials.try_out(rule, actor=manager, at=at)
    trials.run_next(clock=lambda: at)
