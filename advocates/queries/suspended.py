"""Which grants their holders cannot use just now, for lists of many people's grants.

Nothing is decided here: the rule of rights decides, and a test holds both to the same answer.
"""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from advocates.models import Attestation, Certification, Grant, Policy, PolicyVersion, Program, Requirement


def with_suspension(grants: QuerySet[Grant], at: datetime) -> QuerySet[Any]:
    """Each with `suspended`: its holder has to sign a policy, or to pass a course, before it can be used again."""
    return grants.annotate(suspended=_unsigned(at) | _uncertified(at))


def _uncertified(at: datetime) -> Exists:
    """A course that the grant's right rests on, which its holder has not passed, or not lately enough."""
    required = Requirement.objects.filter(
        program=OuterRef("program"), right=OuterRef("right"), ended_at=None, binds_from__lte=at
    )
    valid = Certification.objects.filter(
        course=OuterRef("course"), member=OuterRef(OuterRef("advocate")), revoked_at=None, passed_at__lte=at,
        expires_at__gt=at,
    )  # fmt: skip
    return Exists(required.filter(~Exists(valid)))


def _unsigned(at: datetime) -> Exists:
    """A policy that must be attested binds, and the grant's holder has signed nothing that is new enough."""
    asked: QuerySet[Any] = PolicyVersion.objects.filter(~Q(change=PolicyVersion.Change.EDITORIAL), binds_from__lte=at)
    newest = asked.filter(policy=OuterRef("pk")).order_by("-number").values("number")[:1]
    signed = Attestation.objects.filter(
        version__policy=OuterRef("pk"), version__number__gte=OuterRef("newest"), member=OuterRef(OuterRef("advocate"))
    )
    binding = Policy.objects.filter(attested=True, program=OuterRef("program")).annotate(newest=Subquery(newest))
    return Exists(binding.filter(~Exists(signed), newest__isnull=False))


def would_suspend(program: Program, at: datetime) -> int:
    """How many grants can be used now and could not be after one more urgent version, which nobody has signed yet."""
    return with_suspension(Grant.objects.live(at).filter(program=program), at).filter(suspended=False).count()
