"""How a program counts strikes, in the workbench; what is proposed about people, and appeals that run late."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.permissions import register_permission_policy

from advocates.models import Clause
from advocates.queries import managed_programs
from advocates.wagtail_hooks.acts import acting
from advocates.wagtail_hooks.waits import HOOK, Waits
from advocates.workbench import OwnProgramForm, ProgramPanel, ProgramRows, SavedViewSet
from moderation.actions.appeal_talk import SOON
from moderation.actions.strike_rules import save_clause_weight, save_standing_rule
from moderation.models import ClauseWeight, StandingRule
from moderation.queries.appeals import to_judge
from moderation.queries.clauses import clauses_of
from moderation.queries.standing import standing_of
from moderation.queries.strikes import to_answer
from moderation.wagtail_hooks.listing import Listing

NEVER = _("The sum of the strikes that count; 0 proposes nothing. A manager decides, always.")
WEIGHS = _("From 1 to 10. A strike for a rule that is not weighed here weighs 1.")

register_permission_policy(StandingRule, ProgramRows(StandingRule, actions=("view", "add", "change")))
register_permission_policy(ClauseWeight, ProgramRows(ClauseWeight, actions=("view", "add", "change")))


class WeightForm(OwnProgramForm):
    """Offers the clauses that govern messages now, of the programs that the person manages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("clause")
        if isinstance(field, forms.ModelChoiceField):
            own = managed_programs(self.for_user) if self.for_user else ()
            governing = [clause.pk for program in own for clause in clauses_of(program, at=timezone.now()).order_by()]
            known = Clause.objects.filter(pk__in=[*governing, self.instance.clause_id or 0])
            field.queryset = known.select_related("version__policy").order_by("version__policy", "code")


class WeightListing(Listing):
    about = ("clause__version__policy", "program")


class StandingRuleViewSet(SavedViewSet):
    model = StandingRule
    save = staticmethod(save_standing_rule)
    name = "strikes"
    url_prefix = "moderation/strikes"
    icon = "warning"
    menu_label = _("Strikes")
    index_view_class = Listing
    ordering = ("program",)
    list_display: ClassVar[list[Any]] = [
        TitleColumn("program", label=_("Program"), get_url=lambda row: reverse("strikes:edit", args=[row.pk])),
        Column("strike_days", label=_("Days")),
        Column("mute_weight", label=_("Mute at")),
        Column("suspend_weight", label=_("Suspension at")),
    ]
    edit_handler = ObjectList(
        [
            ProgramPanel("program"),
            FieldPanel("strike_days", help_text=_("Of strikes given from now on; those that count keep their end.")),
            FieldRowPanel(
                [FieldPanel("mute_weight", help_text=NEVER), FieldPanel("mute_days")], heading=_("A mute is proposed")
            ),
            FieldRowPanel(
                [FieldPanel("suspend_weight", help_text=NEVER), FieldPanel("suspend_days")],
                heading=_("A suspension is proposed"),
            ),
        ],
        base_form_class=OwnProgramForm,
    )


class ClauseWeightViewSet(SavedViewSet):
    model = ClauseWeight
    save = staticmethod(save_clause_weight)
    name = "clause_weights"
    url_prefix = "moderation/clause-weights"
    icon = "order"
    menu_label = _("Weights of clauses")
    index_view_class = WeightListing
    ordering = ("program", "clause")
    list_display: ClassVar[list[Any]] = [
        TitleColumn("clause", label=_("Clause"), get_url=lambda row: reverse("clause_weights:edit", args=[row.pk])),
        Column("weight", label=_("Weight")),
    ]
    edit_handler = ObjectList(
        [ProgramPanel("program"), FieldPanel("clause"), FieldPanel("weight", help_text=WEIGHS)],
        base_form_class=WeightForm,
    )


@hooks.register(HOOK)
def people_and_late_appeals(request: HttpRequest) -> Iterator[Waits]:
    """Measures that are proposed, and appeals whose answer is due within two days, of every program of theirs."""
    for program in managed_programs(request.user):
        at = timezone.now()
        number = to_answer(program, reader=acting(request)).order_by().count()
        if number:
            title = ngettext("%(n)d proposal about a person", "%(n)d proposals about people", number) % {"n": number}
            text = gettext("Nothing happens to anybody before a manager agrees.")
            yield Waits(title, text, reverse("people_acts"), gettext("Decide"))
        late = to_judge(standing_of(acting(request), program, at=at)).filter(due_at__lte=at + SOON).order_by().count()
        if late:
            title = ngettext("%(n)d appeal is late or nearly so", "%(n)d appeals are late or nearly so", late)
            text = gettext("Its author was promised an answer.")
            yield Waits(title % {"n": late}, text, reverse("appeals"), gettext("Open the appeals"), True)
