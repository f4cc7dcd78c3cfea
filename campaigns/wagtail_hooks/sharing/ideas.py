"""Ideas: overdue answers first, and one idea with everything a manager may do."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.permissions import register_permission_policy

from advocates.wagtail_hooks.acts import OneWithActs, acting
from advocates.workbench import OwnRows, ProgramRows, ProgramViewSet
from campaigns.actions import ideas
from campaigns.forms.sharing_workbench import DecideForm, HideForm, MergeForm, OfCommentForm, WhyForm
from campaigns.models import Idea, IdeaComment
from campaigns.queries.ideas.listed import discussed, today_in
from campaigns.queries.ideas.votes import in_circles
from sitewide.errors import NotFound

register_permission_policy(Idea, ProgramRows(Idea, actions=("view", "change")))
State = Idea.State
NEVER = date(9999, 12, 31)
FLAGS = 50


class Index(OwnRows, generic.IndexView):
    """What is overdue first, then what is due next."""

    any_permission_required: ClassVar[list[str]] = ["view"]

    def get_base_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_base_queryset().select_related("author", "owner", "program")
        open_flags = Count("flags", filter=Q(flags__settled_at=None), distinct=True)
        found: QuerySet[Any] = rows.annotate(answer=Coalesce("due", Value(NEVER)), open_flags=open_flags)
        return found


class One(OneWithActs):
    template_name = "campaigns/workbench/idea.html"
    page_title = _("Idea")
    acts: ClassVar[dict[str, type[forms.Form]]] = {
        "decide": DecideForm, "merge": MergeForm, "unmerge": WhyForm, "hide": HideForm, "show": OfCommentForm,
        "settle": OfCommentForm,
    }  # fmt: skip
    TOLD: ClassVar[dict[str, Any]] = {
        "decide": _("The answer is public, and its author is told."), "merge": _("The idea is merged."),
        "unmerge": _("The idea stands for itself again."), "hide": _("It is hidden."), "show": _("It is shown again."),
        "settle": _("The flags are settled: it stays."),
    }  # fmt: skip

    def form_of(self, act: str, data: Any = None) -> forms.Form:
        about = {"idea": self.object} if act in {"decide", "merge"} else {}
        return self.acts[act](data, prefix=act, **about)

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def possible(self) -> set[str]:
        idea = self.object
        found = {"hide", "show", "settle"}
        if idea.author_id == acting(self.request).pk:
            return found
        if idea.state == State.MERGED:
            return found | {"unmerge"}
        mergeable = State.MERGED in Idea.TRANSITIONS[idea.state] and not idea.merged.exists()
        return found | {"decide"} | ({"merge"} if mergeable else set())

    def do(self, act: str, given: dict[str, Any]) -> str:
        about: dict[str, Any] = {"actor": acting(self.request), "at": timezone.now()}
        if act in {"hide", "show", "settle"}:
            doing = {"hide": ideas.hide, "show": ideas.show, "settle": ideas.settle_flags}[act]
            doing(self.object, self._comment(given.pop("comment")), **given, **about)  # type: ignore[operator]
        else:
            act_on = {"decide": ideas.decide, "merge": ideas.merge, "unmerge": ideas.unmerge}[act]
            act_on(self.object, **given, **about)  # type: ignore[operator]
        return str(self.TOLD[act])

    def _comment(self, number: int | None) -> IdeaComment | None:
        if number is None:
            return None
        found = IdeaComment.objects.filter(pk=number, idea=self.object).first()
        if found is None:
            raise NotFound(gettext("There is no such comment."))
        return found

    def facts(self) -> dict[str, Any]:
        idea = self.object
        about = discussed(idea)
        said = IdeaComment.objects.filter(idea=idea).select_related("author", "hidden_by").order_by("-pk")[:FLAGS]
        flags = idea.flags.filter(settled_at=None).select_related("by", "comment__author").order_by("-pk")[:FLAGS]
        return {
            "idea": idea, "about": about, "said": said, "flags": flags, "circle": list(in_circles(idea)[:FLAGS]),
            "late": bool(idea.due and idea.due < today_in(idea.program, timezone.now())),
            "own": idea.author_id == acting(self.request).pk,
        }  # fmt: skip


def answer(idea: Idea) -> Any:
    if idea.due is None:
        return ""
    day = date_format(idea.due, "j M Y")
    late = idea.due < today_in(idea.program, timezone.now())
    return _("overdue since %(day)s") % {"day": day} if late else day


class IdeaViewSet(ProgramViewSet):
    model = Idea
    name = "ideas_workbench"
    url_prefix = "sharing/ideas"
    icon = "help"
    menu_label = _("Ideas")
    pages = ("index", "edit")
    index_view_class = Index
    edit_view_class = One
    form_fields: ClassVar[list[str]] = ["title"]
    ordering = ("answer", "-rank", "-pk")
    search_fields: ClassVar[list[str]] = ["title", "author__name", "author__handle"]
    list_display: ClassVar[list[Any]] = [
        TitleColumn("title", label=_("Idea"), url_name="ideas_workbench:edit"),
        Column("get_state_display", label=_("State")),
        Column("due", label=_("Answer due"), accessor=answer),
        Column("owner", label=_("Who answers"), accessor=lambda idea: idea.owner or _("nobody yet")),
        Column("votes", label=_("Votes")),
        Column("open_flags", label=_("Flags"), accessor=lambda idea: idea.open_flags or ""),
        Column("author", label=_("Author"), accessor="author.in_full"),
    ]
