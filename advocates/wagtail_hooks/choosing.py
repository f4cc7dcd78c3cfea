"""Choosing an advocate by searching, among the people of one's own programs only."""

from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from accounts.models import User
from advocates.forms.numbered import row_number
from advocates.queries import managed_programs
from advocates.queries.places import pages_below
from advocates.workbench import managed_ids


def enrolled_in_own(user: Any) -> QuerySet[User]:
    """Everybody with an active enrolment in a program that the person manages."""
    now = timezone.now()
    return User.objects.filter(
        enrolments__program__in=managed_ids(user),
        enrolments__ended_at=None,
        enrolments__term_ends__gt=now,
        is_active=True,
    ).distinct()


class SearchForm(BaseFilterForm):
    q = forms.CharField(label=_("Name, handle or address"), required=False)

    def filter(self, objects: QuerySet[User]) -> QuerySet[User]:
        words = self.cleaned_data["q"].strip()
        if not words:
            return objects
        self.is_searching, self.search_query = True, words
        fields = ("name", "handle", "email", "pseudonym")
        return objects.filter(reduce(or_, (Q(**{f"{field}__icontains": words}) for field in fields)))


class _OwnAdvocates:
    request: Any
    filter_form_class = SearchForm
    ordering = ("name", "pk")

    def get_object_list(self) -> QuerySet[User]:
        return enrolled_in_own(self.request.user)

    @property
    def columns(self) -> list[Column]:
        handle = Column(
            "handle", label=_("Handle"), accessor=lambda person: f"@{person.handle}" if person.handle else ""
        )
        name = Column("name", label=_("Name"))
        return [self.title_column, name, handle, Column("email", label=_("E-mail address"))]  # type: ignore[attr-defined]


class Choose(_OwnAdvocates, chooser.ChooseView):
    pass


class Results(_OwnAdvocates, chooser.ChooseResultsView):
    pass


class Chosen(chooser.ChosenView):
    def get_object(self, pk: str) -> User:
        return enrolled_in_own(self.request.user).get(pk=row_number(pk))


class AdvocateChooser(ChooserViewSet):
    model = User
    name = "advocate_chooser"
    url_prefix = "rights/choose-advocate"
    icon = "user"
    choose_one_text = _("Choose an advocate")
    choose_another_text = _("Choose another advocate")
    register_widget = False
    choose_view_class = Choose
    choose_results_view_class = Results
    chosen_view_class = Chosen

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.choose_view, name="choose"),
            path("results/", self.choose_results_view, name="choose_results"),
            path("chosen/<str:pk>/", self.chosen_view, name="chosen"),
        ]


advocate_chooser = AdvocateChooser()


@hooks.register("construct_page_chooser_queryset")
def own_pages(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """Everybody chooses among the pages that they edit or whose program they manage, and those above on the way there."""
    roots = managed_programs(request.user).values_list("root_page__path", flat=True)
    above = {path[:end] for path in roots for end in range(Page.steplen, len(path), Page.steplen)}
    edited = page_permission_policy.explorable_instances(request.user)
    mine = pages_below(managed_programs(request.user)).values("pk")
    own = Page.objects.filter(Q(pk__in=mine) | Q(path__in=above) | Q(pk__in=edited.values("pk")))
    parent = request.resolver_match.kwargs.get("parent_page_id") if request.resolver_match else None
    if parent and not own.filter(pk=parent).exists():
        raise Http404
    return pages.filter(pk__in=own.values("pk"))
