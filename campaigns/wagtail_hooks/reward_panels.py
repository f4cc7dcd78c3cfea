"""What the editor of each kind of reward asks, and nothing else."""

from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList

from advocates.workbench import ProgramPanel
from campaigns.forms.offering import RewardForm
from campaigns.models import Reward

Kind = Reward.Kind
AMOUNT = _("What the person gets. It is set aside in the budget when somebody exchanges points for it.")
COST = _("What one costs the program. It is set aside in the budget when somebody exchanges points for it.")
VALUE = _("What it would cost in a shop. What is worth more than the program lets pass waits for approval.")


def _read(kind: str) -> MultiFieldPanel:
    """What members read."""
    own: dict[str, list[FieldPanel]] = {
        Kind.CODE: [FieldPanel("how_to_use", heading=_("How to use the code"))],
        Kind.EXPERIENCE: [FieldPanel("how_to_use", heading=_("What to bring and know"))],
        Kind.DONATION: [FieldPanel("causes"), FieldPanel("receipt")],
    }
    return MultiFieldPanel(
        [FieldPanel("name"), FieldPanel("text"), FieldPanel("picture"), *own.get(kind, [])],
        heading=_("What members read"),
    )


def _price(kind: str) -> MultiFieldPanel:
    if kind in {Kind.DONATION, Kind.CASH}:
        money: Any = FieldPanel("cost", heading=_("Amount"), help_text=AMOUNT)
    else:
        money = FieldRowPanel([FieldPanel("cost", help_text=COST), FieldPanel("fair_value", help_text=VALUE)])
    return MultiFieldPanel([FieldPanel("points"), money, FieldPanel("active")], heading=_("Price"))


def _who(kind: str) -> MultiFieldPanel:
    place = _("Where it is sent to") if kind == Kind.GOODS else _("Where people live")
    return MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
            FieldRowPanel([
                FieldPanel("per_person"),
                FieldPanel("per_days", help_text=_("Counted back from today; empty: ever.")),
            ]),
            FieldPanel("enrolled_only"),
            FieldRowPanel([FieldPanel("enrolled_days"), FieldPanel("lifetime_points")]),
            FieldPanel("certification"),
            FieldPanel("countries", heading=place),
        ],
        heading=_("Who may get it"), classname="collapsed",
    )  # fmt: skip


@cache
def panel_of(kind: str) -> Any:
    """The whole editor, bound to the model."""
    panels = [ProgramPanel("program"), _read(kind), _price(kind), _who(kind)]
    return ObjectList(panels, base_form_class=RewardForm).bind_to_model(Reward)
