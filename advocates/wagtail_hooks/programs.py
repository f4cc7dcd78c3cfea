"""What the program says and asks, in the workbench."""

from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.permissions import register_permission_policy

from advocates.actions import programs
from advocates.models import Program
from advocates.workbench import ByAction, OwnRows, ProgramRows, ProgramViewSet


class ProgramPolicy(ProgramRows):
    """Managers change their programs; only who runs the installation begins one."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action == "add":
            return bool(user.is_active and user.is_superuser)
        return super().user_has_permission(user, action)


register_permission_policy(Program, ProgramPolicy(Program, to_program="", actions=("view", "change", "add")))

SAYS = ["name", "tagline", "brand_color", "charter", "welcome", "disclosure", "language"]
ASKS = ["accepts_applications", "reviewers", "how_judged", "what_next", "answer_days", "enrolment_days"]
USUALLY = ["grant_days", "probation_uses"]
MOST = ["most_grant_days", "most_per_day", "whole_program_grants"]
WATCHED = ["narrow_after", "narrow_days", "narrow_how"]
REVIEWED = ["access_review_every", "access_review_days"]
LIMITS = ["second_factor_required", *USUALLY, *MOST, *WATCHED, *REVIEWED, "time_zone"]
NAMED = ["shows_names", "shows_handles", "shows_pseudonyms"]
PROOF = ["proof_for_new_browser", "proof_for_wide_scope", "proof_for_money", "proof_minutes"]


class Index(OwnRows, generic.IndexView):
    """The programs that the person manages."""


class Create(ByAction, generic.CreateView):
    def act(self, form: Any) -> Program:
        values = dict(form.cleaned_data)
        return programs.create_program(actor=self.request.user, at=timezone.now(), **values)


class Edit(OwnRows, ByAction, generic.EditView):
    def act(self, form: Any) -> Program:
        values = {
            name: form.cleaned_data[name] for name in SAYS + ASKS + LIMITS + PROOF + NAMED if name in form.cleaned_data
        }
        return programs.change_program(self.object, actor=self.request.user, at=timezone.now(), **values)


class ProgramForm(WagtailAdminModelForm):
    """A new program names its slug and root page; afterwards they are fixed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in ("slug", "root_page"):
                self.fields[name].disabled = True


class ProgramSettingsViewSet(ProgramViewSet):
    model = Program
    risky = True
    name = "programs"
    url_prefix = "program/settings"
    icon = "cog"
    menu_label = _("Settings")
    index_view_class = Index
    add_view_class = Create
    edit_view_class = Edit
    list_display: ClassVar[list[Any]] = [
        "name",
        Column("slug", label=_("Slug")),
        Column("root_page", label=_("Root page")),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList([FieldPanel(name) for name in SAYS], heading=_("What it says")),
            ObjectList(
                [FieldPanel(name) for name in ASKS[:4]]
                + [FieldRowPanel([FieldPanel(name) for name in ASKS[4:]], heading=_("Promises"))]
                + [MultiFieldPanel([FieldPanel(name) for name in NAMED], heading=_("Advocates may be named by"))],
                heading=_("Joining"),
            ),
            ObjectList(
                [
                    FieldPanel("second_factor_required"),
                    MultiFieldPanel([FieldPanel(name) for name in PROOF], heading=_("Asked again for")),
                    MultiFieldPanel([FieldPanel(name) for name in USUALLY], heading=_("Grants, unless said otherwise")),
                    MultiFieldPanel([FieldPanel(name) for name in MOST], heading=_("No manager grants more")),
                    MultiFieldPanel([FieldPanel(name) for name in WATCHED], heading=_("Narrowed without anybody")),
                    MultiFieldPanel([FieldPanel(name) for name in REVIEWED], heading=_("Access review")),
                    FieldPanel("time_zone"),
                ],
                heading=_("Rights"),
            ),
            ObjectList([FieldPanel("slug"), FieldPanel("root_page")], heading=_("Fixed")),
        ],
        base_form_class=ProgramForm,
    )
