"""What the demo's managers did, and are asked to do, about a person; and the conversation about an appeal."""

from datetime import datetime, timedelta

from accounts.models import User
from advocates.models import Clause, Program
from moderation.actions import measures, proposals
from moderation.actions.appeal_talk import say
from moderation.actions.strike_rules import save_clause_weight, save_standing_rule
from moderation.models import Appeal, ClauseWeight, Decision, StandingRule

STRIKE = "You have been asked before not to offer things for sale here. The next time weighs more."
WHY_MUTE = "Two other offers were withdrawn before anybody flagged them. Three quiet days would help more than words."
ASKED = "Did you want to sell the pans, or to show how they came out? It makes a difference to me."
ANSWERED = "To show them. Somebody asked for the price, and I should have answered that elsewhere."


def judge(program: Program, people: dict[str, User], at: datetime) -> None:
    """How strikes count, one strike, a mute that waits for a manager, and two turns about the appeal that is open."""
    marta, owen, sam = people["marta"], people["owen"], people["sam"]
    begun = at - timedelta(days=80)
    save_standing_rule(StandingRule(program=program), actor=marta, at=begun)
    insults = Clause.objects.get(version__policy__program=program, code="H1")
    save_clause_weight(ClauseWeight(program=program, clause=insults, weight=2), actor=marta, at=begun)
    decision = Decision.objects.get(case__program=program, case__message__author=sam, act="remove")
    measures.take(decision, kind="strike", reason=STRIKE, actor=marta, at=at - timedelta(hours=90))
    proposals.propose(
        decision, kind="mute", days=3, reason=WHY_MUTE, actor=people["tomasz"], at=at - timedelta(hours=80)
    )
    appeal = Appeal.objects.get(decision=decision)
    say(appeal, by=owen, text=ASKED, at=at - timedelta(hours=22))
    say(appeal, by=sam, text=ANSWERED, at=at - timedelta(hours=20))
