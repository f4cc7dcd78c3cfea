"""What every act on a campaign begins with."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts.models import User
from advocates.models import Program
from advocates.queries import manages
from campaigns.models import Campaign
from sitewide.characters import settled
from sitewide.errors import Conflict, Invalid, NotFound
from sitewide.text import one_line


def locked(campaign: Campaign, actor: User) -> Campaign:
    """The campaign as it is now, in nobody else's hands until the transaction ends. 404 for who does not manage it."""
    rows = Campaign.objects.select_for_update(of=("self",), no_key=True).select_related("program", "goal", "owner")
    found = rows.filter(pk=campaign.pk).first()
    if found is None or not manages(actor, found.program):
        raise NotFound(_("There is no such campaign."))
    return found


def must_manage(actor: User, program: Program) -> None:
    """404 for whoever does not manage the program: what is being prepared there is not for them to know."""
    if not manages(actor, program):
        raise NotFound(_("There is no such program."))


def must_be_alive(campaign: Campaign) -> None:
    """Refuses (409) what is closed or cancelled: it stays as it was."""
    if campaign.state not in (Campaign.State.DRAFT, Campaign.State.OPEN):
        raise Conflict(_("This campaign is over and stays as it is."), code="campaign_over")


def must_be_owned(campaign: Campaign) -> None:
    """Refuses (409) what nobody answers for any more: first another owner is named."""
    if campaign.owner is None or not manages(campaign.owner, campaign.program):
        raise Conflict(_("Its owner does not manage the program any more: name another one first."), code="no_owner")


def must_follow(campaign: Campaign, state: str) -> None:
    """Refuses (409) a state that does not follow."""
    if state not in Campaign.TRANSITIONS[campaign.state]:
        raise Conflict(
            _("This campaign is %(state)s.") % {"state": campaign.get_state_display()}, code="campaign_state"
        )


def must_be_manager(person: User, program: Program) -> None:
    """Refuses (422) an owner who does not manage the program."""
    if not manages(person, program):
        raise Invalid(_("Only a manager of the program can own a campaign."), code="owner")


def paragraphs(text: str, most: int) -> str:
    """A text of several lines, settled, without blanks at the ends. Refuses `too_long`."""
    lines = [" ".join(line.split()) for line in settled(text).splitlines()]
    whole = "\n".join(lines).strip()
    one_line(whole, most)
    return whole


def said(text: str, most: int, sentence: StrOrPromise, code: str) -> str:
    """The same for what must not be empty (422)."""
    whole = paragraphs(text, most)
    if not whole:
        raise Invalid(sentence, code=code)
    return whole
