"""The rule of referrals in sentences: on the public page, before a link leads on, and where advocates share."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import ReferralRule
from campaigns.queries.amounts import told

LOOK_DAYS = 14
"""So long after the hold a manager may look at what has a hint; then it counts."""


def sentences(rule: ReferralRule) -> list[str]:
    return [_what(rule), _which(rule), _hold(rule), _back(rule), *_always()]


def _what(rule: ReferralRule) -> str:
    points = ngettext("%(n)s point", "%(n)s points", rule.points) % {"n": f"{rule.points:,}"}
    said = {"points": points, "what": rule.get_pays_for_display()}
    if rule.least:
        said["least"] = told(rule.least, rule.currency)
        return _("%(points)s for %(what)s of at least %(least)s.") % said
    if rule.pays_for == ReferralRule.PaysFor.SIGN_UP:
        return _("%(points)s for %(what)s.") % said
    said["currency"] = rule.currency.upper()
    return _("%(points)s for %(what)s of any amount in %(currency)s.") % said


def _which(rule: ReferralRule) -> str:
    days = ngettext("%(n)s day", "%(n)s days", rule.window_days) % {"n": rule.window_days}
    if rule.touch == ReferralRule.Touch.FIRST:
        return _("It must come within %(days)s after the link was followed; of several links the first one counts. "
                 "A code at the till counts for whoever it belongs to.") % {"days": days}  # fmt: skip
    return _("It must come within %(days)s after the link was followed; of several links the last one counts. "
             "A code at the till counts for whoever it belongs to.") % {"days": days}  # fmt: skip


def _hold(rule: ReferralRule) -> str:
    if not rule.hold_days:
        return _("The points come at once.")
    days = ngettext("%(n)s day", "%(n)s days", rule.hold_days) % {"n": rule.hold_days}
    return _("The points come %(days)s after the order, when nothing can be sent back any more, to advocates who are "
             "enrolled then.") % {"days": days}  # fmt: skip


def _back(rule: ReferralRule) -> str:
    if rule.least:
        return _("They are taken back where less than half of what was paid remains after refunds, or less than the least "
                 "amount; a smaller refund changes nothing.")  # fmt: skip
    return _("They are taken back where less than half of what was paid remains after refunds; a smaller refund changes "
             "nothing.")  # fmt: skip


def _always() -> list[str]:
    return [
        _("An order that looks like one's own, or unlike others, is looked at by a manager before it counts. If nobody "
          "has decided %(days)s days after the hold, it counts.") % {"days": LOOK_DAYS},
        _("Only what is bought or signed up for at the shop counts. Nobody gets anything for winning other advocates, nor "
          "for what those bring."),
    ]  # fmt: skip
