"""How a program counts strikes: their days, thresholds, and what each clause weighs. Counts from the next strike on."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.models import Program
from moderation.models import ClauseWeight, StandingRule
from moderation.models.strike import MOST_WEIGHT
from record.actions import write
from sitewide.errors import Conflict, Invalid

LIMITS = {"strike_days": (1, 730), "mute_days": (1, 30), "suspend_days": (1, 365)}
MOST_THRESHOLD = 100


@transaction.atomic
def save_standing_rule(rule: StandingRule, *, actor: User, at: datetime) -> StandingRule:
    """Set days and thresholds; strikes that count already keep their end. A threshold of 0 proposes nothing.

    Refuses (403) whoever is no manager of the program; (422) what is out of range, and a suspension proposed before a
    mute; (409) a second row for the program.
    """
    program = _managed(rule.program_id, actor)
    for field, (least, most) in LIMITS.items():
        if not least <= getattr(rule, field) <= most:
            raise Invalid(_("Between %(least)d and %(most)d days.") % {"least": least, "most": most}, code=field)
    if max(rule.mute_weight, rule.suspend_weight) > MOST_THRESHOLD:
        raise Invalid(_("At most %(most)d.") % {"most": MOST_THRESHOLD}, code="weight")
    if rule.suspend_weight and rule.suspend_weight <= rule.mute_weight:
        raise Invalid(_("A suspension is proposed at a greater weight than a mute."), code="order")
    if StandingRule.objects.filter(program=program).exclude(pk=rule.pk).exists():
        raise Conflict(_("The program has settings already: change those."), code="again")
    rule.save()
    told = {field: getattr(rule, field) for field in (*LIMITS, "mute_weight", "suspend_weight")}
    write("strikes.rule_changed", at=at, subject=rule, actor=actor, program=program, **told)
    return rule


@transaction.atomic
def save_clause_weight(weight: ClauseWeight, *, actor: User, at: datetime) -> ClauseWeight:
    """Say what a strike for this clause weighs, in this and later versions of its policy.

    Refuses (403) whoever is no manager of the program; (422) another program's clause and a weight out of range; (409) a
    second weight of the clause.
    """
    program = _managed(weight.program_id, actor)
    if weight.clause.version.policy.program_id != program.pk:
        raise Invalid(_("This rule is not one of the program's."), code="clause")
    if not 1 <= weight.weight <= MOST_WEIGHT:
        raise Invalid(_("Between 1 and %(most)d.") % {"most": MOST_WEIGHT}, code="weight")
    same = ClauseWeight.objects.filter(program=program, clause=weight.clause)
    if same.exclude(pk=weight.pk).exists():
        raise Conflict(_("This rule is weighed already: change that row."), code="again")
    weight.save()
    about = {"at": at, "subject": weight, "actor": actor, "program": program}
    write("strikes.clause_weighed", **about, clause=weight.clause.code, weight=weight.weight)  # type: ignore[arg-type]
    return weight


def _managed(program_id: int, actor: User) -> Program:
    program = Program.objects.select_for_update(no_key=True).get(pk=program_id)
    must_manage(actor, program)
    return program
