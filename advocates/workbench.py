"""What the workbench of every app shares: a manager sees and changes the rows of the programs that they manage."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Q, QuerySet
from wagtail.permission_policies import BasePermissionPolicy

from accounts.models import User
from advocates.models import CommunityManager, Program
from advocates.queries import managed_programs

READ = frozenset({"view"})


class ProgramRows(BasePermissionPolicy):
    """Rows that belong to a program are for its community managers and for whoever runs the installation.

    `to_program` is the lookup from the row to its program ("" for the program itself); `actions` are Wagtail's
    ("add", "change", "delete", "view") that a manager has at all. Other programs' rows do not exist for them.
    """

    def __init__(self, model: type[Model], *, to_program: str = "program", actions: Iterable[str] = READ) -> None:
        super().__init__(model)  # type: ignore[no-untyped-call]
        self.to_program, self.actions = to_program, frozenset(actions)

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in self.actions and bool(managed_ids(user))

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Model) -> bool:
        return action in self.actions and self._program_id(instance) in managed_ids(user)

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model._default_manager.all()
        return self.visible(rows, user) if self.actions & set(actions) else rows.none()

    def visible(self, rows: QuerySet[Any], user: Any) -> QuerySet[Any]:
        """Only those rows that belong to a program which the person manages."""
        lookup = f"{self.to_program}__in" if self.to_program else "pk__in"
        return rows.filter(**{lookup: managed_ids(user)})

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        if not self.actions & set(actions):
            return User.objects.none()
        managers = CommunityManager.objects.values("member")
        return User.objects.filter(Q(is_superuser=True) | Q(pk__in=managers), is_active=True)

    def users_with_any_permission_for_instance(self, actions: Iterable[str], instance: Model) -> QuerySet[User]:
        managers = CommunityManager.objects.filter(program=self._program_id(instance)).values("member")
        found = self.users_with_any_permission(actions)
        return found.filter(Q(is_superuser=True) | Q(pk__in=managers))

    def _program_id(self, instance: Any) -> int | None:
        for step in filter(None, self.to_program.split("__")):
            instance = getattr(instance, step, None)
        return instance.pk if isinstance(instance, Program) else None


def managed_ids(user: Any) -> frozenset[int]:
    """The numbers of the programs that the person manages; asked once for each request's user."""
    if not hasattr(user, "_managed_programs"):
        user._managed_programs = frozenset(managed_programs(user).values_list("pk", flat=True))
    found: frozenset[int] = user._managed_programs
    return found


class OwnRows:
    """For the workbench's listing, inspect, edit and delete views: other programs' rows answer 404.

    The view's model has a registered `ProgramRows` policy.
    """

    request: Any
    permission_policy: Any

    def get_base_queryset(self) -> QuerySet[Any]:
        return self.permission_policy.visible(super().get_base_queryset(), self.request.user)  # type: ignore[misc, no-any-return]

    def get_queryset(self) -> QuerySet[Any]:
        return self.permission_policy.visible(super().get_queryset(), self.request.user)  # type: ignore[misc, no-any-return]
