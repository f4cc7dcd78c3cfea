from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from advocates.models import Program


class Tie(models.Model):
    """What keeps a person from judging what somebody says: a shared household, an employer, a competitor.

    It names either another member (`other`) or, for employer and competitor, an organisation; two people who name the
    same organisation stand near to each other. Said by the person, or recorded by a manager with a reason. It is never
    changed, only ended, and messages written while it held stay barred. Seen by the person and the program's managers.
    """

    class Kind(models.TextChoices):
        HOUSEHOLD = "household", _("same household")
        EMPLOYER = "employer", _("employer or colleague")
        COMPETITOR = "competitor", _("competitor")

    program = models.ForeignKey(Program, models.PROTECT, related_name="ties", verbose_name=_("program"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="ties", verbose_name=_("person"))
    kind = models.CharField(_("what it is"), max_length=12, choices=Kind.choices)
    other = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("member")
    )
    organisation = models.CharField(_("organisation"), max_length=80, blank=True)
    key = models.CharField(_("organisation, to compare by"), max_length=80, blank=True, editable=False)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("said by"))
    reason = models.CharField(_("reason"), max_length=400, blank=True)
    since = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ended by")
    )

    class Meta:
        verbose_name = _("tie")
        verbose_name_plural = _("ties")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(other__isnull=False, organisation="", key="")
                | Q(other=None, kind__in=["employer", "competitor"]) & ~Q(key=""),
                name="a_tie_names_a_member_or_an_organisation",
            ),
            models.CheckConstraint(condition=~Q(other=F("person")), name="nobody_is_tied_to_themselves"),
            models.CheckConstraint(condition=Q(said_by=F("person")) | ~Q(reason=""), name="a_recorded_tie_says_why"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="an_ended_tie_says_by_whom",
            ),
            models.UniqueConstraint(
                fields=["program", "person", "kind", "other"], name="one_open_tie_to_a_member",
                condition=Q(ended_at=None, other__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["program", "person", "kind", "key"], name="one_open_tie_to_an_organisation",
                condition=Q(ended_at=None) & ~Q(key=""),
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "program"], name="tie_of_person"),
            models.Index(fields=["other", "program"], name="tie_to_other"),
            models.Index(fields=["key", "program"], name="tie_to_organisation", condition=~Q(key="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.other or self.organisation}"
