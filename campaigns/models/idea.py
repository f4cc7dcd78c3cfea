from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advocates.models import Program


class Idea(models.Model):
    """What somebody would like the brand to do. `votes` counts people, `rank` in half votes orders the list.

    `due` is when the next answer is promised, empty where there is none to come. `reason` is that of the last change; the
    others are in `IdeaChange`. An idea that was merged stays as it is, and so do its votes and what was said about it: they
    count for `merged_into`, which is why a merge can be undone.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        LOOKING = "looking", _("looking into it")
        PLANNED = "planned", _("planned")
        BUILDING = "building", _("in work")
        SHIPPED = "shipped", _("shipped")
        DECLINED = "declined", _("declined")
        MERGED = "merged", _("merged")

    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        State.OPEN: frozenset({State.LOOKING, State.PLANNED, State.DECLINED, State.MERGED}),
        State.LOOKING: frozenset({State.OPEN, State.PLANNED, State.DECLINED, State.MERGED}),
        State.PLANNED: frozenset({State.LOOKING, State.BUILDING, State.SHIPPED, State.DECLINED, State.MERGED}),
        State.BUILDING: frozenset({State.PLANNED, State.SHIPPED, State.DECLINED}),
        State.SHIPPED: frozenset({State.BUILDING}),
        State.DECLINED: frozenset({State.LOOKING}),
        State.MERGED: frozenset({State.OPEN, State.LOOKING, State.PLANNED}),
    }
    ENDS: ClassVar[frozenset[str]] = frozenset({State.SHIPPED, State.DECLINED, State.MERGED})
    """Where no further answer is promised."""
    PILLS: ClassVar[dict[str, str]] = {
        State.OPEN: "open", State.LOOKING: "review", State.PLANNED: "submitted", State.BUILDING: "active",
        State.SHIPPED: "settled", State.DECLINED: "closed", State.MERGED: "closed",
    }  # fmt: skip

    program = models.ForeignKey(Program, models.PROTECT, related_name="ideas", verbose_name=_("program"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="ideas", verbose_name=_("author"))
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(_("text"))
    at = models.DateTimeField(_("at"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    reason = models.CharField(_("reason"), max_length=600, blank=True)
    due = models.DateField(_("answer due"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who decides")
    )
    decided_at = models.DateTimeField(_("last change"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("merged into")
    )
    votes = models.PositiveIntegerField(_("votes"), default=0)
    rank = models.PositiveIntegerField(_("rank"), default=0, editable=False)
    told_due = models.DateField(null=True, blank=True, editable=False)
    hidden_at = models.DateTimeField(_("hidden at"), null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("hidden by")
    )
    hidden_reason = models.CharField(_("why it is hidden"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("idea")
        verbose_name_plural = _("ideas")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False) | ~Q(state="merged") & Q(merged_into=None),
                name="what_is_merged_is_merged_into_something",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["shipped", "declined", "merged"]) | Q(due__isnull=False),
                name="an_open_idea_has_a_date_for_its_answer",
            ),
        ]
        indexes = [
            models.Index(fields=["program", "-rank", "-id"], name="ideas_by_rank"),
            models.Index(fields=["program", "due"], name="ideas_by_due", condition=Q(due__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/go/ideas/{self.pk}/"

    @property
    def pill(self) -> str:
        return self.PILLS[self.state]


class IdeaVote(models.Model):
    """That somebody wants it, too."""

    idea = models.ForeignKey(Idea, models.PROTECT, related_name="given", verbose_name=_("idea"))
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="idea_votes", verbose_name=_("member")
    )
    at = models.DateTimeField(_("at"))
    in_circle = models.BooleanField(_("from a circle of mutual votes"), default=False, editable=False)

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [models.UniqueConstraint(fields=["idea", "member"], name="one_vote_per_idea_and_member")]

    def __str__(self) -> str:
        return f"{self.idea_id} {self.member_id}"


class IdeaChange(models.Model):
    """One change of an idea's state, or of the date of its answer. Never changed or deleted."""

    idea = models.ForeignKey(Idea, models.PROTECT, related_name="changes", verbose_name=_("idea"))
    was = models.CharField(_("before"), max_length=8, choices=Idea.State.choices)
    state = models.CharField(_("state"), max_length=8, choices=Idea.State.choices)
    reason = models.CharField(_("reason"), max_length=600)
    due = models.DateField(_("next answer"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("change of an idea")
        verbose_name_plural = _("changes of ideas")

    def __str__(self) -> str:
        return f"{self.idea_id}: {self.state}"


class IdeaComment(models.Model):
    """What a member says about an idea. Messages of `cms` are tied to a brand page and its rights, and these are not."""

    idea = models.ForeignKey(Idea, models.PROTECT, related_name="comments", verbose_name=_("idea"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="idea_comments", verbose_name=_("author")
    )
    body = models.TextField(_("text"))
    at = models.DateTimeField(_("at"))
    hidden_at = models.DateTimeField(_("hidden at"), null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("hidden by")
    )
    hidden_reason = models.CharField(_("why it is hidden"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("comment on an idea")
        verbose_name_plural = _("comments on ideas")
        indexes = [models.Index(fields=["idea", "id"], name="comments_of_idea")]

    def __str__(self) -> str:
        return f"{self.idea_id} {self.author_id}"


class IdeaFlag(models.Model):
    """A member's complaint about an idea, or about one of its comments. Once a person."""

    idea = models.ForeignKey(Idea, models.PROTECT, related_name="flags", verbose_name=_("idea"))
    comment = models.ForeignKey(
        IdeaComment, models.PROTECT, null=True, blank=True, related_name="flags", verbose_name=_("comment")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    note = models.CharField(_("what is wrong with it"), max_length=400)
    at = models.DateTimeField(_("at"))
    settled_at = models.DateTimeField(_("looked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("flag of an idea")
        verbose_name_plural = _("flags of ideas")
        constraints = [
            models.UniqueConstraint(fields=["comment", "by"], name="one_flag_per_comment_and_person"),
            models.UniqueConstraint(
                fields=["idea", "by"], condition=Q(comment=None), name="one_flag_per_idea_and_person"
            ),
        ]

    def __str__(self) -> str:
        return self.note
