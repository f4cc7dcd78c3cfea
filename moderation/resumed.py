"""What the forms of moderators do that waited for a proof of identity; see `accounts.resumed`."""

from django.utils.translation import gettext_lazy as _

from accounts.resumed import Act
from advocates.models import Clause
from advocates.resumed import about, row
from moderation.models import Act as Decided
from moderation.models import Case, PersonAct

VERBS = {str(act.value): act.label for act in Decided}
PERSON_ACTS = {str(act.value): act.label for act in PersonAct}
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
    "act_on_person": Act(
        _("You do or propose something about the author of a message. They are told what is done."),
        {"kind": _("What"), "days": _("For how many days"), "reason": _("Reason")},
        {"kind": lambda value: PERSON_ACTS.get(value, value)},
    ),
    "say_on_appeal": Act(_("You write to the author of an appeal, under your pseudonym."), {"text": _("Your words")}),
    "strikes:add": Act(_("You set how long strikes count, and at which weight what is proposed.")),
    "strikes:edit": Act(_("You change how long strikes count, and at which weight what is proposed.")),
    "clause_weights:add": Act(_("You set what a strike for breaking a clause weighs.")),
    "clause_weights:edit": Act(_("You change what a strike for breaking a clause weighs.")),
    "rules:add": Act(_("You make a rule for what is looked at before it is published.")),
    "rules:edit": Act(_("You change a rule for what is looked at before it is published.")),
    "rules:show": Act(_("You try or switch a rule, or judge one of its hits.")),
    "rules:defaults": Act(_("You take over the rules that the product brings.")),
    "apprentices:edit": Act(_("You answer a proposal to promote an apprentice, who is told.")),
    "quality:edit": Act(_("You change how often known cases and second reviews are drawn.")),
    "differences:edit": Act(_("You settle where two moderators differed; the case may be opened again.")),
    "gold_cases:add": Act(_("You make a known case, which moderators meet among live ones.")),
    "gold_cases:edit": Act(_("You retire a known case: nobody meets it from then on.")),
    "ties:add": Act(_("You record what ties somebody to others. They read it, and are given none of these cases.")),
    "ties:edit": Act(_("You end a recorded tie; what was written meanwhile stays barred.")),
    "playbook:new": Act(_("You add a scenario to the playbook.")),
    "playbook:edit": Act(_("You change a scenario; what it said until now is kept.")),
    "playbook:unmapped": Act(_("You make a draft of a scenario out of cases that fit none.")),
    "facts:add": Act(_("You add a fact on which texts of the playbook rest.")),
    "facts:edit": Act(_("You change a fact on which texts of the playbook rest.")),
}  # fmt: skip
