"""Which letters somebody gets: all kinds on one page of the portal, and one kind from the letter itself, signed out."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.actions import letters
from accounts.models import User
from sitewide.errors import NotFound
from sitewide.letters import KINDS, read_address, unwanted_by
from sitewide.limits import limited


class LettersForm(forms.Form):
    """A tick for each kind that one can do without."""

    def __init__(self, data: Any = None, *, member: User) -> None:
        super().__init__(data)
        unwanted = unwanted_by(member.pk)
        for code, kind in KINDS.items():
            self.fields[code] = forms.BooleanField(
                label=kind.label, help_text=kind.help, required=False, initial=code not in unwanted
            )

    @property
    def wanted(self) -> list[str]:
        return [code for code in KINDS if self.cleaned_data[code]]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("edit")
def my_letters(request: HttpRequest) -> HttpResponse:
    """The kinds, each with what it brings; what is always written stands beside them."""
    member = cast(User, request.user)
    form = LettersForm(request.POST if request.method == "POST" else None, member=member)
    if form.is_bound and form.is_valid():
        letters.choose(member, wanted=form.wanted, actor=member, at=timezone.now())
        messages.success(request, _("Your choice is kept."))
        return redirect("my_letters")
    return render(request, "accounts/letters.html", {"form": form, "here": "profile"})


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unwanted_letter(request: HttpRequest, token: str) -> HttpResponse:
    """Asks, and on a POST ends one kind of letter for whom the address was made, signed in or not.

    A mail program posts without a cookie (RFC 8058), so that the signed address itself is what lets in. 404 for any other.
    """
    found = read_address(token)
    member = User.objects.filter(pk=found[0], is_active=True).first() if found else None
    if found is None or member is None:
        raise NotFound(_("This address is none of ours, or its account is gone."))
    kind, done = found[1], request.method == "POST"
    if done:
        letters.end(member, kind.code, at=timezone.now())
    return render(request, "accounts/unwanted_letter.html", {"kind": kind, "done": done})
