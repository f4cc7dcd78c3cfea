"""What a program promises and how its cases come about, in the workbench; how often the promise was kept."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import HeaderButton
from wagtail.permissions import register_permission_policy

from advocates.queries import managed_programs
from advocates.wagtail_hooks.acts import acting
from advocates.wagtail_hooks.waits import HOOK, Waits
from advocates.workbench import OfManagers, OwnProgramForm, OwnRows, ProgramPanel, ProgramRows, SavedViewSet
from moderation.actions.promises import save_intake, save_promise, withdraw_promise
from moderation.models import HOURS, Intake, Promise
from moderation.queries.promise import DAYS, clock_for, kept
from moderation.queries.standing import standing_of
from moderation.wagtail_hooks.listing import Listing
from sitewide.errors import Refused

register_permission_policy(Promise, ProgramRows(Promise, actions=("view", "add", "change", "delete")))
register_permission_policy(Intake, ProgramRows(Intake, actions=("view", "add", "change")))


class PromiseListing(Listing):
    about = ("page", "program")

    @property
    def header_more_buttons(self) -> list[Any]:  # type: ignore[override]
        shown = HeaderButton(_("How it was kept"), url=reverse("promises:kept"), icon_name="history")
        return [shown, *super().header_more_buttons]


class Withdraw(OwnRows, generic.DeleteView):
    page_title = _("Withdraw")
    confirmation_message = _("What is promised above counts from now on. Open cases keep the time they have.")

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            withdraw_promise(self.object, actor=self.request.user, at=timezone.now())
        except Refused as refused:
            messages.error(self.request, str(refused.sentence))
        else:
            messages.success(self.request, self.get_success_message())
        return HttpResponse(status=302, headers={"Location": self.get_success_url()})


class PromisesKept(OfManagers):
    """Of the cases decided in the last ninety days, how many were in time; what is late now."""

    template_name = "moderation/workbench/promises.html"
    page_title = _("Promises kept")
    header_icon = "time"

    def get_breadcrumbs_items(self) -> list[Any]:
        first = {"url": reverse("promises:index"), "label": _("Promises")}
        return [*WagtailAdminTemplateMixin.breadcrumbs_items, first, {"url": "", "label": _("Promises kept")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        at, programs = timezone.now(), managed_programs(self.request.user)
        rows = [
            (program, kept(program, at=at), clock_for(standing_of(acting(self.request), program, at=at)))
            for program in programs
        ]
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"rows": rows, "days": DAYS}


class PromiseViewSet(SavedViewSet):
    model = Promise
    save = staticmethod(save_promise)
    name = "promises"
    url_prefix = "moderation/promises"
    icon = "time"
    menu_label = _("Promises")
    pages = ("index", "add", "edit", "delete")
    index_view_class = PromiseListing
    delete_view_class = Withdraw
    ordering = ("program", "page__path")
    list_display: ClassVar[list[Any]] = [
        TitleColumn(
            "where", label=_("Where"), accessor=str, get_url=lambda row: reverse("promises:edit", args=[row.pk])
        ),
        *(
            Column(f"hours_{level}", label=_("Urgency %(level)d, hours") % {"level": level})
            for level in (4, 3, 2, 1, 0)
        ),
    ]
    edit_handler = ObjectList(
        [
            ProgramPanel("program"),
            FieldPanel("page"),
            MultiFieldPanel(
                [FieldPanel(f"hours_{level}") for level in (4, 3, 2, 1, 0)],
                heading=_("Hours until somebody has decided"),
                help_text=_("Without a promise: %(hours)s.") % {"hours": ", ".join(map(str, reversed(HOURS)))},
            ),
        ],
        base_form_class=OwnProgramForm,
    )

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("kept/", PromisesKept.as_view(), name="kept")]


class IntakeViewSet(SavedViewSet):
    model = Intake
    save = staticmethod(save_intake)
    name = "intake"
    url_prefix = "moderation/intake"
    icon = "download"
    menu_label = _("Intake")
    index_view_class = Listing
    ordering = ("program",)
    list_display: ClassVar[list[Any]] = [
        TitleColumn("program", label=_("Program"), get_url=lambda row: reverse("intake:edit", args=[row.pk])),
        Column("samples", label=_("Samples of a thousand")),
        Column("alike", label=_("Alike, percent")),
        Column("alike_hours", label=_("Within hours")),
        Column("languages", label=_("Languages")),
    ]
    edit_handler = ObjectList(
        [
            ProgramPanel("program"),
            FieldPanel("samples"),
            FieldRowPanel([FieldPanel("alike"), FieldPanel("alike_hours")], heading=_("Decided together")),
            FieldPanel("languages"),
        ],
        base_form_class=OwnProgramForm,
    )


@hooks.register(HOOK)
def late_cases(request: HttpRequest) -> Iterator[Waits]:
    """Cases past the promised time, or in the last quarter of it, of every program of theirs."""
    for program in managed_programs(request.user):
        clock = clock_for(standing_of(acting(request), program, at=timezone.now()))
        if clock.late:
            title = ngettext(
                "%(n)d case is past the promised time", "%(n)d cases are past the promised time", clock.late
            )
            yield Waits(
                title % {"n": clock.late}, gettext("Its author and its readers were promised an answer."), "/desk/",
                gettext("Open the desk"), True,
            )  # fmt: skip
        elif clock.soon:
            title = ngettext("%(n)d case runs out of its time", "%(n)d cases run out of their time", clock.soon)
            text = gettext("It is in the last quarter of the promised time.")
            yield Waits(title % {"n": clock.soon}, text, "/desk/", gettext("Open the desk"))
