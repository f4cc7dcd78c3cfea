"""Offering grants, and what is said about them."""

from typing import Any

from accounts.models import User
from advocates.actions import grants
from advocates.models import Grant
from record.models import Entry
from sitewide.models import Letter
from tests.stage import Stage


def issue(on: Stage, **fields: Any) -> Grant:
    known = {"advocate": on.advocate, "right": "reply", "scope": on.kitchen, "reason": "Knows pans.", "per_day": 5}
    return grants.issue(on.program, **known | {"actor": on.manager, "at": on.now} | fields)


def told(to: User) -> list[str]:
    return list(Letter.objects.filter(to=to.email).order_by("pk").values_list("about", flat=True))


def verbs(grant: Grant) -> list[str]:
    return list(
        Entry.objects.filter(subject_kind="advocates.grant", subject_id=grant.pk)
        .order_by("pk")
        .values_list("verb", flat=True)
    )
