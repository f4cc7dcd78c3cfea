from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advocates.models.invitation import InvitationLink
from advocates.models.program import Program, Question


class Application(models.Model):
    """A member's request to join a program. Open until it is accepted, declined or withdrawn."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        ASKED = "asked", _("more asked")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Decline(models.TextChoices):
        """Why an application is declined; the codes are stable, the sentences are what the applicant reads."""

        NO_ROOM = "no_room", _("There is no room in this term.")
        TOO_LITTLE = "too_little", _("The answers say too little to judge by.")
        NO_EVIDENCE = "no_evidence", _("The evidence could not be confirmed.")
        CONFLICT = "conflict", _("There is a conflict of interest.")
        CONDUCT = "conduct", _("Earlier conduct on our pages speaks against it.")
        OTHER = "other", _("Another reason, which the note explains.")

    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        State.DRAFT: frozenset({State.SUBMITTED, State.WITHDRAWN}),
        State.SUBMITTED: frozenset({State.ASKED, State.ACCEPTED, State.DECLINED, State.WITHDRAWN}),
        State.ASKED: frozenset({State.SUBMITTED, State.DECLINED, State.WITHDRAWN}),
        State.ACCEPTED: frozenset(),
        State.DECLINED: frozenset(),
        State.WITHDRAWN: frozenset(),
    }
    OPEN = (State.DRAFT, State.SUBMITTED, State.ASKED)

    program = models.ForeignKey(Program, models.PROTECT, related_name="applications", verbose_name=_("program"))
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="applications", verbose_name=_("applicant")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    begun_at = models.DateTimeField(_("begun at"))
    invited_by = models.ForeignKey(
        InvitationLink, models.PROTECT, null=True, blank=True, related_name="applications", verbose_name=_("invited by")
    )
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decline_reason = models.CharField(_("reason"), max_length=20, choices=Decline.choices, blank=True)
    reply = models.TextField(_("answer to what was asked, being written"), blank=True)
    reapply_on = models.DateField(_("may apply again on"), null=True, blank=True)

    reviewers = models.PositiveSmallIntegerField(
        _("reviewers that it was promised"), default=1, editable=False,
        help_text=_("How many the program wanted when it was sent; fewer do not decide it."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints = [
            models.UniqueConstraint(
                fields=["program", "applicant"], condition=Q(state__in=["draft", "submitted", "asked"]),
                name="one_open_application_per_program_and_person",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("applicant")),
                name="nobody_decides_on_their_own_application",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["program", "state", "submitted_at"], name="application_queue")]

    def __str__(self) -> str:
        return f"{self.applicant}: {self.program}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN


class Answer(models.Model):
    """What the applicant answered to one question; a link is evidence, a consent is "yes" or empty."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="answers", verbose_name=_("application"))
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers", verbose_name=_("question"))
    text = models.TextField(_("answer"), blank=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [models.UniqueConstraint(fields=["application", "question"], name="one_answer_per_question")]

    def __str__(self) -> str:
        return self.text[:60]


class ApplicationStep(models.Model):
    """One step of an application as its status page tells it; `note` is what one side wrote to the other."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="steps", verbose_name=_("application"))
    state = models.CharField(_("state"), max_length=10, choices=Application.State.choices)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("step of an application")
        verbose_name_plural = _("steps of an application")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.application}: {self.get_state_display()}"
