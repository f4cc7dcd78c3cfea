"""The checks of what was sent: links are asked for outside any transaction, pictures compared, and all of it noted."""

import logging
from collections.abc import Iterator
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from advocates.models import DisclosureText
from campaigns.actions.submissions.sending import checked
from campaigns.evidence.asking import shown_at
from campaigns.evidence.fingerprints import alike, near_bands, of_link
from campaigns.models import Evidence, Submission
from campaigns.queries.steps import kind_of_step
from sitewide.addresses import Door

logger = logging.getLogger(__name__)
AT_ONCE = 50
Finding = dict[str, Any]


def check_due(*, at: datetime, door: Door | None = None) -> int:
    """Check what was sent, oldest first; answers how many. Safe to run twice, at once, and to be killed anywhere.

    One that cannot be checked is logged, stays where it is, and holds up no other.
    """
    waiting = Submission.objects.filter(state=Submission.State.CHECKING).order_by("sent_at", "pk")
    rows = waiting.select_related("program", "mission__campaign__program")[:AT_ONCE]
    return sum(_check_or_log(row, at, door) for row in rows)


def _check_or_log(submission: Submission, at: datetime, door: Door | None) -> bool:
    try:
        return check_one(submission, at=at, door=door)
    except Exception:
        logger.exception("submission %s cannot be checked", submission.pk)
        return False


def check_one(submission: Submission, *, at: datetime, door: Door | None = None) -> bool:
    """Ask, compare, and note; True where this did it, and not another worker."""
    own = [submission.program.disclosure, submission.mission.campaign.told]
    own += DisclosureText.objects.filter(program=submission.program).values_list("text", flat=True)
    handed = Evidence.objects.filter(submission=submission).select_related("step")
    findings = {evidence.pk: list(_findings(evidence, own, door)) for evidence in handed}
    return checked(submission.pk, findings, round_=submission.round, at=at) is not None


def _findings(evidence: Evidence, own: list[str], door: Door | None) -> Iterator[Finding]:
    if evidence.kind == Evidence.Kind.LINK:
        yield from _of_link(evidence, own, door)
    elif evidence.look:
        yield from _of_picture(evidence)
    elif evidence.said_key:
        yield from _of_text(evidence)


def _of_link(evidence: Evidence, own: list[str], door: Door | None) -> Iterator[Finding]:
    if same := _same_said(evidence):
        yield _finding("new_page", False, same)
    shown = shown_at(evidence.url, own, door=door)
    yield _finding("answers", shown.answers, shown.why or str(shown.status))
    if shown.answers and kind_of_step(evidence.step).disclosed:
        yield _finding("disclosed", bool(shown.told), shown.told)
    if shown.answers and (key := of_link(shown.url)) != evidence.key:
        used = Evidence.objects.filter(program=evidence.program_id, key=key).exclude(pk=evidence.pk)
        yield _finding("lands_elsewhere", not used.exists(), shown.url)


def _of_picture(evidence: Evidence) -> Iterator[Finding]:
    """Compared with every picture of the program that may be alike, found by one of its parts through an index."""
    parts = (Q(**{f"band_{n}__in": near}) for n, near in enumerate(near_bands(evidence.look)))
    others = Evidence.objects.filter(reduce(or_, parts), ~Q(look=""), program=evidence.program_id)
    candidates = others.exclude(pk=evidence.pk).order_by("-pk").values_list("pk", "look")
    same = alike(evidence.look, candidates.iterator())
    yield _finding("new_picture", not same, " ".join(map(str, same[:5])))


def _of_text(evidence: Evidence) -> Iterator[Finding]:
    """The same words elsewhere are told to whoever judges; short ones may well be written twice."""
    same = _same_said(evidence)
    yield _finding("new_text", not same, same)


def _same_said(evidence: Evidence) -> str:
    """The numbers of what says the same elsewhere: the same words, or the same page under other parameters."""
    others = Evidence.objects.filter(program=evidence.program_id, said_key=evidence.said_key).exclude(said_key="")
    same = others.exclude(submission=evidence.submission_id).order_by("-pk").values_list("pk", flat=True)[:5]
    return " ".join(map(str, same))


def _finding(code: str, good: bool, detail: str) -> Finding:
    return {"code": code, "good": good, "detail": detail}
