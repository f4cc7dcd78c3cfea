"""Saying something as a member."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from advocates.forms.numbered import row_number
from advocates.views.doors import member_of, program_here
from cms.actions import messages as saying
from cms.forms.speaking import CommentForm
from cms.models import BrandPage, Message
from cms.queries.places import brand_page
from cms.views.prepared import prepared
from sitewide.composed import Composed
from sitewide.errors import NotFound, Refused
from sitewide.limits import limited


@login_required
@require_http_methods(["GET", "POST"])
@limited("comment")
def comment(request: HttpRequest, page_id: int) -> HttpResponse:
    """The form on a page of its own (or, for htmx, in its place), and the sending of it.

    A refusal keeps the text. `answers` is the number of the message that is answered.
    """
    page = brand_page(program_here(request), page_id)
    answered = answered_message(page, answered_number(request.POST.get("answers") or request.GET.get("answers")))
    if request.method != "POST":
        first = prepared(request, answered.pk if answered else None)
        form = CommentForm(auto_id=f"answer_{answered.pk}_%s" if answered else "comment_%s", initial=first)
        return shown(request, page, answered, form)
    form = CommentForm(request.POST, auto_id=f"answer_{answered.pk}_%s" if answered else "comment_%s")
    if not form.is_valid():
        return shown(request, page, answered, form, status=422)
    try:
        said = saying.comment(
            page, author=member_of(request), body=form.cleaned_data["body"], at=timezone.now(), answers=answered,
            key=form.cleaned_data["key"],
        )  # fmt: skip
    except Refused as refused:
        return shown(request, page, answered, form, refused=refused)
    return sent(request, page, said)


def answered_number(asked: str | None) -> int | None:
    """The number of the message to be answered; 0, which is nobody's, for anything else than a number."""
    if not asked:
        return None
    return row_number(asked)


def answered_message(page: BrandPage, number: int | None) -> Message | None:
    """The message that is answered. Refuses (404) one that is not to be seen here."""
    if number is None:
        return None
    found = _ANSWERED.first(message_id=number, page_id=page.pk)
    if found is None:
        raise NotFound(_("There is no such message."))
    return found


_ANSWERED = Composed(
    lambda message_id, page_id: Message.objects.readable().filter(pk=message_id, page_id=page_id),
    message_id=int, page_id=int,
)  # fmt: skip


def shown(
    request: HttpRequest,
    page: BrandPage,
    answered: Message | None,
    form: CommentForm,
    *,
    status: int = 200,
    refused: Refused | None = None,
) -> HttpResponse:
    template = "cms/comment_form.html" if request.htmx else "cms/comment.html"  # type: ignore[attr-defined]
    context = {"page": page, "answered": answered, "form": form, "refused": refused}
    return render(request, template, context, status=refused.status if refused else status)


def sent(request: HttpRequest, page: BrandPage, said: Message) -> HttpResponse:
    """To htmx the new message for its place and a fresh form; to everybody else the page, at that message."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(
            f"{page.get_url(request)}#m-{said.pk}" if said.state == Message.State.PUBLISHED else said.get_absolute_url()
        )
    form = CommentForm(auto_id="comment_%s")
    return render(request, "cms/comment_sent.html", {"page": page, "said": said, "form": form})
