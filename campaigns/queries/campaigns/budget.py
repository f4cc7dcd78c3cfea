"""What a campaign may still promise in points beside all that its program has promised."""

from dataclasses import dataclass

from advocates.models import Program
from campaigns.models import Campaign, Treasury
from campaigns.queries.treasury import available


@dataclass(frozen=True, slots=True)
class Room:
    """What the program's free budget covers in points beside all that it owes and has promised; None: it has no money."""

    points: int | None

    def covers(self, wanted: int) -> bool:
        return self.points is None or wanted <= self.points


def room_of(program: Program, *, besides: Campaign) -> Room:
    """What is available in the program's accounts, with what this campaign itself holds of it while it is open."""
    treasury = Treasury.objects.filter(program=program).first()
    if treasury is None:
        return Room(None)
    own = Campaign.objects.filter(pk=besides.pk, state=Campaign.State.OPEN).values_list("points_budget", flat=True)
    left = available(program) + treasury.worth(own.first() or 0)
    return Room(max(left, 0) * 100 // treasury.value_of_100)
