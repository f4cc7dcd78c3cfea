"""What rules found is written down once, and a person may say of it that it was nothing."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cms.models import Message
from moderation.models import RuleHit
from moderation.queries.standing import standing_of
from record.actions import write
from record.models import Entry
from sitewide.errors import Forbidden


def note(rule_id: int, message: Message, *, details: Iterable[str], acted: bool, settings: str, entry: Entry) -> None:
    """Write down what a rule found, acting or in shadow; for one entry of the record once."""
    RuleHit.objects.get_or_create(
        rule_id=rule_id,
        entry_id=entry.pk,
        defaults={
            "message": message, "at": entry.at, "acted": acted, "fingerprint": settings,
            "detail": ", ".join(details)[:200],
        },
    )  # fmt: skip


@transaction.atomic
def mark_false(hit: RuleHit, *, actor: User, at: datetime) -> RuleHit:
    """Say that the rule was wrong here; it counts as a false hit, and changes nothing for the message.

    Refuses (403) whoever is neither a manager of the program nor a moderator of the place. Saying it again changes
    nothing.
    """
    row = _locked(hit, actor, at)
    if row.false_at is None:
        row.false_at, row.false_by = at, actor
        _save(row, "rule.hit_false", actor, at)
    return row


@transaction.atomic
def unmark_false(hit: RuleHit, *, actor: User, at: datetime) -> RuleHit:
    """Take the mark back, whoever set it. Refuses as `mark_false` does."""
    row = _locked(hit, actor, at)
    if row.false_at is not None:
        row.false_at = row.false_by = None
        _save(row, "rule.hit_not_false", actor, at)
    return row


def _locked(hit: RuleHit, actor: User, at: datetime) -> RuleHit:
    about = ("rule__program", "message__page")
    row = RuleHit.objects.select_for_update(of=("self",)).select_related(*about).get(pk=hit.pk)
    standing = standing_of(actor, row.rule.program, at=at)
    if not (actor.is_active and standing.may_look and standing.covers(row.message.page.path)):
        raise Forbidden(_("Only managers and moderators of this place judge the hits of rules."), code="no_standing")
    return row


def _save(row: RuleHit, verb: str, actor: User, at: datetime) -> None:
    row.save(update_fields=["false_at", "false_by"])
    write(verb, at=at, subject=row.rule, actor=actor, program=row.rule.program, message=row.message_id)
