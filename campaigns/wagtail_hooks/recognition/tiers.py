"""Tiers in the workbench."""

from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.permissions import register_permission_policy

from advocates.wagtail_hooks.acts import acting
from advocates.workbench import ByAction, OwnProgramForm, OwnRows, ProgramPanel, ProgramRows, ProgramViewSet
from campaigns.actions.recognition.tiers import Terms, set_tier
from campaigns.models import Tier

register_permission_policy(Tier, ProgramRows(Tier, actions=("view", "add", "change")))


class Index(OwnRows, generic.IndexView):
    """The tiers of the person's programs, from below."""


class Setting(ByAction):
    request: Any

    def act(self, form: Any) -> Tier:
        given = form.cleaned_data
        terms = Terms(given["name"], given["slug"], given["threshold"], given["perks"])
        tier = Tier.objects.get(pk=form.instance.pk) if form.instance.pk else Tier(program=form.instance.program)
        return set_tier(tier, terms, actor=acting(self.request), at=timezone.now())


class Create(Setting, generic.CreateView):
    """A new tier."""


class Edit(OwnRows, Setting, generic.EditView):
    """What it asks and what it gives."""


class TierViewSet(ProgramViewSet):
    model = Tier
    name = "tiers"
    url_prefix = "recognition/tiers"
    icon = "order"
    menu_label = _("Tiers")
    index_view_class = Index
    add_view_class = Create
    edit_view_class = Edit
    ordering = ("program", "threshold")
    list_display: ClassVar[list[Any]] = [
        TitleColumn("name", label=_("Tier"), url_name="tiers:edit"),
        Column("threshold", label=_("From points in a season")),
        Column("slug", label=_("Short name")),
        Column("program", label=_("Program")),
    ]
    edit_handler = ObjectList(
        [
            ProgramPanel("program"),
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("threshold"), FieldPanel("slug")]),
            FieldPanel("perks"),
        ],
        base_form_class=OwnProgramForm,
    )
