"""Who may look at a tax form."""

from functools import reduce
from operator import or_

from accounts.models import User
from campaigns.models import TaxForm
from moderation.queries.conflicts import nearness


def stands_near(person: User, row: TaxForm) -> bool:
    """Whether something ties this person to whoever the form is of: household, employer, who brought whom."""
    found = nearness(person, to="member", program="program", since="changed_at")
    return TaxForm.objects.filter(reduce(or_, found.values()), pk=row.pk).exists()
