from datetime import datetime, timedelta

import factory
from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.models import User
from advocates.models import Attestation, CommunityManager, Enrolment, PolicyVersion, Program

PASSWORD = "a long enough passphrase"


class UserFactory(factory.django.DjangoModelFactory):
    """A member with a verified address and `PASSWORD`."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"member{n}@example.com")
    name = factory.Sequence(lambda n: f"Member Number {n}")
    handle = factory.Sequence(lambda n: f"member-{n}")
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def verified(self: User, create: bool, extracted: bool | None, **_kwargs: object) -> None:
        if create and extracted is not False:
            EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)


class EnrolmentFactory(factory.django.DjangoModelFactory):
    """An active enrolment from yesterday for a year."""

    class Meta:
        model = Enrolment

    member = factory.SubFactory(UserFactory)
    enrolled_by = factory.SubFactory(UserFactory)
    term_starts = factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))
    term_ends = factory.LazyFunction(lambda: timezone.now() + timedelta(days=364))


def manager_of(program: Program, **fields: object) -> User:
    """A community manager of the program, who may enter the workbench."""
    user: User = UserFactory(**fields)
    CommunityManager.objects.create(program=program, member=user, since=timezone.now() - timedelta(days=30))
    return user


def attest_everything(member: User, program: Program, at: datetime | None = None) -> None:
    """Accept every version of every policy of the program."""
    for version in PolicyVersion.objects.filter(policy__program=program):
        Attestation.objects.get_or_create(version=version, member=member, defaults={"at": at or timezone.now()})
