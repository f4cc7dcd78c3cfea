"""The form for giving a right, filled in."""

from typing import Any

from tests.stage import Stage


def offer(on: Stage, **fields: Any) -> dict[str, Any]:
    known = {"program": on.program.pk, "advocate": on.advocate.pk, "right": "reply", "scope": on.kitchen.pk}
    return known | {"reason": "Knows pans.", "per_day": 5} | fields
