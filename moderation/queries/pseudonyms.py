"""Under which names the people who decide stand in a program's public log."""

from collections.abc import Iterable

from moderation.models import Pseudonym
from moderation.pseudonyms import pseudonym


def names_of(program_id: int, members: Iterable[int]) -> dict[int, str]:
    """The name of each; one query. Whoever has not decided yet has the one that they would get."""
    wanted = set(members)
    kept = Pseudonym.objects.filter(program=program_id, member__in=wanted).values_list("member", "name")
    return {member: pseudonym(program_id, member) for member in wanted} | dict(kept)


def name_of(program_id: int, member_id: int) -> str:
    return names_of(program_id, [member_id])[member_id]
