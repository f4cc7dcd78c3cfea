"""The user: signs in by e-mail, is seen by display name, handle or pseudonym."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sitewide.names import MAX_BONE, skeleton

NUMBERED = _("Member %(number)s")
"""How somebody is named of whom nothing but the number is shown; nobody else's name may read like it."""
SKELETONS = ("name", "handle", "pseudonym")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user with this address, kept in lower case; without a password only another way in works."""
        if not email:
            raise ValueError("A user has an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """For who runs the installation: the address counts as confirmed, for mail may not work yet."""
        user = self.create_user(email, password, **fields | {"is_staff": True, "is_superuser": True})
        user.emailaddress_set.create(email=user.email, verified=True, primary=True)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class Naming(models.TextChoices):
    """By what a person is named to others."""

    NAME = "name", _("name")
    HANDLE = "handle", _("handle")
    PSEUDONYM = "pseudonym", _("pseudonym")


class User(AbstractBaseUser, PermissionsMixin):
    """One account. `handle` names it in addresses; `name` is what others read and may not imitate brand or staff.

    `str` and `address` are what others may read: by the name, unless the person chose the handle or a pseudonym. Only
    `in_full` says more, and is for staff and the person alone. A pseudonym that was taken away leaves a number.
    `name_skeleton` is the look-alike form of the name (see `sitewide.names`), kept to compare against; so are those of
    the handle and of the pseudonym, which nobody else has.
    """

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("display name"), max_length=60, blank=True)
    name_skeleton = models.CharField(max_length=240, blank=True, editable=False, db_index=True)
    handle = models.SlugField(_("handle"), max_length=30, unique=True, null=True, blank=True)
    handle_skeleton = models.CharField(max_length=240, blank=True, editable=False, db_index=True)
    named_by = models.CharField(
        _("named by"), max_length=10, choices=Naming.choices, default=Naming.NAME, editable=False
    )
    pseudonym = models.CharField(_("pseudonym"), max_length=60, blank=True, editable=False)
    pseudonym_skeleton = models.CharField(max_length=240, blank=True, editable=False)
    about = models.TextField(_("about"), max_length=500, blank=True)
    picture = models.ImageField(_("picture"), upload_to="people/", blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, blank=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_user_per_address"),
            models.UniqueConstraint(
                fields=["pseudonym_skeleton"], condition=~Q(pseudonym_skeleton=""), name="one_user_per_pseudonym"
            ),
            models.CheckConstraint(
                condition=Q(pseudonym="") | Q(named_by="pseudonym"), name="a_pseudonym_is_what_others_read"
            ),
        ]

    def __str__(self) -> str:
        """What others read; by a pseudonym or the handle never what stands behind it."""
        handle = f"@{self.handle}" if self.handle else ""
        number = NUMBERED % {"number": self.pk}
        shown = {Naming.PSEUDONYM: self.pseudonym, Naming.HANDLE: handle}.get(
            Naming(self.named_by), self.name or handle
        )
        return shown or number

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Keeps the skeletons in step with the name, the handle and the pseudonym, whoever saves."""
        for field in SKELETONS:
            setattr(self, f"{field}_skeleton", skeleton(getattr(self, field) or "")[:MAX_BONE])
        if update_fields is not None:
            update_fields = {*update_fields, *(f"{name}_skeleton" for name in SKELETONS if name in update_fields)}
        super().save(*args, update_fields=update_fields, **kwargs)

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name and self.named_by == Naming.NAME else str(self)

    def get_absolute_url(self) -> str:
        return f"/people/{self.address}/"

    @property
    def goes_by_pseudonym(self) -> bool:
        return self.named_by == Naming.PSEUDONYM

    @property
    def public_handle(self) -> str | None:
        """The handle as others may read it: none beside a pseudonym."""
        return None if self.goes_by_pseudonym else self.handle

    @property
    def address(self) -> str:
        """What names the person in public addresses and in the API: the public handle, else the number."""
        return self.public_handle or str(self.pk)

    @property
    def in_full(self) -> str:
        """Who it is, and what others read, if that is not the same. For the person and the staff only."""
        name = self.name or self.handle or self.email
        if self.named_by == Naming.NAME:
            return str(self)
        return _("%(name)s (%(kind)s: %(shown)s)") % {
            "name": name, "kind": self.get_named_by_display(), "shown": str(self),
        }  # fmt: skip


class Scope(models.TextChoices):
    """What an API token may do. A token never does more than its owner could."""

    EXAMINE = "examine", _("ask what a person may do")
    POST = "post", _("send posts")
    REPLY = "reply", _("send official replies")
    COMMENT = "comment", _("comment")
    FLAG = "flag", _("flag messages")
    QUEUE = "queue", _("read the moderation queue")
    CLAIM = "claim", _("claim and release cases")
    DECIDE = "decide", _("decide on cases")
    BALANCE = "balance", _("read points and statement")
    REGISTER = "register", _("read the register")
    HALT = "halt", _("halt rights, as a manager")


def live_at(at: datetime) -> Q:
    """For a filter of tokens: those that open something at this moment, if their owner's account does."""
    return Q(revoked_at=None, ends_at__gt=at)


class ApiToken(models.Model):
    """A key for programs. Only its SHA-256 is kept; the secret is shown once. `scopes` are words of `Scope`."""

    owner = models.ForeignKey(User, models.CASCADE, related_name="tokens", verbose_name=_("owner"))
    name = models.CharField(_("name"), max_length=60)
    start = models.CharField(_("first letters"), max_length=12)
    sha256 = models.CharField("SHA-256", max_length=64, unique=True, editable=False)
    scopes = models.JSONField(_("scopes"), default=list)
    made_at = models.DateTimeField(_("made at"))
    ends_at = models.DateTimeField(_("ends at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    used_at = models.DateTimeField(_("last used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.name
