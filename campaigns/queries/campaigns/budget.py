"""What a campaign may promise in points, what it has promised, and what was earned under it."""

from dataclasses import dataclass

from django.db.models import Sum

from advocates.models import Program
from campaigns.models import POINTS, Account, Campaign, Treasury


@dataclass(frozen=True, slots=True)
class Room:
    """What the program's free budget covers in points beside all that it owes and has promised; None: it has no money."""

    points: int | None

    def covers(self, wanted: int) -> bool:
        return self.points is None or wanted <= self.points


def room_of(program: Program, *, besides: Campaign | None = None) -> Room:
    """The free budget, less the worth of points that people have or that are on hold, and of other open campaigns."""
    treasury = Treasury.objects.filter(program=program).first()
    if treasury is None:
        return Room(None)
    free = Account.objects.filter(program=program, unit=treasury.currency, kind=Account.Kind.BUDGET)
    people = Account.objects.filter(program=program, unit=POINTS, kind__in=[Account.Kind.ADVOCATE, Account.Kind.HELD])
    others = Campaign.objects.filter(program=program, state=Campaign.State.OPEN).exclude(
        pk=besides.pk if besides else 0
    )
    owed = (people.aggregate(all=Sum("balance"))["all"] or 0) + (others.aggregate(all=Sum("points_budget"))["all"] or 0)
    left = (free.aggregate(all=Sum("balance"))["all"] or 0) - treasury.worth(owed)
    return Room(max(left, 0) * 100 // treasury.value_of_100)
