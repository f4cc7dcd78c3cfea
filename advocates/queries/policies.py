"""What a member has to attest, and what they have attested when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery

from accounts.models import User
from advocates.models import Attestation, Policy, PolicyVersion, Program


@dataclass(frozen=True, slots=True)
class Standing:
    """How a member stands to one policy: its current version, their signature under it, and an earlier one."""

    version: PolicyVersion
    signed: Attestation | None
    before: Attestation | None
    rights_rest_on_it: bool

    @property
    def state(self) -> str:
        """signed, needed (rights are stopped until it is signed), soon (they will be), or open (only to be read)."""
        if self.signed:
            return "signed"
        if not self.version.policy.attested:
            return "open"
        return "needed" if self.rights_rest_on_it else "soon"

    @property
    def is_owed(self) -> bool:
        return self.state in {"needed", "soon"}


def standings(member: User, program: Program, *, at: datetime) -> list[Standing]:
    """Every policy of the program that has a text, those to be signed first. Two queries."""
    versions = PolicyVersion.objects.current(at).filter(policy__program=program).select_related("policy__program")
    signatures = Attestation.objects.filter(member=member, version__policy__program=program).select_related("version")
    mine = list(signatures.order_by("at"))
    binding = PolicyVersion.objects.filter(policy=OuterRef("policy"), binds_from__lte=at).order_by("-number")
    asked = versions.annotate(binding=Subquery(binding.values("number")[:1])).order_by("policy__name")
    found = [_standing(version, mine, version.binding or 0) for version in asked]  # type: ignore[attr-defined]
    return sorted(found, key=lambda standing: (not standing.is_owed, standing.version.policy.name))


def _standing(version: PolicyVersion, mine: Iterable[Attestation], binding: int) -> Standing:
    theirs = [signed for signed in mine if signed.version.policy_id == version.policy_id]
    now = next((signed for signed in theirs if signed.version_id == version.pk), None)
    before = next((signed for signed in reversed(theirs) if signed is not now), None)
    covered = any(signed.version.number >= binding for signed in theirs)
    return Standing(version, now, before, rights_rest_on_it=binding > 0 and not covered)


def attestations_of(member: User, program: Program) -> list[Attestation]:
    """All that the member ever signed in the program, newest first."""
    signed = Attestation.objects.filter(member=member, version__policy__program=program)
    return list(signed.select_related("version__policy").order_by("-at"))


def coverage(policy: Policy, *, at: datetime) -> tuple[int, int]:
    """How many of the program's advocates have signed the current version, and of how many."""
    from_now = policy.program.enrolments.filter(ended_at=None, term_starts__lte=at, term_ends__gt=at)
    current = PolicyVersion.objects.current(at).filter(policy=policy)
    signed = from_now.filter(member__attestations__version__in=current)
    return signed.distinct().count(), from_now.count()
