"""Choosing an advocate by searching, among the people of one's own programs only."""

from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet

from accounts.models import User
from advocates.forms.numbered import row_number
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
