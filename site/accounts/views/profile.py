"""The person's own profile, and the way to everything of the account."""

from typing import cast

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actions import profiles
from accounts.forms import ProfileForm
from accounts.models import User
from sitewide.errors import Refused
from sitewide.limits import limited


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("edit")
def my_profile(request: HttpRequest) -> HttpResponse:
    """Name, handle, words, picture and time zone, beside the account's keys. A refusal keeps what was typed."""
    member = cast(User, request.user)
    form = ProfileForm(request.POST or None, request.FILES or None, member=member)
    refused = None
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in ("name", "handle", "about", "time_zone")}
        try:
            profiles.change(member, actor=member, at=timezone.now(), picture=form.chosen_picture(), **fields)
        except Refused as refusal:
            refused = refusal
        else:
            messages.success(request, _("Your profile is saved."))
            return redirect("my_profile")
    status = refused.status if refused else 422 if form.errors else 200
    context = {"form": form, "refused": refused, "here": "profile", "account": _account(member)}
    return render(request, "accounts/profile.html", context, status=status)


def _account(member: User) -> dict[str, object]:
    """What the account rests on: address, password, second factors, sessions."""
    kinds = list(Authenticator.objects.filter(user=member).values_list("type", flat=True))
    return {
        "address": EmailAddress.objects.filter(user=member, primary=True).first(),
        "has_password": member.has_usable_password(),
        "app": "totp" in kinds,
        "keys": kinds.count("webauthn"),
        "codes": "recovery_codes" in kinds,
        "sessions": UserSession.objects.filter(user=member).count(),
    }
