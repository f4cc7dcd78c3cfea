"""Sending a submission in, and what its checks make of it: a person looks, or, below a value, perhaps nobody has to."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.rights import is_silent, must_be_heard
from campaigns.actions.submissions.letters import tell
from campaigns.actions.submissions.working import locked_rows, workable
from campaigns.models import Evidence, MissionTerms, Submission
from campaigns.queries.missions.terms import terms_of
from campaigns.queries.steps import progress_of
from record.actions import write
from sitewide.errors import Conflict
from sitewide.jobs import after_commit

State = Submission.State


@transaction.atomic
def send(submission: Submission, *, member: User, at: datetime) -> Submission:
    """Send it in: it is checked at once after the commit, then judged until the promised moment. Refuses 404 somebody
    else's, 409 what was sent or ran out of time, and one with a step that is not done."""
    row = workable(submission, member, at)
    must_be_heard(member, row.program, at=at)
    missing = [one.step for one in progress_of(row) if not one.is_done]
    if missing:
        told = {"step": missing[0].text, "position": missing[0].position}
        raise Conflict(_("Step %(position)s is not done yet: %(step)s") % told, code="not_done")
    row.state, row.round, row.sent_at = State.CHECKING, row.round + 1, at
    row.promised_at = at + timedelta(days=terms_of(row.program).answer_days)
    row.reason = row.words = ""
    row.save(update_fields=["state", "round", "sent_at", "promised_at", "reason", "words"])
    write("submission.sent", at=at, actor=member, program=row.program, subject=row, round=row.round)
    after_commit("campaigns.tasks.check_submissions")
    return row


@transaction.atomic
def checked(
    number: int, findings: Mapping[int, list[dict[str, Any]]], *, round_: int, at: datetime
) -> Submission | None:
    """Keep what the checks of that round found, by the number of the evidence, and decide who looks at it.

    None where it was not being checked any more: of two checkers the second does nothing. A submission worth less than
    the program's `sample_below` passes if every piece was checked and found good and it is not drawn; everything else
    waits for a person: a text or a file, too, which no check reads, and what is sent by whoever was silenced meanwhile.
    """
    row = locked_rows().filter(pk=number, state=State.CHECKING, round=round_).first()
    if row is None:
        return None
    pieces = list(Evidence.objects.filter(submission=row))
    for evidence in pieces:
        evidence.findings, evidence.checked_at = findings.get(evidence.pk, []), at
        evidence.save(update_fields=["findings", "checked_at"])
    good = all(_is_good(piece) for piece in pieces) and not is_silent(row.member, row.program, at=at)
    row.looks = looks_for(row, terms_of(row.program), good=good)
    row.state = State.WAITING if row.looks else State.VERIFIED
    row.decided_at = None if row.looks else at
    row.save(update_fields=["state", "looks", "decided_at"])
    write("submission.checked", at=at, program=row.program, subject=row, good=good, looks=row.looks)
    if not row.looks:
        write("submission.verified", at=at, program=row.program, subject=row, points=row.points, looks=0)
        tell(row, at=at)
    return row


def _is_good(piece: Evidence) -> bool:
    readable = piece.kind in {Evidence.Kind.LINK, Evidence.Kind.PICTURE}
    return readable and bool(piece.findings) and all(one["good"] for one in piece.findings)


def looks_for(row: Submission, terms: MissionTerms, *, good: bool) -> int:
    """By how many people it is judged: two above a value, one otherwise, none where it is worth little, every check is
    good, this is its first round, and it is not drawn."""
    if row.points > terms.two_above:
        return 2
    if row.points < terms.sample_below and good and row.round == 1 and not is_drawn(row, terms.sample_percent):
        return 0
    return 1


def is_drawn(row: Submission, percent: int) -> bool:
    """Whether it is in the sample: always the same answer for the same submission, and nobody outside can foresee it."""
    digest = salted_hmac("campaigns.sample", f"{row.pk}:{row.member_id}:{row.mission_id}", algorithm="sha256").digest()
    return int.from_bytes(digest[:8], "big") % 100 < percent
