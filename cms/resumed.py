"""What the forms of messages do that waited for a proof of identity; see `accounts.resumed`."""

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.resumed import Act
from advocates.models import Program
from advocates.resumed import about
from cms.models import Message, Scheduled

WORDS = {"title": _("Title"), "body": _("Text"), "due": _("When")}
ACTS = {
    "compose": Act(_("You speak for the brand at “%(page_id)s”."), WORDS, {}, {"page_id": about(Page.objects.all)}),
    "edit_message": Act(
        _("You change your message: %(message_id)s."), WORDS, {}, {"message_id": about(Message.objects.all)}
    ),
    "change_scheduled": Act(
        _("You change what is to be sent later: %(scheduled_id)s."),
        WORDS,
        {},
        {"scheduled_id": about(Scheduled.objects.all)},
    ),
    "breaker:index": Act(_("You decide on what the breaker held: it is released or removed.")),
    "breaker:thresholds": Act(
        _("You change when the breaker trips in %(program_id)s."), about={"program_id": about(Program.objects.all)}
    ),
}
