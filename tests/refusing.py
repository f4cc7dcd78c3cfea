"""What a refusal is held to: a code, and nothing written."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from record.models import Entry
from sitewide.errors import Refused
from sitewide.models import Letter


def refusal(act: Callable[[], Any]) -> str:
    """The code of the refusal, after which nothing stands in the record and no letter waits."""
    before = Entry.objects.count(), Letter.objects.count()
    with pytest.raises(Refused) as refused, transaction.atomic():
        act()
    assert (Entry.objects.count(), Letter.objects.count()) == before
    return refused.value.code
