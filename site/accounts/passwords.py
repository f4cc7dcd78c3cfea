"""What follows when a password changes, whoever changes it and by whatever door."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone

from accounts.actions.tokens import revoke_all
from accounts.models import User


class EndsTokens:
    """A password validator that refuses nothing: Django tells each of them that a password has changed.

    Whoever changes a password because somebody else may know it must not leave tokens behind that this one made.
    """

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Every password will do."""

    def get_help_text(self) -> str:
        return ""

    def password_changed(self, password: str, user: AbstractBaseUser | None = None) -> None:
        if isinstance(user, User) and user.pk:
            revoke_all(user, at=timezone.now())
