"""What the forms about points do that waited for a proof of identity; see `accounts.resumed`."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.resumed import Act
from campaigns.models import Reward


def _reward(number: str, _reader: User) -> object:
    found = Reward.objects.filter(pk=int(number)).first()
    return _("%(name)s for %(points)s points") % {"name": found.name, "points": found.points} if found else number


ACTS = {
    "referral_secrets:add": Act(_("You make a secret for the shop's calls. It is shown once, afterwards.")),
    "referral_secrets:edit": Act(_("You end a secret: calls that are signed with it are refused.")),
    "redeem": Act(
        _("You exchange points: %(reward_id)s. They leave your balance at once."), {}, {}, {"reward_id": _reward}
    ),
}
