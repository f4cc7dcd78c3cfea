"""Working on a mission: its steps as a list to tick off, what proves them, sending it, giving it back."""

from contextlib import ExitStack
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from advocates.queries.asker import manages_here
from advocates.views.doors import member_of, program_here
from campaigns.actions.submissions import sending, working
from campaigns.evidence.keeping import kept_file, kept_picture
from campaigns.forms.missions import PROOFS, proof_form
from campaigns.models import Evidence, MissionStep, Submission
from campaigns.queries.missions.findings import told_of
from campaigns.queries.missions.mine import submission_of
from campaigns.queries.missions.terms import REASONS, terms_of
from campaigns.queries.steps import progress_of
from campaigns.views.private_files import private_file
from sitewide.errors import NotFound, Refused
from sitewide.images import ReencodedImage
from sitewide.limits import limited

Kind = Evidence.Kind


@login_required
@require_safe
def submission(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Where it stands, what is done and what is missing."""
    return _shown(request, _found(request, submission_id))


@login_required
@require_http_methods(["POST"])
@limited("mission")
def prove(request: HttpRequest, submission_id: int, step_id: int, kind: str) -> HttpResponse:
    """Hand in a piece of evidence; what is refused keeps what was typed."""
    found = _found(request, submission_id)
    step = MissionStep.objects.filter(mission=found.mission, pk=step_id).first()
    if step is None or kind not in PROOFS:
        raise NotFound(_("There is no such step."))
    form = proof_form(step.pk, kind, request.POST, request.FILES)
    if not form.is_valid():
        return _shown(request, found, form=form, at_step=step.pk, kind=kind, status=422)
    try:
        _handed_in(found, step, kind, form.cleaned_data, request)
    except Refused as refused:
        form.add_error(None, str(refused.sentence))
        return _shown(request, found, form=form, at_step=step.pk, kind=kind, status=refused.status)
    return redirect(f"{found.get_absolute_url()}#step-{step.pk}")


@login_required
@require_POST
@limited("mission")
def take_out(request: HttpRequest, submission_id: int, evidence_id: int) -> HttpResponse:
    """Take a piece of evidence out again."""
    found = _found(request, submission_id)
    evidence = Evidence.objects.filter(submission=found, pk=evidence_id).first()
    if evidence is None:
        raise NotFound(_("There is no such evidence."))
    working.take_out(evidence, member=member_of(request), at=timezone.now())
    return redirect(f"{found.get_absolute_url()}#step-{evidence.step_id}")


@login_required
@require_POST
@limited("mission")
def send(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Send it in."""
    found = _found(request, submission_id)
    try:
        sending.send(found, member=member_of(request), at=timezone.now())
    except Refused as refused:
        return _shown(request, found, refused=refused, status=refused.status)
    messages.success(request, _("Sent. It is checked now; below stands until when you have an answer."))
    return redirect(found)


@login_required
@require_POST
@limited("mission")
def give_up(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Give the mission back."""
    found = _found(request, submission_id)
    working.give_up(found, member=member_of(request), at=timezone.now())
    messages.success(request, _("Given back. It costs you nothing; while it is open you may take it again."))
    return redirect("missions")


@login_required
@require_safe
def evidence(request: HttpRequest, evidence_id: int) -> HttpResponseBase:
    """A picture or file that was handed in: for who handed it in, and for who judges."""
    program, member = program_here(request), member_of(request)
    rows = Evidence.objects.filter(program=program, pk=evidence_id).exclude(file="")
    found = (rows if manages_here(request) else rows.filter(submission__member=member)).first()
    if found is None:
        raise Http404
    return private_file(found.file, name=found.name, download=found.kind == Kind.FILE)


def _found(request: HttpRequest, number: int) -> Submission:
    found = submission_of(program_here(request), member_of(request), number)
    if found is None:
        raise NotFound(_("There is no such mission."))
    return found


def _handed_in(found: Submission, step: MissionStep, kind: str, given: dict[str, Any], request: HttpRequest) -> None:
    now = timezone.now()
    about: dict[str, Any] = {"member": member_of(request), "at": now}
    with ExitStack() as keeping:
        if kind == Kind.LINK:
            working.prove_by_link(found, step, url=given["url"], **about)
        elif kind == Kind.TEXT:
            working.prove_by_text(found, step, text=given["text"], **about)
        elif kind == Kind.PICTURE:
            picture = keeping.enter_context(kept_picture(_written_anew(given["picture"]), at=now))
            working.prove_by_picture(found, step, kept=picture, alt=given["alt"], **about)
        else:
            sent = given["file"]
            kept = keeping.enter_context(kept_file(sent.name, sent.read(), at=now))
            working.prove_by_file(found, step, kept=kept, **about)


def _written_anew(upload: Any) -> ReencodedImage:
    """The form has written it anew already; only its size is not asked for here."""
    kind = upload.content_type.removeprefix("image/").upper()
    return ReencodedImage(upload.read(), kind, 0, 0)


def _shown(
    request: HttpRequest, found: Submission, *, refused: Refused | None = None, form: forms.Form | None = None,
    at_step: int = 0, kind: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    open_still = found.state in Submission.WORKABLE and found.due_at > timezone.now()
    steps: list[dict[str, Any]] = []
    for one in progress_of(found):
        proofs = [(word, _form_for(one.step.pk, word, form, at_step, kind)) for word in one.kind.proofs]
        handed = [(evidence, told_of(evidence)) for evidence in one.evidence]
        steps.append(
            {"one": one, "proofs": proofs if open_still else [], "handed": handed, "refused": one.step.pk == at_step}
        )
    context = {
        "here": "missions", "submission": found, "mission": found.mission, "steps": steps, "refused": refused,
        "open_still": open_still, "ready": all(step["one"].is_done for step in steps),
        "reason": REASONS.get(found.reason, ""), "terms": terms_of(found.program),
        "done": sum(step["one"].is_done for step in steps),
    }  # fmt: skip
    return render(request, "campaigns/missions/work.html", context, status=status)


def _form_for(step: int, kind: str, refused: forms.Form | None, at_step: int, at_kind: str) -> forms.Form:
    return refused if refused is not None and (step, kind) == (at_step, at_kind) else proof_form(step, kind)
