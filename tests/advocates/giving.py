"""Offering grants, and what is said about them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from advocates.actions import grants
from advocates.models import Grant, Narrowing
from record.models import Entry
from sitewide.errors import Refused
from sitewide.models import Letter
from tests.stage import Stage


def issue(on: Stage, **fields: Any) -> Grant:
    known = {"advocate": on.advocate, "right": "reply", "scope": on.kitchen, "reason": "Knows pans.", "per_day": 5}
    return grants.issue(on.program, **known | {"actor": on.manager, "at": on.now} | fields)


def refusal(act: Callable[[], Any]) -> str:
    """The code of the refusal, after which nothing was written."""
    before = Entry.objects.count(), Letter.objects.count(), Narrowing.objects.count()
    with pytest.raises(Refused) as refused, transaction.atomic():
        act()
    assert (Entry.objects.count(), Letter.objects.count(), Narrowing.objects.count()) == before
    return refused.value.code


def told(to: User) -> list[str]:
    return list(Letter.objects.filter(to=to.email).order_by("pk").values_list("about", flat=True))


def verbs(grant: Grant) -> list[str]:
    return list(
        Entry.objects.filter(subject_kind="advocates.grant", subject_id=grant.pk).values_list("verb", flat=True)
    )
