"""The shadow grants of a person."""

from advocates.models import Grant
from moderation.queries.standing import Standing


def shadow_grants(standing: Standing) -> list[Grant]:
    """The live ones of an apprentice; `standing` is that of `shadow_of`."""
    found = Grant.objects.live(standing.at).filter(advocate=standing.person, program=standing.program, shadow=True)
    return list(found.select_related("scope", "program").order_by("pk"))
