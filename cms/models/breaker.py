from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advocates.models import Halt, Program
from cms.models.message import Message

MOST_MINUTES = 60


class Breaker(models.Model):
    """The thresholds at which what is said under rights is held by itself; 0 switches a sign off.

    It is switched on only with thresholds that were tried over what was said before (`tried_at`).
    """

    THRESHOLDS: ClassVar[tuple[str, ...]] = (
        "minutes", "alike", "alike_people", "alike_places", "pace", "pace_percent", "new_domains", "new_devices",
    )  # fmt: skip

    program = models.OneToOneField(Program, models.CASCADE, related_name="breaker", verbose_name=_("program"))
    active = models.BooleanField(_("active"), default=False, editable=False)
    tried_at = models.DateTimeField(_("tried at"), null=True, editable=False)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=10, validators=[MinValueValidator(1), MaxValueValidator(MOST_MINUTES)],
        help_text=_("How far apart acts may lie to count together."),
    )  # fmt: skip
    alike = models.PositiveSmallIntegerField(
        _("alike, in percent"), default=60, validators=[MinValueValidator(30), MaxValueValidator(100)],
        help_text=_("How much two texts must share to count as the same."),
    )  # fmt: skip
    alike_people = models.PositiveSmallIntegerField(
        _("people who say the same"), default=3, help_text=_("With the last of so many it trips. 0: never.")
    )
    alike_places = models.PositiveSmallIntegerField(
        _("places where one text stands"), default=3, help_text=_("With the last of so many it trips. 0: never.")
    )
    pace = models.PositiveSmallIntegerField(
        _("acts that are always usual"),
        default=3,
        help_text=_("One more than that trips if it is unusual, too. 0: never."),
    )
    pace_percent = models.PositiveSmallIntegerField(
        _("percent of their own busiest"), default=150,
        help_text=_("Unusual is more than this share of the person's own busiest stretch."),
    )  # fmt: skip
    new_domains = models.BooleanField(
        _("links to new sites"), default=True, help_text=_("A site that nobody in the program linked to before.")
    )
    new_devices = models.BooleanField(
        _("new devices"), default=True, help_text=_("A browser in which the person has not proved who they are.")
    )

    class Meta:
        verbose_name = _("breaker")
        verbose_name_plural = _("breakers")
        constraints = [
            models.CheckConstraint(
                condition=Q(active=False) | Q(tried_at__isnull=False), name="a_breaker_is_tried_before_it_is_on"
            )
        ]

    def __str__(self) -> str:
        return str(self.program)


class KnownDomain(models.Model):
    """A site that was linked to in the program before."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="+", verbose_name=_("program"))
    domain = models.CharField(_("domain"), max_length=253)

    class Meta:
        verbose_name = _("known site")
        verbose_name_plural = _("known sites")
        constraints = [models.UniqueConstraint(fields=["program", "domain"], name="a_known_site_once_a_program")]

    def __str__(self) -> str:
        return self.domain


class Trip(models.Model):
    """One time the breaker tripped: the act it held, why, what was alike, and the grants it halted.

    `causes` are codes with numbers (see `cms.breaker`). Released: it was nothing. Removed: everything of it is gone.
    """

    class State(models.TextChoices):
        OPEN = "open", _("to be looked at")
        RELEASED = "released", _("released")
        REMOVED = "removed", _("removed")

    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        State.OPEN: frozenset({State.RELEASED, State.REMOVED}),
        State.RELEASED: frozenset(),
        State.REMOVED: frozenset(),
    }

    program = models.ForeignKey(Program, models.CASCADE, related_name="trips", verbose_name=_("program"))
    message = models.ForeignKey(Message, models.PROTECT, related_name="trips", verbose_name=_("message"))
    at = models.DateTimeField(_("at"))
    causes: Any = models.JSONField(_("causes"), default=list)
    alike = models.ManyToManyField(Message, related_name="+", blank=True, verbose_name=_("alike"))
    halts = models.ManyToManyField(Halt, related_name="+", blank=True, verbose_name=_("halts"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("closed by")
    )

    class Meta:
        verbose_name = _("trip of the breaker")
        verbose_name_plural = _("trips of the breaker")
        indexes = [models.Index(fields=["program", "state", "-id"], name="trip_of_program")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_by=None) | ~Q(state="open") & Q(closed_by__isnull=False),
                name="a_trip_is_closed_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.message} {self.at:%Y-%m-%d %H:%M}"
