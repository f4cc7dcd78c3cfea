"""What needs a person now, each as one line: what it is, why, and the one thing to do about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from accounts.models import User
from advocates.models import Application, Program
from advocates.queries.applications import promised_at
from advocates.queries.cards import Card
from advocates.queries.policies import coming
from advocates.rights import Facts
from advocates.rights.facts import BITS
from campaigns.models import Invitation, Mission, Submission
from cms.models import Message
from moderation.models import AGAINST, Act, Appeal, Decision
from moderation.queries.queue import how_many
from moderation.queries.standing import Standing
from sitewide.text import excerpt

SOON = timedelta(days=14)
"""How long before its end a right is called out, and how long a decision stays news."""
MOST = 5
"""How many lines of one kind are shown; a person with more finds the rest behind their link."""


DONE: dict[str, Any] = {
    Act.HIDE: _lazy("Your message was hidden: %s"),
    Act.REMOVE: _lazy("Your message was removed: %s"),
    Act.LOCK: _lazy("Your message was locked: %s"),
    Act.WARN: _lazy("You were warned about your message: %s"),
}


@dataclass(frozen=True, slots=True)
class Need:
    """`kind` is act (something is asked of the person), wait (somebody else is at it) or news."""

    kind: str
    icon: str
    title: str
    text: str
    url: str
    label: str


def of_grants(cards: list[Card], at: datetime) -> Iterator[Need]:
    """Offers to answer, then rights that end soon."""
    for card in cards:
        if card.state == "offered":
            place = {"right": card.label, "place": card.grant.scope.title, "giver": card.grant.granted_by}
            title = _("%(giver)s offers you a right: %(right)s, on %(place)s") % place
            yield Need("act", "hand", title, card.grant.reason, "/portal/rights/", _("Answer"))
    for card in cards:
        if card.state != "offered" and card.grant.ends_at <= at + SOON:
            days = max((card.grant.ends_at - at).days, 1)
            told = {"right": card.label, "place": card.grant.scope.title, "days": days}
            title = ngettext(
                "Ends in %(days)s day: %(right)s, on %(place)s", "Ends in %(days)s days: %(right)s, on %(place)s", days
            )
            text = _("If you want to go on, tell the manager who gave it; a new one is needed.")
            yield Need("news", "hourglass", title % told, text, card.grant.get_absolute_url(), _("See it"))


def of_account(facts: Facts, *, manages: bool) -> Iterator[Need]:
    """What the person must do before any right can be used; staff sign what advocates sign."""
    if facts.unattested and (facts.term or manages):
        title = ngettext("%(count)s policy to sign", "%(count)s policies to sign", facts.unattested)
        text = _("Until you have signed, your rights are suspended.") if facts.term else _("Staff sign them, too.")
        yield Need(
            "act", "scroll-text", title % {"count": facts.unattested}, text, "/portal/policies/", _("Read and sign")
        )
    held = {grant.right for grant in facts.grants}
    if facts.term and any(facts.uncertified & bit for right, bit in BITS.items() if right in held):
        text = _("A right of yours is suspended until its course is passed.")
        yield Need("act", "book-open", _("A course to pass"), text, "/portal/learn/", _("Learn"))
    if facts.term and facts.second_factor_required and not facts.has_second_factor:
        text = _("Rights of this program can only be used from an account with a second factor.")
        yield Need("act", "key-round", _("Protect your account"), text, "/accounts/2fa/", _("Add a second factor"))


def of_policies(facts: Facts, person: User, *, manages: bool) -> Iterator[Need]:
    """What is to be signed before a day on which rights begin to rest on it; one query for who signs at all."""
    if not (facts.term or manages):
        return
    for version in coming(person, facts.program, at=facts.at):
        binds = version.binds_from.astimezone(facts.program.zone)
        title = _("Sign %(policy)s by %(day)s") % {"policy": version.policy.name, "day": date_format(binds, "j M Y")}
        text = _("Staff sign it, too.")
        if facts.term:
            told = {"moment": date_format(binds, "j M Y, H:i T")}
            text = _("From %(moment)s on your rights are suspended until you have signed.") % told
        yield Need("act", "scroll-text", title, text, f"/portal/policies/{version.pk}/", _("Read and sign"))


def of_messages(program: Program, person: Any, at: datetime) -> Iterator[Need]:
    """Decisions about the person's messages that are news or can be appealed, and messages that wait; two queries."""
    news = Q(at__gte=at - SOON) | Q(appeal__decided_at__gte=at - SOON)
    decided = Decision.objects.filter(news, case__message__author=person, case__program=program, act__in=AGAINST)
    for decision in decided.select_related("case__message", "clause", "appeal").order_by("-at")[:MOST]:
        yield _decided(decision)
    held = Message.objects.filter(author=person, program=program, state=Message.State.HELD).order_by("-written_at")
    for message in held[:MOST]:
        text = _("Somebody of the program looks at it before readers see it. There is nothing you need to do.")
        yield Need(
            "wait", "clock", _("Waits for approval: %s") % _name(message), text, message.get_absolute_url(), _("See it")
        )


