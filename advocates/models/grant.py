from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from advocates.models.program import Program

MOST_USES, MOST_PROBATION = 1_000_000, 1_000
"""More is no limit, and not every database could count it."""


class Right(models.TextChoices):
    """What can be delegated. There is no fourth right and none implies another."""

    POST = "post", _("post")
    REPLY = "reply", _("reply")
    MODERATE = "moderate", _("moderate")


class GrantQuerySet(models.QuerySet["Grant"]):
    def live(self, at: datetime) -> "GrantQuerySet":
        """Accepted, started, not ended. Whether it can be used is another question: see `advocates.rights`."""
        return self.filter(state=Grant.State.LIVE, starts_at__lte=at, ends_at__gt=at)

    def passed_on_from(self, grants: Iterable["Grant"]) -> "GrantQuerySet":
        """The open grants that were passed on from these, in the order in which grants are locked."""
        return self.filter(passed_from__in=[grant.pk for grant in grants], state__in=Grant.OPEN).order_by("pk")


class Grant(models.Model):
    """One right, given to one advocate, by a named person, for a stated reason, on one page with everything below it.

    Its limits are never widened: a trigger refuses it. Quotas are counts of exercises: `per_day` in days of the
    program's time zone, `in_total` over its whole life (empty: no such limit).

    While it is on probation every use is held for approval. After `probation_uses` approved ones without a removal the
    end of it is proposed, and only a confirmed proposal sets `probation_ended_at`: a step that the grant foresees.

    Where the manager allowed it, its holder passes on a narrower grant: `granted_by` is then that holder and
    `passed_from` the grant it comes from. It ends with that, its uses count against that too, and it is never passed on
    again.

    A `shadow` grant is an apprentice's: a `moderate` grant under which decisions are made and compared without effect. It
    never becomes a live one, and the rule of rights does not count it.
    """

    class State(models.TextChoices):
        OFFERED = "offered", _("offered")
        LIVE = "live", _("live")
        DECLINED = "declined", _("declined")
        REVOKED = "revoked", _("revoked")
        RESIGNED = "resigned", _("handed back")
        EXPIRED = "expired", _("expired")

    OPEN: ClassVar[tuple[str, ...]] = (State.OFFERED, State.LIVE)
    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        State.OFFERED: frozenset({State.LIVE, State.DECLINED, State.REVOKED, State.EXPIRED}),
        State.LIVE: frozenset({State.REVOKED, State.RESIGNED, State.EXPIRED}),
        State.DECLINED: frozenset(),
        State.REVOKED: frozenset(),
        State.RESIGNED: frozenset(),
        State.EXPIRED: frozenset(),
    }

    program = models.ForeignKey(Program, models.PROTECT, related_name="grants", verbose_name=_("program"))
    advocate = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="grants", verbose_name=_("advocate")
    )
    right = models.CharField(_("right"), max_length=10, choices=Right.choices)
    scope = models.ForeignKey("wagtailcore.Page", models.PROTECT, related_name="+", verbose_name=_("scope"))
    reason = models.CharField(_("reason"), max_length=400)
    per_day = models.PositiveIntegerField(_("uses a day"))
    in_total = models.PositiveIntegerField(_("uses in total"), null=True, blank=True)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    probation_uses = models.PositiveSmallIntegerField(_("approved uses until probation may end"), default=0)
    probation_ended_at = models.DateTimeField(_("probation ended at"), null=True, blank=True, editable=False)
    shadow = models.BooleanField(_("without effect"), default=False, editable=False)
    may_be_passed_on = models.BooleanField(_("may be passed on"), default=False)
    passed_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="passed_on", verbose_name=_("passed on from")
    )
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="grants_given", verbose_name=_("granted by")
    )
    offered_at = models.DateTimeField(_("offered at"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OFFERED)
    answered_at = models.DateTimeField(_("accepted or declined at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ended by")
    )
    end_reason = models.CharField(_("reason of the end"), max_length=400, blank=True)

    objects: ClassVar[models.Manager["Grant"]] = models.Manager.from_queryset(GrantQuerySet)()

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        constraints = [
            models.CheckConstraint(condition=~Q(granted_by=F("advocate")), name="nobody_grants_to_themselves"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_grant_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(per_day__gte=1), name="a_grant_allows_one_use_a_day"),
            models.CheckConstraint(condition=Q(right__in=Right.values), name="a_grant_is_of_a_known_right"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_grant_has_a_reason"),
            models.CheckConstraint(
                condition=Q(passed_from=None) | Q(may_be_passed_on=False), name="a_grant_is_passed_on_one_level_deep"
            ),
            models.CheckConstraint(
                condition=Q(shadow=False) | Q(right="moderate", may_be_passed_on=False, passed_from=None),
                name="a_shadow_grant_is_to_moderate",
            ),
        ]
        indexes = [
            models.Index(fields=["advocate", "program", "state"], name="grant_of_advocate"),
            models.Index(fields=["scope", "right", "state"], name="grant_on_scope"),
            models.Index(
                fields=["program"],
                name="grant_on_probation",
                condition=Q(state="live", probation_uses__gt=0, probation_ended_at=None),
            ),
            models.Index(fields=["ends_at"], name="grant_to_expire", condition=Q(state__in=["offered", "live"])),
        ]

    def __str__(self) -> str:
        return f"{self.get_right_display()}: {self.advocate}"

    def get_absolute_url(self) -> str:
        return f"/register/{self.pk}/"

    @property
    def on_probation(self) -> bool:
        return self.probation_uses > 0 and self.probation_ended_at is None

    @property
    def manager(self) -> Any:
        """The manager on whose word it rests, who gave it or what it was passed on from."""
        return self.passed_from.granted_by if self.passed_from else self.granted_by

    @property
    def given_by(self) -> str:
        """Who gave it, in words; where it was passed on, both names."""
        if self.passed_from is None:
            return str(self.granted_by)
        told = {"giver": self.granted_by, "manager": self.passed_from.granted_by}
        return gettext("%(giver)s, who passed on what %(manager)s gave") % told


class Narrowing(models.Model):
    """A limit of a grant made smaller: what it was and what it became, who did it (nobody: the program's rule) and why."""

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="narrowings", verbose_name=_("grant"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    reason = models.CharField(_("reason"), max_length=400)
    limit = models.CharField(_("limit"), max_length=20)
    before = models.CharField(_("before"), max_length=40)
    after = models.CharField(_("after"), max_length=40)

    class Meta:
        verbose_name = _("narrowing")
        verbose_name_plural = _("narrowings")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.limit}: {self.before} > {self.after}"


class Exercise(models.Model):
    """One use of a grant: the row that ties an act to the grant that allowed it. Never changed, never deleted."""

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="exercises", db_index=False, verbose_name=_("grant"))
    right = models.CharField(_("right"), max_length=10, choices=Right.choices)
    place = models.ForeignKey(
        "wagtailcore.Page", models.DO_NOTHING, db_constraint=False, related_name="+", verbose_name=_("place")
    )
    at = models.DateTimeField(_("at"))
    held = models.BooleanField(_("held for approval"), default=False)

    class Meta:
        verbose_name = _("exercise")
        verbose_name_plural = _("exercises")
        indexes = [models.Index(fields=["grant", "at"], name="exercise_of_grant")]

    def __str__(self) -> str:
        return f"{self.grant_id} {self.at:%Y-%m-%d %H:%M}"
