"""What the forms of moderators do that waited for a proof of identity; see `accounts.resumed`."""

from django.utils.translation import gettext_lazy as _

from accounts.resumed import Act
from advocates.models import Clause
from advocates.resumed import about, row
from moderation.models import Act as Decided
from moderation.models import Case

VERBS = {str(act.value): act.label for act in Decided}
OVERTURNED = {"True": _("yes"), "False": _("no")}
ACTS = {
    "decide_case": Act(
        _("You decide: %(case_id)s. The author is told, and can appeal."),
        {"act": _("Decision"), "clause": _("Clause"), "reason": _("Reason"), "override": _("Why in spite of that")},
        {"act": lambda value: VERBS.get(value, value), "clause": row(Clause.objects.all)}, {"case_id": about(Case.objects.all)},
    ),
    "appeal": Act(
        _("You decide an appeal, and the author is told."),
        {"overturn": _("Overturned"), "reason": _("Reason")}, {"overturn": lambda value: OVERTURNED.get(value, value)},
    ),
    "rules:add": Act(_("You make a rule for what is looked at before it is published.")),
    "rules:edit": Act(_("You change a rule for what is looked at before it is published.")),
    "rules:show": Act(_("You try or switch a rule, or judge one of its hits.")),
    "rules:defaults": Act(_("You take over the rules that the product brings.")),
}  # fmt: skip
