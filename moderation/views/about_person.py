"""What the case page asks of the acts about a person: possible once a decision against the message stands."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from moderation.models import Decision
from moderation.person_options import PERSON_OPTIONS
from moderation.queries.strikes import resting_on

ADDRESS = "act_on_person"


def about_person(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The acts, each with why it cannot be chosen, if so; `person_sent`: this form, where it was refused."""
    decision: Decision | None = context["decision"]
    match = request.resolver_match
    sent = request.POST if match is not None and match.url_name == ADDRESS else {}
    if decision is None or not decision.is_against or decision.overturned_at is not None:
        return {"person_options": (), "person_sent": sent}
    standing, conduct = context["standing"], context["file"].conduct
    asked = () if standing.is_staff or conduct is None else conduct.proposals
    barred = {one.kind: _("Proposed already: a manager answers it.") for one in asked}
    barred |= {made.kind: _("Done already, because of this decision.") for made in resting_on(decision, standing.at)}
    return {"person_options": [(one, barred.get(one.kind, "")) for one in PERSON_OPTIONS], "person_sent": sent}
