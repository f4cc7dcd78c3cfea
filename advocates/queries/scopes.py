"""Which scopes of an API token somebody's place in a program lets them use."""

from datetime import datetime

from accounts.models import Scope, User
from advocates.models import CommunityManager, Grant, Right

AT_THE_DESK = (Scope.QUEUE, Scope.CLAIM, Scope.DECIDE)
OF_RIGHT = {Right.POST: (Scope.POST,), Right.REPLY: (Scope.REPLY,), Right.MODERATE: AT_THE_DESK}
OF_STAFF = (*AT_THE_DESK, Scope.HALT)


def scopes_of(person: User, at: datetime) -> set[str]:
    """By their live grants and as a manager, in whichever program; two queries."""
    held = (
        Grant.objects.live(at)
        .filter(advocate=person, shadow=False)
        .order_by()
        .values_list("right", flat=True)
        .distinct()
    )
    found: set[str] = {scope for right in held for scope in OF_RIGHT[Right(right)]}
    staff = person.is_superuser or CommunityManager.objects.filter(member=person).exists()
    return found | set(OF_STAFF) if staff else found
