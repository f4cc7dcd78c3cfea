"""Cases whose right answer is known."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.models import Clause
from moderation.actions.blind import lot
from moderation.models import AGAINST, Act, Case, Decision, GoldCase, acts_for
from moderation.queries.blind import as_it_was, to_seal
from record.actions import write
from sitewide.errors import Conflict, Invalid
from sitewide.reasons import reason_of

MOST_WHY = 800


@transaction.atomic
def make_gold(decision: Decision, *, act: str, clause: Clause | None, why: str, actor: User, at: datetime) -> GoldCase:
    """Mix a sealed copy of this decided case among the live ones, as a known one. The right answer need not be what was
    decided. The copy is of the text as it was decided on, without the author's names.

    Refuses whoever is no manager (403), an escalation, an overturned decision and a case that is known already (409), an
    act that made no sense for the message, one against it without a rule, and no reason (422).
    """
    row = Decision.objects.select_for_update(of=("self",)).select_related("case__message__program").get(pk=decision.pk)
    case, program = row.case, row.case.message.program
    must_manage(actor, program)
    if row.act == Act.ESCALATE or case.state != Case.State.DECIDED or row.overturned_at is not None:
        raise Conflict(_("Only a decision that stands can become a known answer."), code="not_final")
    message = as_it_was(case, row)
    if act not in acts_for(message):
        raise Invalid(_("This could not be decided for the message as it was."), code="act")
    if act in AGAINST and (clause is None or clause.version.policy.program_id != program.pk):
        raise Invalid(_("Name the rule that the message breaks."), code="clause")
    missing = _("Say why this is the right answer; whoever gets the case reads it afterwards.")
    words = reason_of(why, MOST_WHY, missing, code="why")
    made = GoldCase(program=program, case=case, decision=row, act=act, why=words, made_by=actor, made_at=at)
    made.clause = clause if act in AGAINST else None
    made.title, made.body = to_seal(case, row)
    made.stranger = _nobodys_number(case)
    return _stored(made)


@transaction.atomic
def retire(gold: GoldCase, *, actor: User, at: datetime) -> GoldCase:
    """Give it to nobody any more. Refuses whoever is no manager (403) and what is retired (409)."""
    row = GoldCase.objects.select_for_update(of=("self",)).select_related("program").get(pk=gold.pk)
    must_manage(actor, row.program)
    if row.retired_at is not None:
        raise Conflict(_("This is retired already."), code="retired")
    row.retired_at = at
    row.save(update_fields=["retired_at"])
    write("gold.retired", at=at, subject=row, actor=actor, program=row.program)
    return row


def _nobodys_number(case: Case) -> int:
    """One that no member has, near those of the members who joined last."""
    newest: int = User.objects.order_by("-pk").values_list("pk", flat=True)[0]
    return newest + 100 + int(lot(f"stranger:{case.pk}") * 900)


def _stored(made: GoldCase) -> GoldCase:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("This case is a known one already."), code="known") from error
    write(
        "gold.made", at=made.made_at, subject=made, actor=made.made_by, program=made.program, case=made.case_id,
        act=made.act,
    )  # fmt: skip
    return made
