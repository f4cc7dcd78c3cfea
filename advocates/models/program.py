from collections.abc import Iterable
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.models import Naming
from sitewide.composed import Composed
from sitewide.languages import SPOKEN

DAY_LIMITS = [MinValueValidator(1), MaxValueValidator(365)]


class ProgramQuerySet(models.QuerySet["Program"]):
    def of_page(self, page: Page) -> "Program | None":
        """The program whose root page is this page or the nearest one above it."""
        return _ABOVE.first(path=page.path)


def _above(path: str) -> models.QuerySet["Program"]:
    here = models.Value(path, output_field=models.TextField())
    found: models.QuerySet[Program] = Program.objects.annotate(here=here).filter(
        here__startswith=models.F("root_page__path")
    )
    return found.order_by("-root_page__path")[:1]


_ABOVE = Composed(_above, path=str)


def paths_down_to(path: str) -> list[str]:
    """The treebeard paths of a page and all its ancestors, from the top."""
    return [path[:end] for end in range(Page.steplen, len(path) + 1, Page.steplen)]


class Narrowed(models.TextChoices):
    """What becomes of a grant under which too much was removed."""

    HOLD = "hold", _("back on probation")
    QUOTA = "quota", _("half the uses a day")


class Program(models.Model):
    """One brand's advocate initiative: charter, rules and the root page below which it speaks."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("slug"), max_length=40, unique=True)
    root_page = models.OneToOneField("wagtailcore.Page", models.PROTECT, related_name="+", verbose_name=_("root page"))
    brand_color = models.CharField(
        _("brand colour"), max_length=7, default="#8a3b2e",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("A colour reads like #8a3b2e."))],
    )  # fmt: skip
    tagline = models.CharField(_("tagline"), max_length=160, blank=True)
    charter = models.TextField(_("charter"), blank=True, help_text=_("What the program is for and what it promises."))
    welcome = models.TextField(_("welcome"), blank=True, help_text=_("What a new advocate reads first."))
    how_judged = models.TextField(_("how applications are judged"), blank=True)
    what_next = models.TextField(_("what happens after applying"), blank=True)
    answer_days = models.PositiveSmallIntegerField(_("days until an answer"), default=7, validators=DAY_LIMITS)
    disclosure = models.CharField(
        _("disclosure"), max_length=240,
        default=_("I am an advocate in the brand's program, which gave me the right to speak here."),
        help_text=_("Told with every message of every advocate. What each of them gets is added: say nothing about it here."),
    )  # fmt: skip
    language = models.CharField(
        _("language"), max_length=10, choices=SPOKEN, default="en",
        help_text=_("In which readers are told, where a page does not say otherwise. The disclosure above is in it."),
    )  # fmt: skip
    reviewers = models.PositiveSmallIntegerField(
        _("reviewers of an application"), default=1, choices=[(1, _("one, who decides")), (2, _("two, each alone"))],
        help_text=_("Two judge by the criteria without seeing each other's review; if they disagree, a third does."),
    )  # fmt: skip
    accepts_applications = models.BooleanField(
        _("accepts applications"), default=True,
        help_text=_("Off: only who comes by an invitation link of the program can apply."),
    )  # fmt: skip
    second_factor_required = models.BooleanField(_("rights need a second factor"), default=True)
    proof_for_new_browser = models.BooleanField(
        _("a new browser"),
        default=True,
        help_text=_("The first use of a right from a browser asks again who sits there."),
    )
    proof_for_wide_scope = models.BooleanField(
        _("a right on the whole program"), default=False, help_text=_("Tokens cannot prove it, so they cannot use one.")
    )
    proof_for_money = models.BooleanField(_("rewards and payouts"), default=True)
    proof_minutes = models.PositiveSmallIntegerField(
        _("minutes that a proof counts"), default=15, validators=[MinValueValidator(1), MaxValueValidator(1440)]
    )
    enrolment_days = models.PositiveSmallIntegerField(_("days of a term"), default=365, validators=DAY_LIMITS)
    grant_days = models.PositiveSmallIntegerField(_("days of a grant, unless said"), default=90, validators=DAY_LIMITS)
    most_grant_days = models.PositiveSmallIntegerField(_("most days of a grant"), default=365, validators=DAY_LIMITS)
    most_per_day = models.PositiveIntegerField(
        _("most uses a day of a grant"), null=True, blank=True, validators=[MinValueValidator(1)],
        help_text=_("No manager grants more. Empty: no such limit."),
    )  # fmt: skip
    whole_program_grants = models.BooleanField(
        _("rights on the whole program"), default=True,
        help_text=_("Whether a right may be given on the root page, and so on every page."),
    )  # fmt: skip
    probation_uses = models.PositiveSmallIntegerField(
        _("approved uses until probation may end, unless said"), default=3,
        help_text=_("While on probation every post and reply waits for approval. 0: grants have none."),
    )  # fmt: skip
    narrow_after = models.PositiveSmallIntegerField(
        _("removals that narrow a grant"), default=0,
        help_text=_("So many messages taken down narrow it without anybody; only a person undoes it. 0: off."),
    )  # fmt: skip
    narrow_days = models.PositiveSmallIntegerField(_("within so many days"), default=30, validators=DAY_LIMITS)
    narrow_how = models.CharField(
        _("how it is narrowed"), max_length=5, default=Narrowed.HOLD, choices=Narrowed.choices
    )
    access_review_every = models.PositiveSmallIntegerField(
        _("days between access reviews"), default=91, validators=[MaxValueValidator(730)],
        help_text=_("Then managers confirm every grant; what nobody confirms ends. 0: only when opened by hand."),
    )  # fmt: skip
    access_review_days = models.PositiveSmallIntegerField(
        _("days to answer one"), default=21, validators=[MinValueValidator(8), MaxValueValidator(90)]
    )
    time_zone = models.CharField(
        _("time zone"), max_length=40, default="UTC", help_text=_("A day's quota ends at its midnight.")
    )
    practice_of = models.OneToOneField(
        "self", models.CASCADE, null=True, blank=True, editable=False, related_name="practice",
        verbose_name=_("practice of"), help_text=_("Where drills are run; nobody speaks and nobody reads there."),
    )  # fmt: skip
    is_demo = models.BooleanField(_("demo"), default=False, editable=False)
    staff = models.OneToOneField(
        "auth.Group", models.SET_NULL, null=True, blank=True, editable=False, related_name="+", verbose_name=_("staff"),
        help_text=_("The managers' group in the workbench, with rights below the root page only."),
    )  # fmt: skip
    collection = models.OneToOneField(
        "wagtailcore.Collection", models.SET_NULL, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("collection"), help_text=_("Where the program keeps its images and documents."),
    )  # fmt: skip
    shows_names = models.BooleanField(_("their name"), default=True)
    shows_handles = models.BooleanField(_("their handle"), default=True)
    shows_pseudonyms = models.BooleanField(
        _("a pseudonym"), default=True, help_text=_("Readers see that it is one; managers see who it is.")
    )
    created_at = models.DateTimeField(_("created at"))

    objects: ClassVar[models.Manager["Program"]] = models.Manager.from_queryset(ProgramQuerySet)()

    class Meta:
        verbose_name = _("program")
        verbose_name_plural = _("programs")
        constraints = [
            models.CheckConstraint(
                condition=Q(shows_names=True) | Q(shows_handles=True) | Q(shows_pseudonyms=True),
                name="a_program_shows_people_somehow",
                violation_error_message=_("Advocates are named by something: allow at least one."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def naming(self) -> list[Naming]:
        """By what its advocates may choose to be named; at least one."""
        allowed = {
            Naming.NAME: self.shows_names, Naming.HANDLE: self.shows_handles, Naming.PSEUDONYM: self.shows_pseudonyms,
        }  # fmt: skip
        return [kind for kind in Naming if allowed[kind]]


class DisclosureText(models.Model):
    """The program's disclosure in another language than its own, for the pages that speak it."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="disclosure_texts", verbose_name=_("program"))
    language = models.CharField(_("language"), max_length=10, choices=SPOKEN)
    text = models.CharField(_("disclosure"), max_length=240)

    class Meta:
        verbose_name = _("disclosure in another language")
        verbose_name_plural = _("disclosures in other languages")
        ordering = ["program", "language"]
        constraints = [
            models.UniqueConstraint(fields=["program", "language"], name="one_disclosure_per_program_and_language"),
            models.CheckConstraint(condition=~Q(text=""), name="a_disclosure_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.program} ({self.language})"


class CommunityManager(models.Model):
    """A person of the program's staff, who decides about people, grants and rewards."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="managers", verbose_name=_("program"))
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="manages", verbose_name=_("member")
    )
    since = models.DateTimeField(_("since"))
    title = models.CharField(_("title"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("community manager")
        verbose_name_plural = _("community managers")
        constraints = [
            models.UniqueConstraint(fields=["program", "member"], name="one_manager_row_per_program_and_member")
        ]

    def __str__(self) -> str:
        return str(self.member)


class Question(models.Model):
    """One question of the program's application form."""

    class Kind(models.TextChoices):
        TEXT = "text", _("text")
        CHOICE = "choice", _("choice")
        LINK = "link", _("link")
        CONSENT = "consent", _("consent")

    program = models.ForeignKey(Program, models.CASCADE, related_name="questions", verbose_name=_("program"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.TEXT)
    label = models.CharField(_("question"), max_length=240)
    help_text = models.CharField(_("help"), max_length=400, blank=True)
    choices = models.TextField(_("choices"), blank=True, help_text=_("One a line, for a question of kind choice."))
    required = models.BooleanField(_("required"), default=True)
    max_length = models.PositiveIntegerField(_("most characters"), default=2000, validators=[MaxValueValidator(10_000)])
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    retired = models.BooleanField(_("retired"), default=False, help_text=_("No longer asked; old answers keep it."))

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.label

    def options(self) -> Iterable[str]:
        return [line.strip() for line in self.choices.splitlines() if line.strip()]
