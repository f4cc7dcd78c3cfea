"""Templates: what a campaign was, kept to make others from."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.actions.campaigns.steps import locked, must_manage
from campaigns.models import Campaign, CampaignTemplate
from campaigns.queries.campaigns.plans import plan_from
from record.actions import write
from sitewide.errors import Conflict, Invalid
from sitewide.text import one_line

MOST_TEMPLATES = 100


@transaction.atomic
def save_as_template(campaign: Campaign, *, name: str, actor: User, at: datetime) -> CampaignTemplate:
    """Keep a campaign as a template of its program, facts with the day until which they hold.

    Refuses 404 whoever does not manage it, 422 no name, 409 a name that is taken.
    """
    row = locked(campaign, actor)
    told = one_line(name, 120)
    if not told:
        raise Invalid(_("A template has a name."), code="no_name")
    kept = CampaignTemplate.objects.filter(program=row.program)
    if kept.filter(name=told).exists() or kept.count() >= MOST_TEMPLATES:
        raise Conflict(_("There is a template of this name already, or a hundred others."), code="name_taken")
    made = CampaignTemplate.objects.create(
        program=row.program, name=told, plan=plan_from(row).as_data(), saved_by=actor, saved_at=at
    )
    write("campaign.template_saved", at=at, actor=actor, program=row.program, subject=made, campaign=row.pk)
    return made


@transaction.atomic
def drop_template(template: CampaignTemplate, *, actor: User, at: datetime) -> None:
    """Delete a template; campaigns made from it stay. Refuses 404 whoever does not manage the program."""
    must_manage(actor, template.program)
    write("campaign.template_dropped", at=at, actor=actor, program=template.program, subject=template)
    template.delete()
