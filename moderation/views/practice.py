"""What would you do with this comment? A question of a course, in the moderator's console, without any effect."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from advocates.actions import learning
from advocates.models import Attempt, Clause
from advocates.queries.attempts import in_words, url_after, url_of
from advocates.quizzes import EXAMPLE
from advocates.views.attempts import own_attempt
from advocates.views.doors import member_of
from moderation.forms import DecisionForm
from moderation.models import Act
from moderation.queries.clauses import clauses_of
from moderation.queries.example import example_of
from moderation.views.blind import words_of
from sitewide.errors import Invalid, NotFound, Refused
from sitewide.limits import count


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def practice(request: HttpRequest, attempt_id: int, number: int) -> HttpResponse:
    """Show the prepared comment, and keep what the learner decides as the answer to the question."""
    attempt, at = own_attempt(request, attempt_id), timezone.now()
    if not 1 <= number <= len(attempt.questions) or attempt.questions[number - 1]["kind"] != EXAMPLE:
        raise NotFound(_("There is no such question."))
    if attempt.judged_at is not None:
        return redirect(attempt)
    refused = None
    if request.method == "POST":
        try:
            count(request, "learn")
            given = _decided(request, attempt, at)
            kept = learning.answer(attempt, number=number, given=given, member=member_of(request), at=at)
            return redirect(url_after(kept, number))
        except Refused as refusal:
            refused = refusal
    context = _console(attempt, number, at) | _words(request, refused) | {"refused": refused}
    return render(request, "moderation/practice.html", context, status=refused.status if refused else 200)


def _decided(request: HttpRequest, attempt: Attempt, at: datetime) -> list[str]:
    """The act and the clause, as the desk reads a decision; its words are not judged, but asked for as at work."""
    form = DecisionForm(request.POST, clauses=clauses_of(attempt.program, at=at))
    if not form.is_valid():
        raise Invalid(_("We could not read that decision. Choose an act and try again."), code="form")
    clause = form.cleaned_data["clause"]
    if clause is not None and not form.cleaned_data["reason"] and form.cleaned_data["act"] != Act.DISMISS:
        raise Invalid(_("Write the words that the author would read."), code="reason")
    return [form.cleaned_data["act"], clause.code if clause else ""]


def _console(attempt: Attempt, number: int, at: datetime) -> dict[str, Any]:
    clauses: list[Clause] = list(clauses_of(attempt.program, at=at))
    file = example_of(attempt, number, clauses, at=at)
    asked = attempt.questions[number - 1]
    given = attempt.answers.get(asked["id"])
    return {
        "attempt": attempt, "number": number, "count": len(attempt.questions), "question": asked["question"],
        "file": file, "case": {"version": 0}, "read_at": at.isoformat(), "before": _before(attempt, number),
        "main_options": [option for option in file.options if option.act != Act.ESCALATE],
        "escalate": next((option for option in file.options if option.act == Act.ESCALATE), None),
        "practice_url": reverse("practice", args=[attempt.pk, number]),
        "said": in_words(asked, given) if given else "", "here": "learn",
    }  # fmt: skip


def _before(attempt: Attempt, number: int) -> str:
    return url_of(attempt, number - 1) if number > 1 else ""


def _words(request: HttpRequest, refused: Refused | None) -> dict[str, Any]:
    """Clause and words that were sent and refused; at first no rule is chosen, so that nothing is suggested."""
    sent = request.POST if refused else None
    return {"sent": sent or {}} | words_of(refused, sent)
