"""How well a program is moderated: everybody's figures, agreement by place, rule and pair, and the rates of measuring."""

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import TitleColumn

from accounts.recent import recently_authenticated
from advocates.models import Program
from advocates.queries import managed_programs
from advocates.wagtail_hooks.acts import OneWithActs
from advocates.workbench import ProgramViewSet
from moderation.actions.rates import LIMITS, set_rates
from moderation.models import Rates
from moderation.queries import quality
from moderation.queries.blind import rates_of
from moderation.wagtail_hooks.listing import Listing


class RatesForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Rates
        fields = tuple(LIMITS)


class Index(Listing):
    page_title = _("Quality")
    show_add_button = False

    def get_base_queryset(self) -> QuerySet[Program]:
        return managed_programs(self.request.user)


@method_decorator(recently_authenticated, name="dispatch")
class One(OneWithActs):
    """The figures of half a year."""

    template_name = "moderation/workbench/quality.html"
    page_title = _("Quality")
    acts: ClassVar[dict[str, type[forms.Form]]] = {"rates": forms.Form}

    def get_page_subtitle(self) -> str:
        return str(self.object.name)

    def form_of(self, act: str, data: Any = None) -> forms.Form:
        form: forms.Form = RatesForm(data, prefix=act, instance=rates_of(self.object))
        return form

    def do(self, act: str, given: dict[str, Any]) -> str:
        set_rates(Rates(program=self.object, **given), actor=self.request.user, at=timezone.now())
        return gettext("From now on these rates hold.")

    def facts(self) -> dict[str, Any]:
        since = timezone.now() - timedelta(days=quality.DAYS)
        reviews = quality.second_reviews(self.object, since)
        return {
            "program": self.object, "days": quality.DAYS, "reviews": len(reviews),
            "people": quality.people(self.object, reviews, since=since),
            "whole": quality.line(gettext("The whole program"), [(one.act, one.blind.act) for one in reviews]),
            "tables": [
                (gettext("By place"), quality.by_place(reviews)), (gettext("By rule"), quality.by_clause(reviews)),
                (gettext("By pair"), quality.by_pair(reviews)),
            ],
            "overturned": quality.overturned(self.object, since),
        }  # fmt: skip


class QualityViewSet(ProgramViewSet):
    model = Program
    name = "quality"
    url_prefix = "moderation/quality"
    icon = "tick-inverse"
    menu_label = _("Quality")
    pages = ("index", "edit")
    index_view_class = Index
    edit_view_class = One
    form_fields: ClassVar[list[str]] = ["name"]
    ordering = ("name",)
    list_display: ClassVar[list[Any]] = [TitleColumn("name", label=_("Program"), url_name="quality:edit")]

    def register_admin_url_finder(self) -> None:
        """A program's own page in the workbench is that of the program."""
