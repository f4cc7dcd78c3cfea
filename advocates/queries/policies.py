"""What a member has to attest, what they have attested when, and who of all that must have done it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from advocates.models import (
    Attestation,
    CommunityManager,
    Enrolment,
    Policy,
    PolicyTranslation,
    PolicyVersion,
    Program,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a member stands to one policy.

    `signed` is their signature under the version in force, or under an earlier one from which only the wording changed;
    `before` the last one under a text that is not enough any more. `due` is from when rights rest on what is owed.
    """

    version: PolicyVersion
    signed: Attestation | None
    before: Attestation | None
    rights_rest_on_it: bool
    due: datetime | None = None

    @property
    def state(self) -> str:
        """signed, needed (rights are suspended until it is signed), soon (they will be), or open (only to be read)."""
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
    published = PolicyVersion.objects.filter(policy__program=program, published_at__lte=at)
    versions: dict[int, list[PolicyVersion]] = {}
    for version in published.defer("text").select_related("policy__program").order_by("policy__name", "-number"):
        versions.setdefault(version.policy_id, []).append(version)
    signatures = Attestation.objects.filter(member=member, version__policy__program=program).select_related("version")
    mine = list(signatures.order_by("at"))
    found = [_standing(of_policy, mine, at) for of_policy in versions.values()]
    return sorted(found, key=lambda standing: (not standing.is_owed, standing.version.policy.name))


def _standing(versions: list[PolicyVersion], mine: Iterable[Attestation], at: datetime) -> Standing:
    """`versions` are those of one policy, the newest first."""
    asked = [one for one in versions if one.change != PolicyVersion.Change.EDITORIAL]
    theirs = [signed for signed in mine if signed.version.policy_id == versions[0].policy_id]
    reach = max((signed.version.number for signed in theirs), default=0)
    enough = [signed for signed in theirs if signed.version.number >= asked[0].number]
    owed = [one for one in asked if one.number > reach]
    return Standing(
        versions[0],
        signed=max(enough, key=lambda signed: signed.version.number, default=None),
        before=None if enough else (theirs[-1] if theirs else None),
        rights_rest_on_it=any(one.binds_from <= at for one in owed),
        due=min((one.binds_from for one in owed), default=None),
    )


def coming(member: User, program: Program, *, at: datetime) -> list[PolicyVersion]:
    """What the member has not signed and rights will rest on later, the soonest first; one query.

    A policy of which a version binds already and is not signed is not among it: the rule of rights counts that, and one
    signature does for both.
    """
    signed = Attestation.objects.filter(
        member=member, version__policy=OuterRef("policy"), version__number__gte=OuterRef("number")
    )
    unsigned = _asked(at).filter(~Exists(signed), policy__attested=True)
    owed_now = unsigned.filter(policy=OuterRef("policy"), binds_from__lte=at)
    later = unsigned.filter(~Exists(owed_now), policy__program=program, binds_from__gt=at)
    return list(later.select_related("policy").defer("text").order_by("binds_from", "pk"))


def standing_to(member: User, version: PolicyVersion, *, at: datetime) -> Standing:
    """The same for the policy of one version, whose newest version it tells. Two queries."""
    published = version.policy.versions.filter(published_at__lte=at).defer("text").order_by("-number")
    signatures = Attestation.objects.filter(member=member, version__policy=version.policy_id).select_related("version")
    return _standing(list(published.select_related("policy__program")), list(signatures.order_by("at")), at)


def attestations_of(member: User, program: Program) -> list[Attestation]:
    """All that the member ever signed in the program, newest first; each with `digest`, the hash of the text as they
    read it: in a translation that is another than the original's."""
    read = PolicyTranslation.objects.filter(version=OuterRef("version"), language=OuterRef("language"))
    digest = Coalesce(Subquery(read.values("sha256")[:1]), F("version__sha256"))
    signed = Attestation.objects.filter(member=member, version__policy__program=program).annotate(digest=digest)
    return list(signed.select_related("version__policy").order_by("-at"))


def must_attest(program: Program, *, at: datetime) -> QuerySet[User]:
    """Everybody who has to sign what must be attested: the enrolled advocates and the program's managers."""
    enrolled = Enrolment.objects.filter(program=program, member=OuterRef("pk"), ended_at=None, term_ends__gt=at)
    staff = CommunityManager.objects.filter(program=program, member=OuterRef("pk"))
    return User.objects.filter(Exists(enrolled.filter(term_starts__lte=at)) | Exists(staff), is_active=True)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of those who must sign a policy have signed what it asks for now."""

    policy: Policy
    signed: int
    of: int

    @property
    def percent(self) -> int:
        return 100 * self.signed // self.of if self.of else 100


def coverages(program: Program, *, at: datetime) -> list[Coverage]:
    """For every policy of the program that must be attested and has a text, by name; three queries."""
    policies = program.policies.filter(Exists(_asked(at).filter(policy=OuterRef("pk"))), attested=True).order_by("name")
    people = must_attest(program, at=at)
    newest = _asked(at).filter(policy=OuterRef("version__policy")).order_by("-number").values("number")
    signed = Attestation.objects.filter(version__policy__in=policies, member__in=people)
    signed = signed.annotate(asked=Subquery(newest[:1]))
    enough = signed.filter(version__number__gte=F("asked")).order_by().values_list("version__policy")
    counts = dict(enough.annotate(n=Count("member", distinct=True)))
    everybody = people.count()
    return [Coverage(policy, counts.get(policy.pk, 0), everybody) for policy in policies]


def coverage(policy: Policy, *, at: datetime) -> Coverage:
    """The figure of one policy, the same wherever it is shown."""
    every = {one.policy.pk: one for one in coverages(policy.program, at=at)}
    return every.get(policy.pk) or Coverage(policy, 0, must_attest(policy.program, at=at).count())


def _asked(at: datetime) -> QuerySet[PolicyVersion]:
    """The published versions that ask for a signature."""
    material = ~Q(change=PolicyVersion.Change.EDITORIAL)
    return PolicyVersion.objects.filter(material, published_at__lte=at)
