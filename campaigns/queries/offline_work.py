"""What was logged away from the pages, for whom it belongs to."""

from datetime import datetime
from urllib.parse import urlsplit

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from advocates.models import Program
from campaigns.evidence.fingerprints import of_page
from campaigns.models import Contribution, EarningRule, OfflineWork
from campaigns.queries.reckoning import Counts, Piece, Terms, reckon
from campaigns.queries.rules import rule_at
from campaigns.queries.subjects.told import label_of
from sitewide.errors import NotFound


def work_of(program: Program, member: User) -> QuerySet[OfflineWork]:
    """What the member logged, newest first."""
    return OfflineWork.objects.filter(program=program, member=member).order_by("-pk")


def own_work(program: Program, member: User, work_id: int) -> OfflineWork:
    """One of them. Refuses (404) others'."""
    found = work_of(program, member).filter(pk=work_id).select_related("program", "decided_by").first()
    if found is None:
        raise NotFound(_("There is no such work."))
    return found


def shown_by(program: Program, member: User | None, work_id: int, kind: str) -> tuple[str, str]:
    """Where the picture or file of a work is stored, and its name for people; nothing where there is none.

    With a member only their own.
    """
    rows = OfflineWork.objects.filter(program=program, pk=work_id)
    found = (rows if member is None else rows.filter(member=member)).first()
    if found is None or kind not in ("picture", "file"):
        return "", ""
    return (found.file, found.file_name) if kind == "file" else (found.picture.name or "", "")


def contribution_of(work: OfflineWork) -> Contribution | None:
    """What it came to, once it was verified."""
    kind = label_of(OfflineWork)
    return Contribution.objects.filter(subject_kind=kind, subject_id=work.pk).select_related("rule").first()


def worth_of(work: OfflineWork, at: datetime) -> int:
    """The points it would earn by the rule of this moment, before any cap."""
    rule: EarningRule | None = rule_at(work.program, work.kind, at)
    piece = Piece(minutes=work.minutes, pieces=work.pieces)
    return reckon(Terms.of(rule) if rule else None, piece, Counts()).points


def same_page(work: OfflineWork) -> list[OfflineWork]:
    """Other work with a link to the same page under other parameters, among the thousand newest of that site."""
    host = urlsplit(work.link).hostname or ""
    if not host:
        return []
    others = OfflineWork.objects.filter(program=work.program_id, link__icontains=host.removeprefix("www."))
    others = others.exclude(pk=work.pk).exclude(link_key=work.link_key).exclude(state=OfflineWork.State.WITHDRAWN)
    page = of_page(work.link)
    newest = others.select_related("member").order_by("-pk")[:1_000]
    return [one for one in newest if of_page(one.link) == page][:10]


def same_evidence(work: OfflineWork) -> list[OfflineWork]:
    """Other work that shows the same page, picture or file, oldest first; ten at most."""
    every = OfflineWork.objects.filter(program=work.program_id).exclude(pk=work.pk)
    every = every.exclude(state=OfflineWork.State.WITHDRAWN).select_related("member").order_by("pk")
    found = list(every.filter(link_key=work.link_key)[:10]) if work.link_key else []
    for field in ("picture_key", "file_key"):
        if key := getattr(work, field):
            found += [one for one in every.filter(**{field: key})[:10] if one not in found]
    return found
