from datetime import timedelta

import factory
from django.utils import timezone

from advocates.models import Policy, PolicyVersion
from campaigns.models import Campaign, Goal


class GoalFactory(factory.django.DjangoModelFactory):
    """A figure of the program's own from 0 to 10 within a quarter."""

    class Meta:
        model = Goal

    name = factory.Sequence(lambda n: f"Goal {n}")
    metric = Goal.Metric.OWN
    unit = "pages"
    target = 10
    due = factory.LazyFunction(lambda: timezone.now().date() + timedelta(days=90))


class CampaignFactory(factory.django.DjangoModelFactory):
    """An open campaign of `program` and `owner` that began yesterday and lasts four weeks more."""

    class Meta:
        model = Campaign

    name = factory.Sequence(lambda n: f"Campaign {n}")
    goal = factory.LazyAttribute(lambda made: GoalFactory(program=made.program))
    policy = factory.LazyAttribute(lambda made: rules_of(made.program, made.owner))
    starts_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))
    ends_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=28))
    points_budget = 1_000
    state = Campaign.State.OPEN


def rules_of(program: object, publisher: object) -> PolicyVersion:
    """A published version of the program's rules, which nobody has to attest."""
    policy, _new = Policy.objects.get_or_create(
        program=program, slug="rules-of-campaigns", defaults={"name": "Rules", "attested": False}
    )
    now = timezone.now() - timedelta(days=2)
    found = PolicyVersion.objects.filter(policy=policy).first()
    return found or PolicyVersion.objects.create(
        policy=policy, number=1, change=PolicyVersion.Change.URGENT, text="Be honest.",
        sha256=PolicyVersion.hash_of("Be honest."), published_at=now, published_by=publisher, binds_from=now,
    )  # fmt: skip
