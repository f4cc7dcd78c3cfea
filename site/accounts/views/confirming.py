"""Confirming who one is before a risky act."""

from typing import cast

from allauth.account import views as allauth_views
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.recent import is_recent, kept, way_to_confirm
from accounts.resumed import told


@login_required
def reauthenticate(request: HttpRequest) -> HttpResponse:
    """By password, for those who have no second factor; who has one confirms by it."""
    if is_mfa_enabled(cast(User, request.user)):
        return HttpResponseRedirect(f"{way_to_confirm(request)}?{request.GET.urlencode()}")
    return cast(HttpResponse, allauth_views.reauthenticate(request))


@never_cache
@require_safe
@login_required
def carry_on(request: HttpRequest) -> HttpResponse:
    """The form that was put aside, filled in, with what it does and says: to be read, and sent by one press."""
    form = kept(request)
    if form is None:
        messages.info(request, _("You confirmed that it is you. The form before that is no longer here."))
        return redirect("my_profile")
    path, fields, whole = form
    if not is_recent(request):
        return HttpResponseRedirect(f"{way_to_confirm(request)}?next={request.path}")
    sentence, said = told(path, fields, cast(User, request.user))
    context = {"action": path, "fields": fields, "whole": whole, "sentence": sentence, "said": said}
    return render(request, "accounts/carry_on.html", context)


@require_safe
@login_required
def cannot_confirm(request: HttpRequest) -> HttpResponse:
    """For who signed in elsewhere and has nothing here to confirm with."""
    return render(request, "accounts/cannot_confirm.html")
