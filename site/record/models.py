"""The rows of the record: what was done, the seals that chain it, and who has read how far."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One thing done, written in the transaction that did it, never changed and never deleted.

    People and things are named by number without a foreign key, so that the entry outlives them; `data` holds plain
    JSON (text, whole numbers, true and false, lists, objects) and no personal text.
    """

    at = models.DateTimeField(_("at"))
    verb = models.CharField(_("verb"), max_length=48)
    program_id = models.BigIntegerField(_("program"), null=True)
    actor_id = models.BigIntegerField(_("actor"), null=True)
    grant_id = models.BigIntegerField(_("grant"), null=True)
    subject_kind = models.CharField(_("subject kind"), max_length=32)
    subject_id = models.BigIntegerField(_("subject"))
    data = models.JSONField(_("data"), default=dict)

    class Meta:
        verbose_name = _("entry of the record")
        verbose_name_plural = _("entries of the record")
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="entry_subject"),
            models.Index(fields=["grant_id", "id"], name="entry_grant", condition=models.Q(grant_id__isnull=False)),
            models.Index(fields=["program_id", "verb", "id"], name="entry_program_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind} {self.subject_id}"


class Pending(models.Model):
    """An entry that waits for its seal; a trigger writes it with the entry, and the sealer takes it away."""

    entry = models.OneToOneField(Entry, models.DO_NOTHING, primary_key=True, db_constraint=False)

    class Meta:
        verbose_name = _("entry to be sealed")
        verbose_name_plural = _("entries to be sealed")

    def __str__(self) -> str:
        return str(self.pk)


class Seal(models.Model):
    """The place of an entry in the gapless order (from 1) and the SHA-256 that chains it to the one before."""

    position = models.BigIntegerField(_("position"), primary_key=True)
    entry = models.OneToOneField(Entry, models.DO_NOTHING, verbose_name=_("entry"), db_constraint=False)
    digest = models.CharField(_("SHA-256"), max_length=64)
    sealed_at = models.DateTimeField(_("sealed at"))

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")

    def __str__(self) -> str:
        return f"{self.position} {self.digest[:12]}"


class Head(models.Model):
    """A signed statement of how the record stood: its digest at `position`, and a tree over what was sealed since.

    `root` is the root over the seals `after` < place <= `position`; `token` says the same, signed (see
    `record.offline`). Never changed, never deleted.
    """

    position = models.BigIntegerField(_("position"), primary_key=True)
    after = models.BigIntegerField(_("after"))
    digest = models.CharField(_("SHA-256"), max_length=64)
    root = models.CharField(_("root of the tree"), max_length=64)
    token = models.TextField(_("token"))
    signed_at = models.DateTimeField(_("signed at"))

    class Meta:
        verbose_name = _("signed head")
        verbose_name_plural = _("signed heads")
        constraints = [
            models.CheckConstraint(condition=models.Q(position__gt=models.F("after")), name="a_head_covers_an_entry"),
            models.UniqueConstraint(fields=["after"], name="heads_follow_each_other"),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.digest[:12]}"


class Cursor(models.Model):
    """How far a named reader of the record has come: the position it handled last. The sealer has one, too."""

    name = models.CharField(_("name"), max_length=60, primary_key=True)
    position = models.BigIntegerField(_("position"), default=0)
    moved_at = models.DateTimeField(_("moved at"), null=True)

    class Meta:
        verbose_name = _("cursor")
        verbose_name_plural = _("cursors")

    def __str__(self) -> str:
        return f"{self.name} {self.position}"


class Failure(models.Model):
    """A sealed entry that a consumer could not handle. After the last attempt it is passed over and stays here."""

    consumer = models.CharField(_("consumer"), max_length=60)
    position = models.BigIntegerField(_("position"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.TextField(_("error"))
    at = models.DateTimeField(_("last at"))
    passed_over = models.BooleanField(_("passed over"), default=False)

    class Meta:
        verbose_name = _("failed entry")
        verbose_name_plural = _("failed entries")
        constraints = [
            models.UniqueConstraint(fields=["consumer", "position"], name="one_failure_per_entry_and_consumer")
        ]

    def __str__(self) -> str:
        return f"{self.consumer} {self.position}"


class Heartbeat(models.Model):
    """When a process was last known to work."""

    name = models.CharField(_("name"), max_length=60, primary_key=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.name
