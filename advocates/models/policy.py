import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from advocates.models.program import Program


def whole_text(text: str, clauses: Iterable[tuple[str, str, str]]) -> str:
    """One plain text of an introduction and the clauses (number, title, text), in the order of their numbers."""
    ordered = sorted(clauses, key=lambda clause: in_order(clause[0]))
    parts = [text, *(f"{code} {title}\n{body}".strip() for code, title, body in ordered)]
    return "\n\n".join(part for part in parts if part)


def in_order(code: str) -> list[tuple[int, str]]:
    """A key that puts clause 2 before 10, and 2.1 after 2."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"[.\s]+", code)]


@dataclass(frozen=True, slots=True)
class Wording:
    """A policy text in one language: what people read, sign and print. The clauses are in the order of their numbers."""

    language: str
    text: str
    clauses: tuple[tuple[str, str, str], ...]
    sha256: str = ""

    def whole(self) -> str:
        """The plain text that the hash is of."""
        return whole_text(self.text, self.clauses)


class Policy(models.Model):
    """Published rules of a program. `attested` ones must be accepted by whoever uses a right."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="policies", verbose_name=_("program"))
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("slug"), max_length=60)
    attested = models.BooleanField(_("must be attested"), default=True)
    governs_messages = models.BooleanField(
        _("governs messages"), default=False, help_text=_("Flags and decisions cite its clauses.")
    )

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        constraints = [models.UniqueConstraint(fields=["program", "slug"], name="one_policy_per_slug_and_program")]

    def __str__(self) -> str:
        return self.name


class PolicyVersionQuerySet(models.QuerySet["PolicyVersion"]):
    def current(self, at: datetime) -> "PolicyVersionQuerySet":
        """Of each policy the newest published version."""
        published = self.filter(published_at__lte=at)
        newer = PolicyVersion.objects.filter(
            policy=models.OuterRef("policy"), number__gt=models.OuterRef("number"), published_at__lte=at
        )
        return published.filter(~models.Exists(newer))

    def governing(self, program: Program | None, at: datetime) -> "PolicyVersionQuerySet":
        """Those in force in the program whose clauses flags and decisions cite."""
        return self.current(at).filter(policy__program=program, policy__governs_messages=True)

    def cited(self, program: Program | None, at: datetime) -> set[str]:
        """The numbers of the clauses that can be cited now."""
        return set(self.governing(program, at).values_list("clauses__code", flat=True)) - {None}


class PolicyVersion(models.Model):
    """An immutable text of a policy with its SHA-256.

    `change` says whom it concerns: of an editorial version nobody is asked anything; a material one must be attested
    before `binds_from`, an urgent one at once: from then on who has attested neither it nor a later one has no right.
    `language` is that of the original, which decides; translations stand beside it.
    """

    class Change(models.TextChoices):
        EDITORIAL = "editorial", _("editorial")
        MATERIAL = "material", _("material")
        URGENT = "urgent", _("urgent")

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="versions", verbose_name=_("policy"))
    number = models.PositiveSmallIntegerField(_("number"))
    change = models.CharField(_("change"), max_length=10, choices=Change.choices, default=Change.MATERIAL)
    language = models.CharField(_("language"), max_length=10, default="en")
    text = models.TextField(_("text"))
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    published_at = models.DateTimeField(_("published at"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("published by")
    )
    binds_from = models.DateTimeField(_("binds from"))

    objects: ClassVar[models.Manager["PolicyVersion"]] = models.Manager.from_queryset(PolicyVersionQuerySet)()

    class Meta:
        verbose_name = _("policy version")
        verbose_name_plural = _("policy versions")
        ordering = ["policy", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="one_policy_version_per_number"),
            models.CheckConstraint(
                condition=Q(change="material", binds_from__gte=F("published_at"))
                | Q(change__in=["editorial", "urgent"], binds_from=F("published_at")),
                name="only_a_material_change_gives_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy} {self.number}"

    @staticmethod
    def hash_of(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()

    def whole_text(self) -> str:
        """What the hash is of and what a member signs: the text and every clause, as plain text."""
        return whole_text(self.text, [(clause.code, clause.title, clause.text) for clause in self.clauses.all()])

    def ordered_clauses(self) -> list["Clause"]:
        """Clause 2 before clause 10."""
        return sorted(self.clauses.all(), key=lambda clause: in_order(clause.code))

    def wordings(self) -> dict[str, Wording]:
        """The text in every language it is published in, by its tag; the original first."""
        clauses = tuple((clause.code, clause.title, clause.text) for clause in self.ordered_clauses())
        found = {self.language: Wording(self.language, self.text, clauses, self.sha256)}
        for one in self.translations.all():
            ordered = sorted(map(tuple, one.clauses), key=lambda clause: in_order(clause[0]))
            found[one.language] = Wording(one.language, one.text, tuple(ordered), one.sha256)
        return found


class Clause(models.Model):
    """A numbered clause of a policy version, which flags and decisions cite."""

    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="clauses", verbose_name=_("version"))
    code = models.CharField(_("number"), max_length=12)
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"), blank=True)

    class Meta:
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        ordering = ["version", "code"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="one_clause_per_number_and_version")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class PolicyTranslation(models.Model):
    """An immutable translation of a version, with its own SHA-256: clauses as (number, title, text)."""

    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="translations", verbose_name=_("version"))
    language = models.CharField(_("language"), max_length=10)
    text = models.TextField(_("text"))
    clauses = models.JSONField(_("clauses"), default=list)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    published_at = models.DateTimeField(_("published at"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("published by")
    )

    class Meta:
        verbose_name = _("policy translation")
        verbose_name_plural = _("policy translations")
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(fields=["version", "language"], name="one_translation_per_version_and_language")
        ]

    def __str__(self) -> str:
        return f"{self.version} ({self.language})"


class Attestation(models.Model):
    """A member's acceptance of one policy version: when, in which language it was read, and how they proved who they are."""

    METHODS = {
        "portal": _("in the portal"),
        "password": _("in the portal, after the password"),
        "totp": _("in the portal, after a code of an authenticator app"),
        "webauthn": _("in the portal, after a passkey"),
        "recovery_codes": _("in the portal, after a recovery code"),
        "code": _("in the portal, after a code sent by mail"),
        "socialaccount": _("in the portal, after a sign-in elsewhere"),
    }

    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="attestations", verbose_name=_("version"))
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="attestations", verbose_name=_("member")
    )
    at = models.DateTimeField(_("at"))
    language = models.CharField(_("language"), max_length=10, default="en")
    method = models.CharField(_("method"), max_length=20, default="portal")

    class Meta:
        verbose_name = _("attestation")
        verbose_name_plural = _("attestations")
        constraints = [
            models.UniqueConstraint(fields=["version", "member"], name="one_attestation_per_version_and_member")
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.version}"

    def get_absolute_url(self) -> str:
        return f"/portal/policies/signed/{self.pk}/"

    @property
    def how(self) -> str:
        return str(self.METHODS.get(self.method, self.method))
