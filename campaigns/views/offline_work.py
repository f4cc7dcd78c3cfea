"""Work away from the pages: what one logged, and logging more."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from advocates.queries.asker import manages_here
from advocates.queries.keyset import newest_first
from advocates.views.doors import member_of, program_here
from campaigns.actions import offline_work
from campaigns.forms.working import WorkForm
from campaigns.models import OfflineWork
from campaigns.queries.explained import explained
from campaigns.queries.offline_work import contribution_of, own_work, shown_by, work_of
from campaigns.queries.rules import rules_of
from campaigns.views.points import is_advocate
from campaigns.views.private_files import private_file
from sitewide.errors import Refused
from sitewide.limits import limited

PAGE = 20
KINDS = frozenset(OfflineWork.Kind.values)


@login_required
@require_safe
def works(request: HttpRequest) -> HttpResponse:
    """What the member logged and what became of it."""
    program, member = program_here(request), member_of(request)
    part = newest_first(work_of(program, member), request.GET, PAGE)
    context = {"here": "points", "tab": "work", "part": part, "enrolled": is_advocate(request)}
    return render(request, "campaigns/work/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("log_work")
def log_work(request: HttpRequest) -> HttpResponse:
    """The form, and the sending of it; a refusal keeps what was typed."""
    program, form = program_here(request), WorkForm(request.POST or None, request.FILES or None)

    def send() -> OfflineWork:
        now = timezone.now()
        with form.kept(at=now) as logged:
            return offline_work.log(program, logged, actor=member_of(request), at=now)

    rules = explained(rule for rule in rules_of(program) if rule.what in KINDS)
    return _sent(request, form, send, "campaigns/work/log.html", {"rules": rules, "enrolled": is_advocate(request)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("log_work")
def one_work(request: HttpRequest, work_id: int) -> HttpResponse:
    """One of them with what became of it; sent back, it can be changed and sent again."""
    work = own_work(program_here(request), member_of(request), work_id)
    form = WorkForm.of(work, request.POST or None, request.FILES or None)

    def send() -> OfflineWork:
        now = timezone.now()
        with form.kept(at=now) as logged:
            return offline_work.change(work, logged, actor=member_of(request), at=now)

    return _sent(request, form, send, "campaigns/work/one.html", {"work": work, "counted": contribution_of(work)})


@login_required
@require_POST
@limited("log_work")
def withdraw_work(request: HttpRequest, work_id: int) -> HttpResponse:
    work = own_work(program_here(request), member_of(request), work_id)
    offline_work.withdraw(work, actor=member_of(request), at=timezone.now())
    messages.success(request, _("Withdrawn."))
    return redirect("offline_work")


@login_required
@require_safe
def work_evidence(request: HttpRequest, work_id: int, kind: str) -> HttpResponseBase:
    """The picture or file that shows it: for whose work it is, and for who decides on it."""
    program, member = program_here(request), member_of(request)
    stored, name = shown_by(program, None if manages_here(request) else member, work_id, kind)
    if not stored:
        raise Http404
    return private_file(stored, name=name, download=kind == "file")


def _sent(
    request: HttpRequest, form: WorkForm, send: Callable[[], OfflineWork], template: str, context: dict[str, object]
) -> HttpResponse:
    """Show the form; sent, call the action."""
    refused, status = None, 200
    if request.method == "POST":
        if form.is_valid():
            try:
                work = send()
            except Refused as why:
                refused, status = why, why.status
            else:
                messages.success(request, _("Sent. A manager looks at it; you get a letter."))
                return redirect(work.get_absolute_url())
        else:
            status = 422
    about = {"here": "points", "tab": "work", "form": form, "refused": refused}
    return render(request, template, about | context, status=status)
