"""API tokens: made by their owner, shown once, ended at once."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiToken, Scope, User, live_at
from record.actions import write
from sitewide.errors import Invalid, NotFound
from sitewide.mail import write_letter

PREFIX = "tbd_"
LONGEST = timedelta(days=365)
MOST_TOKENS = 20
USED_EVERY = timedelta(minutes=5)


def hash_of(secret: str) -> str:
    """A token has 256 random bits, so that one plain SHA-256 is enough to keep."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make(owner: User, *, name: str, scopes: Collection[str], days: int, at: datetime) -> tuple[ApiToken, str]:
    """Make a token for so many days (at most 365); answers it with its secret, which is kept nowhere."""
    name = " ".join(name.split())[:60]
    if not name or not scopes or not set(scopes) <= set(Scope.values):
        raise Invalid(_("A token needs a name and at least one scope."), code="bad_token")
    if not 1 <= days <= LONGEST.days:
        raise Invalid(_("A token lasts from 1 to 365 days."), code="bad_token_days")
    User.objects.select_for_update().get(pk=owner.pk)
    if ApiToken.objects.filter(live_at(at), owner=owner).count() >= MOST_TOKENS:
        raise Invalid(_("There are twenty live tokens already. End one first."), code="too_many_tokens")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        owner=owner, name=name, start=secret[:10], sha256=hash_of(secret), scopes=sorted(set(scopes)), made_at=at,
        ends_at=at + timedelta(days=days),
    )  # fmt: skip
    write("token.made", at=at, actor=owner, subject=token, scopes=token.scopes)
    write_letter(to=owner.email, about="token_made", context={"reader": owner, "token": token}, at=at, member=owner)
    return token, secret


@transaction.atomic
def revoke(token: ApiToken, *, actor: User, at: datetime) -> ApiToken:
    """End one's own token at once. Doing it twice changes nothing; somebody else's is not found (404)."""
    locked = ApiToken.objects.select_for_update().filter(pk=token.pk, owner=actor).first()
    if locked is None:
        raise NotFound(_("There is no such token."))
    if locked.revoked_at is None:
        locked.revoked_at = at
        locked.save(update_fields=["revoked_at"])
        write("token.revoked", at=at, actor=actor, subject=locked)
    return locked


@transaction.atomic
def revoke_all(owner: User, *, at: datetime) -> int:
    """End every live token of the person, since what was made in their name may not be theirs; answers how many."""
    live = list(ApiToken.objects.select_for_update().filter(live_at(at), owner=owner).order_by("pk"))
    for token in live:
        revoke(token, actor=owner, at=at)
    return len(live)


def live_token(secret: str, *, at: datetime) -> ApiToken | None:
    """The live token of an active owner with this secret; notes every five minutes that it is in use."""
    tokens = ApiToken.objects.select_related("owner").filter(live_at(at), sha256=hash_of(secret))
    token = tokens.filter(owner__is_active=True).first()
    if token and (token.used_at is None or at - token.used_at > USED_EVERY):
        ApiToken.objects.filter(pk=token.pk).update(used_at=at)
    return token
