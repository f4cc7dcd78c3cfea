"""One decision on many cases: chosen, tried, done."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from advocates.queries.asker import origin_of
from advocates.views.doors import proof_wanted
from moderation.actions.bulk import Marked, Report, Together, decide_many, preview
from moderation.acts import TOGETHER
from moderation.forms.together import MOST_DIGITS, TogetherForm
from moderation.models import Case
from moderation.queries.alike import MOST_AT_ONCE, alike_to, chosen, decidable, first_in_line
from moderation.queries.clauses import clauses_of
from moderation.queries.standing import Standing
from moderation.queries.wellness import spared_of, wellness_of
from moderation.views.doors import case_here, standing_here
from sitewide.limits import count


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def together(request: HttpRequest) -> HttpResponse:
    """Choose cases and an act; see what would be done with each, and what not; do it. Only the last step keeps anything."""
    standing = standing_here(request)
    if request.method != "POST":
        return _page(request, standing, _asked(request.GET, standing))
    form = TogetherForm(request.POST, clauses=clauses_of(standing.program, at=standing.at))
    if not form.is_valid():
        return _page(request, standing, _to_choose_from(standing), form=form, status=422)
    count(request, "decide")
    return _answered(request, standing, form)


def _answered(request: HttpRequest, standing: Standing, form: TogetherForm) -> HttpResponse:
    """The report of what would be, or was, done; back to the queue where everything was."""
    given, done = form.cleaned_data, request.POST.get("step") == "do"
    seen = [Marked(case, given["case"][case.pk]) for case in chosen(standing, given["case"])]
    wanted = Together(given["act"], given["clause"], given["reason"].replace("\r\n", "\n"), given["read_at"])
    about: dict[str, Any] = {"moderator": standing.person, "at": timezone.now(), "origin": origin_of(request)}
    report = decide_many(seen, wanted, **about) if done else preview(seen, wanted, **about)
    refused = next((one.refused for one in report.refused if one.refused), None)
    if refused and (way := proof_wanted(request, refused)):
        return way
    if done and not report.refused:
        number = len(report.done)
        text = ngettext("%(count)s case decided.", "%(count)s cases decided.", number)
        messages.success(request, text % {"count": number})
        return redirect("desk")
    return _page(request, standing, [one.case for one in seen], form=form, report=report, done=done)


def _asked(asked: QueryDict, standing: Standing) -> list[Case]:
    """The cases that were named, or one with what says the same, or the most urgent to choose from."""
    if numbers := _numbers(asked):
        return list(decidable(standing).filter(pk__in=numbers).order_by("pk"))
    if number := _number(asked.get("alike", "")):
        case = case_here(standing, number)
        return [case, *alike_to(case, standing).cases]
    return _to_choose_from(standing)


def _to_choose_from(standing: Standing) -> list[Case]:
    """Without the heavy ones that the person did not ask to see."""
    cases = first_in_line(standing)
    spared = spared_of(cases, wellness_of(standing.person), at=standing.at)
    return [case for case in cases if case.pk not in spared]


def _numbers(asked: QueryDict) -> list[int]:
    return [number for one in asked.getlist("case")[:MOST_AT_ONCE] if (number := _number(one))]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


def _page(
    request: HttpRequest,
    standing: Standing,
    cases: list[Case],
    *,
    form: TogetherForm | None = None,
    report: Report | None = None,
    done: bool = False,
    status: int = 200,
) -> HttpResponse:
    sent = request.POST
    numbers = sent.getlist("case")
    named = report is not None or bool({"alike", "case"} & set(request.GET))
    marked = {int(one.partition(":")[0]) for one in numbers if _number(one.partition(":")[0])}
    context: dict[str, Any] = {
        "here": "desk", "standing": standing, "cases": cases, "numbers": numbers, "form": form, "sent": sent,
        "ticked": {case.pk for case in cases} if named else marked, "report": report, "done": done,
        "options": TOGETHER, "option": TOGETHER.get(sent.get("act", "")),
        "clauses": list(clauses_of(standing.program, at=standing.at)), "read_at": _read_at(form, standing),
    }  # fmt: skip
    return render(request, "moderation/together.html", context, status=status)


def _read_at(form: TogetherForm | None, standing: Standing) -> str:
    """When the texts were read first: what was edited since is refused, however often the preview is looked at."""
    known = form.cleaned_data.get("read_at") if form else None
    return (known if isinstance(known, datetime) else standing.at).isoformat()
