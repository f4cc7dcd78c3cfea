"""A badge becomes somebody's: the row, the signed credential, the record, the letter."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from advocates.queries.programs import address_of
from campaigns.models import Achievement, Award
from campaigns.queries.recognition.credentials import credential_of
from record.actions import write
from sitewide.mail import write_letter


@transaction.atomic
def award_by_rule(badge: Achievement, member: User, *, at: datetime) -> Award | None:
    """Give a badge that was earned, once in a person's life; None where they had it, even if it was revoked."""
    row = Achievement.objects.select_for_update(of=("self",), no_key=True).select_related("program").get(pk=badge.pk)
    if not row.active or Award.objects.filter(achievement=row, member=member).exists():
        return None
    return give(row, member, at=at)


def give(badge: Achievement, member: User, *, at: datetime, actor: User | None = None, reason: str = "") -> Award:
    """The row first, since its number is its place in the status list; then the credential is signed over it."""
    at = at.replace(microsecond=0)
    until = at + timedelta(days=badge.valid_days) if badge.valid_days else None
    made = Award.objects.create(
        achievement=badge, member=member, given_by=actor, reason=reason, at=at, expires_at=until
    )
    made.credential = credential_of(made)
    made.save(update_fields=["credential"])
    write("badge.awarded", at=at, actor=actor, program=badge.program, subject=made, badge=badge.pk, member=member.pk)
    tell(made, at)
    return made


def tell(given: Award, at: datetime) -> None:
    if given.member.is_active:
        about: dict[str, Any] = {
            "award": given, "reader": given.member, "program": given.achievement.program,
            "base_url": address_of(given.achievement.program),
        }  # fmt: skip
        which = "badge_revoked" if given.revoked_at else "badge_news"
        write_letter(to=given.member.email, about=which, context=about, at=at, member=given.member)
