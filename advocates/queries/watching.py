"""Who watches over a grant for the program."""

from django.db.models import QuerySet

from accounts.models import User
from advocates.models import Grant, Program


def watchers_of(grant: Grant) -> list[User]:
    """Who gave it while they still manage the program, else every other manager; never its holder."""
    managers = list(managers_of(grant.program).exclude(pk=grant.advocate_id))
    return [manager for manager in managers if manager.pk == grant.granted_by_id] or managers


def managers_of(program: Program) -> QuerySet[User]:
    """The active managers, in the order of their numbers."""
    return User.objects.filter(manages__program=program, is_active=True).order_by("pk")
