"""The halt of the whole program, from the bar of its managers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.recent import recently_authenticated
from advocates.actions import halts
from advocates.forms.halts import ReasonForm
from advocates.models import Halt, Program
from advocates.views.doors import managed_here, member_of
from sitewide.errors import Refused


def _active(program: Program) -> Halt | None:
    active = Halt.objects.filter(program=program, level=Halt.Level.PROGRAM, lifted_at=None)
    return active.select_related("started_by").first()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def halt_program(request: HttpRequest) -> HttpResponse:
    """One press (POST) stops every delegated act of the program; the page that follows asks for the reason."""
    program = managed_here(request)
    if request.method == "POST":
        halts.halt(program, actor=member_of(request), at=timezone.now())
        return redirect("halt_program")
    halt = _active(program)
    return render(request, "advocates/halts/halt.html", {"halt": halt, "form": ReasonForm(), "here": "halt"})


@login_required
@require_POST
def explain_halt(request: HttpRequest) -> HttpResponse:
    """The reason of the halt, asked after it."""
    halt = _active(managed_here(request))
    if halt is None:
        messages.info(request, _("Nothing is halted any more."))
        return redirect("halt_program")
    form, refused = ReasonForm(request.POST), None
    if form.is_valid():
        try:
            halts.explain(halt, reason=form.cleaned_data["reason"], actor=member_of(request), at=timezone.now())
            messages.success(request, _("The reason is kept with the halt."))
            return redirect("halt_program")
        except Refused as refusal:
            refused = refusal
    context = {"halt": halt, "form": form, "refused": refused, "here": "halt"}
    return render(request, "advocates/halts/halt.html", context, status=refused.status if refused else 422)


@require_http_methods(["GET", "HEAD", "POST"])
@recently_authenticated
def lift_halt(request: HttpRequest) -> HttpResponse:
    """Let rights be used again; wants a reason and recent authentication."""
    halt = _active(managed_here(request))
    if halt is None:
        messages.info(request, _("Nothing is halted."))
        return redirect("halt_program")
    form, refused = ReasonForm(request.POST if request.method == "POST" else None), None
    if form.is_valid():
        try:
            halts.lift(halt, reason=form.cleaned_data["reason"], actor=member_of(request), at=timezone.now())
            messages.success(request, _("The halt is lifted: rights can be used again."))
            return redirect("halt_program")
        except Refused as refusal:
            refused = refusal
    status = refused.status if refused else 422 if request.method == "POST" else 200
    context = {"halt": halt, "form": form, "refused": refused, "here": "halt"}
    return render(request, "advocates/halts/lift.html", context, status=status)
