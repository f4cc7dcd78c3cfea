"""How a program and its moderators want to work: languages that are read, caps of a week, views of the queue."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advocates.models import Program

CAP = 300
MOST = 5_000
CAP_LIMITS = [MinValueValidator(1), MaxValueValidator(MOST)]


class DeskRule(models.Model):
    """What a program's managers set for its desk. A program without a row has the defaults."""

    program = models.OneToOneField(Program, models.CASCADE, related_name="desk", verbose_name=_("program"))
    weekly_cap = models.PositiveIntegerField(
        _("most decisions of a moderator in seven days"), default=CAP, validators=CAP_LIMITS
    )

    class Meta:
        verbose_name = _("rule of the desk")
        verbose_name_plural = _("rules of the desk")

    def __str__(self) -> str:
        return str(self.program)


class Workplace(models.Model):
    """How one person works at the desk of one program; without a row: every language, no cap of their own.

    `languages` are ISO 639-1 codes; empty reads all. `weekly_cap` only lowers the program's. `goes_on`: after a
    decision the next case is claimed for them.
    """

    program = models.ForeignKey(Program, models.CASCADE, related_name="workplaces", verbose_name=_("program"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="workplaces", verbose_name=_("person")
    )
    languages = models.JSONField(_("languages they read"), default=list, blank=True)
    weekly_cap = models.PositiveIntegerField(
        _("most decisions of theirs in seven days"), null=True, blank=True, validators=CAP_LIMITS
    )
    goes_on = models.BooleanField(_("the next case comes by itself"), default=True)

    class Meta:
        verbose_name = _("workplace")
        verbose_name_plural = _("workplaces")
        constraints = [models.UniqueConstraint(fields=["program", "person"], name="one_workplace_a_person")]

    def __str__(self) -> str:
        return f"{self.person}: {self.program}"


class SavedView(models.Model):
    """Filters of the queue under a name: a person's own, or one that managers share with everybody at the desk."""

    MOST: ClassVar[int] = 12

    program = models.ForeignKey(Program, models.CASCADE, related_name="saved_views", verbose_name=_("program"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views", verbose_name=_("owner")
    )
    name = models.CharField(_("name"), max_length=40)
    filters = models.JSONField(_("filters"), default=dict)
    shared = models.BooleanField(_("shared with the program"), default=False)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["-shared", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "owner", "name"], condition=Q(shared=False), name="a_view_of_a_person_by_name"
            ),
            models.UniqueConstraint(fields=["program", "name"], condition=Q(shared=True), name="a_shared_view_by_name"),
        ]

    def __str__(self) -> str:
        return self.name
