"""The rules of the program: read, signed, printed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.recent import recently_authenticated
from advocates.actions import policies
from advocates.forms.policies import AttestForm
from advocates.models import Attestation, PolicyVersion, Program
from advocates.queries import is_enrolled, manages
from advocates.queries.policies import attestations_of, standings
from advocates.views.doors import member_of, program_here
from sitewide.errors import NotFound, Refused
from sitewide.limits import limited


@login_required
@require_safe
def sign_policies(request: HttpRequest) -> HttpResponse:
    """What is to be signed, what is signed, and since when."""
    program, person, at = program_here(request), member_of(request), timezone.now()
    found = standings(person, program, at=at)
    context = {
        "standings": found,
        "owed": [standing for standing in found if standing.is_owed],
        "attestations": attestations_of(person, program),
        "may_sign": is_enrolled(person, program, at) or manages(person, program),
        "here": "policies",
    }
    return render(request, "advocates/policies/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@recently_authenticated
@limited("answer")
def sign_policy(request: HttpRequest, version_id: int) -> HttpResponse:
    """One version: its text, its hash, and the signature under it, which wants a recent proof of who signs."""
    program, person, at = program_here(request), member_of(request), timezone.now()
    version = _version(program, version_id)
    form, refused = AttestForm(request.POST if request.method == "POST" else None), None
    if form.is_valid():
        try:
            policies.attest(version, member=person, at=at)
            messages.success(request, _("Signed. It stays in your list with the text you signed."))
            return redirect("sign_policies")
        except Refused as refusal:
            refused = refusal
    context = {
        "version": version,
        "clauses": version.ordered_clauses(),
        "form": form,
        "refused": refused,
        "signed": Attestation.objects.filter(version=version, member=person).first(),
        "is_current": PolicyVersion.objects.current(at).filter(pk=version.pk).exists(),
        "may_sign": is_enrolled(person, program, at) or manages(person, program),
        "here": "policies",
    }
    status = refused.status if refused else 422 if form.errors else 200
    return render(request, "advocates/policies/version.html", context, status=status)


@require_safe
def policy_text(request: HttpRequest, version_id: int) -> HttpResponse:
    """The very bytes whose SHA-256 the version carries, for anybody who wants to check."""
    version = _version(program_here(request), version_id)
    answer = HttpResponse(version.whole_text(), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'inline; filename="{version.policy.slug}-{version.number}.txt"'
    return answer


def _version(program: Program, version_id: int) -> PolicyVersion:
    published = PolicyVersion.objects.filter(policy__program=program, published_at__lte=timezone.now())
    version = published.select_related("policy__program", "published_by").filter(pk=version_id).first()
    if version is None:
        raise NotFound(_("There is no such policy."))
    return version
