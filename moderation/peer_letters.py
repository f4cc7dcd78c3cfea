"""What those who decide are told by mail about themselves."""

from advocates.queries import address_of
from moderation.models import Unmasking
from sitewide.mail import write_letter


def tell_of_unmasking(made: Unmasking) -> None:
    """That somebody who decides on an appeal was told their name, who and why; nobody without an active account."""
    reader, program = made.person, made.appeal.decision.case.program
    if not reader.is_active:
        return
    known = {"reader": reader, "program": program, "base_url": address_of(program), "made": made}
    about = {"decision": made.appeal.decision, "actor": made.by, "reason": made.reason}
    write_letter(to=reader.email, about="decider_unmasked", context=known | about, at=made.at, member=reader)
