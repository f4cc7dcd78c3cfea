from typing import ClassVar

from django.conf import settings
from django.db import connection, models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from advocates.models import Exercise, Program
from advocates.queries.places import behind_no_restriction
from sitewide.languages import SPOKEN
from sitewide.text import excerpt

SMALL_SIDE = 720
"""Pixels of the longer side of the small picture, as threads show it."""


class ThreadQuerySet(models.QuerySet["Thread"]):
    def touch(self, page_id: int) -> None:
        """Say that readers of this page's conversation see something else from now on; one statement as a rule."""
        if not self.filter(page_id=page_id).update(version=F("version") + 1):
            _thread, made = self.get_or_create(page_id=page_id)
            if not made:
                self.filter(page_id=page_id).update(version=F("version") + 1)

    def touch_open(self, page_id: int) -> bool:
        """The same for a conversation that takes messages; False where there is none yet, or it is closed."""
        with connection.cursor() as cursor:
            cursor.execute("UPDATE cms_thread SET version = version + 1 WHERE page_id = %s AND NOT locked", [page_id])
            return bool(cursor.rowcount)


class Thread(models.Model):
    """The conversation of one brand page. `version` grows with every change that readers can see."""

    page = models.OneToOneField("cms.BrandPage", models.CASCADE, related_name="thread", verbose_name=_("page"))
    version = models.PositiveBigIntegerField(_("version"), default=1)
    locked = models.BooleanField(_("locked"), default=False)

    objects: ClassVar[models.Manager["Thread"]] = models.Manager.from_queryset(ThreadQuerySet)()

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")

    def __str__(self) -> str:
        return str(self.page)


class MessageQuerySet(models.QuerySet["Message"]):
    def readable(self) -> "MessageQuerySet":
        """What every reader may see: published, on a page that is live and not private."""
        public = self.filter(state=Message.State.PUBLISHED, page__live=True)
        return public.filter(behind_no_restriction("page__path"))


