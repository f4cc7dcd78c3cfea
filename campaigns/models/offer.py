"""Who is invited to what: the program's terms for missions, what an advocate wishes, and each invitation."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from advocates.models import Program
from campaigns.models.mission import Interest, Mission


class MissionTerms(models.Model):
    """How a program handles missions. Advocates read all of it. A program without a row goes by the defaults."""

    program = models.OneToOneField(Program, models.CASCADE, related_name="mission_terms", verbose_name=_("program"))
    a_week = models.PositiveSmallIntegerField(
        _("invitations a person and week"), default=3, validators=[MinValueValidator(1), MaxValueValidator(50)],
        help_text=_("However many missions are open: nobody is invited to more. An advocate may choose fewer."),
    )  # fmt: skip
    answer_days = models.PositiveSmallIntegerField(
        _("days until an answer"), default=3, validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("Promised to whoever sends something in."),
    )  # fmt: skip
    sample_below = models.PositiveIntegerField(
        _("a sample below"), default=40,
        help_text=_("Points: of what is worth less only some is looked at; the rest passes if every check is good."),
    )  # fmt: skip
    sample_percent = models.PositiveSmallIntegerField(
        _("percent looked at"), default=20, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    two_above = models.PositiveIntegerField(
        _("two people above"), default=200,
        help_text=_("Points: above it two people judge, neither knowing of the other; a third where they differ."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("terms of missions")
        verbose_name_plural = _("terms of missions")

    def __str__(self) -> str:
        return str(self.program)


class MissionWish(models.Model):
    """What somebody wishes to be invited to. Languages and interests are there only because they said so themselves.

    `languages` holds tags between spaces (" de en "), so that one of them is found.
    """

    program = models.ForeignKey(Program, models.CASCADE, related_name="+", verbose_name=_("program"))
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("member"))
    languages = models.CharField(_("languages"), max_length=120, blank=True)
    interests = models.ManyToManyField(Interest, blank=True, related_name="+", verbose_name=_("interests"))
    a_week = models.PositiveSmallIntegerField(_("invitations a week"), null=True, blank=True)
    said_at = models.DateTimeField(_("said at"))

    class Meta:
        verbose_name = _("wishes about missions")
        verbose_name_plural = _("wishes about missions")
        constraints = [models.UniqueConstraint(fields=["program", "member"], name="one_wish_per_program_and_member")]

    def __str__(self) -> str:
        return str(self.member)


class Invitation(models.Model):
    """That a mission is offered to somebody. Who declined is told to nobody: there is no list and no count of it."""

    class State(models.TextChoices):
        OFFERED = "offered", _("offered")
        TAKEN = "taken", _("taken")
        DECLINED = "declined", _("declined")

    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        State.OFFERED: frozenset({State.TAKEN, State.DECLINED}),
        State.TAKEN: frozenset({State.DECLINED}),
        State.DECLINED: frozenset({State.TAKEN}),
    }

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="invitations", verbose_name=_("mission"))
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("member"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OFFERED)
    offered_at = models.DateTimeField(_("offered at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation to a mission")
        verbose_name_plural = _("invitations to missions")
        constraints = [
            models.UniqueConstraint(fields=["mission", "member"], name="one_invitation_per_mission_and_member")
        ]
        indexes = [models.Index(fields=["member", "-offered_at"], name="invitations_of_member")]

    def __str__(self) -> str:
        return f"{self.mission}: {self.member}"
