"""What the person at the desk sees of rules and of the classifier."""

import pytest
from django.test import Client
from django.utils import timezone

from moderation.models import Case, CaseScore, RuleHit
from record.tasks import settle
from tests.factories import UserFactory
from tests.moderation.rules.conftest import Make
from tests.moderation.stage import Stage
from tests.stage import signed_in


@pytest.fixture
def desk(stage: Stage) -> Client:
    return signed_in(stage.moderator)


def test_a_moderator_says_on_the_case_that_a_rule_was_wrong(stage: Stage, rule: Make, desk: Client) -> None:
    made = rule(holds=False)
    stage.say("You idiot")
    settle()
    case = Case.objects.get()
    assert "A false hit" in desk.get(f"/desk/cases/{case.pk}/").text
    answer = desk.post(f"/desk/cases/{case.pk}/false-hit/", {"rule": made.pk})
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/cases/{case.pk}/")
    assert RuleHit.objects.get().false_by == stage.moderator
    case.refresh_from_db()
    assert case.state == Case.State.OPEN


@pytest.mark.parametrize("sent", ["", "x", "999999"])
def test_a_rule_that_did_not_hit_is_not_there(stage: Stage, rule: Make, desk: Client, sent: str) -> None:
    rule(holds=False)
    stage.say("You idiot")
    settle()
    assert desk.post(f"/desk/cases/{Case.objects.get().pk}/false-hit/", {"rule": sent}).status_code == 404
    assert RuleHit.objects.get().false_at is None


def test_who_does_not_moderate_the_place_marks_nothing(stage: Stage, rule: Make, desk: Client) -> None:
    made = rule(holds=False)
    stage.say("You idiot", page=stage.garden)
    settle()
    case = Case.objects.get()
    path, sent = f"/desk/cases/{case.pk}/false-hit/", {"rule": made.pk}
    assert desk.post(path, sent).status_code == 404
    assert signed_in(UserFactory()).post(path, sent).status_code == 403
    assert RuleHit.objects.get().false_at is None


def test_the_case_tells_what_the_classifier_thinks_and_that_it_decides_nothing(stage: Stage, desk: Client) -> None:
    case = stage.flagged()
    assert "decides nothing" not in desk.get(f"/desk/cases/{case.pk}/").text
    CaseScore.objects.create(case=case, percent=87, words=["casino", "<b>"], raised=True, at=timezone.now())
    page = desk.get(f"/desk/cases/{case.pk}/").text
    for words in ("87 % likely", "casino, &lt;b&gt;", "one step forward", "It decides nothing."):
        assert words in page
