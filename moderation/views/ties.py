"""Who stands near to me: declared by oneself, seen by oneself and the managers."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from advocates.views.doors import member_of, program_here
from moderation.actions import ties
from moderation.models import Tie
from sitewide.errors import Invalid, Refused
from sitewide.limits import limited


class TieForm(forms.Form):
    """What it is, and whom or what it is to."""

    kind = forms.ChoiceField(label=gettext_lazy("What ties you?"), choices=Tie.Kind.choices, widget=forms.RadioSelect)
    handle = forms.CharField(
        label=gettext_lazy("To which member?"), max_length=60, required=False,
        help_text=gettext_lazy("Their handle, like @ines. For a household always."),
    )  # fmt: skip
    organisation = forms.CharField(
        label=gettext_lazy("Or to which organisation?"), max_length=80, required=False,
        help_text=gettext_lazy("For an employer or competitor. Others who name the same stand near to you."),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("answer")
def my_ties(request: HttpRequest) -> HttpResponse:
    """What is known, and a form to declare more."""
    program, person, at = program_here(request), member_of(request), timezone.now()
    form, refused = TieForm(request.POST if request.method == "POST" else None), None
    if request.method == "POST" and form.is_valid():
        try:
            ties.declare(program, person=person, actor=person, at=at, **named(form.cleaned_data))
        except Refused as why:
            refused = why
        else:
            messages.success(request, _("Declared. You are given none of their cases from now on."))
            return redirect("my_ties")
    found = Tie.objects.filter(program=program, person=person).select_related("other", "said_by").order_by("-pk")
    status = refused.status if refused else 422 if form.errors else 200
    context = {"form": form, "refused": refused, "ties": found, "here": "profile"}
    return render(request, "moderation/ties.html", context, status=status)


@login_required
@require_POST
@limited("answer")
def end_tie(request: HttpRequest, tie_id: int) -> HttpResponse:
    """Refuses (404) what is not one's own."""
    own = Tie.objects.filter(person=member_of(request), program=program_here(request))
    ties.end(get_object_or_404(own, pk=tie_id), actor=member_of(request), at=timezone.now())
    messages.success(request, _("Ended. What they wrote until now stays with somebody else."))
    return redirect("my_ties")


def named(given: dict[str, Any]) -> dict[str, Any]:
    """The same with the member that the handle names. Refuses (422) a handle that nobody has."""
    given = dict(given)
    handle = given.pop("handle").strip().removeprefix("@")
    if not handle:
        return given
    other = User.objects.filter(handle__iexact=handle, is_active=True).first()
    if other is None:
        raise Invalid(_("Nobody here has this handle."), code="no_other")
    return given | {"other": other}
