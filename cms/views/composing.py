"""Saying something under a right: where, and what."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from advocates.models import Program
from advocates.queries.asker import facts_of_request, origin_of
from advocates.queries.connections import disclosure_of
from advocates.queries.explained import explained
from advocates.rights import Place, answer
from advocates.views.doors import member_of, program_here, proof_wanted
from cms.actions import messages as saying
from cms.actions import scheduling
from cms.forms.speaking import ComposeForm
from cms.models import BrandPage, Message
from cms.pictures import stored
from cms.queries.places import brand_page, grant_used, written_on
from cms.queries.scheduled import OPEN, scheduled_by, zone_of
from cms.views.comments import answered_message, answered_number
from cms.views.prepared import prepared
from record.actions import Number
from sitewide.errors import Refused
from sitewide.limits import limited

KINDS = (Message.Kind.POST, Message.Kind.REPLY)


@login_required
@require_safe
def write(request: HttpRequest) -> HttpResponse:
    """Every place where the member may post or reply, and what is left of each right there."""
    program = program_here(request)
    facts = facts_of_request(request)
    places = written_on(facts) if facts else []
    waiting = scheduled_by(member_of(request), program).filter(state__in=OPEN).count()
    return render(request, "cms/write.html", {"here": "write", "places": places, "scheduled": waiting})


@login_required
@require_http_methods(["GET", "POST"])
@limited("post")
def compose(request: HttpRequest, page_id: int) -> HttpResponse:
    """A post or an official reply: the checks, what is left, what readers will be told, a preview, and the sending.

    A refusal keeps the text and the words of the pictures.
    """
    program = program_here(request)
    page = brand_page(program, page_id)
    desk = Desk(request, program, page)
    if request.method != "POST":
        return desk.opened()
    form = ComposeForm(request.POST, request.FILES, kind=desk.kind, zone=desk.zone)
    if not form.is_valid():
        return desk.shown(form, status=422)
    if request.POST.get("act") == "preview":
        return desk.shown(form, preview=True)
    try:
        if form.for_later:
            return _scheduled(desk, form, at=timezone.now())
        return desk.sent(_say(desk, form, at=timezone.now()))
    except Refused as refused:
        return proof_wanted(request, refused) or desk.shown(form, refused=refused)


class Desk:
    """One person at one page, about to say something of one kind."""

    def __init__(self, request: HttpRequest, program: Program, page: BrandPage) -> None:
        self.request, self.program, self.page = request, program, page
        self.person: User = member_of(request)
        asked = request.POST.get("as") or request.GET.get("as")
        self.kind = asked if asked in KINDS else str(Message.Kind.POST)
        number = request.POST.get("answers") or request.GET.get("answers")
        self.number = answered_number(number) if self.kind == Message.Kind.REPLY else None

    @cached_property
    def answered(self) -> Message | None:
        """What a reply answers, to be shown. Refuses (404) what is not to be seen here."""
        return answered_message(self.page, self.number)

    @property
    def zone(self) -> ZoneInfo:
        return zone_of(self.person, self.program)

    @property
    def named(self) -> Number | None:
        """The same by its number alone: the action looks at what it answers."""
        return None if self.number is None else Number(self.number)

    def opened(self) -> HttpResponse:
        """The empty form; who has chosen no message to reply to is sent to choose one."""
        if self.kind == Message.Kind.REPLY and self.number is None:
            messages.info(self.request, _("Choose the message that you want to answer officially."))
            return redirect(f"{self.page.url}#conversation")
        first = prepared(self.request, self.number)
        return self.shown(ComposeForm(kind=self.kind, zone=self.zone, initial=first))

    def shown(
        self, form: ComposeForm, *, status: int = 200, refused: Refused | None = None, preview: bool = False
    ) -> HttpResponse:
        facts = facts_of_request(self.request)
        assert facts is not None, "the view stands behind login_required"
        found = answer(facts, self.kind, Place.on(self.page, self.program))
        context: dict[str, Any] = {
            "here": "write", "page": self.page, "kind": self.kind, "answered": self.answered, "form": form,
            "found": found, "checks": explained(found), "refused": refused, "preview": preview,
            "grant": grant_used(facts, found), "disclosure": self._disclosure(),
        }  # fmt: skip
        partial = preview and self.request.htmx  # type: ignore[attr-defined]
        template = "cms/compose_preview.html" if partial else "cms/compose.html"
        return render(self.request, template, context, status=refused.status if refused else status)

    def _disclosure(self) -> str:
        return disclosure_of(member_of(self.request), self.program, self.page.language).long

    def sent(self, said: Message) -> HttpResponse:
        if said.state == Message.State.HELD:
            messages.info(self.request, _("Sent. Somebody looks at it before readers see it."))
            return redirect(said.get_absolute_url())
        messages.success(self.request, _("Published."))
        return redirect(f"{self.page.url}#m-{said.pk}")


def _scheduled(desk: Desk, form: ComposeForm, *, at: datetime) -> HttpResponse:
    given = form.cleaned_data
    scheduling.schedule(
        desk.page, author=desk.person, title=form.title_text, body=form.body_html, due_at=given["due"], at=at,
        key=given["key"], origin=origin_of(desk.request),
    )  # fmt: skip
    messages.success(desk.request, _("Scheduled. Your right to post is looked at again when it is due."))
    return redirect("scheduled")


def _say(desk: Desk, form: ComposeForm, *, at: datetime) -> Message:
    with stored(form.pictures(), at=at) as pictures:
        sent: dict[str, Any] = {
            "author": desk.person, "body": form.body_html, "at": at, "pictures": pictures,
            "key": form.cleaned_data["key"], "origin": origin_of(desk.request),
        }  # fmt: skip
        if desk.kind == Message.Kind.POST:
            return saying.post(desk.page, title=form.title_text, **sent)
        return saying.reply(desk.page, answers=desk.named, **sent)
