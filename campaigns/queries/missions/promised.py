"""What a campaign's missions have promised, in points."""

from django.db.models import Case, F, QuerySet, Sum, Value, When

from campaigns.models import Campaign, Mission


def promised_by(campaign: Campaign) -> int:
    """The most points that its missions can still cost altogether, with what they have cost: of an open mission every
    place, of a closed one the places that were taken. Its `points_budget` is never below it."""
    counts = Case(
        When(state=Mission.State.OPEN, then=F("capacity")),
        When(state=Mission.State.CLOSED, then=F("taken")),
        default=Value(0),
    )
    missions = Mission.objects.filter(campaign=campaign)
    return missions.aggregate(promised=Sum(counts * F("points")))["promised"] or 0


def with_campaign() -> QuerySet[Mission]:
    return Mission.objects.select_related("campaign__program", "place", "course", "interest")
