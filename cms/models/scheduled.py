from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advocates.models import Program
from cms.models.message import Message
from sitewide.text import excerpt


class Scheduled(models.Model):
    """A post that an advocate wants to say at `due_at`. The right to say it is used then, not before.

    What cannot be said then waits: `hold_code` is the check that failed, `hold_why` its sentence, and `owner` whoever
    has to do something about it. `known` and `proved_at` are how the author proved who they are when they scheduled it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("scheduled")
        HELD = "held", _("held")
        SENT = "sent", _("sent")
        CANCELLED = "cancelled", _("cancelled")

    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        State.WAITING: frozenset({State.WAITING, State.HELD, State.SENT, State.CANCELLED}),
        State.HELD: frozenset({State.WAITING, State.HELD, State.SENT, State.CANCELLED}),
        State.SENT: frozenset(),
        State.CANCELLED: frozenset(),
    }

    program = models.ForeignKey(Program, models.PROTECT, related_name="scheduled", verbose_name=_("program"))
    page = models.ForeignKey("cms.BrandPage", models.PROTECT, related_name="scheduled", verbose_name=_("page"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="scheduled", verbose_name=_("author")
    )
    title = models.CharField(_("title"), max_length=140)
    body = models.TextField(_("text"))
    due_at = models.DateTimeField(_("due at"))
    made_at = models.DateTimeField(_("scheduled or changed last"))
    known = models.BooleanField(_("from a known browser"), null=True)
    proved_at = models.DateTimeField(_("proved who they are"), null=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    hold_code = models.CharField(_("check that failed"), max_length=40, blank=True)
    hold_why = models.CharField(_("why it is held"), max_length=600, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    message = models.OneToOneField(
        Message, models.PROTECT, null=True, blank=True, related_name="scheduled", verbose_name=_("message")
    )
    sent_key = models.CharField(_("key of the sender"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("scheduled post")
        verbose_name_plural = _("scheduled posts")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sent", message__isnull=False) | (~Q(state="sent") & Q(message=None)),
                name="a_scheduled_post_is_sent_with_its_message",
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | (Q(owner__isnull=False) & ~Q(hold_code="") & ~Q(hold_why="")),
                name="a_held_post_has_a_reason_and_an_owner",
            ),
            models.UniqueConstraint(
                fields=["author", "sent_key"],
                condition=~Q(sent_key=""),
                name="one_scheduled_post_per_key_of_the_sender",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="scheduled_due", condition=Q(state="waiting")),
            models.Index(fields=["author", "-id"], name="scheduled_of_author"),
            models.Index(fields=["program", "-id"], name="scheduled_open", condition=Q(state__in=["waiting", "held"])),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/portal/scheduled/{self.pk}/"

    @property
    def is_open(self) -> bool:
        return bool(self.TRANSITIONS[self.state])

    @property
    def excerpt(self) -> str:
        return excerpt(self.body, 220)
