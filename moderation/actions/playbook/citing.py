"""What a decision cites of the playbook."""

from django.utils.translation import gettext_lazy as _

from moderation.models import Case, ScenarioVersion
from sitewide.errors import Invalid


def followed(version_id: int | None, case: Case, *, act: str) -> ScenarioVersion | None:
    """The version of a scenario that a decision with this act follows; None where it recommends another act.

    Refuses (422) what is no scenario of the case's program.
    """
    if version_id is None:
        return None
    found = ScenarioVersion.objects.filter(pk=version_id, scenario__program=case.program_id).first()
    if found is None:
        raise Invalid(_("This scenario does not belong to the program."), code="scenario")
    return found if act in found.content["acts"] else None
