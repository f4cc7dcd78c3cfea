import hashlib
import re
from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from advocates.models.program import Program


def whole_text(text: str, clauses: Iterable[tuple[str, str, str]]) -> str:
    """One plain text of an introduction and the clauses (number, title, text), in the order of their numbers."""
    ordered = sorted(clauses, key=lambda clause: in_order(clause[0]))
    parts = [text, *(f"{code} {title}\n{body}".strip() for code, title, body in ordered)]
    return "\n\n".join(part for part in parts if part)


def in_order(code: str) -> list[tuple[int, str]]:
    """A key that puts clause 2 before 10, and 2.1 after 2."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"[.\s]+", code)]


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


class PolicyVersion(models.Model):
    """An immutable text of a policy with its SHA-256. From `binds_from` on, who has not attested it has no right."""

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="versions", verbose_name=_("policy"))
    number = models.PositiveSmallIntegerField(_("number"))
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
            models.UniqueConstraint(
                fields=["policy", "number", "language"], name="one_policy_text_per_number_and_language"
            )
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


class Attestation(models.Model):
    """A member's acceptance of one policy version: when, in which language and how."""

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
