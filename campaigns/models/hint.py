from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advocates.models import Program


class Hint(models.Model):
    """Something about how points were earned that a person should look at. Nothing follows from it by itself.

    `figure` is what was found and `usual` what is usual in the program, both in the unit of the kind. `acts` are the
    numbers of the contributions or of the logged work it is about, `others` those of the votes for ideas and of the
    evidence of missions, under "votes" and "evidence". One hint per `key`: what was dismissed does not come again
    for the same people until `RESTS` is over.
    """

    class Kind(models.TextChoices):
        PAIR = "pair", _("much with one person")
        RING = "ring", _("a ring of mutual acts")
        PLACE = "place", _("much on one page")
        EVIDENCE = "evidence", _("the same evidence twice")
        HOURS = "hours", _("more hours than a day has")
        VOTES = "votes", _("a ring of mutual votes")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DISMISSED = "dismissed", _("dismissed")
        ACTED = "acted", _("acted on")

    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        State.OPEN: frozenset({State.DISMISSED, State.ACTED}),
        State.DISMISSED: frozenset(),
        State.ACTED: frozenset(),
    }

    program = models.ForeignKey(Program, models.PROTECT, related_name="hints", verbose_name=_("program"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    key = models.CharField(_("key"), max_length=120)
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", verbose_name=_("people"))
    figure = models.PositiveIntegerField(_("figure"))
    usual = models.PositiveIntegerField(_("usual"))
    acts: Any = models.JSONField(_("acts"), default=list)
    others: Any = models.JSONField(_("votes and evidence"), default=dict)
    begins = models.DateTimeField(_("from"))
    found_at = models.DateTimeField(_("found at"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=600, blank=True)

    class Meta:
        verbose_name = _("hint")
        verbose_name_plural = _("hints")
        constraints = [
            models.UniqueConstraint(
                fields=["program", "kind", "key"], condition=Q(state="open"), name="one_open_hint_about_the_same"
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_by=None)
                | ~Q(state="open") & ~Q(note="") & Q(answered_by__isnull=False),
                name="an_answered_hint_says_by_whom_and_why",
            ),
        ]
        indexes = [models.Index(fields=["program", "state", "-id"], name="hints_of_program")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"
