from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advocates.models import Program

MOST_MINUTES, MOST_PIECES = 24 * 60, 500


class OfflineWork(models.Model):
    """Work away from the pages, as an advocate logged it: it counts once a manager other than them verified it.

    A link, a picture or a file prove it. `link_key`, `picture_key` and `file_key` are the digests of
    `campaigns.evidence.fingerprints`, by which evidence of missions is known, too. `file` is a name in the storage, which
    nobody can guess; `file_name` the one for people. Sent back, it can be changed and sent again.
    """

    class Kind(models.TextChoices):
        TRANSLATION = "translation", _("a translation")
        EVENT = "event", _("an event")
        OFFLINE = "offline", _("other work")

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("waits to be verified")
        RETURNED = "returned", _("to be changed")
        VERIFIED = "verified", _("verified")
        REFUSED = "refused", _("not counted")
        WITHDRAWN = "withdrawn", _("withdrawn")
        REVOKED = "revoked", _("taken back")

    class Code(models.TextChoices):
        """Why it is sent back, refused or taken back."""

        NO_EVIDENCE = "no_evidence", _("The evidence does not show it.")
        UNREACHABLE = "unreachable", _("The link cannot be opened.")
        USED_BEFORE = "used_before", _("The same evidence was used before.")
        TOO_MUCH = "too_much", _("The time or number of pieces does not fit what is shown.")
        NOT_DISCLOSED = "not_disclosed", _("It did not say how the author is tied to the brand.")
        OUT_OF_SCOPE = "out_of_scope", _("It is not part of the program.")

    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        State.SUBMITTED: frozenset({State.VERIFIED, State.RETURNED, State.REFUSED, State.WITHDRAWN}),
        State.RETURNED: frozenset({State.SUBMITTED, State.WITHDRAWN}),
        State.VERIFIED: frozenset({State.REVOKED}),
        State.REFUSED: frozenset(),
        State.WITHDRAWN: frozenset(),
        State.REVOKED: frozenset(),
    }

    program = models.ForeignKey(Program, models.PROTECT, related_name="offline_work", verbose_name=_("program"))
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="offline_work", verbose_name=_("member")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    title = models.CharField(_("what it was"), max_length=120)
    text = models.TextField(_("in your words"), max_length=2000)
    done_on = models.DateField(_("day"))
    minutes = models.PositiveIntegerField(
        _("minutes"), validators=[MinValueValidator(1), MaxValueValidator(MOST_MINUTES)]
    )
    pieces = models.PositiveSmallIntegerField(
        _("pieces"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_PIECES)]
    )
    link = models.URLField(_("link"), max_length=500, blank=True)
    link_key = models.CharField(_("digest of the link"), max_length=64, blank=True)
    size = models.PositiveIntegerField(_("size of picture and file"), default=0, editable=False)
    picture = models.ImageField(_("picture"), upload_to="evidence/%Y/%m/", blank=True)
    picture_key = models.CharField(_("digest of the picture"), max_length=64, blank=True)
    file = models.CharField(_("file"), max_length=200, blank=True)
    file_name = models.CharField(_("name of the file"), max_length=120, blank=True)
    file_key = models.CharField(_("digest of the file"), max_length=64, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.SUBMITTED)
    logged_at = models.DateTimeField(_("logged at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    code = models.CharField(_("reason"), max_length=14, choices=Code.choices, blank=True)
    note = models.CharField(_("note"), max_length=600, blank=True)

    class Meta:
        verbose_name = _("work away from the pages")
        verbose_name_plural = _("work away from the pages")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "refused", "revoked"]) | ~Q(code=""),
                name="work_not_counted_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["verified", "returned", "refused", "revoked"])
                | Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decided_by=models.F("member")),
                name="work_is_decided_on_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=MOST_MINUTES, pieces__gte=1, pieces__lte=MOST_PIECES),
                name="work_took_some_time_of_one_day",
            ),
        ]
        indexes = [
            models.Index(fields=["program", "state", "-id"], name="work_of_program"),
            models.Index(fields=["member", "program", "-id"], name="work_of_member"),
            models.Index(fields=["program", "link_key"], name="work_by_link", condition=~Q(link_key="")),
            models.Index(fields=["program", "picture_key"], name="work_by_picture", condition=~Q(picture_key="")),
            models.Index(fields=["program", "file_key"], name="work_by_file", condition=~Q(file_key="")),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/portal/work/{self.pk}/"
