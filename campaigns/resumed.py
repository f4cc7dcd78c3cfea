"""What the forms about points do that waited for a proof of identity; see `accounts.resumed`."""

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.resumed import Act
from campaigns.actions.addresses import WHY
from campaigns.models import Reward, RewardDate
from campaigns.queries.countries import name_of


def _reward(number: str, _reader: User) -> object:
    found = Reward.objects.filter(pk=int(number)).first()
    return _("%(name)s for %(points)s points") % {"name": found.name, "points": found.points} if found else number


def _date(number: str) -> object:
    found = RewardDate.objects.filter(pk=int(number)).first() if number.isdecimal() else None
    return f"{date_format(found.starts_at, 'j M Y, H:i T')}, {found.where}" if found else ""


CHOSEN = {
    "date": _("Date"), "cause": _("Cause"), "name": _("Name"), "street": _("Street and number"),
    "extra": _("Floor, company or care of"), "postcode": _("Postcode"), "city": _("Town"), "region": _("Region"),
    "country": _("Country"),
}  # fmt: skip
ACTS = {
    "referral_secrets:add": Act(
        _("You make a secret for the shop's calls. It is shown once, afterwards."), {"name": _("Name")}
    ),
    "referral_secrets:edit": Act(_("You end a secret: calls that are signed with it are refused.")),
    "adjustments:add": Act(
        _("You give somebody points by hand, or take them. They read why."),
        {"points": _("Points"), "reason": _("Reason")},
    ),
    "adjustments:edit": Act(
        _("You answer points by hand that another manager asked for."), {"refuse-note": _("Why not")}
    ),
    "treasury:add": Act(_("You set how the program reckons: its currency, what points are worth, and the limits.")),
    "treasury:edit": Act(_("You change how the program reckons: what points are worth, and the limits.")),
    "treasury:accounts": Act(
        _("You book money into the program's budget, or out of it."),
        {
            "fund-amount": _("Paid in"), "fund-reason": _("Reason"), "withdraw-amount": _("Taken out"),
            "withdraw-reason": _("Reason"),
        },
    ),
    "redemptions:orders": Act(_("You take the sheet of the orders to send, with their addresses.")),
    "redemptions:edit": Act(
        _("You decide about a redemption, send it, or read the address that it goes to."),
        {
            "address-why": _("Why you need it"), "refuse-reason": _("Reason"), "fail-reason": _("Reason"),
            "send-carrier": _("Carrier"), "send-tracking_url": _("Tracking link"),
            "deliver-note": _("Note for the person"),
        },
        {"address-why": lambda why: WHY.get(why, "")},
    ),
    "redeem": Act(
        _("You exchange points: %(reward_id)s. They leave your balance at once."), CHOSEN,
        {"date": _date, "country": name_of}, {"reward_id": _reward},
    ),
    "payouts_desk:edit": Act(
        _("You decide about a payout."), {"send_again-reason": _("Reason"), "withdraw-reason": _("Reason")}
    ),
    "payouts_desk:desk": Act(
        _("You pay into the budget, or you halt all pay or let it go out again."),
        {"fund-amount": _("Amount"), "halt-reason": _("Reason")},
    ),
    "tax:person": Act(
        _("You ask for somebody's tax form, or say that you have checked or refused it."),
        {"check-held_at": _("Where the form is kept"), "check-signed_on": _("Signed on"), "refuse-reason": _("Reason")},
    ),
    "tax:csv": Act(_("You take a year's figures about people out of the product."), {"year": _("Year")}),
    "tax_table:add": Act(_("You add a line to the table of tax thresholds.")),
    "tax_table:take_over": Act(_("You take over the lines of the tax table that come with the product.")),
    "payouts_set_up": Act(
        _("You go to Stripe, which pays you, and give it your details there."),
        {"country": _("Country of your bank account")},
    ),
}  # fmt: skip
