"""A page says from the next second how its speakers want to be named, to strangers and to who is signed in."""

import pytest
from django.test import Client

from accounts.actions.naming import name_by
from accounts.actions.profiles import change
from accounts.models import User
from advocates.actions import naming
from advocates.actions.naming import Wish
from advocates.models import Attestation
from cms.api import told
from cms.models import Thread
from record.tasks import settle
from tests.cms.conftest import Cast, a_comment, a_post
from tests.factories import BrandPageFactory, EnrolmentFactory, PolicyVersionFactory

pytestmark = pytest.mark.django_db
HERON = Wish("pseudonym", "Night Heron")


@pytest.fixture
def signed(cast: Cast) -> Attestation:
    """The advocate, by a name to look for, has attested."""
    User.objects.filter(pk=cast.advocate.pk).update(name="Quinn Canary", handle="quinn-c")
    version = PolicyVersionFactory(policy__program=cast.program, policy__attested=False)
    return Attestation.objects.create(version=version, member=cast.advocate, at=cast.at)


def choose(cast: Cast, signed: Attestation, wish: Wish = HERON) -> None:
    naming.choose(signed, wish, actor=cast.advocate, at=cast.later(seconds=1))
    settle()


def readers(cast: Cast) -> list[Client]:
    """A stranger, and somebody signed in, who shares the page with all others."""
    member = Client()
    member.force_login(cast.member)
    return [Client(), member]


def test_a_choice_shows_at_once_beside_what_was_said_before_to_everybody(cast: Cast, signed: Attestation) -> None:
    """Guard: `show_names`; without it the kept thread shows the name for a minute."""
    a_post(cast)
    clients = readers(cast)
    assert all("Quinn Canary" in client.get("/pans/").content.decode() for client in clients)
    choose(cast, signed)
    for client in clients:
        page = client.get("/pans/").content.decode()
        assert "Night Heron" in page
        assert "pseudonym</span>" in page
        assert "Quinn" not in page
        assert "quinn-c" not in page


def test_who_may_speak_on_a_page_is_named_anew_there_too(cast: Cast, signed: Attestation) -> None:
    """Guard: the scopes in `show_names`, and the version in the key of the speakers."""
    a_comment(cast)
    clients = readers(cast)
    assert all("Quinn Canary" in client.get("/pans/").content.decode() for client in clients)
    choose(cast, signed)
    assert not any("Quinn Canary" in client.get("/pans/").content.decode() for client in clients)


def test_a_changed_handle_shows_at_once_and_a_changed_time_zone_makes_nothing_anew(
    cast: Cast, signed: Attestation
) -> None:
    a_post(cast)
    choose(cast, signed, Wish("handle"))
    about = {"about": "", "actor": cast.advocate, "at": cast.at}
    change(cast.advocate, name="Quinn Canary", handle="grey-heron", time_zone="", **about)
    settle()
    assert "@grey-heron" in Client().get("/pans/").content.decode()
    before = Thread.objects.get().version
    change(cast.advocate, name="Quinn Canary", handle="grey-heron", time_zone="Europe/Paris", **about)
    settle()
    assert Thread.objects.get().version == before


def test_pages_where_the_person_has_no_voice_stay_as_they_are(cast: Cast, signed: Attestation) -> None:
    """Guard: the filter in `show_names`."""
    quiet: User = EnrolmentFactory(program=cast.program).member
    theirs = Attestation.objects.create(version=signed.version, member=quiet, at=cast.at)
    elsewhere = BrandPageFactory(parent=cast.program.root_page, title="Knives")
    Thread.objects.touch(elsewhere.pk)
    before = Thread.objects.get(page=elsewhere).version
    naming.choose(theirs, HERON, actor=quiet, at=cast.later(seconds=1))
    settle()
    assert Thread.objects.get(page=elsewhere).version == before


def test_the_api_names_an_author_by_the_public_address(cast: Cast) -> None:
    message = a_post(cast)
    message.author = name_by(User.objects.get(pk=cast.advocate.pk), kind="pseudonym", pseudonym="Night Heron")
    assert told(message).author == str(cast.advocate.pk)
