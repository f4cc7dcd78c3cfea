"""What somebody is told of their submission by mail."""

from datetime import datetime

from advocates.queries import address_of
from campaigns.models import Submission
from campaigns.queries.missions.terms import REASONS
from sitewide.mail import write_letter


def tell(submission: Submission, *, at: datetime) -> None:
    """How it was decided, in the transaction of the decision."""
    context = {
        "submission": submission, "reader": submission.member, "program": submission.program,
        "reason": REASONS.get(submission.reason, ""), "base_url": address_of(submission.program),
    }  # fmt: skip
    write_letter(
        to=submission.member.email, about="submission_decided", context=context, at=at, member=submission.member
    )
