"""Which line of the table of thresholds holds for whom on a day, and the lines that are known from the law."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Q

from advocates.models import Program
from campaigns.models import Reward, TaxThreshold

KNOWN = Path(__file__).with_name("known.json")
ANYWHERE = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The lines that hold on one day, one for each country."""

    by_country: dict[str, TaxThreshold]

    def line_for(self, country: str) -> TaxThreshold | None:
        """The line of the country, else that of everywhere else. Of whom nobody knows where they live: the strictest."""
        if not country:
            return min(self.by_country.values(), key=lambda line: line.threshold, default=None)
        return self.by_country.get(country) or self.by_country.get(ANYWHERE)


def table_of(program: Program, on: date) -> Table:
    """The program's table on a day; one query. Of several lines for a country the one that began last holds."""
    held = Q(valid_to=None) | Q(valid_to__gte=on)
    rows = TaxThreshold.objects.filter(held, program=program, valid_from__lte=on).order_by("valid_from", "pk")
    return Table({row.country: row for row in rows})


def kinds_named(covers: list[str]) -> str:
    """The kinds of reward that count, in words."""
    return ", ".join(str(Reward.Kind(kind).label) for kind in covers)


@cache
def known_lines() -> dict[str, list[dict[str, Any]]]:
    """Lines from the law with their sources, by the country that the payer is in. Nothing holds before it is taken over."""
    known: dict[str, list[dict[str, Any]]] = json.loads(KNOWN.read_text(encoding="utf-8"))
    return known
