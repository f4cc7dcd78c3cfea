"""What the case page asks of the acts about a person: possible once a decision against the message stands."""

from typing import Any

from django.http import HttpRequest

from moderation.models import Decision
from moderation.person_options import PERSON_OPTIONS
from moderation.queries.strikes import resting_on

ADDRESS = "act_on_person"


def about_person(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The acts with what runs already because of this decision; `person_sent`: this form, where it was refused."""
    decision: Decision | None = context["decision"]
    match = request.resolver_match
    sent = request.POST if match is not None and match.url_name == ADDRESS else {}
    if decision is None or not decision.is_against or decision.overturned_at is not None:
        return {"person_options": (), "person_sent": sent}
    done = {made.kind for made in resting_on(decision, context["standing"].at)}
    return {"person_options": [(option, option.kind in done) for option in PERSON_OPTIONS], "person_sent": sent}
