"""The names in the public log: given once, and lifted for those who decide an appeal, on the record."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import Program
from moderation.actions.standing import must_be_allowed
from moderation.models import Appeal, Pseudonym, Unmasking
from moderation.peer_letters import tell_of_unmasking
from moderation.pseudonyms import LENGTH, LONGEST, pseudonym
from record.actions import write
from sitewide.errors import Conflict
from sitewide.reasons import reason_of

MOST_REASON = 400


def name(program: Program, member: User) -> Pseudonym:
    """The name that the person keeps in this program; made with the first decision, longer where another has it.

    Inside the caller's transaction. Two at once who would have the same get two: the unique key refuses the second.
    """
    for length in range(LENGTH, LONGEST + 1):
        if found := Pseudonym.objects.filter(program=program, member=member).first():
            return found
        try:
            with transaction.atomic():
                return Pseudonym.objects.create(
                    program=program, member=member, name=pseudonym(program.pk, member.pk, length)
                )
        except IntegrityError:
            continue
    raise Conflict(_("No free pseudonym was found."), code="no_pseudonym")


@transaction.atomic
def unmask(appeal: Appeal, *, actor: User, reason: str, at: datetime) -> Unmasking:
    """Tell whoever may decide this open appeal who made the decision. It is recorded, and that person is told why.

    Refuses whoever may not decide it (404, 403), an appeal that is decided (409), no reason (422); a second time answers
    the first.
    """
    row = Appeal.objects.select_for_update(of=("self",)).select_related("decision__case__message__program").get(
        pk=appeal.pk
    )  # fmt: skip
    decision, case = row.decision, row.decision.case
    must_be_allowed(case.message, actor, at=at, path=case.path, escalated=False)
    if row.state != Appeal.State.OPEN:
        raise Conflict(_("Somebody has decided on this appeal already."), code="decided")
    if found := row.unmaskings.filter(by=actor).first():
        return found
    words = reason_of(reason, MOST_REASON, _("Say why you need to know."))
    made = Unmasking.objects.create(appeal=row, person=decision.by, by=actor, reason=words, at=at)
    program = case.message.program
    write("decider.unmasked", at=at, subject=made, actor=actor, program=program, appeal=row.pk, decision=decision.pk)
    tell_of_unmasking(made)
    return made