class Message(models.Model):
    """Anything said on a brand page. `body` is sanitised HTML.

    `relation` is who spoke and `disclosure` what readers were told about it, both as they were at that moment.
    `clause` is the rule for which it was hidden or removed, in words for readers.

    `sketch` is for the breaker (see `cms.breaker`), of what was said under a right at `sketched_at`.

    A post or reply exists only with the exercise of a grant (constraint and trigger). Threads are two deep: a reply
    or comment hangs below a post or comment, `root` is the top of its branch (empty for a top message).
    """

    class Kind(models.TextChoices):
        POST = "post", _("post")
        REPLY = "reply", _("official reply")
        COMMENT = "comment", _("comment")

    class State(models.TextChoices):
        HELD = "held", _("waiting for approval")
        PUBLISHED = "published", _("published")
        HIDDEN = "hidden", _("hidden")
        REMOVED = "removed", _("removed")
        WITHDRAWN = "withdrawn", _("withdrawn by the author")

    class Relation(models.TextChoices):
        ADVOCATE = "advocate", _("community advocate")
        TEAM = "team", _("team")
        MEMBER = "member", _("member")

    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        State.HELD: frozenset({State.PUBLISHED, State.HIDDEN, State.REMOVED, State.WITHDRAWN}),
        State.PUBLISHED: frozenset({State.HELD, State.HIDDEN, State.REMOVED, State.WITHDRAWN}),
        State.HIDDEN: frozenset({State.PUBLISHED, State.REMOVED, State.WITHDRAWN}),
        State.REMOVED: frozenset({State.PUBLISHED}),
        State.WITHDRAWN: frozenset(),
    }

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="messages", db_index=False, verbose_name=_("program")
    )
    page = models.ForeignKey(
        "cms.BrandPage", models.PROTECT, related_name="messages", db_index=False, verbose_name=_("page")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="messages", db_index=False, verbose_name=_("author")
    )
    exercise = models.OneToOneField(
        Exercise, models.PROTECT, null=True, blank=True, related_name="message", verbose_name=_("exercise")
    )
    answers = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="answered_by", verbose_name=_("answers")
    )
    root = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="branch", verbose_name=_("top of the branch")
    )
    title = models.CharField(_("title"), max_length=140, blank=True)
    body = models.TextField(_("text"))
    relation = models.CharField(
        _("relation to the brand"), max_length=10, choices=Relation.choices, default=Relation.MEMBER
    )
    disclosure = models.CharField(_("disclosure"), max_length=1000, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=SPOKEN, default="en")
    disclosure_short = models.CharField(_("disclosure in the byline"), max_length=160, blank=True)
    pinned = models.BooleanField(_("pinned"), default=False)
    locked = models.BooleanField(_("locked"), default=False)
    written_at = models.DateTimeField(_("written at"))
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    edited_at = models.DateTimeField(_("edited at"), null=True, blank=True)
    hold_reason = models.CharField(_("why it waits"), max_length=40, blank=True)
    clause = models.CharField(_("rule it broke"), max_length=160, blank=True)
    sketch = models.BinaryField(_("sketch for the breaker"), max_length=32, null=True, editable=False)
    sketched_at = models.DateTimeField(_("said or edited last"), null=True, editable=False)
    sent_key = models.CharField(_("key of the sender"), max_length=64, blank=True)

    objects: ClassVar[models.Manager["Message"]] = models.Manager.from_queryset(MessageQuerySet)()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="comment", exercise=None) | Q(kind__in=["post", "reply"], exercise__isnull=False),
                name="a_post_or_reply_rests_on_an_exercise",
            ),
            models.CheckConstraint(
                condition=Q(kind="comment") | ~Q(disclosure=""), name="a_delegated_message_discloses"
            ),
            models.CheckConstraint(
                condition=Q(kind="comment") | ~Q(disclosure_short=""),
                name="a_delegated_message_discloses_in_its_byline",
            ),
            models.CheckConstraint(
                condition=Q(answers=None, root=None) | Q(answers__isnull=False, root__isnull=False),
                name="an_answer_hangs_in_a_branch",
            ),
            models.CheckConstraint(
                condition=~Q(kind="reply") | Q(answers__isnull=False), name="a_reply_answers_a_message"
            ),
            models.UniqueConstraint(
                fields=["author", "sent_key"], condition=~Q(sent_key=""), name="one_message_per_key_of_the_sender"
            ),
        ]
        indexes = [
            models.Index(fields=["page", "state", "published_at"], name="message_of_page"),
            models.Index(fields=["author", "-written_at"], name="message_of_author"),
            models.Index(fields=["program", "state", "-published_at"], name="message_of_program"),
            models.Index(fields=["program", "-sketched_at"], name="message_lately", condition=Q(sketch__isnull=False)),
            models.Index(fields=["author", "-sketched_at"], name="message_own_pace", condition=Q(sketch__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.get_kind_display()} {self.pk}"

    def get_absolute_url(self) -> str:
        return f"/people/said/{self.pk}/"

    @property
    def place_url(self) -> str:
        """Where it stands in its conversation, on whatever page of the thread that is."""
        return f"{self.get_absolute_url()}in-place/"

    @property
    def excerpt(self) -> str:
        """Its first words in one line of plain text."""
        return excerpt(self.body, 220)

    @property
    def sealed_text(self) -> str:
        """What the digest in the record is taken of."""
        return f"{self.title}\n{self.body}"

    @property
    def is_delegated(self) -> bool:
        return self.kind != self.Kind.COMMENT

    @property
    def relation_words(self) -> str:
        """For the byline; nothing for somebody without a relation to the brand."""
        return "" if self.relation == self.Relation.MEMBER else self.get_relation_display()

    @property
    def relation_kind(self) -> str:
        return "staff" if self.relation == self.Relation.TEAM else self.relation

    @property
    def profile_url(self) -> str:
        """Where readers learn who an advocate is; other people have no public page."""
        return self.author.get_absolute_url() if self.relation == self.Relation.ADVOCATE else ""

    @property
    def right_url(self) -> str:
        """The grant in the register; for a comment of an advocate their page, which lists their grants."""
        return f"/register/{self.exercise.grant_id}/" if self.exercise else self.profile_url

    @property
    def edited_url(self) -> str:
        return f"{self.get_absolute_url()}#history" if self.edited_at else ""


class MessageVersion(models.Model):
    """What a message said before an edit; the message itself holds the newest text. `shown`: whether readers saw it."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="versions", verbose_name=_("message"))
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=140, blank=True)
    body = models.TextField(_("text"))
    shown = models.BooleanField(_("was shown to readers"), default=True)
    replaced_at = models.DateTimeField(_("replaced at"))
    replaced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("replaced by")
    )

    class Meta:
        verbose_name = _("earlier version")
        verbose_name_plural = _("earlier versions")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["message", "number"], name="one_version_per_number_and_message")]

    def __str__(self) -> str:
        return f"{self.message} {self.number}"


class Picture(models.Model):
    """A picture of a message, decoded and encoded again without metadata before it was stored."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="pictures", verbose_name=_("message"))
    image = models.ImageField(_("picture"), upload_to="said/%Y/%m/", width_field="width", height_field="height")
    thumbnail = models.ImageField(_("small picture"), upload_to="said/%Y/%m/", blank=True)
    width = models.PositiveIntegerField(_("width"), default=0)
    height = models.PositiveIntegerField(_("height"), default=0)
    alt = models.CharField(_("description"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.alt

    @property
    def small_size(self) -> tuple[int, int]:
        """Width and height of the small picture."""
        scale = min(1.0, SMALL_SIDE / max(self.width, self.height, 1))
        return round(self.width * scale), round(self.height * scale)
