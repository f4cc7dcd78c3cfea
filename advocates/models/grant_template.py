from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from advocates.models.grant import Right
from advocates.models.program import DAY_LIMITS, Program


class GrantTemplate(models.Model):
    """What a program's managers propose a grant from. It gives nobody anything: what is issued is checked anew.

    Left empty, `scope` is chosen each time and `probation_uses` takes the program's usual value.
    """

    program = models.ForeignKey(Program, models.CASCADE, related_name="grant_templates", verbose_name=_("program"))
    name = models.CharField(_("name"), max_length=80)
    right = models.CharField(_("right"), max_length=10, choices=Right.choices)
    scope = models.ForeignKey(
        "wagtailcore.Page", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("page"),
        help_text=_("Empty: it is chosen for each grant."),
    )  # fmt: skip
    per_day = models.PositiveIntegerField(_("uses a day"), default=5, validators=[MinValueValidator(1)])
    in_total = models.PositiveIntegerField(
        _("uses in total"), null=True, blank=True, validators=[MinValueValidator(1)],
        help_text=_("Empty: no limit besides the daily one."),
    )  # fmt: skip
    days = models.PositiveSmallIntegerField(_("days"), default=90, validators=DAY_LIMITS)
    probation_uses = models.PositiveSmallIntegerField(
        _("approved uses until probation may end"), null=True, blank=True, validators=[MaxValueValidator(1_000)],
        help_text=_("Empty: as many as is usual in the program. A right to moderate has none."),
    )  # fmt: skip
    reason = models.CharField(
        _("draft of the reason"), max_length=400, blank=True,
        help_text=_("Why this person, for this, is completed for each grant: everybody can read it."),
    )  # fmt: skip
    may_be_passed_on = models.BooleanField(
        _("may be passed on"), default=False, help_text=_("Its holder may give somebody else a narrower one.")
    )
    retired = models.BooleanField(_("retired"), default=False, help_text=_("No longer proposed."))

    class Meta:
        verbose_name = _("grant template")
        verbose_name_plural = _("grant templates")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "program",
                Lower("name"),
                name="one_grant_template_of_a_name",
                violation_error_message=_("There is a template of this name already."),
            ),
            models.CheckConstraint(condition=Q(per_day__gte=1), name="a_grant_template_allows_one_use_a_day"),
            models.CheckConstraint(condition=Q(right__in=Right.values), name="a_grant_template_is_of_a_known_right"),
        ]

    def __str__(self) -> str:
        return self.name
