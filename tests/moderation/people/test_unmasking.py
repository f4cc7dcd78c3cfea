"""Pseudonyms: nobody shares one, and only those who decide an appeal lift it, on the record."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from moderation import pseudonyms
from moderation.actions import appeals
from moderation.actions import pseudonyms as actions
from moderation.actions.pseudonyms import name, unmask
from moderation.models import Appeal, Pseudonym, Unmasking
from moderation.queries.pseudonyms import name_of
from record.models import Entry
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound
from sitewide.models import Letter
from tests.factories import UserFactory
from tests.moderation.people.conftest import As
from tests.moderation.people.learning import live
from tests.moderation.people.near import tie
from tests.moderation.stage import Stage


def appealed(stage: Stage) -> Appeal:
    made = live(stage, "warn", case=stage.case())
    return appeals.appeal(made, by=stage.author, text="I was kind.", at=timezone.now())


def test_two_who_would_have_the_same_name_have_two(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard: the unique key `a_pseudonym_is_one_persons`; with four letters a thousand people meet almost surely."""
    real = pseudonyms.pseudonym
    monkeypatch.setattr(
        actions, "pseudonym", lambda program, user, length: "mod-7F3K" if length == 4 else real(program, user, length)
    )
    one, two = UserFactory(), UserFactory()
    first, second = name(stage.program, one), name(stage.program, two)
    assert first.name == "mod-7F3K"
    assert len(second.name) == len("mod-") + 5
    assert name(stage.program, one) == first
    assert name_of(stage.program.pk, two.pk) == second.name


def test_a_name_is_kept_whatever_the_key_becomes(stage: Stage, settings: object) -> None:
    live(stage)
    before = name_of(stage.program.pk, stage.moderator.pk)
    settings.SECRET_KEY = "another key of the installation"  # type: ignore[attr-defined]
    assert name_of(stage.program.pk, stage.moderator.pk) == before
    with pytest.raises(IntegrityError), transaction.atomic():
        Pseudonym.objects.update(name="mod-XXXX")


def test_who_decides_the_appeal_is_told_on_the_record_and_the_decider_is_told_why(stage: Stage) -> None:
    appeal, judge = appealed(stage), stage.moderator_of()
    made = unmask(appeal, actor=judge, reason="We worked together once.", at=timezone.now())
    assert made.person == stage.moderator
    entry = Entry.objects.get(verb="decider.unmasked")
    assert (entry.actor_id, entry.data["appeal"]) == (judge.pk, appeal.pk)
    letter = Letter.objects.get(about="decider_unmasked")
    assert letter.to == stage.moderator.email
    assert "We worked together once." in letter.text
    assert unmask(appeal, actor=judge, reason="Again.", at=timezone.now()) == made
    assert Entry.objects.filter(verb="decider.unmasked").count() == 1


def test_nobody_else_is_told(stage: Stage) -> None:
    appeal = appealed(stage)
    near = stage.moderator_of()
    tie(stage, near, other=stage.author)
    for person, refusal in (
        (stage.author, NotFound), (stage.reader, NotFound), (stage.moderator_of(stage.garden), NotFound),
        (stage.moderator, Forbidden), (near, Forbidden),
    ):  # fmt: skip
        with pytest.raises(refusal):
            unmask(appeal, actor=person, reason="Who?", at=timezone.now())
    judge = stage.moderator_of()
    with pytest.raises(Invalid):
        unmask(appeal, actor=judge, reason=" ", at=timezone.now())
    appeals.decide(appeal, judge=judge, overturn=False, reason="It stands.", at=timezone.now())
    with pytest.raises(Conflict):
        unmask(appeal, actor=stage.manager, reason="Who?", at=timezone.now())
    assert not Unmasking.objects.exists()


def test_only_the_decider_can_be_stored_as_unmasked_and_never_by_a_hand_in_it(stage: Stage) -> None:
    """Guard: the triggers `unmasking_of_the_decider` and `unmasking_kept`."""
    appeal = appealed(stage)
    about = {"appeal": appeal, "reason": "Because", "at": timezone.now()}
    for person, by in ((stage.reader, stage.manager), (stage.moderator, stage.author)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Unmasking.objects.create(**about, person=person, by=by)
    unmask(appeal, actor=stage.manager, reason="Who?", at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Unmasking.objects.update(reason="nothing")


def test_the_page_of_the_appeal_names_nobody_until_asked(stage: Stage, client_of: As) -> None:
    appeal, judge = appealed(stage), stage.moderator_of()
    client, path = client_of(judge), f"/desk/appeals/{appeal.pk}/"
    page = client.get(path).text
    assert stage.moderator.name not in page
    assert name_of(stage.program.pk, stage.moderator.pk) in page
    assert "Say why you need to know." in client.post(f"{path}unmask/", {"reason": ""}, follow=True).text
    assert stage.moderator.name in client.post(f"{path}unmask/", {"reason": "To be sure."}, follow=True).text
    assert stage.moderator.name not in client_of(stage.moderator_of()).get(path).text
    assert client_of(stage.moderator).post(f"{path}unmask/", {"reason": "Mine."}).status_code == 403
