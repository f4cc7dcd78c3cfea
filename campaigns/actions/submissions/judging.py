"""Judging what was sent: by its rubric, by somebody else than its author, by two where it is worth much."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.queries import manages
from campaigns.actions.submissions.letters import tell
from campaigns.actions.submissions.working import free_place, locked_rows
from campaigns.models import Criterion, Look, Submission
from campaigns.queries.missions.judging import conflict_of
from campaigns.queries.missions.terms import REFUSALS, RETURNS
from record.actions import write
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound
from sitewide.reasons import must_say
from sitewide.text import one_line

State, Outcome = Submission.State, Look.Outcome
AGAIN_WITHIN = timedelta(days=7)
"""How long somebody has at least to change what came back."""
TO = {Outcome.VERIFY: State.VERIFIED, Outcome.RETURN: State.RETURNED, Outcome.REFUSE: State.REFUSED}
BARS = {
    "own": _("This is your own submission: somebody else judges it."),
    "near": _("You stand too near to its author: somebody else judges it."),
    "looked": _("You have judged it: somebody else does it now, without knowing what you said."),
}


@transaction.atomic
def look(
    submission: Submission, *, outcome: str, marks: Mapping[int, int], actor: User, at: datetime, reason: str = "",
    words: str = "",
) -> Look:  # fmt: skip
    """Judge this round of it. Where two judge, nobody learns what the first said before both have; a third decides
    where they differ, and of three different ones it comes back to be changed.

    Refuses 404 whoever does not manage the program, 403 its author and who is near to them (`own`, `near`), 409 what is
    not waiting or what they judged (`decided`, `looked`), 422 marks that do not fit the rubric, verifying with fewer
    marks than are needed (`below_need`), and anything else than verifying without a reason and words.
    """
    row = _locked_for(submission, actor)
    if row.state != State.WAITING:
        raise Conflict(_("Somebody else has decided on it meanwhile."), code="decided")
    if bar := conflict_of(row, actor):
        raise (Conflict if bar == "looked" else Forbidden)(BARS[bar], code=bar)
    given = _marks(row, outcome, marks)
    reason, words = _reason(outcome, reason, words)
    made = Look.objects.create(
        submission=row, round=row.round, member=row.member, by=actor, outcome=outcome, reason=reason, words=words,
        marks=given, at=at,
    )  # fmt: skip
    write("submission.looked", at=at, actor=actor, program=row.program, subject=row, round=row.round)
    if (final := _final(row)) is not None:
        _settle(row, final, at=at)
    return made


@transaction.atomic
def revoke(submission: Submission, *, reason: str, words: str, actor: User, at: datetime) -> Submission:
    """Take back what was verified, and with it the points; its place stays used. Refuses 404 whoever does not manage the
    program, 403 its author and who is near to them, 409 what is not verified, 422 no reason or words."""
    row = _locked_for(submission, actor)
    if State.REVOKED not in Submission.TRANSITIONS[row.state]:
        raise Conflict(_("Only what was verified can be taken back."), code="not_verified")
    if (bar := conflict_of(row, actor)) in {"own", "near"}:
        raise Forbidden(BARS[bar], code=bar)
    row.reason, row.words = _reason(Outcome.REFUSE, reason, words)
    row.state, row.decided_at = State.REVOKED, at
    row.save(update_fields=["state", "reason", "words", "decided_at"])
    write("submission.revoked", at=at, actor=actor, program=row.program, subject=row, reason=row.reason)
    tell(row, at=at)
    return row


def _locked_for(submission: Submission, actor: User) -> Submission:
    row = locked_rows().filter(pk=submission.pk).first()
    if row is None or not manages(actor, row.program):
        raise NotFound(_("There is no such submission."))
    return row


def _marks(row: Submission, outcome: str, marks: Mapping[int, int]) -> dict[str, int]:
    """The marks by criterion, as they are stored."""
    if outcome not in Outcome.values:
        raise Invalid(_("Choose what becomes of it."), code="no_outcome")
    rubric = list(Criterion.objects.filter(mission=row.mission))
    if set(marks) != {one.pk for one in rubric} or any(not 0 <= marks[one.pk] <= one.most for one in rubric):
        raise Invalid(_("Give marks for every line of the rubric."), code="bad_marks")
    short = [one for one in rubric if marks[one.pk] < one.needed]
    if outcome == Outcome.VERIFY and short:
        raise Invalid(
            _("“%(line)s” has fewer marks than are needed: send it back, or do not accept it.")
            % {"line": short[0].label},
            code="below_need",
        )
    return {str(number): given for number, given in marks.items()}


def _reason(outcome: str, reason: str, words: str) -> tuple[str, str]:
    """The reason in a code and in words; nothing of it is asked for verifying, and words are kept there, too."""
    words = one_line(words, 600)
    if outcome == Outcome.VERIFY:
        return "", words
    known = RETURNS if outcome == Outcome.RETURN else REFUSALS
    missing = _("Say why, by a reason and in words that its author reads.")
    if reason not in known:
        raise Invalid(missing, code="no_reason")
    must_say(words, missing, code="no_reason")
    return reason, words


def _final(row: Submission) -> Look | None:
    """The look that decides, once there are enough of them; its words are told to the author."""
    looks = list(Look.objects.filter(submission=row, round=row.round))
    if len(looks) < row.looks:
        return None
    outcome, many = Counter(one.outcome for one in looks).most_common(1)[0]
    if many >= row.looks:
        return next(one for one in looks if one.outcome == outcome)
    three_ways = len(looks) > row.looks
    return next(one for one in looks if one.outcome == Outcome.RETURN) if three_ways else None


def _settle(row: Submission, final: Look, *, at: datetime) -> None:
    row.state, row.decided_at = TO[Outcome(final.outcome)], at
    row.reason, row.words = final.reason, final.words
    if row.state == State.RETURNED:
        row.due_at = max(row.due_at, at + AGAIN_WITHIN)
    row.save(update_fields=["state", "decided_at", "reason", "words", "due_at"])
    if row.state == State.REFUSED:
        free_place(row)
    told: dict[str, Any] = (
        {"points": row.points, "looks": row.looks} if row.state == State.VERIFIED else {"reason": row.reason}
    )
    write(f"submission.{row.state}", at=at, program=row.program, subject=row, **told)
    tell(row, at=at)
