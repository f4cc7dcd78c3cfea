"""What ties one to the brand: declared, ended, and what readers are told of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from advocates.actions import connections
from advocates.forms.connections import ConnectionForm
from advocates.models import Connection
from advocates.queries import is_enrolled
from advocates.queries.connections import compiled, connections_of
from advocates.views.doors import member_of, program_here
from sitewide.errors import Refused
from sitewide.limits import limited


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("answer")
def my_connections(request: HttpRequest) -> HttpResponse:
    """What is declared or seen, what readers are told, and a form to declare more."""
    program, person, at = program_here(request), member_of(request), timezone.now()
    form, refused, status = ConnectionForm(request.POST or None), None, 200
    if request.method == "POST":
        if form.is_valid():
            try:
                connections.declare(program, actor=person, at=at, **form.cleaned_data)
            except Refused as why:
                refused, status = why, why.status
            else:
                messages.success(request, _("Declared. From now on readers are told."))
                return redirect("my_connections")
        else:
            status = 422
    found = connections_of(person, program)
    context = {
        "form": form, "refused": refused, "connections": found, "told": compiled(found, program), "here": "profile",
        "enrolled": is_enrolled(person, program, at),
    }  # fmt: skip
    return render(request, "advocates/people/connections.html", context, status=status)


@login_required
@require_POST
@limited("answer")
def end_connection(request: HttpRequest, connection_id: int) -> HttpResponse:
    """Refuses (404) what is not one's own."""
    own = Connection.objects.filter(person=member_of(request), program=program_here(request))
    connections.end(get_object_or_404(own, pk=connection_id), actor=member_of(request), at=timezone.now())
    messages.success(request, _("Ended. What you said before keeps what it told."))
    return redirect("my_connections")
