"""The checks of what was sent: links are asked for outside any transaction, pictures compared, and all of it noted."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from advocates.models import DisclosureText
from campaigns.actions.submissions.sending import checked
from campaigns.evidence.asking import shown_at
from campaigns.evidence.fingerprints import alike, of_link
from campaigns.models import Evidence, Submission
from campaigns.queries.steps import kind_of_step
from sitewide.addresses import Door

AT_ONCE = 50
COMPARED = 20_000
"""With how many of the program's newest pictures one is compared; older ones are only known by their bytes."""
Finding = dict[str, Any]


def check_due(*, at: datetime, door: Door | None = None) -> int:
    """Check what was sent, oldest first; answers how many. Safe to run twice, at once, and to be killed anywhere."""
    waiting = Submission.objects.filter(state=Submission.State.CHECKING).order_by("sent_at", "pk")
    rows = waiting.select_related("program", "mission__campaign__program")[:AT_ONCE]
    return sum(check_one(row, at=at, door=door) for row in rows)


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


def _of_link(evidence: Evidence, own: list[str], door: Door | None) -> Iterator[Finding]:
    shown = shown_at(evidence.url, own, door=door)
    yield _finding("answers", shown.answers, shown.why or str(shown.status))
    if shown.answers and kind_of_step(evidence.step).disclosed:
        yield _finding("disclosed", bool(shown.told), shown.told)
    if shown.answers and (key := of_link(shown.url)) != evidence.key:
        used = Evidence.objects.filter(program=evidence.program_id, key=key).exclude(pk=evidence.pk)
        yield _finding("lands_elsewhere", not used.exists(), shown.url[:300])


def _of_picture(evidence: Evidence) -> Iterator[Finding]:
    others = Evidence.objects.filter(program=evidence.program_id).exclude(look="").exclude(pk=evidence.pk)
    newest = others.order_by("-pk").values_list("pk", "look")[:COMPARED]
    same = alike(evidence.look, newest.iterator())
    yield _finding("new_picture", not same, " ".join(map(str, same[:5])))


def _finding(code: str, good: bool, detail: str) -> Finding:
    return {"code": code, "good": good, "detail": detail}
