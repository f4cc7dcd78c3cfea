"""The weekly list of what no scenario fits, and scenarios drafted from it."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.models import Program
from moderation.actions.playbook.scenarios import save_scenario
from moderation.letters_to_managers import tell_of_unmapped
from moderation.models import Act, Scenario, UnmappedGroup, UnmappedList
from moderation.queries.clauses import clauses_of
from moderation.queries.playbook.coverage import in_week, share_of, week_of
from moderation.queries.playbook.groups import grouped, unfitted
from moderation.queries.playbook.owners import managers_told
from record.actions import write
from sitewide.errors import Conflict

LAST_WEEK = timedelta(days=7)


def list_due(*, at: datetime) -> int:
    """Make every list of last week that there is not yet; answers how many. Safe to run twice, at once, or to be killed."""
    week = week_of(at - LAST_WEEK)
    programs = Program.objects.filter(practice_of=None).exclude(unmapped_lists__week=week)
    return sum(list_unmapped(program, at=at) is not None for program in programs.order_by("pk"))


@transaction.atomic
def list_unmapped(program: Program, *, at: datetime) -> UnmappedList | None:
    """Last week's list of cases that no scenario of their own fits, in groups, with a letter to every manager.

    None where it is made already. The letter is only written where there is something to map.
    """
    week = week_of(at - LAST_WEEK)
    rows = in_week(program, week)
    share = share_of(rows, week.isoformat())
    parts: dict[str, Any] = {"cases": share.cases, "covered": share.covered, "caught": share.caught}
    try:
        with transaction.atomic():
            listed = UnmappedList.objects.create(program=program, week=week, made_at=at, **parts)
    except IntegrityError:
        return None
    groups = grouped(unfitted(rows))
    UnmappedGroup.objects.bulk_create(
        UnmappedGroup(
            listed=listed, clause=group.clause, kind=group.kind, words=list(group.words), numbers=list(group.case_ids),
            size=len(group.case_ids),
        )
        for group in groups
    )  # fmt: skip
    write("unmapped.listed", at=at, subject=listed, program=program, week=week.isoformat(), **parts)
    if groups:
        for reader in managers_told(program, []):
            tell_of_unmapped(reader, listed, at=at)
    return listed


@transaction.atomic
def draft_from(group: UnmappedGroup, *, actor: User, at: datetime) -> Scenario:
    """Turn a group into a draft whose conditions fit what its cases have in common; nothing is suggested by it yet.

    Refuses whoever is no manager of its program (403), and (409) a group that was drafted already.
    """
    group = UnmappedGroup.objects.select_for_update(of=("self",)).select_related("listed__program").get(pk=group.pk)
    program = group.listed.program
    must_manage(actor, program)
    if group.scenario_id is not None:
        raise Conflict(_("This group is a scenario already."), code="drafted")
    cited = clauses_of(program, at=at).filter(code=group.clause).exists()
    conditions: dict[str, list[str]] = {"kind": [group.kind]}
    if group.clause:
        conditions["clause"] = [group.clause]
    if group.words:
        conditions["words"] = list(group.words)
    scenario = Scenario(
        program=program, name=_name(group), conditions=conditions, acts=[Act.ESCALATE],
        clause=group.clause if cited else "", priority=_before_catch_alls(program),
    )  # fmt: skip
    group.scenario = save_scenario(scenario, actor=actor, at=at)
    group.save(update_fields=["scenario"])
    return group.scenario


def _name(group: UnmappedGroup) -> str:
    about = ", ".join(group.words[:3]) or (_("rule %(code)s") % {"code": group.clause} if group.clause else group.kind)
    return (_("Draft: %(about)s") % {"about": about})[:80]


def _before_catch_alls(program: Program) -> int:
    """A place in the order before the last scenario that there is."""
    last = Scenario.objects.filter(program=program).order_by("-priority").values_list("priority", flat=True).first()
    return max((last or 1) - 1, 0)
