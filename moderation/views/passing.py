"""Passing a case on instead of deciding it: put off, handed over, asked about; and answering who asked."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_stubs_ext import StrOrPromise

from accounts.models import User
from advocates.queries.keyset import number_of
from moderation.actions import blind, opinions, passing
from moderation.models import Case
from moderation.queries.blind import given_to
from moderation.views.cases import shown
from moderation.views.doors import case_here, standing_here
from moderation.views.narrowing import at_desk
from moderation.views.onwards import onwards
from moderation.views.thread import HOURS
from sitewide.errors import Invalid, Refused

Passed = tuple[str, Callable[..., object]]
"""What is told when the case has gone its way, and the action that sends it."""


@login_required
@require_POST
def snooze(request: HttpRequest, case_id: int) -> HttpResponse:
    """Put it off for so many `hours`, or until it is due; then the next case."""

    def put_off(found: Case, note: str, at: datetime) -> Passed:
        until = _until(request, found, at)
        return _("Put off. It comes back to the queue by itself."), partial(passing.snooze, until=until, reason=note)

    return _passed_on(request, case_id, put_off, without=passing.NO_REASON)


@login_required
@require_POST
def hand_over(request: HttpRequest, case_id: int) -> HttpResponse:
    """Hand it to the person named by number; then the next case."""

    def handed(_found: Case, note: str, _at: datetime) -> Passed:
        to = _person(request)
        return _("Handed to %(name)s.") % {"name": to}, partial(passing.hand_over, to=to, note=note)

    return _passed_on(request, case_id, handed, without=passing.NO_LINE)


@login_required
@require_POST
def ask(request: HttpRequest, case_id: int) -> HttpResponse:
    """Ask the others for a second opinion; then the next case."""

    def asked(_found: Case, note: str, _at: datetime) -> Passed:
        return _("Asked. It comes back to you when somebody has answered."), partial(opinions.ask, note=note)

    return _passed_on(request, case_id, asked, without=opinions.NO_QUESTION)


@login_required
@require_POST
def opinion(request: HttpRequest, case_id: int) -> HttpResponse:
    """Write the opinion that somebody asked for; the case stays in view."""
    standing = standing_here(request)
    found = case_here(standing, case_id)
    try:
        opinions.give(found, moderator=standing.person, text=request.POST.get("note", ""), at=timezone.now())
    except Refused as refused:
        return shown(request, standing, found, refused=refused)
    messages.success(request, _("Your opinion stands on the case. You may also decide it yourself."))
    return at_desk(request, "case", found.pk)


def _passed_on(
    request: HttpRequest, case_id: int, way: Callable[[Case, str, datetime], Passed], *, without: StrOrPromise
) -> HttpResponse:
    """The case goes this way; one that was given blind looks as if it did. `without` is told who wrote no note."""
    standing = standing_here(request)
    found, note, at = case_here(standing, case_id), request.POST.get("note", ""), timezone.now()
    try:
        told, pass_on = way(found, note, at)
        if given := given_to(standing, case_id):
            passing.note_of(note, without)
            blind.put_aside(given, moderator=standing.person, at=at)
        else:
            pass_on(found, moderator=standing.person, at=at)
    except Refused as refused:
        return shown(request, standing, found, refused=refused)
    messages.success(request, told)
    return onwards(request, standing)


def _until(request: HttpRequest, found: Case, at: datetime) -> datetime:
    """The moment that `hours` names: so many from now, or when the case is due."""
    if request.POST.get("hours") == "due":
        return found.due_at
    hours = number_of(request.POST, "hours")
    if hours not in HOURS:
        raise Invalid(_("Choose until when the case waits."), code="until")
    return at + timedelta(hours=hours)


def _person(request: HttpRequest) -> User:
    number = number_of(request.POST, "to")
    person = User.objects.filter(pk=number, is_active=True).first() if number is not None else None
    if person is None:
        raise Invalid(_("Choose who takes the case."), code="to")
    return person
