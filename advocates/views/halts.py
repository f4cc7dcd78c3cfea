"""Halts in the portal, from the bar of its managers: one press, the reason after it, and the lift."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.recent import recently_authenticated
from advocates.actions import halts
from advocates.forms.halts import OnePress, ReasonForm
from advocates.models import Halt, Program
from advocates.queries.halts import halts_of, seconds_of, targets
from advocates.views.doors import managed_here, member_of
from sitewide.errors import Invalid, NotFound, Refused

A_PAGE = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def halt_program(request: HttpRequest) -> HttpResponse:
    """What is halted, what can be, and the history. One press (POST) stops at once; then the reason is asked."""
    program = managed_here(request)
    if request.method == "POST":
        form = OnePress(request.POST, program=program)
        if not form.is_valid():
            raise Invalid(_("Say what of this program shall be halted."), code="nothing_to_halt")
        made = halts.halt(program, actor=member_of(request), at=timezone.now(), **form.named())
        return redirect("one_halt", made.pk)
    rows = halts_of(program)
    active = list(rows.filter(lifted_at=None)[: A_PAGE + 1])
    offered = targets(program, request.GET.get("from", ""), operator=member_of(request).is_superuser)
    past = Paginator(rows.exclude(lifted_at=None), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "here": "halt", "targets": offered, "active": active[:A_PAGE], "more": len(active) > A_PAGE, "past": past,
        "newer_url": f"?page={past.previous_page_number()}" if past.has_previous() else "",
        "older_url": f"?page={past.next_page_number()}" if past.has_next() else "",
    }  # fmt: skip
    return render(request, "advocates/halts/halts.html", context)


@login_required
@require_http_methods(["GET", "HEAD"])
def one_halt(request: HttpRequest, halt_id: int) -> HttpResponse:
    """One halt: since when, by whom, why, and what comes next."""
    return _shown(request, _halt_here(request, managed_here(request), halt_id))


@login_required
@require_POST
def explain_halt(request: HttpRequest, halt_id: int) -> HttpResponse:
    """The reason of the halt, asked after it."""
    halt = _halt_here(request, managed_here(request), halt_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _shown(request, halt, form=form, status=422)
    try:
        halts.explain(halt, reason=form.cleaned_data["reason"], actor=member_of(request), at=timezone.now())
    except Refused as refused:
        return _shown(request, halt, form=form, refused=refused, status=refused.status)
    messages.success(request, _("The reason is kept with the halt."))
    return redirect("one_halt", halt.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@recently_authenticated
def lift_halt(request: HttpRequest, halt_id: int) -> HttpResponse:
    """Let rights be used again: a narrow halt for a reason, a wide one by a second person. Wants recent proof."""
    halt = _halt_here(request, managed_here(request), halt_id)
    if request.method != "POST":
        return _lifting(request, halt, ReasonForm())
    act = request.POST.get("act", "")
    wants_reason = act == "propose" or not halt.is_wide
    form = ReasonForm(request.POST)
    if act != "keep" and wants_reason and not form.is_valid():
        return _lifting(request, halt, form, status=422)
    try:
        done = _lift(request, halt, act, form.cleaned_data["reason"] if form.is_valid() else "")
    except Refused as refused:
        return _lifting(request, halt, form, refused=refused, status=refused.status)
    messages.success(request, done)
    return redirect("one_halt", halt.pk)


def _lift(request: HttpRequest, halt: Halt, act: str, reason: str) -> str:
    actor, at = member_of(request), timezone.now()
    if act == "keep":
        halts.keep_halted(halt, actor=actor, at=at)
        return _("It stays halted.")
    if act == "propose":
        halts.propose_lift(halt, reason=reason, actor=actor, at=at)
        return _("The lift is proposed, and the others are told. It stays halted until one of them confirms.")
    if act not in {"lift", "confirm"}:
        raise Invalid(_("Choose what to do with the halt."), code="act")
    halts.lift(halt, reason=reason, actor=actor, at=at)
    return _("The halt is lifted: rights can be used again.")


def _halt_here(request: HttpRequest, program: Program, halt_id: int) -> Halt:
    halt = halts_of(program).filter(pk=halt_id).first()
    if halt is None:
        raise NotFound(_("There is no such halt."))
    return halt


def _shown(
    request: HttpRequest,
    halt: Halt,
    *,
    form: ReasonForm | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"halt": halt, "form": form or ReasonForm(), "refused": refused, "here": "halt"}
    return render(request, "advocates/halts/halt.html", context | _steps(request, halt), status=status)


def _lifting(
    request: HttpRequest, halt: Halt, form: ReasonForm, *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    context = {"halt": halt, "form": form, "refused": refused, "here": "halt"}
    return render(request, "advocates/halts/lift.html", context | _steps(request, halt), status=status)


def _steps(request: HttpRequest, halt: Halt) -> dict[str, Any]:
    """Who may still confirm: other managers and, where there are none, who runs the installation."""
    proposer = halt.lift_proposed_by or member_of(request)
    managers, operators = seconds_of(halt, proposer) if halt.is_wide and not halt.lifted_at else (0, 0)
    own = halt.lift_proposed_by_id == request.user.pk
    decides = halt.program_id is not None or member_of(request).is_superuser
    address = reverse("lift_halt", args=[halt.pk])
    return {"managers": managers, "operators": operators, "own": own, "decides": decides, "lift_url": address}
