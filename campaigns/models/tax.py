from typing import ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from advocates.models import Program


class TaxThreshold(models.Model):
    """From what value on a year a form has to be there, for whom and from when: one dated line, never changed.

    It holds for people who live in `country`, or anywhere that no line names where that is blank. A later line for the
    same country takes its place from its own first day. `threshold` is in minor units of `currency`, and is reached
    with that very amount. `covers` are the kinds of reward that count. `form_years`: a form is good until the end of
    so many calendar years after the one it was signed in; none where it does not end by itself.
    """

    program = models.ForeignKey(Program, models.PROTECT, related_name="tax_thresholds", verbose_name=_("program"))
    country = models.CharField(
        _("country"), max_length=2, blank=True, validators=[RegexValidator(r"^([A-Z]{2})?$", _("Two capital letters."))]
    )
    form = models.CharField(_("form"), max_length=40)
    reported_on = models.CharField(_("reported on"), max_length=60, blank=True)
    covers = models.JSONField(_("what counts"), default=list)
    threshold = models.PositiveBigIntegerField(_("threshold"))
    currency = models.CharField(_("currency"), max_length=3, validators=[RegexValidator(r"^[a-z]{3}$")])
    form_years = models.PositiveSmallIntegerField(_("form is good for, in years"), null=True, blank=True)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)
    source_url = models.URLField(_("link to the source"), max_length=300, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered at"))

    class Meta:
        verbose_name = _("tax threshold")
        verbose_name_plural = _("tax thresholds")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="a_threshold_holds_for_some_time"
            ),
            models.CheckConstraint(
                condition=~Q(source="") & ~Q(reason="") & ~Q(form=""), name="a_threshold_has_a_form_and_a_source"
            ),
        ]
        indexes = [models.Index(fields=["program", "country", "-valid_from", "-id"], name="thresholds_by_day")]

    def __str__(self) -> str:
        return f"{self.form} {self.country or '*'} {self.valid_from}"


class TaxForm(models.Model):
    """How far a person's tax form is in a program. The form itself and every tax number are kept elsewhere.

    `held_at` says where: with the filing service, or at Stripe. `form` is the one that was asked for. `country` is where
    the person says they live. Whoever checked it is never the person. Each step is on the record.
    """

    class State(models.TextChoices):
        NONE = "none", _("not asked for")
        ASKED = "asked", _("asked for")
        SUBMITTED = "submitted", _("sent in")
        CHECKED = "checked", _("checked")
        REFUSED = "refused", _("refused")
        EXPIRED = "expired", _("expired")

    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        State.NONE: frozenset({State.ASKED, State.SUBMITTED}),
        State.ASKED: frozenset({State.ASKED, State.SUBMITTED, State.CHECKED, State.REFUSED}),
        State.SUBMITTED: frozenset({State.ASKED, State.CHECKED, State.REFUSED}),
        State.CHECKED: frozenset({State.ASKED, State.REFUSED, State.EXPIRED}),
        State.REFUSED: frozenset({State.ASKED, State.SUBMITTED}),
        State.EXPIRED: frozenset({State.ASKED, State.SUBMITTED}),
    }

    program = models.ForeignKey(Program, models.PROTECT, related_name="tax_forms", verbose_name=_("program"))
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="tax_forms", verbose_name=_("member")
    )
    country = models.CharField(_("country"), max_length=2, blank=True)
    form = models.CharField(_("form"), max_length=40, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.NONE)
    changed_at = models.DateTimeField(_("since"))
    held_at = models.CharField(_("where it is kept"), max_length=120, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    valid_until = models.DateField(_("good until"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("checked by")
    )
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("tax form")
        verbose_name_plural = _("tax forms")
        constraints = [
            models.UniqueConstraint(fields=["program", "member"], name="one_tax_form_per_person_and_program"),
            models.CheckConstraint(
                condition=Q(checked_by=None) | ~Q(checked_by=F("member")), name="nobody_checks_their_own_tax_form"
            ),
            models.CheckConstraint(
                condition=~Q(state="checked") | Q(checked_by__isnull=False, signed_on__isnull=False) & ~Q(held_at=""),
                name="a_checked_form_is_kept_somewhere",
            ),
        ]
        indexes = [
            models.Index(fields=["valid_until"], name="tax_forms_that_end", condition=Q(state="checked")),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.form} {self.get_state_display()}"
