"""The user: signs in by e-mail, is seen by display name and handle."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sitewide.names import skeleton


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


class User(AbstractBaseUser, PermissionsMixin):
    """One account. `handle` names it in addresses; `name` is what others read and may not imitate brand or staff.

    `name_skeleton` is the look-alike form of the name (see `sitewide.names`), kept to compare against.
    """

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("display name"), max_length=60, blank=True)
    name_skeleton = models.CharField(max_length=240, blank=True, editable=False, db_index=True)
    handle = models.SlugField(_("handle"), max_length=30, unique=True, null=True, blank=True)
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
        constraints = [models.UniqueConstraint(Lower("email"), name="one_user_per_address")]

    def __str__(self) -> str:
        return self.name or (f"@{self.handle}" if self.handle else _("Member %(number)s") % {"number": self.pk})

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Keeps the skeleton in step with the name, whoever saves."""
        self.name_skeleton = skeleton(self.name)[:240] if self.name else ""
        if update_fields is not None and "name" in update_fields:
            update_fields = {*update_fields, "name_skeleton"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else str(self)

    def get_absolute_url(self) -> str:
        return f"/people/{self.handle or self.pk}/"


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
