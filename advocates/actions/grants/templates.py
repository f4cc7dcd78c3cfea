"""The templates that managers propose grants from."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.actions.grants.issuing import must_be_possible, must_be_within, must_not_last_too_long
from advocates.actions.grants.steps import MOST_REASON
from advocates.models import GrantTemplate, Program
from record.actions import write
from sitewide.errors import Conflict, Invalid
from sitewide.text import one_line

MOST_NAME = 80


@transaction.atomic
def save_template(template: GrantTemplate, *, actor: User, at: datetime) -> GrantTemplate:
    """Keep a new template, or a changed one. Grants that were proposed from it stay as they were given.

    Refuses whoever is no manager (403), a template without a name, one that no grant could follow, and one that exceeds
    what the program lets its managers grant (422), and a name that another template has (409).
    """
    program = Program.objects.select_for_update(no_key=True).get(pk=template.program_id)
    must_manage(actor, program)
    template.name, template.reason = one_line(template.name, MOST_NAME), one_line(template.reason, MOST_REASON)
    if not template.name:
        raise Invalid(_("A template has a name, by which it is found."), code="no_name")
    must_be_possible(template.right, template.per_day, template.in_total, template.probation_uses or 0)
    must_be_within(program, template.scope, template.per_day)
    must_not_last_too_long(program, timedelta(days=template.days))
    others = GrantTemplate.objects.filter(program=program, name__iexact=template.name).exclude(pk=template.pk)
    if others.exists():
        raise Conflict(_("There is a template of this name already."), code="name_taken")
    verb = "grant_template.added" if template._state.adding else "grant_template.changed"
    template.save()
    write(verb, at=at, subject=template, actor=actor, program=program, right=template.right)
    return template
