from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from advocates.models import Program
from campaigns.models.mission import Mission, MissionStep


class Submission(models.Model):
    """One time that somebody does a mission: taken with their consent, worked on, sent in, checked, and judged.

    `looks` is by how many people it must be judged in this round: 0 passed by its checks alone, below the value from
    which everything is looked at. `round` counts how often it was sent. `promised_at` is until when an answer is promised.
    """

    class State(models.TextChoices):
        TAKEN = "taken", _("in progress")
        CHECKING = "checking", _("being checked")
        WAITING = "waiting", _("waits for a person")
        RETURNED = "returned", _("change this and send again")
        VERIFIED = "verified", _("verified")
        REFUSED = "refused", _("not accepted")
        GIVEN_UP = "given_up", _("given back")
        LAPSED = "lapsed", _("time is over")
        REVOKED = "revoked", _("taken back")

    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        State.TAKEN: frozenset({State.CHECKING, State.GIVEN_UP, State.LAPSED}),
        State.CHECKING: frozenset({State.WAITING, State.VERIFIED}),
        State.WAITING: frozenset({State.RETURNED, State.VERIFIED, State.REFUSED}),
        State.RETURNED: frozenset({State.CHECKING, State.GIVEN_UP, State.LAPSED}),
        State.VERIFIED: frozenset({State.REVOKED}),
        State.REFUSED: frozenset(),
        State.GIVEN_UP: frozenset(),
        State.LAPSED: frozenset(),
        State.REVOKED: frozenset(),
    }
    WORKABLE = frozenset({State.TAKEN, State.RETURNED})
    RUNNING = frozenset({State.TAKEN, State.RETURNED, State.CHECKING, State.WAITING})

    program = models.ForeignKey(Program, models.PROTECT, related_name="submissions", verbose_name=_("program"))
    mission = models.ForeignKey(Mission, models.PROTECT, related_name="submissions", verbose_name=_("mission"))
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="submissions", verbose_name=_("member")
    )
    number = models.PositiveSmallIntegerField(_("which time"))
    points = models.PositiveIntegerField(_("points promised"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.TAKEN)
    round = models.PositiveSmallIntegerField(_("round"), default=0)
    looks = models.PositiveSmallIntegerField(_("people who judge"), default=1)
    taken_at = models.DateTimeField(_("taken at"))
    due_at = models.DateTimeField(_("to be sent until"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    promised_at = models.DateTimeField(_("answer promised until"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=20, blank=True)
    words = models.CharField(_("words"), max_length=600, blank=True)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        constraints = [
            models.UniqueConstraint(fields=["mission", "member", "number"], name="one_submission_per_time"),
            models.CheckConstraint(
                condition=~Q(state__in=["checking", "waiting", "verified", "refused"])
                | Q(sent_at__isnull=False, promised_at__isnull=False, round__gte=1),
                name="what_is_judged_was_sent",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "refused", "revoked"]) | ~Q(reason=""),
                name="what_was_not_accepted_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["member", "program", "-id"], name="submissions_of_member"),
            models.Index(fields=["program", "promised_at"], name="submissions_waiting", condition=Q(state="waiting")),
            models.Index(fields=["due_at"], name="submissions_due", condition=Q(state__in=["taken", "returned"])),
        ]

    def __str__(self) -> str:
        return f"{self.mission}: {self.member}"

    def get_absolute_url(self) -> str:
        return f"/portal/missions/work/{self.pk}/"


class Evidence(models.Model):
    """What proves one step. `key` is what must not have been used before in the program: the address in one notation,
    or the fingerprint of the picture or file. `look` is a picture's own, which near copies share nearly; `band_0` to
    `band_3` are its 64 bits in four parts of 16, by which near ones are found. `said_key` is the fingerprint of a text,
    or of a link's page whatever its parameters, which may be used again and is only hinted at. `size` is in bytes of the file.

    `findings` are what the checks found: a list of {"code", "good", "detail"}; nothing is judged by them alone.
    """

    class Kind(models.TextChoices):
        LINK = "link", _("a link")
        PICTURE = "picture", _("a picture")
        TEXT = "text", _("a text")
        FILE = "file", _("a file")

    program = models.ForeignKey(Program, models.PROTECT, related_name="+", verbose_name=_("program"))
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="evidence", verbose_name=_("submission"))
    step = models.ForeignKey(MissionStep, models.PROTECT, related_name="+", verbose_name=_("step"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    url = models.CharField(_("link"), max_length=2048, blank=True)
    text = models.TextField(_("text"), blank=True)
    alt = models.CharField(_("what it shows"), max_length=200, blank=True)
    file = models.CharField(_("file"), max_length=200, blank=True)
    name = models.CharField(_("name of the file"), max_length=120, blank=True)
    key = models.CharField(max_length=64, blank=True, editable=False)
    look = models.CharField(max_length=16, blank=True, editable=False)
    band_0 = models.PositiveIntegerField(null=True, editable=False)
    band_1 = models.PositiveIntegerField(null=True, editable=False)
    band_2 = models.PositiveIntegerField(null=True, editable=False)
    band_3 = models.PositiveIntegerField(null=True, editable=False)
    said_key = models.CharField(max_length=64, blank=True, editable=False)
    size = models.PositiveIntegerField(_("size"), default=0, editable=False)
    added_at = models.DateTimeField(_("added at"))
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    findings = models.JSONField(_("findings"), default=list)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "key"], condition=~Q(key=""), name="no_evidence_is_used_twice_in_a_program"
            )
        ]
        indexes = [
            *(
                models.Index(fields=["program", f"band_{n}"], name=f"looks_by_band_{n}", condition=~Q(look=""))
                for n in range(4)
            ),
            models.Index(fields=["program", "said_key"], name="texts_by_key", condition=~Q(said_key="")),
        ]

    def __str__(self) -> str:
        return self.url or self.name or self.alt or self.text[:60]


class Look(models.Model):
    """One person's judgement of one round of a submission, by its rubric. Never changed; never by its author."""

    class Outcome(models.TextChoices):
        VERIFY = "verify", _("verify")
        RETURN = "return", _("change this and send again")
        REFUSE = "refuse", _("not accepted")

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="seen", verbose_name=_("submission"))
    round = models.PositiveSmallIntegerField(_("round"))
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices)
    reason = models.CharField(_("reason"), max_length=20, blank=True)
    words = models.CharField(_("words"), max_length=600, blank=True)
    marks = models.JSONField(_("marks"), default=dict, help_text=_("By the number of the criterion."))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("judgement of a submission")
        verbose_name_plural = _("judgements of submissions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "round", "by"], name="one_look_per_round_and_person"),
            models.CheckConstraint(condition=~Q(by=F("member")), name="nobody_verifies_their_own_submission"),
            models.CheckConstraint(condition=Q(outcome="verify") | ~Q(reason=""), name="what_is_not_verified_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.submission}: {self.outcome}"
