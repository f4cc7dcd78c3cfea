from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from advocates.models import CoursePage, Program
from campaigns.models.campaign import Campaign
from cms.models import BrandPage
from sitewide.languages import SPOKEN

MOST_POINTS = 100_000
MOST_PLACES = 100_000


class Interest(models.Model):
    """What an advocate may say they care for, so that missions about it are offered to them. Chosen by the program."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="interests", verbose_name=_("program"))
    label = models.CharField(_("interest"), max_length=60)
    retired = models.BooleanField(_("retired"), default=False, help_text=_("No longer offered; who chose it keeps it."))

    class Meta:
        verbose_name = _("interest")
        verbose_name_plural = _("interests")
        constraints = [models.UniqueConstraint(fields=["program", "label"], name="one_interest_per_program_and_label")]

    def __str__(self) -> str:
        return self.label


class Mission(models.Model):
    """Something to choose to do: steps in order, for points that are fixed, in a window of time, for so many people.

    `taken` counts the places in use; it changes by conditional updates only. While it is open nothing of it changes: what
    was promised to those who took it stays promised.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("being prepared")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        State.DRAFT: frozenset({State.OPEN}),
        State.OPEN: frozenset({State.CLOSED}),
        State.CLOSED: frozenset(),
    }

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="missions", verbose_name=_("campaign"))
    name = models.CharField(_("name"), max_length=120)
    why = models.TextField(_("what it is for"), max_length=1_000, help_text=_("What comes of it, in a few sentences."))
    points = models.PositiveIntegerField(
        _("points"), validators=[MinValueValidator(1), MaxValueValidator(MOST_POINTS)],
        help_text=_("For each time it is done. Fixed once the mission is open."),
    )  # fmt: skip
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    capacity = models.PositiveIntegerField(
        _("places"), validators=[MinValueValidator(1), MaxValueValidator(MOST_PLACES)],
        help_text=_("How often it can be done altogether. Points times places must fit the campaign's budget."),
    )  # fmt: skip
    per_person = models.PositiveSmallIntegerField(_("times a person"), default=1, validators=[MinValueValidator(1)])
    per_week = models.PositiveSmallIntegerField(
        _("times a person and week"), default=1, validators=[MinValueValidator(1)]
    )
    days = models.PositiveSmallIntegerField(
        _("days to do it"), default=14, validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("From the day on which somebody takes it."),
    )  # fmt: skip
    tier = models.PositiveSmallIntegerField(_("from tier"), default=0, help_text=_("0: every tier."))
    place = models.ForeignKey(
        BrandPage, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who may speak on"),
        help_text=_("Only those with a right that covers this page. Empty: everybody."),
    )  # fmt: skip
    language = models.CharField(_("who speaks"), max_length=10, choices=SPOKEN, blank=True)
    interest = models.ForeignKey(
        Interest, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who cares for")
    )
    course = models.ForeignKey(
        CoursePage, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who is certified in")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    taken = models.PositiveIntegerField(_("places taken"), default=0, editable=False)

    class Meta:
        verbose_name = _("mission")
        verbose_name_plural = _("missions")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_mission_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(taken__lte=F("capacity")), name="no_more_places_than_a_mission_has"),
            models.CheckConstraint(
                condition=Q(points__gte=1, capacity__gte=1, per_person__gte=1, per_week__gte=1, days__gte=1),
                name="a_mission_offers_something",
            ),
        ]
        indexes = [models.Index(fields=["campaign", "state", "ends_at"], name="missions_of_campaign")]

    def __str__(self) -> str:
        return self.name

    @property
    def program(self) -> Program:
        return self.campaign.program

    @property
    def left(self) -> int:
        return self.capacity - self.taken


class MissionStep(models.Model):
    """One thing to do. `kind` names a class of `campaigns.queries.steps`, which reads `settings` and says what proves it."""

    class Kind(models.TextChoices):
        POST = "post", _("write a post")
        REPLY = "reply", _("write an official reply")
        MODERATE = "moderate", _("moderate cases")
        ANSWER = "answer", _("answer a question")
        REVIEW = "review", _("review a product")
        PICTURE = "picture", _("upload a picture")
        VISIT = "visit", _("visit, and prove it with a link")
        ATTEND = "attend", _("attend")
        COURSE = "course", _("take a course")
        SURVEY = "survey", _("answer a survey")
        REFER = "refer", _("refer somebody")
        IDEA = "idea", _("submit an idea")

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="steps", verbose_name=_("mission"))
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    text = models.CharField(_("what to do"), max_length=400, help_text=_("In your words, as the advocate reads it."))
    settings = models.JSONField(_("settings"), default=dict)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["mission", "position"], name="one_step_per_mission_and_place")]

    def __str__(self) -> str:
        return self.text


class Criterion(models.Model):
    """One line of a mission's rubric: what a verifier looks for, and how many marks it gives at most."""

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="criteria", verbose_name=_("mission"))
    label = models.CharField(_("what is looked for"), max_length=200)
    most = models.PositiveSmallIntegerField(
        _("marks"), default=2, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    needed = models.PositiveSmallIntegerField(_("marks needed"), default=1)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(needed__lte=F("most"), most__gte=1), name="a_criterion_can_be_met")
        ]

    def __str__(self) -> str:
        return self.label
