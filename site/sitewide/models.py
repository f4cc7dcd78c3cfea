from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Letter(models.Model):
    """One mail, written in the transaction of what it tells, and sent after the commit.

    `sent_at` is empty until the mail server took it. After a failure `due_at` moves on and `failure` keeps the reason.
    `KEPT` after it was due last, it is deleted: what it told stands where it happened.
    """

    KEPT = timedelta(days=90)

    to = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"), blank=True)
    written_at = models.DateTimeField(_("written at"))
    due_at = models.DateTimeField(_("due at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    failure = models.CharField(_("last failure"), max_length=500, blank=True)
    about = models.CharField(_("about"), max_length=60, blank=True, help_text=_("The template it was made from."))
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name=_("member"),
    )

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = [models.Index(fields=["due_at"], name="letter_due", condition=models.Q(sent_at=None))]

    def __str__(self) -> str:
        return self.subject


class UnwantedLetter(models.Model):
    """A kind of letter of `sitewide.letters` that a member does without, and since when. What was chosen before, the
    record tells."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="unwanted_letters", verbose_name=_("member")
    )
    kind = models.CharField(_("kind"), max_length=20)
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("unwanted letter")
        verbose_name_plural = _("unwanted letters")
        constraints = [models.UniqueConstraint(fields=["member", "kind"], name="a_kind_of_letter_is_unwanted_once")]

    def __str__(self) -> str:
        return self.kind


class SentRequest(models.Model):
    """A write that an API client sent under an `Idempotency-Key`, and what it was answered; for `KEPT`, then it is deleted.

    It is written in the transaction of the act, so that the answer is remembered exactly if the act happened.
    """

    KEPT = timedelta(days=2)

    sender = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("sender"))
    key = models.CharField(_("key"), max_length=80)
    fingerprint = models.CharField(_("SHA-256 of the request"), max_length=64)
    status = models.PositiveSmallIntegerField(_("status"), default=0)
    answer = models.JSONField(_("answer"), null=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("sent request")
        verbose_name_plural = _("sent requests")
        constraints = [models.UniqueConstraint(fields=["sender", "key"], name="one_request_per_sender_and_key")]
        indexes = [models.Index(fields=["at"], name="sent_request_age")]

    def __str__(self) -> str:
        return self.key
