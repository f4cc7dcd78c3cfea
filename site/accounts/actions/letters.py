"""Which letters somebody does without; every choice is on the record."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.models import User
from record.actions import write
from sitewide.letters import KINDS, unwanted_by
from sitewide.models import UnwantedLetter


@transaction.atomic
def choose(member: User, *, wanted: Collection[str], actor: User, at: datetime) -> list[str]:
    """Get letters of these kinds and of no other that one can do without; answers what changed, none the second time."""
    User.objects.select_for_update(no_key=True).get(pk=member.pk)
    before = unwanted_by(member.pk)
    changed = [code for code in KINDS if (code in before) == (code in wanted)]
    for code in changed:
        _set(member, code, wanted=code in wanted, actor=actor, at=at)
    return changed


@transaction.atomic
def end(member: User, kind: str, *, at: datetime) -> bool:
    """No more letters of this kind, by the address in one of them: whoever holds that letter may, once or often."""
    User.objects.select_for_update(no_key=True).get(pk=member.pk)
    if kind in unwanted_by(member.pk):
        return False
    _set(member, kind, wanted=False, actor=None, at=at)
    return True


def _set(member: User, kind: str, *, wanted: bool, actor: User | None, at: datetime) -> None:
    if wanted:
        UnwantedLetter.objects.filter(member=member, kind=kind).delete()
    else:
        UnwantedLetter.objects.create(member=member, kind=kind, since=at)
    write("letters.wanted" if wanted else "letters.unwanted", at=at, actor=actor, subject=member, kind=kind)
