import sys

import pytest
from django.test import Client
from django.utils import timezone

from advocates.actions.programs import appoint_manager
from moderation.actions import rules, trials
from moderation.actions.trials import run_next
from moderation.models import Classifier, Rule, RuleHit, RuleTrial
from record.tasks import settle
from tests.factories import UserFactory
from tests.moderation.rules.conftest import Make
from tests.moderation.stage import CANARY, Stage, staged
from tests.stage import signed_in

NOW = timezone.now


@pytest.fixture
def workbench(stage: Stage) -> Client:
    """Signed in as a manager of the one program."""
    boss, person = UserFactory(is_superuser=True), UserFactory()
    appoint_manager(stage.program, member=person, actor=boss, at=NOW())
    return signed_in(person)


def address(rule: Rule) -> str:
    return f"/admin/moderation/rules/show/{rule.pk}/"


def test_a_rule_is_tried_watched_and_switched_on_by_presses(stage: Stage, workbench: Client, rule: Make) -> None:
    stage.say("idiot")
    made = rules.save_rule(rule(active=False, tried=""), actor=stage.manager, at=NOW())
    Rule.objects.update(tried="")
    early = workbench.post(address(made), {"act": "on"})
    assert (early.status_code, "Try the rule" in early.text) == (409, True)
    assert workbench.post(address(made), {"act": "try"}).status_code == 302
    waiting = workbench.get(address(made))
    assert (waiting["Refresh"], "waits for a worker" in waiting.text) == ("2", True)
    run_next(clock=NOW)
    done = workbench.get(address(made))
    assert "Refresh" not in done
    assert "false hit" in done.text
    assert "never acted against" in done.text
    for act, state in (("shadow", (False, True)), ("on", (True, False)), ("off", (False, False))):
        workbench.post(address(made), {"act": act})
        made.refresh_from_db()
        assert (made.active, made.shadow) == state


def test_a_hit_is_marked_as_false_by_a_press_and_counted(stage: Stage, workbench: Client, rule: Make) -> None:
    made = rule(holds=False)
    stage.say("idiot <script>alert(1)</script>")
    settle()
    hit = RuleHit.objects.get()
    assert workbench.post(address(made), {"act": "false", "hit": hit.pk}).status_code == 302
    page = workbench.get(address(made)).text
    assert "marked as a false hit" in page
    assert "<script>alert" not in page
    workbench.post(address(made), {"act": "not_false", "hit": hit.pk})
    hit.refresh_from_db()
    assert hit.false_at is None


@pytest.mark.parametrize(
    "sent", [{"act": "nothing"}, {"act": "false", "hit": "x"}, {"act": "false", "hit": "9" * 30}, {}]
)
def test_what_no_button_sends_is_not_there(stage: Stage, workbench: Client, rule: Make, sent: dict[str, str]) -> None:
    assert workbench.post(address(rule()), sent).status_code == 404


def test_rules_of_another_program_and_their_hits_are_not_there(stage: Stage, workbench: Client, rule: Make) -> None:
    elsewhere = staged(hostname="other.example")
    foreign = Rule.objects.create(program=elsewhere.program, name=CANARY, kind="letters", shadow=True, active=False)
    assert workbench.get(address(foreign)).status_code == 404
    assert workbench.post(address(foreign), {"act": "off"}).status_code == 404
    own = rule(holds=False)
    elsewhere.say("pаn with a Cyrillic letter")
    settle()
    hit = RuleHit.objects.get()
    assert workbench.post(address(own), {"act": "false", "hit": hit.pk}).status_code == 404
    assert signed_in(stage.moderator).get(address(own)).status_code in {302, 403}


def test_the_list_shows_hits_false_hits_and_precision(stage: Stage, workbench: Client, rule: Make) -> None:
    made = rule(name="Rude", holds=False)
    stage.say("idiot")
    settle()
    trials.try_out(made, actor=stage.manager, at=NOW())
    page = workbench.get("/admin/moderation/rules/").text
    for words in ("Rude", "acts", "False hits", "Precision", address(made)):
        assert words in page


def test_the_list_costs_the_same_for_many_rules(
    stage: Stage, workbench: Client, rule: Make, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    for number in range(15):
        rule(name=f"Rule {number}")
    workbench.get("/admin/moderation/rules/")
    with django_assert_max_num_queries(30):
        workbench.get("/admin/moderation/rules/")


def test_a_program_without_rules_is_offered_those_of_the_product(stage: Stage, workbench: Client) -> None:
    assert "Begin with the product" in workbench.get("/admin/moderation/rules/").text
    assert "Links from new members" in workbench.get("/admin/moderation/rules/defaults/").text
    sent = {"program": str(stage.program.pk)}
    assert workbench.post("/admin/moderation/rules/defaults/", sent).status_code == 302
    assert Rule.objects.filter(program=stage.program, active=True).count() == 8
    assert "Begin with the product" not in workbench.get("/admin/moderation/rules/").text
    assert workbench.post("/admin/moderation/rules/defaults/", sent).status_code == 404


def test_a_pattern_that_could_run_away_is_refused_in_the_form(stage: Stage, workbench: Client) -> None:
    sent = {"program": stage.program.pk, "name": "Bad", "kind": "patterns", "words": "(a+)+b", "newcomer_days": 7}
    sent |= {"severity": 2, "holds": "on", "count": 5, "minutes": 10, "percent": 80, "people": 1, "language": ""}
    answer = workbench.post("/admin/moderation/rules/new/", sent)
    assert "too many ways to be quick" in answer.text
    assert workbench.post("/admin/moderation/rules/new/", sent | {"words": "a{1,5}b"}).status_code == 302


def test_the_classifier_is_taught_and_switched_by_presses(stage: Stage, workbench: Client) -> None:
    path, sent = "/admin/moderation/classifier/", {"program": str(stage.program.pk)}
    assert "has learnt nothing yet" in workbench.get(path).text
    assert workbench.post(path, sent | {"act": "on"}).status_code == 409
    assert workbench.post(path, sent | {"act": "teach"}).status_code == 302
    assert workbench.get(path)["Refresh"] == "3"
    weights = {"bias": 0.0, "words": {}}
    Classifier.objects.update(trained_at=NOW(), asked_at=None, weights=weights, precision=91, recall=64)
    page = workbench.get(path).text
    assert "91 %" in page
    assert "decides nothing" in page
    assert workbench.post(path, sent | {"act": "on"}).status_code == 302
    assert Classifier.objects.get().active
    assert workbench.post(path, sent | {"act": "dance"}).status_code == 404
    other = staged(hostname="other.example").program
    assert workbench.post(path, {"program": str(other.pk), "act": "teach"}).status_code == 404


def test_without_the_library_the_workbench_says_so_in_a_sentence(
    stage: Stage, workbench: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python takes a module that is None for one that is not installed."""
    monkeypatch.setitem(sys.modules, "sklearn", None)
    page = workbench.get("/admin/moderation/classifier/").text
    assert "needs scikit-learn" in page
    assert 'value="teach"' not in page
    sent = {"program": str(stage.program.pk), "act": "teach"}
    assert workbench.post("/admin/moderation/classifier/", sent).status_code == 409
    assert not RuleTrial.objects.exists()
