"""A quiz: one question after the other, handed in, judged. What is right stays on the server until then."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from advocates.actions import learning as actions
from advocates.forms.learning import AnswerForm
from advocates.models import Attempt
from advocates.queries.attempts import asked_in, url_after, url_of
from advocates.quizzes import EXAMPLE
from advocates.views.doors import member_of, program_here
from sitewide.errors import NotFound, Refused
from sitewide.limits import count


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def attempt(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """What is answered and what is not, and handing it in; once judged, how each answer was."""
    found, refused = own_attempt(request, attempt_id), None
    if request.method == "POST":
        try:
            count(request, "learn")
            done = actions.hand_in(found, member=member_of(request), at=timezone.now())
            if done.passed:
                messages.success(request, _("Passed. What rests on this course can be used from now on."))
            return redirect(done)
        except Refused as refusal:
            refused, found = refusal, own_attempt(request, attempt_id)
    asked = asked_in(found)
    context = {
        "attempt": found,
        "asked": asked,
        "open": [one for one in asked if not one.answered],
        "right": sum(one.right is True for one in asked),
        "refused": refused,
        "here": "learn",
    }
    return render(request, "advocates/learning/attempt.html", context, status=refused.status if refused else 200)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, attempt_id: int, number: int) -> HttpResponse:
    """One question and the answer to it, which can be changed until the attempt is handed in."""
    found = own_attempt(request, attempt_id)
    if not 1 <= number <= len(found.questions):
        raise NotFound(_("There is no such question."))
    asked = found.questions[number - 1]
    if found.judged_at is not None or asked["kind"] == EXAMPLE:
        return redirect(found if found.judged_at is not None else url_of(found, number))
    given = found.answers.get(asked["id"], [])
    form, refused = AnswerForm(asked, given, request.POST if request.method == "POST" else None), None
    if form.is_valid():
        try:
            count(request, "learn")
            kept = actions.answer(
                found, number=number, given=form.given(), member=member_of(request), at=timezone.now()
            )  # fmt: skip
            return redirect(url_after(kept, number))
        except Refused as refusal:
            refused = refusal
    context = {
        "attempt": found, "number": number, "count": len(found.questions), "kind": asked["kind"],
        "question": asked["question"], "form": form, "refused": refused, "here": "learn",
        "before": url_of(found, number - 1) if number > 1 else "",
    }  # fmt: skip
    status = refused.status if refused else 422 if form.errors else 200
    return render(request, "advocates/learning/question.html", context, status=status)


def own_attempt(request: HttpRequest, attempt_id: int) -> Attempt:
    """The attempt, for whoever makes it in this program; 404 for everybody else."""
    mine = Attempt.objects.filter(program=program_here(request), member=member_of(request), pk=attempt_id)
    found = mine.select_related("course", "program", "member").first()
    if found is None:
        raise NotFound(_("There is no such attempt of yours."))
    return found
