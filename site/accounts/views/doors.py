"""The doors of the two admins: there is one way in, and it is django-allauth's."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from sitewide.addresses import local_redirect


@never_cache
def admin_door(request: HttpRequest) -> HttpResponse:
    """Sends strangers to sign in and back. Takes no password. Who is signed in and was sent here may not enter: 403."""
    home = reverse("wagtailadmin_home")
    wanted = local_redirect(
        request.GET.get("next", ""), request.get_host(), require_https=request.is_secure(), fallback=home
    )
    if not request.user.is_authenticated:
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': wanted})}")
    if request.path == reverse("django_admin_login"):
        allowed = request.user.is_staff
    else:
        allowed = request.user.has_perm("wagtailadmin.access_admin")
    if not allowed:
        raise PermissionDenied
    return HttpResponseRedirect(wanted)


def own_password(request: HttpRequest) -> HttpResponse:
    """The Django admin's change of password, where ours asks for the second factor first."""
    return redirect("account_change_password")
