from datetime import timedelta

import factory
from django.utils import timezone

from advocates.models import Clause, Grant, Halt, Policy, PolicyVersion
from tests.factories.people import UserFactory


class GrantFactory(factory.django.DjangoModelFactory):
    """A live grant to reply, from yesterday for ninety days, five a day. Give `program`, `advocate` and `scope`."""

    class Meta:
        model = Grant

    right = "reply"
    reason = "Knows every pan we make."
    per_day = 5
    granted_by = factory.SubFactory(UserFactory)
    offered_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))
    starts_at = factory.LazyAttribute(lambda grant: grant.offered_at)
    ends_at = factory.LazyAttribute(lambda grant: grant.starts_at + timedelta(days=90))
    answered_at = factory.LazyAttribute(lambda grant: grant.offered_at)
    state = Grant.State.LIVE


class HaltFactory(factory.django.DjangoModelFactory):
    """An active halt of the whole program."""

    class Meta:
        model = Halt

    started_at = factory.LazyFunction(timezone.now)
    started_by = factory.SubFactory(UserFactory)


class PolicyVersionFactory(factory.django.DjangoModelFactory):
    """The first version of a policy that must be attested, with two clauses. Give `policy__program`."""

    class Meta:
        model = PolicyVersion
        skip_postgeneration_save = True

    class _PolicyFactory(factory.django.DjangoModelFactory):
        class Meta:
            model = Policy

        name = "House rules"
        slug = factory.Sequence(lambda n: f"house-rules-{n}")
        attested = True
        governs_messages = True

    policy = factory.SubFactory(_PolicyFactory)
    number = 1
    text = "Be honest. Be kind."
    sha256 = factory.LazyAttribute(lambda version: PolicyVersion.hash_of(version.text))
    published_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=2))
    published_by = factory.SubFactory(UserFactory)
    binds_from = factory.LazyAttribute(lambda version: version.published_at)

    @factory.post_generation
    def clauses(self: PolicyVersion, create: bool, extracted: None, **_kwargs: object) -> None:
        if create:
            Clause.objects.create(version=self, code="1", title="Be honest")
            Clause.objects.create(version=self, code="2", title="Be kind")
