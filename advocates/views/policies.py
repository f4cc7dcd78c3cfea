"""The rules of the program: read, signed, printed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.recent import latest_proof, recently_authenticated
from advocates.actions import policies
from advocates.actions.naming import Wish
from advocates.forms.policies import AttestForm
from advocates.models import Attestation, PolicyVersion, Program, Wording
from advocates.queries import is_enrolled, manages
from advocates.queries.changes import changes
from advocates.queries.languages import language_for, named
from advocates.queries.naming import chosen_at, kinds_for
from advocates.queries.policies import Standing, attestations_of, standing_to, standings
from advocates.queries.register import entry_of
from advocates.views.doors import member_of, program_here
from sitewide.errors import NotFound, Refused
from sitewide.limits import limited


@login_required
@require_safe
def sign_policies(request: HttpRequest) -> HttpResponse:
    """What is to be signed, what is signed, and since when."""
    program, person, at = program_here(request), member_of(request), timezone.now()
    found = standings(person, program, at=at)
    enrolled = is_enrolled(person, program, at)
    context = {
        "standings": found,
        "owed": [standing for standing in found if standing.is_owed],
        "attestations": attestations_of(person, program),
        "enrolled": enrolled,
        "may_sign": enrolled or manages(person, program),
        "here": "learn",
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
    kinds = kinds_for(person, program, at=at)
    form = AttestForm(request.POST if request.method == "POST" else None, member=person, kinds=kinds)
    refused = None
    if form.is_valid():
        try:
            given, method = form.cleaned_data, latest_proof(request)
            named = Wish(given["named_by"], given.get("pseudonym", "")) if kinds else None
            policies.attest(
                version, member=person, at=at, method=method, language=given["language"], named=named
            )  # fmt: skip
            messages.success(request, _("Signed. It stays in your list with the text you signed."))
            return redirect("sign_policies")
        except Refused as refusal:
            refused = refusal
    standing = standing_to(person, version, at=at)
    context = _read(request, version, standing) | {
        "form": form,
        "refused": refused,
        "may_sign": is_enrolled(person, program, at) or manages(person, program),
        "here": "learn",
    }
    status = refused.status if refused else 422 if form.errors else 200
    return render(request, "advocates/policies/version.html", context, status=status)


def _read(request: HttpRequest, version: PolicyVersion, standing: Standing) -> dict[str, Any]:
    """The text in the reader's language, and what changed since they signed, else since the version before."""
    wordings = version.wordings()
    wording = wordings[language_for(request, wordings)]
    signed = Attestation.objects.filter(version=version, member=member_of(request)).first()
    since = _compared_with(version, standing)
    old = since.wordings() if since else {}
    both = wording.language in old
    before = old.get(wording.language) or (old[since.language] if since else None)
    shown: Wording = wording if both else wordings[version.language]
    return {
        "version": version,
        "wording": wording,
        "languages": [named(tag) for tag in wordings],
        "is_original": wording.language == version.language,
        "standing": standing,
        "signed": signed,
        "since": since,
        "sections": changes(before, shown) if before else (),
        "is_current": standing.version.pk == version.pk,
    }


def _compared_with(version: PolicyVersion, standing: Standing) -> PolicyVersion | None:
    signed = standing.before or standing.signed
    if signed and signed.version.number < version.number:
        return signed.version
    return version.policy.versions.filter(number__lt=version.number).order_by("-number").first()


@login_required
@require_safe
def signed_policy(request: HttpRequest, attestation_id: int) -> HttpResponse:
    """One signature of one's own with everything it says, for the files of whoever gave it."""
    mine = Attestation.objects.filter(member=member_of(request), version__policy__program=program_here(request))
    signed = mine.select_related("version__policy__program").filter(pk=attestation_id).first()
    if signed is None:
        raise NotFound(_("There is no such signature of yours."))
    context = {
        "signed": signed,
        "version": signed.version,
        "wording": signed.version.wordings()[signed.language],
        "spoken": named(signed.language),
        "entry": entry_of(signed),
        "chosen": chosen_at(signed),
        "later": signed.name_choices.filter(at__gt=signed.at).order_by("pk"),
        "here": "learn",
    }
    return render(request, "advocates/policies/signed.html", context)


@require_safe
def policy_text(request: HttpRequest, version_id: int) -> HttpResponse:
    """The very bytes whose SHA-256 the version, or its translation, carries, for anybody who wants to check."""
    version = _version(program_here(request), version_id)
    wordings = version.wordings()
    asked = request.GET.get("language", version.language)
    if asked not in wordings:
        raise NotFound(_("There is no such policy."))
    answer = HttpResponse(wordings[asked].whole(), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'inline; filename="{version.policy.slug}-{version.number}-{asked}.txt"'
    return answer


def _version(program: Program, version_id: int) -> PolicyVersion:
    published = PolicyVersion.objects.filter(policy__program=program, published_at__lte=timezone.now())
    version = published.select_related("policy__program", "published_by").filter(pk=version_id).first()
    if version is None:
        raise NotFound(_("There is no such policy."))
    return version
