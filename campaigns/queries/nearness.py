"""Who stands too near to somebody to decide about what is theirs: by the ties that the desk knows, asked of anybody."""

from collections.abc import Collection
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import DateTimeField, IntegerField, Value

from accounts.models import User
from advocates.models import Program
from moderation.queries.conflicts import nearness


def stands_near_any(person: User, others: Collection[int], program: Program, *, since: datetime) -> bool:
    """Whether something tied this person to one of the others in the program at `since` or later: household, employer,
    who brought whom. One query; the names of `others` are numbers."""
    whom = User.objects.filter(pk__in=set(others)).annotate(
        in_program=Value(program.pk, output_field=IntegerField()),
        since=Value(since, output_field=DateTimeField()),
    )
    ways = nearness(person, to="pk", program="in_program", since="since")
    return whom.filter(reduce(or_, ways.values())).exists()
