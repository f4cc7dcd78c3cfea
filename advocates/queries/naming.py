"""How people may be named to others, and how they agreed to be."""

from collections.abc import Iterable
from datetime import datetime

from accounts.models import Naming, User
from advocates.models import Attestation, CommunityManager, NameChoice, Program
from advocates.queries.enrolments import is_enrolled


def kinds_for(member: User, program: Program, *, at: datetime) -> list[Naming]:
    """By what the member may choose to be named: nothing to choose for who is no advocate; staff bear their name."""
    if not is_enrolled(member, program, at):
        return []
    return [Naming.NAME] if is_staff(member) else program.naming


def is_staff(member: User) -> bool:
    """Whether the person gives and decides for some brand here, which a named person does."""
    return member.is_superuser or CommunityManager.objects.filter(member=member).exists()


def newest_attestation(member: User, program: Program) -> Attestation | None:
    """What a later choice of name rests on."""
    signed = Attestation.objects.filter(member=member, version__policy__program=program)
    return signed.select_related("version__policy__program").order_by("-at", "-pk").first()


def choices_of(member: User) -> list[NameChoice]:
    """All that the member ever chose, the newest first."""
    return list(member.name_choices.select_related("attestation__version__policy__program"))


def chosen_at(signed: Attestation) -> NameChoice | None:
    """How the member agreed to be named with this very signature."""
    return signed.name_choices.filter(at=signed.at).order_by("pk").first()


def known_once(skeletons: Iterable[str]) -> Iterable[tuple[int, str]]:
    """Numbers of who ever chose to be shown by such a name, and by which kind of name it was."""
    return NameChoice.objects.filter(skeleton__in=skeletons).values_list("member_id", "kind").distinct().order_by()
