"""What the advocate of the stage said under a right."""

from typing import Any

from django.db import transaction

from advocates.rights import exercise
from cms.models import Message
from tests.factories import UserFactory
from tests.stage import Stage


def said(on: Stage, right: str = "reply", state: str = "published", **fields: Any) -> Message:
    """What the advocate said under the right; a reply answers a comment of somebody."""
    known = {"program": on.program, "page": on.kitchen.specific, "written_at": on.now, "published_at": on.now}
    if right == "reply":
        asked = Message.objects.create(
            kind="comment", state="published", author=UserFactory(), body="<p>Salt or soap?</p>", **known
        )
        known |= {"answers": asked, "root": asked}
    with transaction.atomic():
        used = exercise(on.advocate, right, on.place(), at=on.now)
        known |= {"kind": right, "state": state, "author": on.advocate, "exercise": used}
        return Message.objects.create(
            **known
            | {"body": "<p>Salt.</p>", "disclosure": "I get points.", "disclosure_short": "gets points"}
            | fields
        )
