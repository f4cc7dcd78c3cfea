"""The clauses that flags and decisions cite: those of the policies that govern messages, in their current version."""

from collections import Counter
from datetime import datetime

from django.db.models import QuerySet

from advocates.models import Clause, PolicyVersion, Program
from moderation.models import Case, Cause


def clauses_of(program: Program, *, at: datetime) -> QuerySet[Clause]:
    """Every clause that can be cited now, in the order of the policies and their numbers."""
    governing = PolicyVersion.objects.governing(program, at).values("pk")
    rows = Clause.objects.filter(version__in=governing).select_related("version__policy")
    return rows.order_by("version__policy", "code")


def suggested(case: Case, clauses: list[Clause]) -> Clause | None:
    """The clause that most flags of the case name, if it can still be cited."""
    named = case.causes.filter(kind=Cause.Kind.FLAG).values_list("flag__clause__code", flat=True)
    ranked = [code for code, _count in Counter(named).most_common()]
    by_code = {clause.code: clause for clause in clauses}
    return next((by_code[code] for code in ranked if code in by_code), None)