def _decided(decision: Decision) -> Need:
    name, appeal = _name(decision.case.message), getattr(decision, "appeal", None)
    url, icon = "/portal/decisions/", "gavel"
    if appeal is None:
        title = DONE[decision.act] % name
        text = _("Because of the rule %s. You can ask somebody else to decide again.") % decision.clause
        return Need("act", icon, title, text, url, _("Read why, or appeal"))
    if appeal.state == Appeal.State.OPEN:
        text = _("Somebody who had no hand in it decides again.")
        return Need("wait", icon, _("Your appeal is being decided: %s") % name, text, url, _("See it"))
    overturned = appeal.state == Appeal.State.OVERTURNED
    title = _("Your appeal was right: %s") if overturned else _("Your appeal was decided, the decision stands: %s")
    return Need("news", icon, title % name, appeal.reason, url, _("Read it"))


def _name(message: Message) -> str:
    return f"“{message.title or excerpt(message.body, 60)}”"


def of_application(application: Application | None) -> Iterator[Need]:
    """Where the person's application stands, while it is open."""
    if application is None or not application.is_open:
        return
    if application.state == Application.State.DRAFT:
        text = _("What you wrote is kept. Nobody sees it before you send it.")
        yield Need("act", "pen-line", _("Your application is not sent yet"), text, "/join/apply/", _("Go on"))
    elif application.state == Application.State.ASKED:
        text = _("The people who read your application have a question. It waits for your answer.")
        yield Need("act", "circle-help", _("You are asked for more"), text, "/join/status/", _("Answer"))
    else:
        promised = promised_at(application)
        day = date_format(promised.astimezone(application.program.zone), "j M Y") if promised else ""
        text = _("People of the program read every one. You have an answer by %s, here and by mail.") % day
        yield Need("wait", "clock", _("Your application is being read"), text, "/join/status/", _("See its status"))


def of_moderator(standing: Standing) -> Iterator[Need]:
    """How many cases wait in the scopes of a moderator, or, for staff, in the whole program; one query."""
    if not standing.may_look:
        return
    count, more = how_many(standing)
    if count:
        title = ngettext("%(count)s case waits", "%(count)s cases wait", count) % {
            "count": f"{count}+" if more else count
        }
        text = _("The most urgent comes first.")
        yield Need("act", "gavel", title, text, "/desk/", _("Open the desk"))


def of_manager(program: Program) -> Iterator[Need]:
    """How many applications wait for an answer, and whether one is later than promised; one query."""
    sent = Application.objects.filter(program=program, state=Application.State.SUBMITTED)
    found = sent.aggregate(count=Count("pk"), oldest=Min("submitted_at"))
    if found["oldest"]:
        until = found["oldest"] + timedelta(days=program.answer_days)
        promised = date_format(until.astimezone(program.zone), "j M Y")
        title = ngettext("%(count)s application waits", "%(count)s applications wait", found["count"])
        text = _("The oldest was promised an answer by %s.") % promised
        yield Need(
            "act", "user-plus", title % {"count": found["count"]}, text, "/admin/program/applications/", _("Read them")
        )


def of_missions(program: Program, person: User, at: datetime, *, offered: int) -> Iterator[Need]:
    """Missions that came back or run out of time, what waits for an answer, and that so many are offered; one query."""
    mine = Submission.objects.filter(program=program, member=person, state__in=Submission.RUNNING)
    for one in mine.select_related("mission", "program").order_by("due_at", "pk")[:MOST]:
        if (need := _of_submission(one, at)) is not None:
            yield need
    if offered:
        title = ngettext("%(count)s mission is offered to you", "%(count)s missions are offered to you", offered)
        text = _("Each says why. Declining one costs nothing, and nobody is told.")
        yield Need("news", "target", title % {"count": offered}, text, "/portal/missions/", _("See them"))


def offered_to(person: User, at: datetime) -> QuerySet[Invitation]:
    """Missions that the person can still take, in whatever program."""
    return Invitation.objects.filter(
        member=person, state=Invitation.State.OFFERED, mission__state=Mission.State.OPEN, mission__starts_at__lte=at,
        mission__ends_at__gt=at, mission__taken__lt=F("mission__capacity"),
    )  # fmt: skip


def _of_submission(one: Submission, at: datetime) -> Need | None:
    name, url = {"mission": one.mission.name}, one.get_absolute_url()
    day = date_format(one.due_at.astimezone(one.program.zone), "j M Y")
    if one.state == Submission.State.RETURNED:
        text = _("%(words)s Send it again until %(day)s.") % {"words": one.words, "day": day}
        return Need(
            "act", "target", _("Change this and send again: %(mission)s") % name, text, url, _("Read what to change")
        )
    if one.state == Submission.State.TAKEN:
        if one.due_at > at + SOON:
            return None
        title = _("You are at a mission: %(mission)s") % name
        return Need("act", "target", title, _("Send it in until %(day)s.") % {"day": day}, url, _("Go on"))
    promised = date_format((one.promised_at or at).astimezone(one.program.zone), "j M Y")
    text = _("You have an answer by %(day)s, here and by mail.") % {"day": promised}
    return Need("wait", "clock", _("Your mission is being judged: %(mission)s") % name, text, url, _("See it"))
