"""How an apprentice's decisions compare with the live ones, and whether that is enough."""

from dataclasses import dataclass

from advocates.models import Grant
from moderation.models import BlindDecision, Promotion, Rates
from moderation.queries.agreement import share
from moderation.queries.blind import Compared, compared, rates_of


@dataclass(frozen=True, slots=True)
class Agreed:
    """`agreed` of `compared` cases, with the bounds of the 95 % Wilson interval in tenths of a percent."""

    compared: int
    agreed: int
    low: int
    high: int
    differences: list[Compared]
    rates: Rates

    @property
    def holds(self) -> bool:
        return self.compared >= self.rates.promote_after and self.low >= 10 * self.rates.promote_percent

    @property
    def missing(self) -> int:
        return max(self.rates.promote_after - self.compared, 0)

    @property
    def percent(self) -> int:
        return round(100 * self.agreed / self.compared) if self.compared else 0

    @property
    def low_percent(self) -> str:
        return f"{self.low / 10:.1f}"

    @property
    def high_percent(self) -> str:
        return f"{self.high / 10:.1f}"


def agreed_of(grant: Grant) -> Agreed:
    """Of what was decided under this shadow grant since a manager last let it go on; six queries, however much."""
    rows = BlindDecision.objects.filter(grant=grant, kind=BlindDecision.Kind.SHADOW)
    kept = Promotion.objects.filter(shadow=grant, state=Promotion.State.KEPT).order_by("-answered_at")
    if since := kept.values_list("answered_at", flat=True).first():
        rows = rows.filter(at__gt=since)
    both = compared(rows)
    agreed = sum(one.agrees for one in both)
    interval = share(agreed, len(both))
    low, high = (interval.low or 0, interval.high or 0) if interval else (0, 1)
    differences = [one for one in both if not one.agrees]
    return Agreed(len(both), agreed, int(1000 * low), round(1000 * high), differences, rates_of(grant.program))
