"""The keys that programs act with in somebody's name: made here, shown once, ended here."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions import tokens
from accounts.models import ApiToken, Scope, User, live_at
from accounts.recent import recently_authenticated
from accounts.scopes import usable
from sitewide.errors import Refused
from sitewide.limits import limited


class TokenForm(forms.Form):
    """Name, scopes and days of a new token."""

    name = forms.CharField(label=gettext_lazy("What is it for?"), max_length=60)
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What may it do?"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Never more than you could do yourself; what you could use now is offered."),
    )  # fmt: skip
    days = forms.IntegerField(label=gettext_lazy("For how many days?"), min_value=1, max_value=365, initial=90)

    def __init__(self, data: Any = None, *, scopes: Iterable[Scope]) -> None:
        super().__init__(data)
        self.fields["scopes"].choices = [(scope.value, scope.label) for scope in scopes]  # type: ignore[attr-defined]


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("edit")
@recently_authenticated
def my_tokens(request: HttpRequest) -> HttpResponse:
    """Every live token and the newest of the others, and the form for one more; a new secret is on this answer only."""
    owner, secret, refused = cast(User, request.user), "", None
    scopes = usable(owner, at=timezone.now())
    form = TokenForm(request.POST if request.method == "POST" else None, scopes=scopes)
    if request.method == "POST" and form.is_valid():
        try:
            _token, secret = tokens.make(owner, **form.cleaned_data, at=timezone.now())
        except Refused as refusal:
            refused = refusal
        else:
            form = TokenForm(scopes=scopes)
    status = refused.status if refused else 422 if form.errors else 200
    mine = ApiToken.objects.filter(owner=owner).annotate(live=live_at(timezone.now())).order_by("-live", "-made_at")
    context = {
        "form": form,
        "secret": secret,
        "refused": refused,
        "tokens": mine[: tokens.MOST_TOKENS * 2],
        "here": "profile",
    }
    return render(request, "accounts/tokens.html", context, status=status)


@login_required
@require_POST
@limited("edit")
def end_token(request: HttpRequest, token_id: int) -> HttpResponse:
    """End one's own token at once; somebody else's is 404."""
    tokens.revoke(ApiToken(pk=token_id), actor=cast(User, request.user), at=timezone.now())
    messages.success(request, _("The token is ended: nothing gets in with it any more."))
    return redirect("my_tokens")
