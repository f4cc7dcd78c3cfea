"""A reader's complaint about a message."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from advocates.views.doors import member_of, program_here
from cms.models import Message
from moderation.actions import flags
from moderation.forms import FlagForm
from moderation.queries.clauses import clauses_of
from sitewide.errors import NotFound, Refused
from sitewide.limits import count


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def flag(request: HttpRequest, message_id: int) -> HttpResponse:
    """Choose the rule it breaks and send it; afterwards back to the message."""
    program = program_here(request)
    shown = Message.objects.readable().filter(program=program).select_related("page", "author")
    message = shown.filter(pk=message_id).first()
    if message is None:
        raise NotFound(_("There is no such message, or it is not shown any more."))
    form, refused = FlagForm(request.POST or None, clauses=clauses_of(program, at=timezone.now())), None
    if request.method == "POST" and form.is_valid():
        try:
            count(request, "flag")
            flags.flag(message, by=member_of(request), at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("Thank you. Somebody will read it and tell you what came of it."))
            return redirect(message.get_absolute_url())
        except Refused as refusal:
            refused = refusal
    status = refused.status if refused else 422 if form.errors else 200
    context = {"message": message, "form": form, "refused": refused}
    return render(request, "moderation/flag.html", context, status=status)
