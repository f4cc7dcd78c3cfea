"""The playbook on the desk: what it suggests for a case, its words in the form, and an answer in its words."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from advocates import rights
from advocates.models import Right
from cms.models import Message
from cms.views.prepared import prepare
from moderation.acts import LEFT, OPTIONS, Option
from moderation.models import AGAINST, Act, Case
from moderation.queries.playbook import Suggested, suggestion
from moderation.queries.playbook.owners import else_words, owner_words
from moderation.queries.standing import Standing
from moderation.views.doors import case_here, standing_here
from sitewide.errors import Forbidden, NotFound


def playbook_of(request: HttpRequest, standing: Standing, context: dict[str, Any]) -> dict[str, Any]:
    """What `partials/scenario.html` and the decision form show; nothing for a case that is over.

    `cited` is what a decision would cite. `?scenario=` with that number fills the form: the clause and the `prefilled`
    words of the scenario stand where the suggestion by flags would.
    """
    case: Case = context["case"]
    found = suggestion(case, at=standing.at) if case.state == Case.State.OPEN else None
    if found is None:
        return {"suggested": None}
    clause = next((one for one in context["file"].clauses if one.code == found.clause), None)
    shown: dict[str, Any] = {
        "suggested": found, "cited": found.version_id, "to_do": _option(found, case), "to_cite": clause,
        "owner": owner_words(found.scenario), "otherwise": else_words(found.scenario),
        "late": found.answer_by <= standing.at, "answers_as": answers_as(standing, case.message),
    }  # fmt: skip
    used = not context["sent"] and request.GET.get("scenario") == str(found.version_id)
    if used:
        shown |= {"used": True, "prefilled": found.words.text, "chosen": clause.pk if clause else None}
    return shown


def own_words(case: Case, given: dict[str, Any]) -> dict[str, Any]:
    """What was sent, without words of the scenario that were only suggested, when nothing is done against the message."""
    harmless = given["act"] not in AGAINST | {Act.ESCALATE}
    if not (harmless and given["scenario"] and given["reason"]):
        return given
    found = suggestion(case, at=timezone.now())
    borrowed = found is not None and found.words.text == given["reason"].replace("\r\n", "\n")
    if found is None or not borrowed or given["act"] in found.scenario.acts:
        return given
    return given | {"reason": ""}


@login_required
@require_POST
def answer(request: HttpRequest, case_id: int) -> HttpResponse:
    """Open the form for an answer, with the scenario's reply in it to be changed at will. Nothing is said yet.

    Refuses (403) who may neither reply officially there nor is of the staff, and (404) a case without a reply to use.
    """
    standing = standing_here(request)
    case = case_here(standing, case_id)
    speaks = answers_as(standing, case.message)
    if not speaks:
        raise Forbidden(_("You hold no right to reply officially there."), code="no_grant")
    found = suggestion(case, at=standing.at)
    if found is None or not found.reply.text:
        raise NotFound(_("The playbook has no reply for this case."))
    prepare(request, case.message, found.reply.text)
    page, number = case.message.page_id, case.message_id
    if speaks == "team":
        return redirect(f"{reverse('comment', args=[page])}?answers={number}")
    return redirect(f"{reverse('compose', args=[page])}?as=reply&answers={number}")


def answers_as(standing: Standing, message: Message) -> str:
    """How this person can answer the message in public: as an `advocate` with a right to reply, as `team`, or not."""
    if message.state != Message.State.PUBLISHED or message.locked:
        return ""
    if standing.is_staff:
        return "team"
    assert standing.facts is not None, "loaded for everybody but staff"
    place = rights.Place.on(message.page, standing.program)
    return "advocate" if rights.answer(standing.facts, Right.REPLY, place).allowed else ""


def _option(found: Suggested, case: Case) -> Option | None:
    """The recommended act as the desk offers it."""
    if not found.act:
        return None
    return LEFT[case.message.state] if found.act == Act.DISMISS else OPTIONS[found.act]
