"""Who signs in, and whose session this is."""

from allauth.account.auth_backends import AuthenticationBackend as AllauthBackend

from accounts.models import User
from sitewide.composed import Composed


class AuthenticationBackend(AllauthBackend):
    """allauth's, which finds the person of a session by a query composed once: every signed-in page asks it."""

    def get_user(self, user_id: int) -> User | None:
        """The person, or nobody where there is none of that number or the account is switched off."""
        person = _NUMBERED.first(person_id=user_id)
        return person if person and self.user_can_authenticate(person) else None


_NUMBERED = Composed(lambda person_id: User.objects.filter(pk=person_id), person_id=int)
