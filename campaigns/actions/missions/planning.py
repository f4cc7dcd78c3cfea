"""Missions as drafts from the plan of a campaign: what the plan leaves open is filled in before they open."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import User
from advocates.models import CoursePage, Program
from advocates.queries.places import pages_below
from campaigns.actions.missions.making import Terms, make
from campaigns.models import Campaign, Criterion, Interest, Mission, MissionStep
from campaigns.plans import PlannedMission, PlannedStep
from campaigns.queries.steps import KINDS
from cms.models import BrandPage
from sitewide.errors import Invalid

MOST_TO_FIND = 2_000
SAID = {"place": _lazy("a page"), "course": _lazy("a course"), "interest": _lazy("an interest")}


@transaction.atomic
def plan_missions(
    campaign: Campaign, planned: Iterable[PlannedMission], *, actor: User, at: datetime
) -> list[Mission]:  # fmt: skip
    """Make each of them as a draft, in the time of the campaign. Refuses what `make` refuses.

    A page, course or interest that the plan names and that is gone is left out, and said in the campaign's `to_find`.
    """
    gone: list[str] = []
    made = [_drafted(campaign, one, gone, actor=actor, at=at) for one in planned]
    if gone:
        campaign.to_find = "\n".join([*filter(None, [campaign.to_find]), *gone])[:MOST_TO_FIND]
        campaign.save(update_fields=["to_find"])
    return made


def _drafted(campaign: Campaign, one: PlannedMission, gone: list[str], *, actor: User, at: datetime) -> Mission:
    ends = min(campaign.starts_at + timedelta(days=one.days), campaign.ends_at)
    terms = Terms(
        name=str(one.name), why=str(one.why), points=one.points, capacity=one.places, starts_at=campaign.starts_at,
        ends_at=ends, days=one.days, per_person=one.per_person, per_week=one.per_week, tier=one.tier,
        language=one.language, **_meant_for(one, campaign.program, gone),
    )  # fmt: skip
    mission = make(campaign, terms, actor=actor, at=at)
    MissionStep.objects.bulk_create(
        MissionStep(
            mission=mission, position=number, kind=step.kind, text=str(step.text)[:400],
            settings=_settings_of(step, campaign.program, gone),
        )
        for number, step in enumerate(one.steps, start=1)
    )  # fmt: skip
    Criterion.objects.bulk_create(
        Criterion(mission=mission, label=str(label)[:200], most=most, needed=needed)
        for label, most, needed in one.criteria
    )
    return mission


def _meant_for(one: PlannedMission, program: Program, gone: list[str]) -> dict[str, Any]:
    """The page, the course and the interest that it asks for, as far as the program has them still."""
    pages = pages_below(Program.objects.filter(pk=program.pk)).values("pk")
    there: dict[str, Any] = {
        "place": _one(BrandPage.objects.filter(pk__in=pages), one.place),
        "course": _one(CoursePage.objects.child_of(program.root_page), one.course),
        "interest": _one(Interest.objects.filter(program=program), one.interest),
    }
    gone += [
        _("“%(name)s” was for fewer people: what it asked for (%(what)s) is gone.")
        % {"name": one.name, "what": SAID[name]}
        for name, found in there.items() if found is None and getattr(one, name) is not None
    ]  # fmt: skip
    return there


def _one(rows: QuerySet[Any], number: int | None) -> Any:
    return rows.filter(pk=number).first() if number is not None else None


def _settings_of(step: PlannedStep, program: Program, gone: list[str]) -> dict[str, Any]:
    """What the step was set to, read again as if it were typed anew."""
    kept: dict[str, Any] = {}
    for setting in KINDS[step.kind].settings:
        wanted = (step.settings or {}).get(setting.name)
        try:
            kept[setting.name] = setting.read(wanted, program) if wanted is not None else None
        except Invalid:
            gone.append(
                _("“%(step)s” was set to something that is gone: %(what)s.")
                % {"step": step.text, "what": setting.label}
            )
    return {name: value for name, value in kept.items() if value is not None}
