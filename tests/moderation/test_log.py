"""The public log of decisions: what was decided and why, and nobody's name."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from moderation.actions.decisions import decide
from moderation.models import Decision
from moderation.pseudonyms import pseudonym
from moderation.queries.log import public_words
from tests.factories import EnrolmentFactory, UserFactory
from tests.moderation.stage import CANARY, Stage, staged
from tests.moderation.test_desk import decided


def test_the_public_log_names_nobody(stage: Stage) -> None:
    words = f"Arno Author, write to arno@pans.example or @arno on 0171 555 1234, says {stage.moderator.name}."
    decision = decided(stage, reason=words)
    name = pseudonym(stage.program.pk, stage.moderator.pk)
    for path in (
        "/decisions/",
        f"/decisions/{decision.pk}/",
        "/decisions/?act=hide",
        "/decisions/?act=nonsense&before=x",
    ):
        page = Client().get(path)
        assert page.status_code == 200
        assert name in page.text
        for secret in ("Arno", "arno@", "0171", "Mia", CANARY, stage.moderator.email):
            assert secret not in page.text


def test_the_public_log_is_narrowed_paged_and_of_its_own_program(stage: Stage) -> None:
    for _number in range(27):
        decided(stage, act="warn", by=stage.manager)
    first = Client().get("/decisions/?act=warn")
    second = Client().get(f"/decisions/{first.context['older_url']}")
    assert (len(first.context["entries"]), len(second.context["entries"])) == (25, 2)
    assert not Client().get("/decisions/?act=remove").context["entries"]
    other = staged(hostname="other.example")
    assert not Client(headers={"host": "other.example"}).get("/decisions/").context["entries"]
    entry = Decision.objects.first()
    assert entry is not None
    assert Client(headers={"host": "other.example"}).get(f"/decisions/{entry.pk}/").status_code == 404
    assert other.program.pk != stage.program.pk


def test_a_pseudonym_is_stable_in_a_program_and_another_in_the_next(settings: object) -> None:
    assert pseudonym(1, 7) == pseudonym(1, 7)
    assert len({pseudonym(1, 7), pseudonym(2, 7), pseudonym(1, 8)}) == 3
    before = pseudonym(1, 7)
    settings.SECRET_KEY = "another key of the installation"  # type: ignore[attr-defined]
    assert pseudonym(1, 7) != before


def test_names_inside_other_words_are_left_alone() -> None:
    person = UserFactory.build(name="Ann", handle="ann")
    assert public_words("Announce it, Ann!", person) == "Announce it, […]!"


def test_the_public_log_names_no_third_party(stage: Stage) -> None:
    """Guard: `people_named`; without it only the author and the decider are left out."""
    for person, name in (
        (stage.manager, "Marta Lindqvist"),
        (stage.moderator, "Tom Decides"),
        (stage.reader, "Sam Okafor"),
    ):
        User.objects.filter(pk=person.pk).update(name=name, handle=name.split()[0].lower() + "-x")
    past = EnrolmentFactory(
        program=stage.program, ended_at=timezone.now(), end="left", member__name="Past Advocate"
    ).member
    UserFactory(name="Nobody Here")
    stage.say("I was here, too.", author=User.objects.get(pk=stage.reader.pk))
    message = stage.say("Rubbish.")
    stage.say("Says who?", author=User.objects.get(pk=stage.reader.pk), answers=message)
    case = stage.case(message)
    reason = f"sam okafor (sam-x) was insulted, Marta Lindqvist and {past.name} said so; Nobody Here agrees."
    made = decide(
        case, moderator=stage.moderator, version=case.version, at=timezone.now(), act="hide", clause=stage.clause,
        reason=reason,
    )  # fmt: skip
    for path in ("/decisions/", f"/decisions/{made.pk}/"):
        page = Client().get(path).text
        assert "[…] ([…]) was insulted, […] and […] said so; Nobody Here agrees." in page


def test_a_longer_log_costs_no_more_queries(stage: Stage) -> None:
    def counted() -> int:
        with CaptureQueriesContext(connection) as asked:
            Client().get("/decisions/")
        return len(asked)

    decided(stage)
    counted()
    before = counted()
    for _turn in range(3):
        decided(stage, reason="Marta said so.")
    assert counted() == before
