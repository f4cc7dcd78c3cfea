"""What every act on an idea begins with."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.models import Program
from advocates.rights import must_be_heard
from campaigns.actions.near import must_not_be_near
from campaigns.models import Idea
from sitewide.errors import Conflict, Forbidden, NotFound
from sitewide.reasons import reason_of as in_words

State = Idea.State


def must_speak(member: User, program: Program, *, at: datetime) -> None:
    """Refuses (403) whoever is switched off, has no verified address, or is muted or suspended."""
    if not member.is_active or not EmailAddress.objects.filter(user=member, verified=True).exists():
        raise Forbidden(_("Confirm your e-mail address first; then you can take part."), code="unverified")
    must_be_heard(member, program, at=at)


def locked_idea(idea: Idea) -> Idea:
    """The row, in nobody else's hands. Whoever locks two does so in the order of their numbers."""
    return Idea.objects.select_for_update(of=("self",)).select_related("program", "author").get(pk=idea.pk)


def shown_idea(idea: Idea) -> Idea:
    """The same for a member. Refuses 404 a hidden one, 409 one that was merged into another."""
    locked = locked_idea(idea)
    if locked.hidden_at:
        raise NotFound(_("This idea is not shown any more."))
    if locked.state == State.MERGED:
        raise Conflict(_("This idea was merged into another: go on there."), code="merged")
    return locked


def must_decide(actor: User, idea: Idea) -> None:
    """Refuses (403) whoever does not manage the program, who wrote it or what was merged into it, and who stands
    near to one of those (`near`)."""
    must_manage(actor, idea.program)
    authors = {idea.author_id, *idea.merged.values_list("author", flat=True)}
    if actor.pk in authors:
        raise Forbidden(_("Nobody decides on their own idea."), code="own")
    must_not_be_near(actor, authors, idea.program, since=idea.at)


def reason_of(text: str, longest: int = 600) -> str:
    """Refuses (422) no reason."""
    return in_words(text, longest, _("Say why: everybody can read it."), code="reason")
