"""One message: reading it, changing one's own, and what staff does with it."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from advocates.queries.asker import origin_of
from advocates.views.doors import managed_here, member_of, program_here, proof_wanted
from cms.actions import messages as saying
from cms.forms.speaking import WordsForm
from cms.marks import from_html
from cms.models import Message
from cms.queries.accepting import accepted, may_accept
from cms.queries.places import brand_page
from cms.queries.said import Said, kept_of, said_to, shown_versions
from cms.queries.threads import page_number_of
from sitewide.errors import Forbidden, Refused
from sitewide.limits import limited
from sitewide.text import to_plain


@require_safe
def message(request: HttpRequest, message_id: int) -> HttpResponse:
    """The message with its place, byline, history, and why this person may say it."""
    said = said_to(request.user, message_id, program_here(request))
    reader = request.user
    more = {
        "versions": shown_versions(said.message), "accepted": accepted(said.message),
        "may_accept": isinstance(reader, User) and may_accept(said.message, reader),
    }  # fmt: skip
    return render(request, "cms/said.html", _about(said) | more)


@require_safe
def in_place(request: HttpRequest, message_id: int) -> HttpResponse:
    """To where it stands in its conversation."""
    said = said_to(request.user, message_id, program_here(request))
    number = page_number_of(said.message) if said.readable else 1
    query = f"?thread={number}" if number > 1 else ""
    return redirect(f"{said.message.page.url}{query}#m-{said.message.pk}")


@require_safe
@limited("register")
def in_record(request: HttpRequest, message_id: int) -> HttpResponse:
    """Where the record keeps what was done with the message, and under which signed head."""
    said = said_to(request.user, message_id, program_here(request))
    return render(request, "cms/in_record.html", _about(said) | {"kept": kept_of(said.message)})


@require_safe
@limited("register")
def record_json(request: HttpRequest, message_id: int) -> JsonResponse:
    """The same for `tabard_verify.py`: entries, seals, the way up to a signed head, and the text if it may be read."""
    said = said_to(request.user, message_id, program_here(request))
    message = said.message
    entries = [kept.included.plain(shown=kept.shown) for kept in kept_of(message)]
    shown = message.sealed_text if said.readable and message.is_delegated else None
    return JsonResponse({"message": message.pk, "text": shown, "entries": entries})


@login_required
@require_http_methods(["GET", "POST"])
@limited("edit")
def edit_message(request: HttpRequest, message_id: int) -> HttpResponse:
    """The author's own words, as they typed them, to be said differently."""
    said = _own(request, message_id)
    if request.method != "POST":
        return _edited(request, said, WordsForm(kind=said.message.kind, initial=_typed(said.message)))
    form = WordsForm(request.POST, kind=said.message.kind)
    if not form.is_valid():
        return _edited(request, said, form, status=422)
    try:
        saying.edit(
            said.message, title=form.title_text, body=form.body_html, actor=member_of(request), at=timezone.now(),
            origin=origin_of(request),
        )  # fmt: skip
    except Refused as refused:
        return proof_wanted(request, refused) or _edited(request, said, form, refused=refused)
    return redirect(said.message.get_absolute_url())


@login_required
@require_http_methods(["GET", "POST"])
@limited("edit")
def withdraw_message(request: HttpRequest, message_id: int) -> HttpResponse:
    """Asks, and takes it back."""
    said = _own(request, message_id)
    if request.method != "POST":
        return render(request, "cms/withdraw.html", _about(said))
    saying.withdraw(said.message, actor=member_of(request), at=timezone.now())
    messages.success(request, _("Withdrawn."))
    return redirect(said.message.page.url)


STAFF_ACTS: dict[str, Callable[..., Message]] = {
    "pin": saying.pin,
    "unpin": saying.unpin,
    "lock": saying.lock,
    "unlock": saying.unlock,
}


@login_required
@require_POST
def staff_act(request: HttpRequest, message_id: int, act: str) -> HttpResponse:
    """Pin or lock, by a manager of the program."""
    program = managed_here(request)
    said = said_to(request.user, message_id, program)
    STAFF_ACTS[act](said.message, actor=member_of(request), at=timezone.now())
    return redirect(said.message.get_absolute_url())


@login_required
@require_POST
def thread_act(request: HttpRequest, page_id: int, act: str) -> HttpResponse:
    """Close or open a conversation, by a manager of the program."""
    page = brand_page(managed_here(request), page_id)
    change = saying.lock_thread if act == "lock" else saying.unlock_thread
    change(page, actor=member_of(request), at=timezone.now())
    return redirect(f"{page.url}#conversation")


def _about(said: Said) -> dict[str, object]:
    return {"said": said.message, "page": said.message.page, "found": said}


def _own(request: HttpRequest, message_id: int) -> Said:
    said = said_to(request.user, message_id, program_here(request))
    if not said.own:
        raise Forbidden(_("Only its author may do this."), code="not_author")
    return said


def _typed(message: Message) -> dict[str, str]:
    """The words as they are typed: marks for what is said under a right, plain text for a comment."""
    return {"title": message.title, "body": from_html(message.body) if message.is_delegated else to_plain(message.body)}


def _edited(
    request: HttpRequest, said: Said, form: WordsForm, *, status: int = 200, refused: Refused | None = None
) -> HttpResponse:
    context = _about(said) | {"form": form, "refused": refused}
    return render(request, "cms/edit.html", context, status=refused.status if refused else status)
